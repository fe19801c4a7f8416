package app

import (
	"context"
	"errors"
	"slices"

	"coffer/box"
	"coffer/box/post"
	"coffer/box/seal"
)

// advanceShares sends what changed of items that are shared automatically, to
// those whom they go to by now, and stops it for those who are not among them any
// more. A sync that finds nothing to do reads no more than to whom items go.
func (s *syncing) advanceShares(context.Context, post.Look) error {
	return s.whereDue((*meeting).sharesDue, func(m *meeting) error {
		sharing, err := newSharing(m)
		if err != nil {
			return err
		}
		return sharing.advance()
	})
}

// sharesDue tells whether there may be something to send.
func (m *meeting) sharesDue() (bool, error) {
	spreads, err := seal.ReadSpreads(m.tx)
	if err != nil || !slices.ContainsFunc(spreads, func(s seal.Spread) bool { return s.Auto() }) {
		return false, err
	}
	s, err := newSharing(m)
	if err != nil {
		return false, err
	}
	for i := range spreads {
		_, due, err := s.due(&spreads[i])
		if err != nil || due {
			return due, err
		}
	}
	return false, nil
}

// due looks at one item. One that lies in the trash waits there.
func (s *sharing) due(spread *seal.Spread) (w whereItem, due bool, err error) {
	if !spread.Auto() {
		return w, false, nil
	}
	w, err = findShared(s.tx, spread.Item)
	if err != nil || w.away {
		return w, false, err
	}
	return w, w.gone || w.Revision != spread.Revision || s.reached(spread) != spread.Reached, nil
}

func (s *sharing) advance() error {
	spreads, err := seal.ReadSpreads(s.tx)
	if err != nil {
		return err
	}
	for i := range spreads {
		w, due, err := s.due(&spreads[i])
		if err == nil && due {
			err = s.advanceOne(&spreads[i], w)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *sharing) advanceOne(spread *seal.Spread, w whereItem) error {
	if w.gone {
		return s.stopAll(spread.Item)
	}
	item, err := outgoingEntry(s.tx, w.Box, w.ID, w.Path())
	defer item.Wipe()
	if err := s.stopUnreached(spread); err != nil {
		return err
	}
	spread.Box, spread.Revision, spread.Reached = w.Box, w.Revision, s.reached(spread)
	switch {
	case errors.Is(err, box.ErrMoved):
		s.say(Notice{Kind: "share.held"})
	case err != nil:
		return err
	default:
		err := s.sendChanged(&packed{outgoing: &item}, spread)
		if errors.Is(err, errBudget) {
			spread.Revision = 0 // the next sync goes on
		} else if err != nil {
			return err
		}
	}
	return seal.PutSpread(s.tx, spread)
}

// sendChanged sends an item to all who get it by themselves and do not have it as
// it is.
func (s *sharing) sendChanged(p *packed, spread *seal.Spread) error {
	defer p.wipe()
	digest, err := p.Digest()
	if err != nil {
		return err
	}
	open, _ := s.open(spread.Reach(s.circles, true))
	for _, c := range open {
		if share := s.shareOf(p.Ref.ID, c.ID); share.Number > 0 && share.Digest == digest {
			continue
		}
		if _, err := s.send(p, c, spread); err != nil {
			return err
		}
	}
	return nil
}

// stopUnreached stops an item for those who got it by themselves and are in no
// circle any more that it goes to.
func (s *sharing) stopUnreached(spread *seal.Spread) error {
	left := spread.Reach(s.circles, false)
	for i := range s.sent {
		sent := &s.sent[i]
		if sent.Item != spread.Item || !sent.Open() || !sent.Auto || slices.Contains(left, sent.To) {
			continue
		}
		if err := s.stop(sent); err != nil {
			return err
		}
	}
	return nil
}
