package post

import (
	"context"
	"errors"
	"io"
	"math"
	"time"

	"coffer/box/contact"
	"coffer/vault"
	"coffer/vault/blob"
)

// resendAfter is how long an envelope that nobody acknowledges, and that lies in
// its mailbox no more, waits until it is put again: credited time.
const resendAfter = 24 * time.Hour

// acknowledge writes one acknowledgement for each channel over which something
// came.
func (c *Courier) acknowledge() error {
	owed := false
	err := c.Home.View(func(d Desk) error {
		channels, err := d.Channels()
		for _, ch := range channels {
			owed = owed || ch.Taken.Owes && !ch.Out.IsZero()
		}
		return err
	})
	if err != nil || !owed {
		return err
	}
	return c.Home.Update(func(d Desk) error {
		channels, err := d.Channels()
		if err != nil {
			return err
		}
		for _, ch := range channels {
			if !ch.Taken.Owes || ch.Out.IsZero() {
				continue
			}
			if err := c.acknowledgeOne(d, ch); err != nil {
				return err
			}
		}
		return nil
	})
}

// acknowledgeOne puts an acknowledgement into the outbox, in the place of one
// that still waits there.
func (c *Courier) acknowledgeOne(d Desk, ch Channel) error {
	body, err := ch.Taken.ack()
	if err != nil {
		return err
	}
	s, err := Sign(c.Me, Envelope{
		Kind: AckKind, From: c.Me.Public().Fingerprint(), To: ch.Peer.Fingerprint(), Time: d.Now().Unix(), Body: body,
	})
	if err != nil {
		return err
	}
	ch.Taken.Owes = false
	if err := d.PutChannel(ch); err != nil {
		return err
	}
	return d.PutOutgoing(Outgoing{Slot: Slot{Of: vault.ID(ch.In)}, Signed: s})
}

// send puts what waits in the outbox into the posts.
func (c *Courier) send(ctx context.Context, r *Report) error {
	if len(c.Posts) == 0 {
		return nil
	}
	waiting, answered, err := c.waiting()
	if err == nil {
		err = c.forget(answered)
	}
	if err != nil || len(waiting) == 0 {
		return err
	}
	lying := c.lying(ctx, waiting)
	for _, some := range batches(waiting, func(o addressed) int64 { return o.size }) {
		some, err := c.signed(some)
		if err != nil {
			return err
		}
		if err := c.sendBatch(ctx, some, lying, r); err != nil {
			return err
		}
		clear(some)
	}
	return nil
}

// addressed is an envelope that waits, and where it goes.
type addressed struct {
	Outgoing
	to   contact.Public
	at   Mailbox
	size int64
	due  bool // for long without an answer
	put  bool // just now
	// answered tells of an introduction that it waits for nothing any more.
	answered bool
}

// waiting is what is not in every post yet, or was not acknowledged for long. What
// was signed is left out: there may be more of it than fits into memory. Answered
// are introductions that wait for nothing any more.
func (c *Courier) waiting() (all []addressed, answered []Slot, err error) {
	err = c.Home.View(func(d Desk) error {
		now := d.Credited()
		return eachAddressed(d, func(a addressed) error {
			a.due = a.Placed != 0 && now-a.Since >= a.patience()
			a.Signed = Signed{}
			switch {
			case a.answered:
				answered = append(answered, a.Slot)
			case a.due || a.Placed != c.everywhere():
				all = append(all, a)
			}
			return nil
		})
	})
	return all, answered, err
}

// forget drops what is not to be sent any more.
func (c *Courier) forget(slots []Slot) error {
	if len(slots) == 0 {
		return nil
	}
	return c.Home.Update(func(d Desk) error {
		for _, s := range slots {
			if err := d.DropOutgoing(s); err != nil {
				return err
			}
		}
		return nil
	})
}

// maxAgain is how often an introduction is put again: for a year and a half.
const maxAgain = 9

// patience is how long an envelope waits for an answer before it is put again. Who
// was asked may not answer for long, or never.
func (o *Outgoing) patience() time.Duration {
	switch {
	case o.At.IsZero():
		return resendAfter
	case o.Again >= maxAgain:
		return math.MaxInt64
	}
	return resendAfter << o.Again
}

// signed fetches what some envelopes say, but for those that were acknowledged
// meanwhile.
func (c *Courier) signed(some []addressed) (there []addressed, err error) {
	err = c.Home.View(func(d Desk) error {
		there = some[:0]
		for _, a := range some {
			o, err := d.OutgoingAt(a.Slot)
			if errors.Is(err, vault.ErrNotFound) {
				continue
			}
			if err != nil {
				return err
			}
			a.Signed = o.Signed
			there = append(there, a)
		}
		return nil
	})
	return there, err
}

