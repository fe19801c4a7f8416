package matter

import (
	"fmt"
	"io"
	"slices"

	"coffer/box/hold"
	"coffer/box/post"
	"coffer/vault"
)

// Way is the pair of mailboxes between whoever keeps it and another party: those of
// this matter, since not all of its parties are contacts of each other, and since the
// matter outlives that they are.
type Way struct {
	_       struct{} `cbor:",toarray"`
	Peer    hold.Fingerprint
	In, Out post.Mailbox
}

// FindWay returns the way to somebody.
func FindWay(ways []Way, to hold.Fingerprint) (Way, bool) {
	i := slices.IndexFunc(ways, func(w Way) bool { return w.Peer == to })
	if i < 0 {
		return Way{}, false
	}
	return ways[i], true
}

// CheckWays makes sure that ways are those to some peers, in their order, and that no
// mailbox stands for two of them. The error is an [ErrPeople].
func CheckWays(ways []Way, peers []hold.Fingerprint) error {
	seen := map[post.Mailbox]bool{{}: true}
	if len(ways) != len(peers) {
		return ErrPeople
	}
	for i, w := range ways {
		if w.Peer != peers[i] || seen[w.In] || seen[w.Out] || w.In == w.Out {
			return ErrPeople
		}
		seen[w.In], seen[w.Out] = true, true
	}
	return nil
}

// DrawWays draws the mailboxes of every pair that must talk: for each of some people
// the ways to their peers, in the order in which peers lists these. Who talks to
// somebody must be talked to by them.
func DrawWays(rand io.Reader, people []hold.Fingerprint, peers func(hold.Fingerprint) []hold.Fingerprint) (all map[hold.Fingerprint][]Way, err error) {
	all = map[hold.Fingerprint][]Way{}
	between := map[[2]hold.Fingerprint]post.Mailbox{}
	for _, me := range people {
		for _, peer := range peers(me) {
			w := Way{Peer: peer}
			for _, at := range []struct {
				pair [2]hold.Fingerprint
				box  *post.Mailbox
			}{{[2]hold.Fingerprint{peer, me}, &w.In}, {[2]hold.Fingerprint{me, peer}, &w.Out}} {
				if between[at.pair].IsZero() {
					if between[at.pair], err = post.NewMailbox(rand); err != nil {
						return nil, err
					}
				}
				*at.box = between[at.pair]
			}
			all[me] = append(all[me], w)
		}
	}
	return all, nil
}

// OpenWays opens channels for ways, of a scope. Mailboxes that are in use already, or
// that the caller reads besides, are refused with an [ErrPeople]: whoever named them
// would read over somebody else's channel.
func OpenWays(d post.Desk, scope vault.ID, ways []Way, people []Person, besides ...post.Mailbox) error {
	used, err := Used(d)
	if err != nil {
		return err
	}
	for _, m := range besides {
		used[m] = true
	}
	for _, w := range ways {
		if used[w.In] || used[w.Out] {
			return fmt.Errorf("%w: a mailbox that is in use", ErrPeople)
		}
		peer := Find(people, w.Peer)
		if peer == nil {
			return ErrPeople
		}
		ch := post.Channel{Peer: peer.Keys, In: w.In, Out: w.Out, Scope: scope, Kinds: post.OfMatter}
		if err := d.PutChannel(ch); err != nil {
			return err
		}
	}
	return nil
}

// Used are the mailboxes of all channels of a desk.
func Used(d post.Desk) (map[post.Mailbox]bool, error) {
	channels, err := d.Channels()
	used := map[post.Mailbox]bool{}
	for _, ch := range channels {
		used[ch.In], used[ch.Out] = true, true
	}
	return used, err
}
