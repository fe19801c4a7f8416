package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"coffer/box"
	"coffer/box/contact"
	"coffer/box/seal"
	"coffer/box/seal/held"
	"coffer/box/witness"
	"coffer/ticket"
	"coffer/vault"
)

// Verify checks everything that the open tiers let it check: the vault, then
// what lies in it. Each problem is one line of the report; the error is for
// what kept it from looking.
func (a *App) Verify(ctx context.Context) (vault.Report, error) {
	if a.v.Scoped() {
		return vault.Report{}, errTokenReads(nil)
	}
	r, err := a.v.Verify(ctx, a.env.progress("checking the vault"))
	if err != nil {
		return r, err
	}
	c := inspector{ctx: ctx, dir: a.env.Folders.Data, found: &r, seen: make(map[vault.ID]bool)}
	err = c.past("its items were not looked at", a.view(ctx, c.run))
	return r, err
}

// inspector checks what only the items know of.
type inspector struct {
	ctx   context.Context
	dir   string
	found *vault.Report
	seen  map[vault.ID]bool // attachments that were read; copies share one file
}

func (c *inspector) note(format string, args ...any) {
	c.found.Problems = append(c.found.Problems, fmt.Sprintf(format, args...))
}

// past notes damage and goes on; any other error ends the inspection. The vault
// has found the same damage, perhaps; but not what was passed over because of it.
func (c *inspector) past(what string, err error) error {
	var damage *vault.DamagedError
	if errors.As(err, &damage) {
		c.note("%s: %v", what, err)
		return nil
	}
	return err
}

func (c *inspector) run(tx *vault.Tx) error {
	boxes, err := box.Boxes(tx)
	if err != nil {
		return err
	}
	for _, b := range boxes {
		if err := c.items(tx, b); err != nil {
			return err
		}
	}
	if err := c.past("not all attachments were looked for", c.files(tx)); err != nil {
		return err
	}
	if !tx.HasCore() {
		return nil
	}
	if err := c.past("what was deleted for good", box.CheckGone(tx)); err != nil {
		return err
	}
	if err := c.past("contacts", contact.Check(tx)); err != nil {
		return err
	}
	if err := c.past("circles", seal.Check(tx)); err != nil {
		return err
	}
	if err := c.past("shared items", seal.CheckShares(tx)); err != nil {
		return err
	}
	if err := c.past("seals", seal.CheckMatters(tx)); err != nil {
		return err
	}
	if err := c.past("trustees, deposits and tickets", ticket.CheckRecords(tx)); err != nil {
		return err
	}
	if err := c.past("witnesses of logs", witness.Check(tx)); err != nil {
		return err
	}
	return c.held(tx)
}

// held makes sure that what is kept for others can be read.
func (c *inspector) held(tx *vault.Tx) error {
	s, err := held.Open(tx)
	if err != nil {
		return err
	}
	problems, err := s.Check()
	for _, p := range problems {
		c.note("shares kept for others: %v", p)
	}
	return err
}

func (c *inspector) items(tx *vault.Tx, b box.Box) error {
	for it, err := range box.All(tx, b.ID) {
		if err := c.ctx.Err(); err != nil {
			return err
		}
		if err := c.item(tx, b, &it, err); err != nil {
			return err
		}
	}
	return nil
}

func (c *inspector) item(tx *vault.Tx, b box.Box, it *box.Whole, err error) error {
	path := box.Path{Box: b.Name, Folder: it.Folder, Title: it.Title}
	switch {
	case errors.Is(err, box.ErrMoved):
		c.note("%v", errMoved(path, it.ID, err))
	case err != nil && it.ID.IsZero():
		return c.past("not all items of box "+box.EscapeName(b.Name)+" were looked at", err)
	case err != nil && it.Title == "":
		return c.past(fmt.Sprintf("item @%s in box %s and its attachments were not looked at", it.ID, box.EscapeName(b.Name)), err)
	case err != nil:
		if err := c.past(fmt.Sprintf("%s (@%s)", path, it.ID), err); err != nil {
			return err
		}
	}
	if tx.HasCore() {
		c.attachments(tx, path, it.Attachments)
	}
	return nil
}

// attachments reads the files of an item to their ends.
func (c *inspector) attachments(tx *vault.Tx, path box.Path, files []box.Attachment) {
	for _, f := range files {
		if c.seen[f.Blob] {
			continue
		}
		c.seen[f.Blob] = true
		r, err := box.OpenAttachment(c.dir, tx.VaultID(), f)
		if err == nil {
			_, err = io.Copy(io.Discard, r)
			r.Close()
		}
		if err != nil {
			c.note("%s: %v", path, err)
		}
	}
}

// files makes sure that those are there which only former revisions have.
func (c *inspector) files(tx *vault.Tx) error {
	if !tx.HasCore() {
		return nil
	}
	keys, err := tx.Keys(vault.BoxZero, vault.Blobs, vault.Core)
	for _, k := range keys {
		if c.seen[k.ID] {
			continue
		}
		_, err := os.Lstat(filepath.Join(c.dir, vault.BlobsName, k.ID.String()))
		if errors.Is(err, fs.ErrNotExist) {
			c.note("the file of an attachment is missing: %s", filepath.Join(vault.BlobsName, k.ID.String()))
		} else if err != nil {
			return err
		}
	}
	return err
}

// Older tells whether the file is not the newest one that this machine saw.
func (a *App) Older() bool { return a.v.Status().Older }

// Forked tells whether it certainly went another way than what this machine saw.
func (a *App) Forked() bool { return a.v.Status().Forked }

// forkHint says how two branches of a vault are brought together. Nothing of it writes to
// either before both are safe.
const forkHint = "each of both files may hold what the other does not: copy this vault's folder to another place and bring the other file back, " +
	"then coffer import vault DIR takes in what the copy holds; or go on with this one by coffer verify --accept"

// ForkHint says what to do next where [App.Forked].
func ForkHint() string { return forkHint }

// AcceptOlder takes the file as it is for the newest one. Waits that run for seals
// and tickets of others begin anew: what stopped one may be forgotten. Who witnesses the
// log gets its head with the next sync.
func (a *App) AcceptOlder(ctx context.Context) error {
	if err := a.v.Accept(ctx, vault.Event{Action: "verify.accept"}); err != nil {
		return err
	}
	return a.update(ctx, "seal.anew", "", func(tx *vault.Tx) error {
		if err := onSeals(tx, func(d *sealDesk) error { return d.k.WaitAnew() }); err != nil {
			return err
		}
		if err := witness.Hasten(tx); err != nil {
			return err
		}
		return a.inTrusts(tx, func(d *trustDesk) error { return d.k.WaitAnew() })
	})
}
