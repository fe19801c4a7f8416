package cli

import "time"

// tourRecovery is a ticket that alice stops, and one that brings her access back.
func tourRecovery() []tourStep {
	const ticket, other = " --ticket DIR/alice.ticket --ticket-password-file DIR/password", " --ticket DIR/other.ticket --ticket-password-file DIR/password"
	return []tourStep{
		{say: "Mallory asks for alice's vault. She needs no vault for that; alice hears of it before any wait starts.",
			run: "coffer --yes ticket open recover --from DIR/alice.pack --say 'I am alice'" + other, wants: []string{"call each trustee"}},
		{run: "coffer --dir DIR/bob sync", wants: []string{"asks you, as a trustee"}},
		{run: "coffer --dir DIR/bob ticket ls", wants: []string{"trustee", "recover", "vault of alice"}},
		{run: "coffer --dir DIR/bob ticket show alice", wants: []string{"I am alice", "on a number that you know"}},
		{say: "A trustee types the code that they are told by voice; five wrong ones close the ticket.",
			run: "coffer --dir DIR/bob ticket confirm alice 0000-0000-0000", code: 4, wants: []string{"4 more and it is closed"}},
		{run: "coffer --dir DIR/bob ticket approve alice", code: 11, wants: []string{"not confirmed"}},
		{run: "coffer --dir DIR/bob ticket deny alice --reason 'not her voice'", wants: []string{"gives nothing for this ticket"}},
		{run: "coffer --password-file DIR/password2 sync", wants: []string{"a ticket was opened"}},
		{say: "One veto of alice is enough.", run: "coffer --password-file DIR/password2 ticket veto --reason 'I did not ask'", wants: []string{"vetoed"}},
		{run: "coffer --password-file DIR/password2 sync", wants: []string{"sent"}},
		{run: "coffer --yes ticket withdraw" + other, wants: []string{"trustees give nothing"}},
		{say: "Then she forgets the new password for true. On another machine she asks herself.",
			run: "coffer --yes ticket open recover --from DIR/alice.pack --say 'it is me'" + ticket, like: `(?m)^code +(\S+)$`, keep: "CODE"},
		{run: "coffer --dir DIR/bob sync", wants: []string{"asks you, as a trustee"}},
		{run: "coffer --dir DIR/carol sync", wants: []string{"asks you, as a trustee"}},
		{say: "She calls both, and tells them the code.", run: "coffer --dir DIR/bob ticket confirm alice CODE", wants: []string{"confirmed"}},
		{run: "coffer --dir DIR/bob ticket approve alice", wants: []string{"approved"}},
		{run: "coffer --dir DIR/carol ticket confirm alice CODE", wants: []string{"confirmed"}},
		{run: "coffer --dir DIR/carol ticket approve alice", wants: []string{"approved"}},
		{run: "coffer --dir DIR/bob sync", wants: []string{"sent"}},
		{run: "coffer --dir DIR/carol sync", wants: []string{"sent"}},
		{say: "They ask what somebody who knows the vault can answer, and learn how many answers fit, no word of them.",
			run: "coffer ticket show" + ticket, wants: []string{"what is one of your boxes called?", "asked by bob, carol"}},
		{run: "coffer ticket answer --answers-file DIR/answers" + ticket, wants: []string{"answered 2 trustees"}},
		{run: "coffer --dir DIR/bob sync", wants: []string{"answered your questions"}},
		{run: "coffer --dir DIR/bob ticket show alice", wants: []string{"answers fit, of ", "prove nothing"}},
		{run: "coffer ticket redeem" + ticket, code: 11, wants: []string{"0 of 2 shares are here", "bob waits"}},
		{run: "coffer --dir DIR/bob sync", wants: []string{"took in"}, after: 73 * time.Hour},
		{run: "coffer --dir DIR/carol sync", wants: []string{"took in"}},
		{run: "coffer ticket sync" + ticket, wants: []string{`"bob" is ready`}},
		{run: "coffer --dir DIR/bob sync", wants: []string{"took in"}},
		{run: "coffer --dir DIR/carol sync", wants: []string{"took in"}},
		{run: "coffer ticket show" + ticket, wants: []string{"have given their shares", "coffer ticket redeem"}},
		{say: "The whole course can be written down; it proves itself, without anybody's vault.",
			run: "coffer ticket export" + ticket + " -o DIR/alice.evidence", wants: []string{"wrote"}},
		{run: "coffer ticket show --file DIR/alice.evidence", wants: []string{"every signature fits", "gave their share"}},
		{say: "The shares open the vault, which gets new keys and a new password; nobody has seen the old one.",
			run: "coffer ticket redeem" + ticket + " --new-password-file DIR/password", wants: []string{"a new master password and new keys", "trustee set names trustees anew"}},
		{run: "coffer get home/door", like: "^4711\n$"},
		{run: "coffer --password-file DIR/password2 ls", code: 4, not: []string{"door"}},
		{run: "coffer verify", wants: []string{"all is well"}},
	}
}
