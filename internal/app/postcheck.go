package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"coffer/vault"
	"coffer/vault/blob"
)

// PostCheck is what a post can do.
type PostCheck struct {
	Address string
	Steps   []PostStep
}

// PostStep is one thing that was tried, or that the place says of itself.
type PostStep struct {
	Name   string
	Result string // ok, failed, yes, no, unknown
	Note   string
}

// Failed tells whether something that the courier needs does not work.
func (c *PostCheck) Failed() bool {
	for _, s := range c.Steps {
		if s.Result == failedStep {
			return true
		}
	}
	return false
}

// failedStep is the result of what does not work.
const failedStep = "failed"

// checkSize is what an object has that tries a post: about as much as a small
// envelope.
const checkSize = 6 << 10

// CheckPost tries every post of the vault with an object under a random name,
// which is deleted again.
func (a *App) CheckPost(ctx context.Context) (checks []PostCheck, err error) {
	addresses, err := a.Posts(ctx)
	if err == nil && len(addresses) == 0 {
		err = errNoPost()
	}
	for i := 0; i < len(addresses) && err == nil; i++ {
		var c PostCheck
		c, err = a.checkOne(ctx, addresses[i])
		checks = append(checks, c)
	}
	return checks, err
}

func (a *App) checkOne(ctx context.Context, address string) (PostCheck, error) {
	c := PostCheck{Address: address}
	s, err := a.openStore(address)
	if err != nil {
		c.Steps = append(c.Steps, PostStep{"open", failedStep, oneLine(err)})
		return c, nil
	}
	p := prober{store: s, check: &c}
	err = p.all(ctx, a.env.Rand)
	return c, errors.Join(err, s.Close(), ctx.Err())
}

// prober tries one post.
type prober struct {
	store blob.Opened
	check *PostCheck
	box   string // a mailbox that nobody reads
	name  string // of the object
	data  []byte
}

// all tries one thing after the other. Where the object cannot be put, nothing
// else can be said.
func (p *prober) all(ctx context.Context, rand io.Reader) error {
	if err := p.draw(rand); err != nil {
		return err
	}
	if !p.try("write", p.store.Put(ctx, p.name, p.data)) {
		return nil
	}
	p.try("read", p.read(ctx))
	p.try("conditional write", p.conditional(ctx))
	p.try("list", p.list(ctx, true))
	p.facts(ctx)
	if p.try("delete", p.store.Delete(ctx, p.name)) {
		p.try("gone", p.list(ctx, false))
	}
	return nil
}

func (p *prober) draw(rand io.Reader) error {
	box, err := vault.NewID(rand)
	if err != nil {
		return err
	}
	name, err := vault.NewID(rand)
	if err != nil {
		return err
	}
	p.box, p.name, p.data = box.String(), box.String()+"/"+name.String(), make([]byte, checkSize)
	_, err = io.ReadFull(rand, p.data)
	return err
}

func (p *prober) try(name string, err error) bool {
	s := PostStep{Name: name, Result: "ok"}
	if err != nil {
		s.Result, s.Note = failedStep, oneLine(err)
	}
	p.check.Steps = append(p.check.Steps, s)
	return err == nil
}

func (p *prober) read(ctx context.Context) error {
	got, err := p.store.Get(ctx, p.name, blob.MaxObject)
	if err == nil && !bytes.Equal(got, p.data) {
		err = errors.New("other bytes came back than were written")
	}
	return err
}

// conditional makes sure that a second write of the name is refused.
func (p *prober) conditional(ctx context.Context) error {
	switch err := p.store.Put(ctx, p.name, p.data[1:]); {
	case errors.Is(err, blob.ErrExists):
		return nil
	case err != nil:
		return err
	}
	return errors.New("what lies there was replaced by a second write")
}

// list makes sure that the object is in the list, or is not.
func (p *prober) list(ctx context.Context, there bool) error {
	found := false
	err := p.store.List(ctx, p.box, func(o blob.Object) error {
		found = found || o.Name == p.name
		return nil
	})
	if err == nil && found != there {
		err = fmt.Errorf("the list is behind: the object is in it: %t", found)
	}
	return err
}

// facts asks what cannot be tried. That may put another object and delete
// it again.
func (p *prober) facts(ctx context.Context) {
	f, err := p.store.Check(ctx, p.name+"x")
	if err != nil {
		p.try("facts", err)
		return
	}
	p.say("versioning", f.Versioning, "what is deleted is kept there as well")
	p.say("object lock", f.Lock, "what is put cannot be deleted for a time")
}

func (p *prober) say(name string, f blob.Fact, note string) {
	if f != blob.Yes {
		note = ""
	}
	p.check.Steps = append(p.check.Steps, PostStep{name, f.String(), note})
}
