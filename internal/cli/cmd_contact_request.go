package cli

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/internal/host"
)

func (c *cli) contactRequestCommand() *cobra.Command {
	var as, message string
	cmd := oneArg("request FILE", "take the card of somebody and ask them to connect", func(ctx context.Context, path string) error {
		return c.runContactRequest(ctx, path, as, message)
	})
	cmd.Long = `Take the card of somebody from a file, from standard input with -, or from the post by a line that begins
with coffer-card: and points to it. They become a
contact of yours, and stand as requested until they answer. What is written to them waits for the next coffer sync.

A card with a name or an address that a contact of yours has, but with other keys, is an alarm: somebody has new
keys, or somebody else uses their name. It never changes the contact that is there.`
	cmd.Example = "  coffer contact request bob.card\n  coffer contact request - --as \"bob from work\" <bob.card\n  coffer contact request bob.card --message \"it is me, from the club\""
	cmd.Flags().StringVar(&as, "as", "", "what you call them; else the name on the card")
	cmd.Flags().StringVar(&message, "message", "", "a line that they see with your request; no secret")
	return cmd
}

func (c *cli) runContactRequest(ctx context.Context, path, as, message string) error {
	var card app.Card
	if !app.IsPointer(path) {
		var err error
		if card, err = c.readCard(ctx, path); err != nil {
			return err
		}
	}
	return c.with(ctx, func(a *app.App) (err error) {
		if app.IsPointer(path) {
			if card, err = a.FetchCard(ctx, path); err != nil {
				return err
			}
		}
		if names, err := a.Resembles(ctx, card); err != nil {
			return err
		} else if len(names) > 0 {
			c.tell("warning: this card %s", looksLike(names))
			if err := c.confirm(ctx, "keep it as somebody else?"); err != nil {
				return err
			}
		}
		met, err := a.RequestContact(ctx, card, as, message)
		if err != nil {
			return err
		}
		if c.json {
			return c.printJSON(newContactDoc(app.ContactInfo{Contact: met.Contact, Alike: met.Alike}))
		}
		c.noteMet(met)
		return c.warnOfCircle(ctx, a, met.Contact.Name)
	})
}

func (c *cli) noteMet(met app.Met) {
	who := quoted(met.Contact.Name)
	switch {
	case met.New:
		c.note("took the card of %s, %s; coffer contact verify %s makes sure whose it is", who, met.Contact.Fingerprint().Short(), app.NameWord(met.Contact.Name))
	case met.Renewed:
		c.note("took a newer card of %s: %s %s", who, quoted(met.Contact.Card.Name()), bracketed(met.Contact.Card.Email()))
	default:
		c.note("the card of %s is known already", who)
	}
	if met.Contact.State().Open() {
		c.note("you and %s are connected", who)
		return
	}
	c.note("coffer sync carries the request to them")
}

// readCard reads a card from a file or from standard input.
func (c *cli) readCard(ctx context.Context, path string) (app.Card, error) {
	var in io.Reader
	if path == "-" {
		r, err := c.input("contact request -")
		if err != nil {
			return app.Card{}, err
		}
		in = r
	} else {
		r, err := host.OpenReading(ctx, path)
		if err != nil {
			return app.Card{}, err
		}
		defer r.Close()
		in = r
	}
	data, err := host.ReadAll(ctx, in, app.MaxCardText+1) // one more is too large
	if err != nil {
		return app.Card{}, err
	}
	return app.ReadCard(data)
}
