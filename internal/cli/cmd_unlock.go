package cli

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/internal/host"
)

type unlockFlags struct {
	name        string
	idle, limit string
	shell       bool
}

func (c *cli) unlockCommand() *cobra.Command {
	var o unlockFlags
	cmd := noArgs("unlock", "open the vault for the commands to come", func(ctx context.Context) error {
		return c.runUnlock(ctx, o)
	})
	cmd.Long = `Ask for the master password once, so that later commands of yours need none: in
every terminal, until coffer lock, until nobody used it for the idle time, until
the limit, until you log out, or until the machine is suspended. A process in
the background, coffer agent, keeps half of what that takes; the other half lies
in the runtime folder, or with --shell in a variable of one shell.

A session has a name, which the next unlock shows: was that you? It has at most
64 characters. To tell it from the last one it must differ in more than a third
of its letters, and not only in how it goes on or ends. With
--companion the session lists and searches, and reveals nothing.`
	cmd.Example = `  coffer unlock
  coffer unlock --session-name "monday at home" --idle 1h
  eval "$(coffer unlock --shell)"`
	f := cmd.Flags()
	f.StringVar(&o.name, "session-name", "", "the name of this session; two words are drawn when left out")
	f.StringVar(&o.idle, "idle", "", "end after so much time without use (default 15m, or session.idle)")
	f.StringVar(&o.limit, "limit", "", "end after so much time in any case (default 12h, or session.limit)")
	f.BoolVar(&o.shell, "shell", false, "print a line for a shell to evaluate: the session is that shell's alone; onto a terminal only with --yes")
	return cmd
}

type unlockDoc struct {
	Session string    `json:"session"`
	Tier    string    `json:"tier"`
	Idle    string    `json:"idle"`
	Limit   string    `json:"limit"`
	Failed  int       `json:"failed_tries"`
	Word    string    `json:"failed_word,omitempty"`
	Before  *loginDoc `json:"before,omitempty"`
	Took    string    `json:"replaced,omitempty"` // the open session whose place it took
	// Breaking are the seals of the owner that somebody breaks, Tickets those that go
	// on and wait for them, Logs what witnesses have to speak up about.
	Breaking []sealDoc     `json:"breaking"`
	Tickets  []ticketDoc   `json:"tickets"`
	Logs     []logAlarmDoc `json:"logs"`
}

func (c *cli) runUnlock(ctx context.Context, o unlockFlags) error {
	options, err := c.sessionOptions(o)
	if err == nil {
		err = options.Check()
	}
	if err != nil {
		return err
	}
	if o.shell && c.json {
		return app.Fail(app.Usage, "leave one out", "--shell and --json exclude each other")
	}
	if o.shell && !c.yes && isTerminal(c.Stdout) {
		return app.Fail(app.Refused, `eval "$(coffer unlock --shell)" hands it to this shell, --yes shows it`,
			"a terminal is no place for the key of a session")
	}
	a, err := c.openLocked(ctx)
	if err != nil {
		return err
	}
	defer a.Close()
	password, err := c.unlockAsking(ctx, a, masterPassword)
	password.Wipe()
	if err != nil {
		return err
	}
	if _, err := c.upkept(ctx, a); err != nil {
		return err
	}
	s, err := c.startSession(ctx, a, options)
	if err != nil {
		return errors.Join(err, a.NoteLogin(ctx, "")) // a password opened the vault
	}
	defer s.Key.Wipe()
	if err := c.greet(ctx, a, &s); err != nil || !o.shell {
		return err
	}
	_, err = fmt.Fprintf(c.Stdout, "export %s=%s\n", sessionVariable, s.Key.Reveal())
	if err != nil { // nobody has its key
		err = errors.Join(err, a.EndSession(ctx, s))
	}
	return err
}

