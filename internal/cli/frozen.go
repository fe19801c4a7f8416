package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"coffer/internal/app"
)

// What trustees ordered of the vault, as a person is told of it.

type frozenDoc struct {
	Ticket   string `json:"ticket"`
	Deleting bool   `json:"deleting"` // else it is frozen
	Asked    string `json:"asked"`
	Since    string `json:"since"`
	Until    string `json:"until"` // it lapses, or is deleted from then on
	Due      bool   `json:"due"`   // it can be deleted now
	Wait     string `json:"wait"`  // that vault thaw takes
	Thaw     string `json:"thaw,omitempty"`
}

func newFrozenDoc(f *app.Frozen) *frozenDoc {
	if f == nil {
		return nil
	}
	return &frozenDoc{Ticket: f.Ticket, Deleting: f.Deleting, Asked: jsonTime(f.Asked), Since: jsonTime(f.Since),
		Until: jsonTime(f.Until), Due: f.Due, Wait: app.FormatSpan(f.Wait), Thaw: jsonTime(f.Thaw)}
}

// frozenRows say on a locked vault that it will not open. Whether the owner's wait has
// begun is known with the master password alone.
func (c *cli) frozenRows(f *app.Frozen, byPassword bool) [][]string {
	switch {
	case f == nil:
		return nil
	case f.Due:
		return [][]string{{"to be deleted", c.inVault(fmt.Sprintf(
			"now, by ticket %s; coffer vault rm does it, coffer unlock with the master password is a veto", f.Ticket))}}
	case f.Deleting:
		return [][]string{{"to be deleted", c.inVault(fmt.Sprintf(
			"from %s on, by ticket %s; coffer unlock with the master password is a veto", localTime(f.Until), f.Ticket))}}
	case !f.Thaw.IsZero():
		return [][]string{{"frozen", c.inVault(fmt.Sprintf("since %s by ticket %s; the wait that coffer vault thaw began is over on %s, coffer unlock opens it then",
			localTime(f.Since), f.Ticket, localTime(f.Thaw)))}}
	}
	begun := ""
	if !byPassword {
		begun = "; coffer status --full says whether that has begun"
	}
	return [][]string{{"frozen", c.inVault(fmt.Sprintf("since %s by ticket %s; it ends on %s, or %s after coffer vault thaw%s",
		localTime(f.Since), f.Ticket, localTime(f.Until), app.FormatSpan(f.Wait), begun))}}
}

// withSpared is [cli.with] for what a vault that trustees froze still does: there
// the master password is asked for, since no session opens anything of it, and
// what is due waits.
func (c *cli) withSpared(ctx context.Context, f func(*app.App) error) error {
	a, err := c.openSpared(ctx)
	if err != nil {
		return err
	}
	c.sweepMemory()
	if err = a.Release(); err == nil { // f may wait for a person
		err = f(a)
	}
	return errors.Join(err, a.Close())
}

func (c *cli) openSpared(ctx context.Context) (*app.App, error) {
	a, err := c.openKeeping(ctx, true)
	if err != nil {
		return nil, err
	}
	enter := c.enter
	frozen, err := a.Spare(ctx)
	if frozen && c.getenv(tokenVariable) == "" && c.agent == nil && c.Terminal {
		enter = c.enterByPassword
	}
	if err == nil {
		err = enter(ctx, a)
	}
	if frozen && !c.companion && err != nil && app.Explain(err).Kind == app.Locked {
		err = app.Fail(app.Locked, "give it with --password-file FILE or --password-fd N; coffer status says how the freeze ends",
			"trustees froze this vault, so that this needs the master password, and there is no terminal to ask on")
	}
	switch {
	case err != nil:
		return nil, errors.Join(err, a.Close())
	case a.IsSpared():
		return a, nil
	}
	return c.upkept(ctx, a)
}

// tellDecided says what the master password has decided of what trustees ordered.
func (c *cli) tellDecided(a *app.App) {
	for _, text := range app.DecidedTexts(a.Decided()) {
		c.note("%s", text)
	}
}

func (c *cli) vaultThawCommand() *cobra.Command {
	cmd := noArgs("thaw", "end the freeze that trustees put on the vault", c.runVaultThaw)
	cmd.Long = `Ask for the master password, and begin the wait after which it opens a vault
that trustees have frozen: as long as the trustees' own wait. It counts on this
machine, and for this freeze alone. Once it is over, the next coffer vault thaw
or coffer unlock opens the vault. Without it a freeze ends by itself ` + ordered("freeze") + `
after the trustees' wait, or when they thaw it. coffer status says how it stands.`
	cmd.Example = "  coffer vault thaw"
	return cmd
}

type thawDoc struct {
	Lifted string     `json:"lifted,omitempty"` // the ticket of the freeze that is over
	Vetoed string     `json:"vetoed,omitempty"`
	Frozen *frozenDoc `json:"frozen,omitempty"`
}

func (c *cli) runVaultThaw(ctx context.Context) error {
	a, err := c.openLocked(ctx)
	if err != nil {
		return err
	}
	defer a.Close()
	a.Thawing()
	password, err := c.unlockAsking(ctx, a, masterPassword)
	password.Wipe()
	if err != nil {
		return err
	}
	frozen, err := a.Thaw(ctx)
	if err != nil {
		return err
	}
	d := a.Decided()
	if frozen == nil {
		if err := c.entered(ctx, a); err != nil {
			return err
		}
		if d.Lifted == "" && d.Vetoed == "" {
			return app.Fail(app.Refused, "", "this vault is not frozen")
		}
	}
	if c.json {
		return c.printJSON(thawDoc{Lifted: d.Lifted, Vetoed: d.Vetoed, Frozen: newFrozenDoc(frozen)})
	}
	if frozen != nil {
		c.note("%s", c.inVault(fmt.Sprintf("the wait for the freeze by ticket %s is over on %s, if this machine's clock goes on; coffer vault thaw or coffer unlock opens it then",
			frozen.Ticket, localTime(frozen.Thaw))))
	}
	return nil
}

// rmOrdered deletes a vault that trustees have ordered to delete, once that is
// due, and tells whether there is such an order. It asks for no password, which
// would be a veto.
func (c *cli) rmOrdered(ctx context.Context) (ordered bool, err error) {
	a, err := c.openLocked(ctx)
	if err != nil {
		return false, err
	}
	defer a.Close()
	f, err := a.Frozen(ctx)
	switch {
	case err != nil || f == nil || !f.Deleting:
		return false, err
	case !f.Due:
		return true, app.Fail(app.Refused, "coffer unlock with the master password is a veto",
			"trustees ordered by ticket %s to delete this vault, but not before %s, seen at two openings a day apart", f.Ticket, localTime(f.Until))
	}
	question := fmt.Sprintf("delete the whole vault for good, as trustees ordered by ticket %s?", f.Ticket)
	if err := c.confirm(ctx, question); err != nil {
		return true, err
	}
	if err := a.EraseOrdered(ctx); err != nil {
		return true, err
	}
	c.note("this vault is deleted, as trustees ordered; exports and other copies are not")
	return true, nil
}
