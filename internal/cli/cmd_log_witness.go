package cli

import (
	"context"

	"github.com/spf13/cobra"

	"coffer/internal/app"
)

func (c *cli) logWitnessCommand() *cobra.Command {
	ls := noArgs("ls", "list who witnesses the log, and whose log you witness", c.runLogWitnessLs)
	ls.Long = `List the contacts who keep heads of your log, with what was sent to them last and what they said last that they keep; and the heads
that you keep of the logs of others, with what did not fit them.`
	ls.Example = "  coffer log witness ls\n  coffer log witness ls --json"
	drop := oneArg("drop CONTACT", "send a contact no more heads of the log", c.runLogWitnessDrop)
	drop.Long = `Send a contact no more heads of the log. They are not told, and keep the last one that they have.`
	drop.Example = "  coffer log witness drop bob\n  coffer log witness drop bob --json"
	drop.ValidArgsFunction = c.completeWitness
	accept := oneArg("accept CONTACT", "settle a doubt about the log of a contact", c.runLogWitnessAccept)
	accept.Long = `Settle a doubt about the log of a contact, once you have asked them over another way what happened: they went back to an older
copy of their vault, say, or reset it. The head that did not fit is kept from now on, and they are told; where the log that you keep has grown since, it
stays. What is given up shows that somebody went back or another way, and is nowhere else: you are asked before.`
	accept.Example = "  coffer log witness accept alice\n  coffer --yes log witness accept alice"
	accept.ValidArgsFunction = c.completeWitness
	return noun("witness", "contacts who keep heads of the log", ls, c.logWitnessAddCommand(), drop, accept)
}

func (c *cli) logWitnessAddCommand() *cobra.Command {
	var unverified bool
	cmd := oneArg("add CONTACT", "let a contact keep heads of the log", func(ctx context.Context, name string) error {
		return c.runLogWitnessAdd(ctx, name, unverified)
	})
	cmd.Long = `Let a contact keep heads of the log. A head names the number of entries and the root of the tree over them, and nothing else. Each sync
sends them the newest one, at most one a day and only if something happened; their Coffer keeps it if the log has grown out of the former one, and
answers. If an older copy of your vault is put in its place, or a copy goes a way of its own, their Coffer says so, and yours hears it from them.`
	cmd.Example = "  coffer log witness add bob\n  coffer log witness add bob --unverified"
	cmd.Flags().BoolVar(&unverified, "unverified", false, "also one whose safety number was not compared: then who keeps the heads may be somebody else")
	cmd.ValidArgsFunction = c.completeWitness
	return cmd
}

// completeWitness completes the contacts for whom a verb is.
func (c *cli) completeWitness(cmd *cobra.Command, args []string, start string) ([]cobra.Completion, cobra.ShellCompDirective) {
	return c.completeCore(func(ctx context.Context, a *app.App) ([]string, error) {
		return a.WitnessNames(ctx, cmd.Name())
	})(cmd, args, start)
}

type logWitnessesDoc struct {
	Mine   []logWitnessDoc   `json:"witnesses"`
	Others []logWitnessedDoc `json:"kept"`
}

type logWitnessDoc struct {
	Contact string     `json:"contact"`
	ID      string     `json:"id"`
	State   string     `json:"state"`
	Since   string     `json:"since"`
	Sent    *logHeadOf `json:"sent"` // null before the first head
	Waits   bool       `json:"waits"`
	Kept    *logKeptOf `json:"kept"` // null before the first answer
	Stands  string     `json:"stands,omitempty"`
}

type logHeadOf struct {
	Entries uint64 `json:"entries"`
	Time    string `json:"time"`
}

type logKeptOf struct {
	Entries uint64 `json:"entries"`
	Signed  string `json:"signed"`
	Time    string `json:"time"`
}

type logWitnessedDoc struct {
	Contact string     `json:"contact"`
	ID      string     `json:"id"`
	Kept    logKeptOf  `json:"kept"`
	Doubt   string     `json:"doubt,omitempty"`
	Came    *logHeadOf `json:"came,omitempty"` // what did not fit
	Over    bool       `json:"over,omitempty"`
	Alarm   bool       `json:"alarm"` // the two should speak about it
}