// startSession begins a session. Whoever sits at a terminal is asked for another
// name where theirs is too much like the last one: they have typed the password.
func (c *cli) startSession(ctx context.Context, a *app.App, o app.SessionOptions) (app.Session, error) {
	for left := tries - 1; ; left-- {
		s, err := a.StartSession(ctx, o)
		unfit := errors.Is(err, app.ErrTooAlike) || err != nil && left < tries-1 && app.Explain(err).Kind == app.Usage
		if left == 0 || !unfit {
			return s, err
		}
		t, none := c.terminal()
		if none != nil || c.passwordGiven() {
			return s, err
		}
		io.WriteString(t, app.Explain(err).What+"\n")
		o.Name, err = t.ReadLine(ctx, "another name, or nothing for one that is drawn: ")
		t.Close()
		if err != nil {
			return s, err
		}
	}
}

// sessionOptions are those of the flags, else of the settings.
func (c *cli) sessionOptions(o unlockFlags) (s app.SessionOptions, err error) {
	config, err := c.machineSettings()
	if err != nil {
		return s, err
	}
	s = app.SessionOptions{Name: o.name, Shell: o.shell, Idle: config.SessionIdle, Hard: config.SessionLimit}
	if o.limit != "" {
		if s.Hard, err = app.ParseSpan(o.limit); err != nil {
			return s, err
		}
	}
	if o.idle != "" {
		s.Idle, err = app.ParseSpan(o.idle)
		if err == nil && s.Idle > s.Hard {
			err = tooLongIdle(s, o.limit, config)
		}
		return s, err
	}
	s.Idle = min(s.Idle, s.Hard)
	return s, nil
}

// tooLongIdle says where the limit comes from that an idle time goes over.
func tooLongIdle(s app.SessionOptions, flag string, config *host.ConfigFile) error {
	from := ""
	if set, err := config.Get("session.limit"); flag == "" && err == nil {
		from = ", which is the default"
		if set.Origin == "file" {
			from = ", which session.limit sets"
		}
	}
	return app.Fail(app.Usage, "give a longer one with --limit", "an idle time of %s is longer than the limit, %s%s",
		app.FormatSpan(s.Idle), app.FormatSpan(s.Hard), from)
}

// greet tells of the session before, and of this one.
func (c *cli) greet(ctx context.Context, a *app.App, s *app.Session) error {
	var urgent app.Urgent
	if s.Core {
		var err error
		if urgent, err = a.Urgent(ctx); err != nil {
			return err
		}
	}
	if c.json {
		failed := c.untold(a)
		doc := unlockDoc{Session: s.Name, Tier: openTier(s.Core).String(), Idle: app.FormatSpan(s.Idle), Limit: app.FormatSpan(s.Hard),
			Failed: failed.Count, Word: failed.Word.String(), Took: s.Replaced, Breaking: newSealDocs(urgent.Breaking), Tickets: newTicketDocs(urgent.Asked),
			Logs: c.newLogAlarmDocs(urgent.Logs)}
		if s.Before != nil {
			before := newLoginDoc(s.Before)
			doc.Before = &before
		}
		if err := c.printJSON(doc); err != nil {
			return err
		}
		c.told(ctx, a)
		return nil
	}
	if s.Before != nil {
		c.note("last session: %s", host.Safe(app.LoginText(s.Before)))
	} else {
		c.note("this is the first session of this vault")
	}
	c.tellFailed(ctx, a, "since the last unlock on this machine")
	if s.Replaced != "" {
		c.note("%q was open and ended: this session takes its place", host.Safe(s.Replaced))
	}
	what := "unlocked"
	if !s.Core {
		what = "unlocked, companion tier alone"
	}
	c.note("%s as %q: until %s without use, %s at most; coffer lock ends it",
		what, host.Safe(s.Name), app.FormatSpan(s.Idle), app.FormatSpan(s.Hard))
	c.tellBreaking(urgent.Breaking)
	c.tellAsked(urgent.Asked)
	c.tellLogs(urgent.Logs)
	return nil
}