// eachAddressed hands over the whole outbox, but for what has nowhere to go yet.
func eachAddressed(d Desk, f func(addressed) error) error {
	channels, err := d.Channels()
	if err != nil {
		return err
	}
	by := byMailbox(channels)
	return d.EachOutgoing(func(o Outgoing) error {
		a := addressed{Outgoing: o, to: o.To, at: o.At, size: int64(len(o.Signed.Bytes))}
		if ch := by[o.Of]; ch != nil {
			a.to, a.at = ch.Peer, ch.Out
		}
		if a.at.IsZero() {
			return nil
		}
		a.answered = o.answered(by)
		return f(a)
	})
}

// answered tells of an introduction that whoever it is for has got it, or that it
// means nothing any more.
func (o *Outgoing) answered(by map[vault.ID]*Channel) bool {
	if o.Answers.IsZero() {
		return false
	}
	ch := by[vault.ID(o.Answers)]
	return ch == nil || ch.Closed || ch.Taken.Seq > 0 || len(ch.Taken.Ahead) > 0
}

func byMailbox(channels []Channel) map[vault.ID]*Channel {
	by := make(map[vault.ID]*Channel, len(channels))
	for i := range channels {
		by[vault.ID(channels[i].In)] = &channels[i]
	}
	return by
}

func (c *Courier) everywhere() uint8 { return 1<<len(c.Posts) - 1 }

// lying lists the objects that still lie in mailboxes into which something was
// put that is due: they only wait for their receiver. What cannot be listed is
// taken to lie there.
func (c *Courier) lying(ctx context.Context, waiting []addressed) map[string]bool {
	lying, listed := make(map[string]bool), make(map[Mailbox]bool)
	for _, o := range waiting {
		if !o.due || listed[o.at] {
			continue
		}
		listed[o.at] = true
		for _, p := range c.Posts {
			err := p.List(ctx, o.at.String(), func(f blob.Object) error { lying[f.Name] = true; return nil })
			if err != nil {
				for _, other := range waiting {
					if other.at == o.at {
						lying[other.Object] = true
					}
				}
			}
		}
	}
	return lying
}

// sendBatch puts some envelopes and then remembers where they lie.
func (c *Courier) sendBatch(ctx context.Context, some []addressed, lying map[string]bool, r *Report) error {
	for i := range some {
		if err := some[i].name(c.Rand, lying); err != nil {
			return err
		}
	}
	failed := make([][]error, len(some))
	err := several(ctx, len(some), func(ctx context.Context, i int) error {
		var err error
		failed[i], err = c.place(ctx, &some[i])
		return errors.Join(err, ctx.Err())
	})
	if err != nil {
		return err
	}
	for _, errs := range failed {
		for post, err := range errs {
			if err != nil {
				if err := c.failed(ctx, r, post, err); err != nil {
					return err
				}
			}
		}
	}
	return c.remember(some, r)
}

// name draws a name for what has none yet, or lies nowhere any more though it was
// put somewhere, long ago and without an answer.
func (o *addressed) name(rand io.Reader, lying map[string]bool) (err error) {
	if o.due && !lying[o.Object] {
		o.Placed, o.Object = 0, ""
		if !o.At.IsZero() {
			o.Again++
		}
	}
	if o.Object == "" {
		o.Object, err = o.at.object(rand)
	}
	return err
}

// place puts one envelope into every post that does not have it, under one name.
func (c *Courier) place(ctx context.Context, o *addressed) (failed []error, err error) {
	if o.Placed == c.everywhere() {
		return nil, nil
	}
	object, err := Wrap(o.to, o.Signed)
	if err != nil {
		return nil, err
	}
	failed = make([]error, len(c.Posts))
	for post, store := range c.Posts {
		if o.Placed&(1<<post) != 0 {
			continue
		}
		err := store.Put(ctx, o.Object, object)
		if err == nil || errors.Is(err, blob.ErrExists) { // the name is ours: an earlier put that failed was done
			o.Placed, o.Left, o.put = o.Placed|1<<post, true, true
			continue
		}
		failed[post] = err
	}
	return failed, nil
}

// remember keeps where envelopes lie. One that nobody acknowledges is done once
// it lies everywhere.
func (c *Courier) remember(some []addressed, r *Report) error {
	return c.Home.Update(func(d Desk) error {
		for _, o := range some {
			if o.put {
				r.Sent++
			}
			if err := c.rememberOne(d, o); err != nil {
				return err
			}
		}
		return nil
	})
}

func (c *Courier) rememberOne(d Desk, o addressed) error {
	_, err := d.OutgoingAt(o.Slot)
	switch {
	case errors.Is(err, vault.ErrNotFound): // acknowledged meanwhile
		return nil
	case err != nil:
		return err
	case o.Seq == 0 && o.Answers.IsZero() && o.Placed == c.everywhere():
		return d.DropOutgoing(o.Slot)
	}
	o.Since = d.Credited()
	return d.PutOutgoing(o.Outgoing)
}
