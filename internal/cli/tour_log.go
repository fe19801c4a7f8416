package cli

func tourLog() []tourStep {
	return []tourStep{
		{say: "Everything that was changed, sent or received stands in the log.",
			run: "coffer log", wants: []string{"check.ignore", "import"}, not: []string{"swordfish"}, lines: 6},
		{run: "coffer log ls --action item --last 2", lines: 2, like: `(?m)^[0-9]+ .* item\.`},
		{say: "An entry proves where it stands.",
			run: "coffer log show 1", wants: []string{"vault.create", "proved"}},
		{say: "A head says nothing, and whoever keeps it can tell later that the log was changed.",
			run: "coffer log head -o DIR/alice.head", wants: []string{"give it to somebody who keeps it"}},
		{run: "coffer log head --key", like: "^coffer-log/"},
		{run: "coffer log verify --head DIR/alice.head", wants: []string{"each in its place", "has grown out of that head"}},
		{run: "coffer log export --action vault -o DIR/vault.log", wants: []string{"wrote"}},
		{say: "What is exported proves itself, without the vault.",
			run: "coffer log verify --file DIR/vault.log", bare: true, wants: []string{"vault.create", "what was left out does not show"}},
		{say: "What is stored about whom, since when, until when, and where it was sent.",
			run: "coffer report", wants: []string{"what is stored about others", "trash.retention"}, not: []string{"swordfish"}},
		{run: "coffer log verify --head DIR/vault.log", code: 9, wants: []string{"no head that this vault has signed"}},
		{say: "A contact can keep heads by itself: a witness, whose client speaks up when a later one does not fit.",
			run: "coffer log witness add bob", wants: []string{"is to keep heads of your log"}},
		{run: "coffer sync", wants: []string{"sent"}},
		{run: "coffer --dir DIR/bob sync", wants: []string{`"alice" lets you witness their log`}},
		{run: "coffer sync", wants: []string{`"bob" keeps heads of your log from now on`}},
		{run: "coffer log witness ls", like: `(?m)^bob .* keeps [0-9]+ entries, signed on`},
		{run: "coffer --dir DIR/bob log witness ls", wants: []string{"you witness their log"}},
		{run: "coffer --dir DIR/bob log witness accept alice", code: 11, wants: []string{`there is no doubt about the log of "alice"`}},
		{run: "coffer log witness drop bob", wants: []string{"gets no more heads of your log"}},
	}
}
