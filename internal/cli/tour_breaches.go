package cli

// tourPwned is breach data of three passwords, in the form of the official file.
const tourPwned = `5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:9000000
7314B7022A9CBB62A1AA8C5284A152CD35AF9D26:12
F3BBBD66A63D4BF1747940578EC3D0103530E21D:30000
`

func tourBreaches() []tourStep {
	return []tourStep{
		{say: "Breach data in a file: nothing leaves the machine. A small file is made from the official one.",
			run: "coffer hibp build DIR/pwned.txt DIR/pwned.table", wants: []string{"3 sha1 hashes"}},
		{run: "coffer hibp verify DIR/pwned.table", wants: []string{"and whole"}},
		{say: "Which passwords to change first, and why. Nobody is asked about breaches without the wish.",
			run: "coffer check --hibp-offline DIR/pwned.table", code: 10, wants: []string{"breached", "found there 12 times"}, not: []string{"swordfish-9"}},
		{say: "What you know of and leave is not told again, until it changes.",
			run: "coffer check ignore home/door --because 'four digits is all it takes'", wants: []string{"left:"}},
		{run: "coffer check unignore home/door", wants: []string{"found again"}},
		{say: "A password that is in no vault; without a file five hex digits of its hash would be asked for online.",
			run: "coffer hibp check --stdin --hibp-offline DIR/pwned.table", stdin: "swordfish-9\n", code: 10,
			wants: []string{"seen 12 times"}, not: []string{"swordfish-9"}},
		{run: "coffer hibp check --stdin --hibp-offline DIR/pwned.table", stdin: "nobody had this one\n", wants: []string{"not seen"}},
	}
}
