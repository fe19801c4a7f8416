package cli

// tourTrustees is about the way back in: alice chooses trustees, one says no, and all
// are asked to prove that they can help.
func tourTrustees() []tourStep {
	return append(tourAppoint(), tourReplace()...)
}

func tourAppoint() []tourStep {
	return []tourStep{
		{say: "A forgotten password must not be the end. Any two of three bring the vault back, and none alone; erin has paper.",
			run:   "coffer trustee set --threshold 2 --wait 3d bob carol --paper erin",
			wants: []string{"any 2 of bob, carol, erin can bring the vault back", "this binds honest clients"}},
		{run: "coffer --yes trustee set --threshold 2 bob --paper erin --paper dave", code: 11, wants: []string{"paper obeys no wait and no veto"}},
		{run: "coffer sync", wants: []string{"sent"}},
		{run: "coffer --dir DIR/bob sync", wants: []string{`"alice" asks you to hold a share`}},
		{run: "coffer --dir DIR/bob deposit ls", wants: []string{"alice", "trustee", "offered"}},
		{run: "coffer --dir DIR/bob deposit show alice", wants: []string{"you promise", "you alone open nothing", "carol", "erin"}},
		{run: "coffer --dir DIR/bob deposit accept alice", wants: []string{"you are a trustee of alice now"}},
		{run: "coffer --dir DIR/carol custodian run --once", wants: []string{`"alice" asks you to hold a share`}},
		{run: "coffer --dir DIR/carol --yes deposit refuse alice --reason 'not now'", wants: []string{"destroyed the shares"}},
		{run: "coffer --dir DIR/bob sync", wants: []string{"sent"}},
		{run: "coffer --dir DIR/carol custodian run --once", wants: []string{"sent"}},
		{run: "coffer sync", wants: []string{`"bob" accepted`, `"carol" does not want to`, "not now"}},
		{run: "coffer trustee ls", wants: []string{"bob", "accepted", "carol", "refused: not now", "on paper"}},
	}
}

func tourReplace() []tourStep {
	return []tourStep{
		{say: "Who is dropped holds shares that open nothing made from now on: the vault has new keys, and lists what old copies hold.",
			run: "coffer --yes trustee drop carol", wants: []string{"both of bob, erin", "the vault has new keys", "home/door"}},
		{run: "coffer sync", wants: []string{"sent"}},
		{run: "coffer --dir DIR/bob sync", wants: []string{"what you held is destroyed", "asks you to hold a share"}},
		{run: "coffer --dir DIR/bob deposit accept alice", wants: []string{"you are a trustee"}},
		{run: "coffer --dir DIR/bob --yes deposit return alice --reason 'carol should, too'", wants: []string{"destroyed the shares"}},
		{run: "coffer --dir DIR/bob sync", wants: []string{"sent"}},
		{run: "coffer sync", wants: []string{`"bob" gave their share back`}},
		{say: "Carol changes her mind. Alice lets them ask whoever opens a ticket about what is not secret.",
			run: "coffer --yes trustee set --threshold 2 --wait 3d --inspect bob carol --paper erin", wants: []string{"any 2 of bob, carol, erin", "trustees may ask"}},
		{run: "coffer --yes trustee renew", wants: []string{"sheets printed before are worthless", "home/door"}},
		{run: "coffer sync", wants: []string{"sent"}},
		{run: "coffer --dir DIR/bob sync", wants: []string{"took in"}},
		{run: "coffer --dir DIR/bob deposit accept alice", wants: []string{"you are a trustee"}},
		{run: "coffer --dir DIR/carol custodian run --once", wants: []string{"took in"}},
		{run: "coffer --dir DIR/carol deposit accept alice", wants: []string{"you are a trustee"}},
		{say: "A drill: each proves that the shares are there, and gives nothing away.",
			run: "coffer trustee drill", wants: []string{"asked 2 trustees"}},
		{run: "coffer sync", wants: []string{"sent"}},
		{run: "coffer --dir DIR/bob sync", wants: []string{"sent"}},
		{run: "coffer --dir DIR/carol custodian run --once", wants: []string{"sent"}},
		{run: "coffer sync", wants: []string{`"bob" proved`, `"carol" proved`}},
		{run: "coffer trustee ls", wants: []string{"confirmed on"}},
		{say: "Erin's sheet is printed; a pack explains it to somebody without Coffer.",
			run: "coffer trustee paper erin -o DIR/erin.html", wants: []string{"whoever reads this file"}},
		{run: "coffer trustee pack erin -o DIR/erin.zip", wants: []string{"wrote 5 files"}},
		{say: "Any trustee can write the file by which a ticket is opened.",
			run: "coffer --dir DIR/bob deposit pack alice -o DIR/alice.pack", wants: []string{"nothing in it is secret", "ticket open recover"}},
	}
}
