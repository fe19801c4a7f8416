package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/internal/host"
	"coffer/vault/secret"
)

// ticketFileFlags say where a ticket file is, and how it is opened.
type ticketFileFlags struct {
	path     string
	password passwordSource
	posts    []string
}

func (o *ticketFileFlags) register(cmd *cobra.Command) {
	o.password = passwordSource{fd: -1, flags: "--ticket-password-file FILE or --ticket-password-fd N"}
	f := cmd.Flags()
	f.StringVar(&o.path, "ticket", "", "the file of a ticket of your own")
	f.StringVar(&o.password.file, "ticket-password-file", "", "read the ticket password from this file")
	f.IntVar(&o.password.fd, "ticket-password-fd", -1, "read the ticket password from this file descriptor")
	f.StringArrayVar(&o.posts, "post", nil, "travel over this post from now on, in place of the owner's; may be given twice")
}

// need makes sure that a file is named.
func (o *ticketFileFlags) need() error {
	if o.path == "" {
		return app.Fail(app.Usage, "say --ticket FILE, which coffer ticket open makes", "which ticket file?")
	}
	return nil
}

func (c *cli) ticketOpenCommand() *cobra.Command {
	var o ticketFileFlags
	var from, sayFile string
	var w app.Wish
	var say noteText
	cmd := oneArg("open KIND", "ask the trustees of a vault", func(ctx context.Context, kind string) (err error) {
		w.Kind = kind
		if w.Personal, err = say.read(ctx, sayFile); err != nil {
			return err
		}
		return c.runTicketOpen(ctx, o, from, w)
	})
	cmd.Long = `Ask the trustees of a vault, without any vault of your own. The kind says for what:

` + kindTexts() + `
--from names the vault and its trustees: the file that any trustee writes with coffer deposit pack, or that the owner wrote
with coffer trustee pack, or a copy of the vault file. It also says over which post the ticket travels: that is shown, and asked about,
since a folder may be any of this machine; --post names another one, here or later. The ticket goes into a new file under a ticket password of its own: keep
both until it is over. Then tell every trustee, by voice, the confirmation code that is shown.`
	cmd.Example = `  coffer ticket open recover --from alice.pack --ticket alice.ticket --say "it is me, my laptop is gone"
  coffer ticket open freeze --from vault.db --ticket freeze.ticket --post dir:/media/stick/post`
	o.register(cmd)
	f := cmd.Flags()
	f.StringVar(&from, "from", "", "the pack, or a copy of the vault file")
	f.StringVar(&say.text, "say", "", "what the trustees are told of you, which everybody on this machine may see; --say-file is for others")
	f.StringVar(&sayFile, "say-file", "", "read that from this file")
	f.StringVar(&w.Email, "email", "", "the new address, for the kind email")
	f.StringVar(&w.Replaces, "replaces", "", "the whole number of an older ticket that this one is to stand for")
	cmd.ValidArgsFunction = completeWords(app.TicketKinds()...)
	return cmd
}

// ordered is how long an order stands after the trustees' wait.
func ordered(kind string) string { return app.InDays(app.OrderLasts(kind, 0)) }

// kindTexts lists what a ticket may be for, a line each.
func kindTexts() string {
	var b strings.Builder
	for _, kind := range app.TicketKinds() {
		fmt.Fprintf(&b, "  %-7s  %s\n", kind, app.TicketKindText(kind))
	}
	return b.String()
}

// noteText is a text from a flag, or from a file.
type noteText struct{ text string }

func (n noteText) read(ctx context.Context, file string) (string, error) {
	o := noteFlags{note: n.text, file: file}
	return o.read(ctx)
}

func (c *cli) ticketWithdrawCommand() *cobra.Command {
	var o ticketFileFlags
	cmd := noArgs("withdraw", "end a ticket of your own", func(ctx context.Context) error { return c.runTicketWithdraw(ctx, o) })
	cmd.Long = `End a ticket of your own for ever: trustees give nothing for it any more. The next ticket sync tells them.`
	cmd.Example = "  coffer ticket withdraw --ticket alice.ticket"
	o.register(cmd)
	cmd.Args = ticketByFlag
	return cmd
}

// asking opens the ticket file that the flags name, and runs f with it.
func (c *cli) asking(ctx context.Context, o ticketFileFlags, f func(*app.Asking) error) error {
	if err := o.need(); err != nil {
		return err
	}
	c.ticketFile = o.path
	env, err := c.appEnv()
	if err != nil {
		return err
	}
	password, err := c.ticketPassword(ctx, o.password)
	if err != nil {
		return err
	}
	defer password.Wipe()
	q, err := app.OpenTicketFile(ctx, env, o.path, password)
	if err != nil {
		return err
	}
	err = q.Over(o.posts)
	if err == nil {
		err = f(q)
	}
	return errors.Join(err, q.Close())
}

// ticketPassword takes the ticket password from where the flags say, or asks for it.
func (c *cli) ticketPassword(ctx context.Context, from passwordSource) (secret.Text, error) {
	password, given, err := c.passwordFrom(ctx, from)
	if given {
		return password, err
	}
	t, err := c.hiddenTerminal()
	if err != nil {
		return secret.Text{}, app.Fail(app.Usage, "give it with "+from.flags, "there is no terminal to ask for the ticket password on")
	}
	defer t.Close()
	return t.ReadPassword(ctx, "ticket password: ")
}

