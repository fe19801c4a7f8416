package post

import (
	"cmp"
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"coffer/vault"
)

// Without a post, envelopes travel as files: on a stick, or as an attachment of a
// mail. A file bears the name of the object that it would be.

// fileSuffix is the end of the name of an envelope in a file.
const fileSuffix = ".coffer-envelope"

// File is an envelope outside of a post.
type File struct {
	Name string // without folders
	Data []byte
}

// Out hands over everything that is not acknowledged yet, one file at a time. It
// stays in the outbox until it is: handing over twice does no harm. What was
// handed over has left ([Left]), and what waited for that goes with it.
func (c *Courier) Out(ctx context.Context, write func(File) error) error {
	if err := c.acknowledge(); err != nil {
		return err
	}
	left, err := c.handOver(ctx, write, func(a addressed) bool { return !a.answered })
	if err != nil || !left || c.Advance == nil {
		return err
	}
	if err := c.Advance(ctx, Look{}); err != nil {
		return err
	}
	_, err = c.handOver(ctx, write, func(a addressed) bool { return !a.answered && !a.Left })
	return err
}

// handOver hands over what is wanted, and tells whether any of it leaves for the
// first time.
func (c *Courier) handOver(ctx context.Context, write func(File) error, wanted func(addressed) bool) (left bool, err error) {
	var all []addressed
	err = c.Home.View(func(d Desk) error {
		return eachAddressed(d, func(a addressed) error {
			if a.Signed = (Signed{}); wanted(a) {
				all, left = append(all, a), left || !a.Left
			}
			return nil
		})
	})
	if err != nil {
		return false, err
	}
	for _, some := range batches(all, func(o addressed) int64 { return o.size }) {
		some, err := c.signed(some)
		if err != nil {
			return false, err
		}
		for _, o := range some {
			if err := ctx.Err(); err != nil {
				return false, err
			}
			if err := o.file(c.Rand, write); err != nil {
				return false, err
			}
		}
		if err := c.handedOut(some); err != nil {
			return false, err
		}
		clear(some)
	}
	return left, nil
}

// file writes one envelope as a file.
func (o *addressed) file(rand io.Reader, write func(File) error) error {
	name, err := o.at.object(rand)
	if err != nil {
		return err
	}
	data, err := Wrap(o.to, o.Signed)
	if err != nil {
		return err
	}
	return write(File{strings.ReplaceAll(name, "/", "-") + fileSuffix, data})
}