func newLogWitnessDoc(w *app.LogWitness) logWitnessDoc {
	d := logWitnessDoc{Contact: w.Name, ID: w.ID.String(), State: w.State, Since: jsonTime(w.Since), Waits: w.Waits, Stands: string(w.Stands)}
	if w.Sent > 0 {
		d.Sent = &logHeadOf{w.Sent, jsonTime(w.SentAt)}
	}
	if w.Kept > 0 {
		d.Kept = &logKeptOf{w.Kept, jsonTime(w.KeptOf), jsonTime(w.KeptAt)}
	}
	return d
}

func newLogWitnessedDoc(k *app.LogKept) logWitnessedDoc {
	d := logWitnessedDoc{Contact: k.Name, ID: k.ID.String(), Kept: logKeptOf{k.Entries, jsonTime(k.Signed), jsonTime(k.Since)}, Doubt: k.Doubt, Over: k.Over, Alarm: k.Alarm}
	if k.Doubt != "" {
		d.Came = &logHeadOf{k.DoubtEntries, jsonTime(k.DoubtAt)}
	}
	return d
}

func (c *cli) runLogWitnessLs(ctx context.Context) error {
	return c.with(ctx, func(a *app.App) error {
		all, err := a.LogWitnesses(ctx)
		if err != nil {
			return err
		}
		return c.printLogWitnesses(all)
	})
}

func (c *cli) printLogWitnesses(all app.LogWitnesses) error {
	docs, rows := logWitnessesDoc{Mine: []logWitnessDoc{}, Others: []logWitnessedDoc{}}, [][]string{}
	for i := range all.Mine {
		w := &all.Mine[i]
		docs.Mine = append(docs.Mine, newLogWitnessDoc(w))
		rows = append(rows, []string{w.Name, "witnesses your log since " + localTime(w.Since), w.SentText(), w.KeptText()})
	}
	for i := range all.Others {
		k := &all.Others[i]
		docs.Others = append(docs.Others, newLogWitnessedDoc(k))
		rows = append(rows, []string{k.Name, "you witness their log", "you keep " + k.KeptText(), k.DoubtText()})
	}
	switch {
	case c.json:
		return c.printJSON(docs)
	case len(rows) == 0:
		c.note("nobody witnesses your log, and you witness none; coffer log witness add CONTACT lets somebody keep its heads")
		return nil
	}
	return c.table(rows)
}

func (c *cli) runLogWitnessAdd(ctx context.Context, name string, unverified bool) error {
	return c.with(ctx, func(a *app.App) error {
		who, err := a.AddWitness(ctx, name, unverified)
		if err != nil {
			return err
		}
		if unverified && who.State != "verified" {
			c.note("warning: nobody made sure who %s is; coffer contact verify %s does", quoted(who.Name), app.NameWord(who.Name))
		}
		return c.done(newLogWitnessDoc(&who), "%s is to keep heads of your log; coffer sync sends the first one", quoted(who.Name))
	})
}

func (c *cli) runLogWitnessDrop(ctx context.Context, name string) error {
	return c.with(ctx, func(a *app.App) error {
		who, err := a.DropWitness(ctx, name)
		if err != nil {
			return err
		}
		return c.done(newLogWitnessDoc(&who), "%s gets no more heads of your log; they are not told, and keep the last one", quoted(who.Name))
	})
}

func (c *cli) runLogWitnessAccept(ctx context.Context, name string) error {
	return c.with(ctx, func(a *app.App) error {
		seen, err := a.Witnessed(ctx, name)
		if err != nil {
			return err
		}
		c.note("%s: you keep %s; %s", quoted(seen.Name), seen.KeptText(), seen.DoubtText())
		if err := c.confirm(ctx, seen.AcceptText()+". have you asked "+quoted(seen.Name)+" over another way?"); err != nil {
			return err
		}
		kept, err := a.AcceptWitnessed(ctx, seen)
		if err != nil {
			return err
		}
		return c.done(newLogWitnessedDoc(&kept), "you keep %s of the log of %s from now on; coffer sync tells them", kept.KeptText(), quoted(kept.Name))
	})
}