func (c *cli) runTicketOpen(ctx context.Context, o ticketFileFlags, from string, w app.Wish) error {
	w.Posts = o.posts
	if err := app.CheckWish(w); err != nil {
		return err
	}
	if err := o.need(); err != nil {
		return err
	}
	c.ticketFile = o.path
	if from == "" {
		return app.Fail(app.Usage, "say --from FILE: a pack that any trustee writes with coffer deposit pack, or a copy of the vault file",
			"which vault, and who are its trustees?")
	}
	env, err := c.appEnv()
	if err != nil {
		return err
	}
	source, err := app.ReadRecoverySource(ctx, from)
	if err != nil {
		return err
	}
	if err := app.CheckTicket(env, o.path, source, w); err != nil {
		return err
	}
	defer c.dialogue()()
	if err := c.confirmPosts(ctx, source.Posts(), o.posts); err != nil {
		return err
	}
	password, err := c.newPassword(ctx, "new ticket password", o.password, app.CheckTicketPassword)
	if err != nil {
		return err
	}
	defer password.Wipe()
	q, err := app.NewTicket(ctx, env, o.path, password, source, w)
	if err != nil {
		return err
	}
	defer q.Close()
	c.note("opened a ticket in %s; it is of no use to anybody without its password, and you need both", host.Safe(o.path))
	if err := c.trySync(ctx, q); err != nil {
		return err
	}
	return c.tellAsking(q)
}

// confirmPosts shows where a ticket is going to travel, says a pack of somebody else: a
// folder may be any of this machine, and a helper uses what this person may do.
func (c *cli) confirmPosts(ctx context.Context, posts, instead []string) error {
	if len(posts) == 0 {
		return nil
	}
	c.tell("the owner's post, says what --from names: %s", host.Safe(strings.Join(posts, ", ")))
	if len(instead) > 0 {
		c.note("the ticket travels over %s in its place", host.Safe(strings.Join(instead, ", ")))
		return nil
	}
	return c.confirm(ctx, "put the ticket there? --post names another post")
}

type askingDoc struct {
	ticketDoc
	Number    string        `json:"number"`
	Code      string        `json:"code"`
	Posts     []string      `json:"posts"`
	Sheets    []string      `json:"sheets"`
	Redeemed  string        `json:"redeemed,omitempty"`
	Questions []questionDoc `json:"questions"`
	Answered  []string      `json:"answered"`
}

// tellAsking shows a ticket of one's own.
func (c *cli) tellAsking(q *app.Asking) error {
	info, err := q.Info()
	if err != nil {
		return err
	}
	if c.json {
		return c.printJSON(askingDoc{newTicketDoc(info.TicketInfo), info.Number, info.Code, append([]string{}, info.Posts...),
			append([]string{}, info.SheetsOf...), jsonTime(info.Redeemed),
			newQuestionDocs(info.Questions), append([]string{}, info.Answered...)})
	}
	rows := append(ticketRows(info.TicketInfo), []string{"number", info.Number}, []string{"code", info.Code})
	for _, name := range info.SheetsOf {
		rows = append(rows, []string{"sheet", name})
	}
	rows = append(rows, questionRows(info)...)
	for _, post := range info.Posts {
		rows = append(rows, []string{"post", post})
	}
	if !info.Redeemed.IsZero() {
		rows = append(rows, []string{"redeemed", localTime(info.Redeemed)})
	}
	if err := c.table(rows); err != nil {
		return err
	}
	switch {
	case info.Stage == "released":
		c.note("next: coffer ticket redeem --ticket FILE carries it out")
	case info.Live && info.Enough:
		c.note("next: enough trustees have approved; coffer ticket sync --ticket FILE takes in what they give once they have waited")
	case info.Live && len(info.Questions) > 0:
		c.note("next: coffer ticket answer --ticket FILE answers what they ask, once; then tell the others the code %s", info.Code)
	case info.Live:
		c.note("next: call each trustee and tell them the code %s; coffer ticket show --ticket FILE shows how far they are", info.Code)
	}
	if info.Live && info.Nameless {
		c.note("a vault file names nobody, so they are called by their keys here; a pack has their names: ask whoever was given one, or any trustee for what coffer deposit pack writes, " +
			"and open a ticket with --from that, into another file")
	}
	return nil
}

func (c *cli) runAskingShow(ctx context.Context, o ticketFileFlags, noSync bool) error {
	return c.asking(ctx, o, func(q *app.Asking) error {
		if !noSync {
			if err := c.trySync(ctx, q); err != nil {
				return err
			}
		}
		return c.tellAsking(q)
	})
}

func (c *cli) runTicketWithdraw(ctx context.Context, o ticketFileFlags) error {
	return c.asking(ctx, o, func(q *app.Asking) error {
		if err := c.confirm(ctx, "end this ticket for ever?"); err != nil {
			return err
		}
		if err := q.Withdraw(); err != nil {
			return err
		}
		c.note("withdrawn; trustees give nothing for it any more")
		if err := c.trySync(ctx, q); err != nil || !c.json {
			return err
		}
		return c.tellAsking(q)
	})
}
