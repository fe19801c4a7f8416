package cli

import (
	"slices"
	"time"
)

// tourSeals is the story of a sealed secret: bob breaks it, is stopped once, and
// has it in the end; another one is withdrawn.
func tourSeals() []tourStep {
	return slices.Concat(tourCarol(), tourBreak(), tourRelease(), tourKit())
}

// tourCarol makes carol a contact and a custodian.
func tourCarol() []tourStep {
	return []tourStep{
		{say: "Carol runs a client that only keeps shares: a custodian.",
			run: "coffer --dir DIR/carol init --kdf 64MiB,3,4 --name carol", wants: []string{"made a vault"}},
		{run: "coffer --dir DIR/carol contact card -o DIR/carol.card", wants: []string{`the card of "carol"`}},
		{run: "coffer --dir DIR/carol post set dir:DIR/post", wants: []string{"the post is set"}},
		{run: "coffer --dir DIR/carol contact request DIR/alice.card", wants: []string{`took the card of "alice"`}},
		{run: "coffer contact request DIR/carol.card", wants: []string{`took the card of "carol"`}},
		{run: "coffer sync", wants: []string{"sent"}},
		{run: "coffer --dir DIR/carol custodian run --once", wants: []string{`you and "alice" are connected`}},
		{run: "coffer sync", wants: []string{`you and "carol" are connected`}},
		{run: "coffer --yes contact verify carol", wants: []string{`"carol" is verified`}},
		{say: "Alice seals the door's PIN for bob. Carol withholds the key, and can read nothing.",
			run:   "coffer seal new home/door --to bob --grace 2d --custodian carol --note 'the bell is broken'",
			wants: []string{`sealed "door" for bob`, "carol withholds the key"}, not: []string{"4711"}},
		{say: "A custodian is somebody who was verified, or you say so.",
			run: "coffer seal new home/door --to bob --custodian mallory", code: 11, wants: []string{"mallory"}},
		{run: "coffer sync", wants: []string{"sent"}},
		{run: "coffer --dir DIR/carol custodian run --once", wants: []string{"made you a custodian"}},
		{run: "coffer --dir DIR/carol custodian ls", wants: []string{"custodian", "from alice for bob"}},
		{run: "coffer --dir DIR/bob sync", wants: []string{`"alice" sealed something for you`}},
		{run: "coffer --dir DIR/bob seal open alice house", code: 11, wants: []string{"not released"}, not: []string{"4711"}},
	}
}

// tourBreak is the first try, which alice stops.
func tourBreak() []tourStep {
	return []tourStep{
		{say: "Bob breaks the seal. Carol tells alice, in bob's own words, before the wait begins.",
			run: "coffer --dir DIR/bob seal break alice", wants: []string{"opens after 2d"}},
		{run: "coffer --dir DIR/bob sync", wants: []string{"sent 1"}},
		{run: "coffer --dir DIR/carol custodian run --once", wants: []string{`"bob" breaks the seal`}},
		{run: "coffer sync", wants: []string{`"bob" breaks the seal`}},
		{say: "It is named at every unlock and in the status, until it is decided.",
			run: "coffer status --full", wants: []string{"seal breaks", "door, by bob"}},
		{run: "coffer seal show bob", wants: []string{"the wait runs at the custodians", "waits until"}},
		{say: "Alice is well, and stops it.",
			run: "coffer seal veto bob --reason 'I am at home'", wants: []string{"stopped the request of bob"}},
		{run: "coffer sync", wants: []string{"sent"}},
		{run: "coffer --dir DIR/carol custodian run --once", wants: []string{`"alice" stopped the request`}},
		{run: "coffer --dir DIR/bob sync", wants: []string{`"alice" stopped the request`, "I am at home"}},
	}
}

// tourRelease is the second try, after which bob has it; then a seal that ends.
func tourRelease() []tourStep {
	return []tourStep{
		{say: "Later bob asks again, and nobody objects for two days.",
			run: "coffer --dir DIR/bob seal break alice", wants: []string{"opens after 2d"}},
		{run: "coffer --dir DIR/bob sync", wants: []string{"sent"}},
		{run: "coffer --dir DIR/carol custodian run --once", wants: []string{`"bob" breaks the seal`}},
		{run: "coffer sync", wants: []string{`"bob" breaks the seal`}},
		{run: "coffer --dir DIR/carol custodian run --once", wants: []string{"took in"}, after: 49 * time.Hour},
		{run: "coffer --dir DIR/bob sync", wants: []string{`"carol" gave the share`}},
		{run: "coffer --dir DIR/bob seal open alice house", wants: []string{`opened: "house/door"`, "the bell is broken"}},
		{run: "coffer --dir DIR/bob get house/door", like: "^4711\n$"},
		{run: "coffer sync", wants: []string{"took in"}},
		{say: "After that the key is used up; for something new there is a new seal.",
			run: "coffer seal update bob", code: 11, wants: []string{"does not permit"}},
		{run: "coffer seal reopen bob", code: 11, wants: []string{"does not permit"}},
		{run: "coffer --yes seal withdraw bob", wants: []string{"destroy their shares"}},
		{run: "coffer seal new work/servers/db --to bob --custodian carol", wants: []string{`sealed "db" for bob`}},
		{run: "coffer seal update work/servers/db", wants: []string{"sealed version 2"}},
		{say: "Allowing it before anybody asks lifts the seal.",
			run: "coffer seal allow work/servers/db", wants: []string{"can open it without waiting"}},
		{run: "coffer seal ls --all", wants: []string{"withdrawn", "the owner has ended the wait"}},
		{say: "The doctor finds what would fail when it matters, and says what to do.",
			run: "coffer doctor", code: 10, wants: []string{"no backup ever left this machine"}},
	}
}

// tourKit is an emergency kit.
func tourKit() []tourStep {
	return []tourStep{
		{say: "Erin has no Coffer. She gets a kit: a vault in a folder, and a sheet with its password and what to do.",
			run:   "coffer kit new erin --item home/door --custodian carol --grace 30d -o DIR/kit",
			wants: []string{"made a kit for erin", "print sheet.html"}, not: []string{"4711"}},
		{say: "Nothing but the sheet opens it.", run: "coffer --dir DIR/kit/vault seal ls", code: 4, wants: []string{"wrong password"}},
		{say: "It must open without alice.",
			run: "coffer kit new dave --item home/door --custodian self -o DIR/kit2", code: 11, wants: []string{"without you"}},
	}
}
