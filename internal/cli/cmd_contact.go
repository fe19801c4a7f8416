package cli

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"coffer/internal/app"
)

func (c *cli) contactCommand() *cobra.Command {
	ls := noArgs("ls", "list the contacts", c.runContactLs)
	ls.Example = "  coffer contact ls\n  coffer contact ls --json"
	show := oneArg("show NAME", "show a contact and the safety number", c.runContactShow)
	show.Example = "  coffer contact show bob"
	rename := &cobra.Command{
		Use: "rename NAME NEW", Short: "call a contact something else", Args: cobra.ExactArgs(2),
		Long:    "Call a contact something else, in this vault alone. What stands on their card stays.",
		Example: "  coffer contact rename bob \"bob from work\"",
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.runContactRename(cmd.Context(), args[0], args[1])
		},
	}
	block := oneArg("block NAME", "take nothing from a contact any more", c.runContactBlock)
	block.Long = `Take nothing from a contact any more, nor from anybody whose card has one of
their keys or their e-mail address. The contact is not told. What was agreed before still holds.`
	block.Example = "  coffer contact block mallory"
	unblock := oneArg("unblock NAME", "take a block back", c.runContactUnblock)
	unblock.Long = "Take a block back. The two are not connected then: ask again with coffer contact request."
	unblock.Example = "  coffer contact unblock mallory"
	accept := oneArg("accept NAME", "connect with somebody who asked", c.runContactAccept)
	accept.Long = "Connect with somebody who asked. The next coffer sync tells them."
	accept.Example = "  coffer contact accept alice"
	refuse := oneArg("refuse NAME", "decline what somebody asked", c.runContactRefuse)
	refuse.Long = "Decline what somebody asked. The next coffer sync tells them. They can ask again, unless you block them."
	refuse.Example = "  coffer contact refuse mallory"
	end := oneArg("end NAME", "break off with a contact", c.runContactEnd)
	end.Long = `Break off with a contact. The next coffer sync tells them, and nothing new passes between you. What was agreed
before still holds.`
	end.Example = "  coffer contact end bob"
	for _, cmd := range []*cobra.Command{show, rename, block, unblock, accept, refuse, end} {
		cmd.ValidArgsFunction = c.completeContact()
	}
	return noun("contact", "other people, by their cards", ls,
		c.contactCardCommand(), c.contactRequestCommand(), show, c.contactVerifyCommand(), rename, accept, refuse, end, block, unblock, c.contactExposureCommand())
}

// completeContact completes the name of a contact as the first argument.
func (c *cli) completeContact() completion {
	return c.completeFirst(func(ctx context.Context, a *app.App) ([]string, error) { return a.ContactNames(ctx) })
}

type contactDoc struct {
	Name        string   `json:"name"`
	ID          string   `json:"id"`
	State       string   `json:"state"`
	Since       string   `json:"since"`
	Compared    string   `json:"compared,omitempty"`
	Fingerprint string   `json:"fingerprint"`
	Card        cardDoc  `json:"card"`
	Alike       []string `json:"alike"`
	Said        string   `json:"said,omitempty"`
	Safety      string   `json:"safety_number,omitempty"`
}

type cardDoc struct {
	Name   string `json:"name"`
	Email  string `json:"email"`
	Number uint64 `json:"number"`
	Time   string `json:"time"`
}

func newCardDoc(card app.Card) cardDoc {
	return cardDoc{Name: card.Name(), Email: card.Email(), Number: card.Number(), Time: jsonTime(card.Time())}
}

func newContactDoc(i app.ContactInfo) contactDoc {
	return contactDoc{
		Name: i.Name, ID: i.ID.String(), State: i.State().String(), Since: jsonTime(i.Since), Compared: jsonTime(i.Compared),
		Fingerprint: i.Fingerprint().String(), Card: newCardDoc(i.Card), Alike: append([]string{}, i.Alike...), Safety: i.Safety,
		Said: i.Said,
	}
}

