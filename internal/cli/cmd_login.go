package cli

import (
	"context"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/internal/host"
)

func (c *cli) loginCommand() *cobra.Command {
	ls := noArgs("ls", "list the last ten times the vault was unlocked", c.runLoginLs)
	ls.Long = `List the last ten times the vault was unlocked with its password: when, where, as
which session, and how many tries failed on that machine before. Of these one
word is kept: slip (a slip of the fingers), near, or different. One slip right
before the right password is left out.

A command without a session is one that was given the password for itself, typed
or with --password-file. Of several one after the other there is one line, with
the time of the last.`
	ls.Example = "  coffer login ls\n  coffer login ls --json"
	return noun("login", "when and where the vault was unlocked", ls)
}

type loginDoc struct {
	Time     string `json:"time"`
	Host     string `json:"host"`
	Terminal string `json:"terminal"`
	Session  string `json:"session,omitempty"`
	Tries    uint32 `json:"failed_tries"`
	Word     string `json:"failed_word,omitempty"`
	Times    uint32 `json:"times"`
	Last     string `json:"last"`
}

func newLoginDoc(l *app.Login) loginDoc {
	return loginDoc{
		Time: jsonTime(l.Time), Host: l.Host, Terminal: l.Terminal, Session: l.Session,
		Tries: l.Tries, Word: l.Word.String(), Times: l.Times, Last: jsonTime(l.Last),
	}
}

func (c *cli) runLoginLs(ctx context.Context) error {
	return c.with(ctx, func(a *app.App) error {
		all, err := a.Logins(ctx)
		if err != nil {
			return err
		}
		docs, rows := []loginDoc{}, [][]string{{"last", "host", "terminal", "session", "before it"}}
		for i := len(all) - 1; i >= 0; i-- {
			docs = append(docs, newLoginDoc(&all[i]))
			rows = append(rows, loginRow(&all[i]))
		}
		if c.json {
			return c.printJSON(docs)
		}
		return c.table(rows)
	})
}

func loginRow(l *app.Login) []string {
	failed := ""
	if l.Tries > 0 {
		failed = app.TriesText(app.Failed{Count: int(l.Tries), Word: l.Word})
	}
	return []string{localTime(l.Last), l.Host, l.Terminal, host.Safe(app.LoginSession(l)), failed}
}