// handedOut notes what left the home for the first time.
func (c *Courier) handedOut(some []addressed) error {
	if !slices.ContainsFunc(some, func(o addressed) bool { return !o.Left }) {
		return nil
	}
	return c.Home.Update(func(d Desk) error {
		for _, o := range some {
			now, err := d.OutgoingAt(o.Slot)
			if errors.Is(err, vault.ErrNotFound) { // acknowledged meanwhile
				continue
			}
			if now.Left = true; err == nil {
				err = d.PutOutgoing(now)
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// In takes in files. What cannot be taken in is told and left to the caller. If
// they are the whole of the mail, it is a look at every mailbox, but for those of
// which a file is left; one of which nobody knows where it belongs may be of any.
func (c *Courier) In(ctx context.Context, files []File) (r Report, err error) {
	boxes, began, err := c.mailboxes(nil)
	if err != nil {
		return r, err
	}
	look := Look{Began: began, Whole: make(map[Mailbox]bool)}
	var all []incoming
	for _, f := range files {
		all = append(all, openObject(c.Me, found{object: f.Name, size: int64(len(f.Data))}, f.Data))
	}
	slices.SortStableFunc(all, func(a, b incoming) int { return cmp.Compare(a.said.Seq, b.said.Seq) })
	left, err := c.takeFiles(ctx, all, &r)
	if err != nil {
		return r, err
	}
	if c.Whole {
		look.Whole = wholeBut(boxes, left)
	}
	for _, in := range left {
		r.Aside = append(r.Aside, Aside{Object: in.object, Reason: in.reason.Error(), Size: in.size})
	}
	if c.Advance != nil {
		err = c.Advance(ctx, look)
	}
	return r, err
}

// takeFiles takes in what came in files, and returns what is left, each with its
// reason. One may open the mailbox that another one is for, or close the gap in
// front of it: so what is left is tried again for as long as others come in.
func (c *Courier) takeFiles(ctx context.Context, all []incoming, r *Report) (left []incoming, err error) {
	for range maxRounds {
		left = nil
		for _, in := range all {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			reason, err := c.takeFile(&in, r)
			if err != nil {
				return nil, err
			}
			if reason != nil {
				in.reason = reason
				left = append(left, in)
			}
		}
		if len(left) == len(all) {
			break
		}
		all = left
	}
	return left, nil
}

// takeFile takes in one, or tells why not.
func (c *Courier) takeFile(in *incoming, r *Report) (reason, err error) {
	boxes, err := c.mailboxesFor(*in)
	if err != nil {
		return nil, err
	}
	for _, in.mailbox = range boxes {
		why, err := c.takeFileAs(*in, r)
		if why == nil || err != nil {
			return nil, err
		}
		reason = cmp.Or(reason, why)
	}
	return reason, nil
}

// takeFileAs takes in one as if it had come into its mailbox, or tells why not.
func (c *Courier) takeFileAs(in incoming, r *Report) (reason, err error) {
	done, err := c.takeTogether([]incoming{in})
	if refusal, ok := refused(err); ok {
		return refusal, nil
	}
	if err != nil {
		return nil, err
	}
	switch {
	case len(done.refused) > 0:
		return done.refused[0].reason, c.noteFork(done.refused[0])
	case len(done.ahead) > 0:
		return ErrAhead, nil
	}
	r.Taken += done.fresh
	r.Repeated += done.repeated
	return nil, nil
}

// noteFork notes that the sender used a number twice, if that is the reason.
func (c *Courier) noteFork(in refusedObject) error {
	if !errors.Is(in.reason, ErrFork) {
		return nil
	}
	return c.Home.Update(func(d Desk) error { return markBroken(d, in.mailbox, in.said.Seq) })
}

// wholeBut is mailboxes of which nothing is left.
func wholeBut(boxes []Mailbox, left []incoming) map[Mailbox]bool {
	whole := make(map[Mailbox]bool, len(boxes))
	for _, m := range boxes {
		whole[m] = true
	}
	for _, in := range left {
		if _, named := mailboxOf(in.object); !named && in.err != nil {
			clear(whole)
		}
		delete(whole, in.mailbox)
	}
	return whole
}

// mailboxesFor finds the mailbox that an envelope is for: by the name of the file,
// or if that was changed, by its place in a chain. What is in none may be for any
// mailbox for introductions.
func (c *Courier) mailboxesFor(in incoming) (boxes []Mailbox, err error) {
	if m, ok := mailboxOf(in.object); ok {
		return []Mailbox{m}, nil
	}
	if boxes = c.Introductions; len(boxes) == 0 {
		boxes = []Mailbox{{}}
	}
	if in.err != nil {
		return boxes[:1], nil
	}
	err = c.Home.View(func(d Desk) error {
		channels, err := d.Channels()
		for _, ch := range channels {
			if ch.Peer.Fingerprint() == in.said.From && ch.continues(in.said) {
				boxes = []Mailbox{ch.In}
			}
		}
		return err
	})
	return boxes, err
}

// mailboxOf reads the mailbox in the name of a file.
func mailboxOf(name string) (m Mailbox, ok bool) {
	object, ok := strings.CutSuffix(name, fileSuffix)
	if !ok {
		return m, false
	}
	first, second, _ := strings.Cut(object, "-")
	id, err := vault.ParseID(first)
	_, err2 := vault.ParseID(second)
	return Mailbox(id), errors.Join(err, err2) == nil
}

// continues tells whether an envelope follows what came over a channel, or is
// known there.
func (c *Channel) continues(e Envelope) bool {
	_, known := c.Taken.known(e.Seq)
	switch {
	case e.Seq == 0: // an acknowledgement, of which every channel takes its own
		return e.Kind == AckKind
	case e.Seq == 1:
		return e.Prev == c.In.origin()
	case e.Seq == c.Taken.Seq+1:
		return e.Prev == c.Taken.Last
	}
	return known
}
