package app

import (
	"context"
	"errors"
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

// trySteps are what [blob.Try] does, in this order.
var trySteps = []string{"write", "write once", "read", "list", "delete"}

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
	err = c.try(ctx, s, a.env.Rand)
	return c, errors.Join(err, s.Close(), ctx.Err())
}

// try writes, reads, lists and deletes an object, and asks what cannot be tried.
func (c *PostCheck) try(ctx context.Context, s blob.Opened, rand io.Reader) error {
	name, err := freshName(rand)
	if err != nil {
		return err
	}
	failed := c.note(blob.Try(ctx, s, name))
	if failed {
		return nil
	}
	if name, err = freshName(rand); err != nil {
		return err
	}
	f, err := s.Check(ctx, name)
	if err != nil {
		c.Steps = append(c.Steps, PostStep{"facts", failedStep, oneLine(err)})
		return nil
	}
	c.say("conditional write", f.Conditional, "")
	c.say("versioning", f.Versioning, "what is deleted is kept there as well")
	c.say("object lock", f.Lock, "what is put cannot be deleted for a time")
	return nil
}

// freshName is one in a mailbox that nobody reads.
func freshName(rand io.Reader) (string, error) {
	box, err := vault.NewID(rand)
	if err != nil {
		return "", err
	}
	name, err := vault.NewID(rand)
	return box.String() + "/" + name.String(), err
}

// note enters which steps of a trial went well, up to the one that did not.
func (c *PostCheck) note(err error) (failed bool) {
	var at *blob.StepError
	for _, name := range trySteps {
		if errors.As(err, &at) && at.Step == name {
			c.Steps = append(c.Steps, PostStep{name, failedStep, oneLine(at.Err)})
			return true
		}
		c.Steps = append(c.Steps, PostStep{name, "ok", ""})
	}
	return err != nil
}

func (c *PostCheck) say(name string, f blob.Fact, note string) {
	if f != blob.Yes {
		note = ""
	}
	c.Steps = append(c.Steps, PostStep{name, f.String(), note})
}
