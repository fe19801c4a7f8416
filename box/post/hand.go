package post

import (
	"cmp"
	"context"
	"errors"
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

// Out returns everything that is not acknowledged yet, to be handed over. It
// stays in the outbox until it is: handing over twice does no harm.
func (c *Courier) Out(ctx context.Context) (files []File, err error) {
	if err := c.acknowledge(); err != nil {
		return nil, err
	}
	var all []addressed
	if err := c.Home.View(func(d Desk) (err error) { all, err = addressAll(d); return err }); err != nil {
		return nil, err
	}
	for _, o := range all {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		name, err := o.at.object(c.Rand)
		if err != nil {
			return nil, err
		}
		data, err := Wrap(o.to, o.Signed)
		if err != nil {
			return nil, err
		}
		files = append(files, File{strings.ReplaceAll(name, "/", "-") + fileSuffix, data})
	}
	return files, c.handedOut(all)
}

// handedOut notes what left the home for the first time.
func (c *Courier) handedOut(all []addressed) error {
	if !slices.ContainsFunc(all, func(o addressed) bool { return !o.Left }) {
		return nil
	}
	return c.Home.Update(func(d Desk) error {
		for _, o := range all {
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

// In takes in files. What cannot be taken in is told and left to the caller; as
// a look at a mailbox it counts for nothing.
func (c *Courier) In(ctx context.Context, files []File) (r Report, err error) {
	var all []incoming
	for _, f := range files {
		all = append(all, openObject(c.Me, found{object: f.Name, size: int64(len(f.Data))}, f.Data))
	}
	slices.SortStableFunc(all, func(a, b incoming) int { return cmp.Compare(a.said.Seq, b.said.Seq) })
	for _, in := range all {
		if err := ctx.Err(); err != nil {
			return r, err
		}
		if in.mailbox, err = c.mailboxFor(in); err != nil {
			return r, err
		}
		done, err := c.takeTogether([]incoming{in})
		if reason, ok := refused(err); ok {
			r.Aside = append(r.Aside, Aside{Object: in.object, Reason: reason.Error(), Size: in.size})
			continue
		}
		if err != nil {
			return r, err
		}
		r.Taken += done.fresh
		r.Repeated += done.repeated
	}
	if c.Advance != nil {
		err = c.Advance(ctx, Look{})
	}
	return r, err
}

// mailboxFor finds the mailbox that an envelope is for: by the name of the file,
// or if that was changed, by its place in a chain.
func (c *Courier) mailboxFor(in incoming) (m Mailbox, err error) {
	if m, ok := mailboxOf(in.object); ok {
		return m, nil
	}
	m = c.Introduction
	if in.err != nil {
		return m, nil
	}
	err = c.Home.View(func(d Desk) error {
		channels, err := d.Channels()
		for _, ch := range channels {
			if ch.Peer.Fingerprint() == in.said.From && ch.continues(in.said) {
				m = ch.In
			}
		}
		return err
	})
	return m, err
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