func (c *cli) runContactLs(ctx context.Context) error {
	return c.with(ctx, func(a *app.App) error {
		all, err := a.Contacts(ctx)
		if err != nil {
			return err
		}
		if c.json {
			docs := []contactDoc{}
			for _, i := range all {
				docs = append(docs, newContactDoc(i))
			}
			return c.printJSON(docs)
		}
		rows := [][]string{}
		for _, i := range all {
			rows = append(rows, []string{i.Name, i.State().String(), i.Fingerprint().Short(), looksLike(i.Alike)})
		}
		return c.table(rows)
	})
}

// looksLike warns of a contact that uses what belongs to another.
func looksLike(names []string) string { return app.LooksLike(names) }

func (c *cli) runContactShow(ctx context.Context, name string) error {
	return c.with(ctx, func(a *app.App) error {
		i, err := a.Contact(ctx, name)
		if err != nil {
			return err
		}
		if c.json {
			return c.printJSON(newContactDoc(i))
		}
		rows := [][]string{
			{"name", i.Name}, {"id", i.ID.String()}, {"state", i.State().String() + " since " + localTime(i.Since)},
			{"on the card", strings.TrimSpace(i.Card.Name() + " " + bracketed(i.Card.Email()))},
			{"card of", localTime(i.Card.Time())}, {"fingerprint", i.Fingerprint().Short()},
			{"safety number", i.Safety}, {"compared", comparedText(i)},
		}
		if i.Said != "" {
			rows = append(rows, []string{"said", i.Said})
		}
		if alarm := looksLike(i.Alike); alarm != "" {
			rows = append(rows, []string{"warning", alarm})
		}
		return c.table(rows)
	})
}

func comparedText(i app.ContactInfo) string {
	if i.Compared.IsZero() {
		return "not yet; coffer contact verify " + app.NameWord(i.Name) + " compares it"
	}
	return localTime(i.Compared)
}

func bracketed(email string) string {
	if email == "" {
		return ""
	}
	return "<" + email + ">"
}

func (c *cli) runContactRename(ctx context.Context, name, to string) error {
	return c.with(ctx, func(a *app.App) error {
		now, err := a.RenameContact(ctx, name, to)
		if err != nil {
			return err
		}
		c.note("the contact is named %s now", quoted(now.Name))
		return c.warnOfCircle(ctx, a, now.Name)
	})
}

// warnOfCircle says that a circle has the name of a contact: it means neither then.
func (c *cli) warnOfCircle(ctx context.Context, a *app.App, name string) error {
	circles, err := a.CircleNames(ctx)
	if slices.Contains(circles, name) {
		c.tell("warning: a circle has this name, too, so that it means neither; coffer contact rename or coffer circle rename sets them apart")
	}
	return err
}

func (c *cli) runContactAccept(ctx context.Context, name string) error {
	return c.with(ctx, func(a *app.App) error {
		now, err := a.AcceptContact(ctx, name)
		if err != nil {
			return err
		}
		c.note("you and %s are connected; coffer sync tells them, coffer contact verify %s makes sure who it is", quoted(now.Name), app.NameWord(now.Name))
		return nil
	})
}

func (c *cli) runContactRefuse(ctx context.Context, name string) error {
	return c.with(ctx, func(a *app.App) error {
		now, err := a.RefuseContact(ctx, name)
		if err != nil {
			return err
		}
		c.note("refused %s; coffer sync tells them, coffer contact block keeps them from asking again", quoted(now.Name))
		return nil
	})
}

func (c *cli) runContactEnd(ctx context.Context, name string) error {
	return c.with(ctx, func(a *app.App) error {
		now, err := a.EndContact(ctx, name)
		if err != nil {
			return err
		}
		c.note("broke off with %s; coffer sync tells them", quoted(now.Name))
		return nil
	})
}

func (c *cli) runContactBlock(ctx context.Context, name string) error {
	return c.with(ctx, func(a *app.App) error {
		now, err := a.BlockContact(ctx, name)
		if err != nil {
			return err
		}
		c.note("blocked %s; coffer contact unblock takes that back", quoted(now.Name))
		return nil
	})
}

func (c *cli) runContactUnblock(ctx context.Context, name string) error {
	return c.with(ctx, func(a *app.App) error {
		now, err := a.UnblockContact(ctx, name)
		if err != nil {
			return err
		}
		c.note("%s is not blocked any more, and not connected; coffer contact request asks again", quoted(now.Name))
		return nil
	})
}
