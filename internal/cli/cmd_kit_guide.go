package cli

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"strings"

	"coffer/internal/app"
	"coffer/internal/host"
	"coffer/vault/secret"
)

// masterItem is where the guide stores the master password.
const masterItem = "private/main"

// completeKit asks for what the arguments leave out, if there is somebody to ask.
func (c *cli) completeKit(ctx context.Context, a *app.App, o *kitFlags) error {
	missing := o.missing()
	if missing == "" {
		return nil
	}
	t, err := c.terminal()
	if err != nil {
		return app.Fail(app.Usage, "give NAME, --item, --custodian for each, and -o; or run it at a terminal, where it asks", "%s", missing)
	}
	defer t.Close()
	g := &kitGuide{cli: c, t: t, a: a, o: o}
	return g.run(ctx)
}

// missing says what no kit can do without.
func (o *kitFlags) missing() string {
	switch {
	case o.For == "":
		return "for whom is the kit?"
	case o.Item == "":
		return "what is to be in the kit?"
	case len(o.Custodians) == 0:
		return "who withholds the key? a file cannot count days by itself"
	case o.Dir == "":
		return "into which folder?"
	}
	return ""
}

// kitGuide leads through the making of a kit.
type kitGuide struct {
	cli *cli
	t   *host.Terminal
	a   *app.App
	o   *kitFlags
}

func (g *kitGuide) run(ctx context.Context) error {
	if posts, err := g.a.Posts(ctx); err != nil {
		return err
	} else if len(posts) == 0 {
		return app.Fail(app.Refused, "coffer post set ADDRESS sets it", "a kit asks over your post, and there is none")
	}
	g.say("An emergency kit is a small vault for somebody who must act when you cannot. It holds one secret of yours, sealed:",
		"when they ask for it, you are told, and if you say nothing for a while, they have it.")
	for _, step := range []func(context.Context) error{g.whom, g.what, g.who, g.many, g.long, g.where} {
		if err := step(ctx); err != nil {
			return err
		}
	}
	item := g.o.Item
	if g.o.New != nil {
		item = g.o.New.Path.String()
	}
	return g.cli.confirm(ctx, fmt.Sprintf("make a kit for %s with %s, withheld for %s by %s?", g.o.For, item,
		app.FormatSpan(g.o.Grace), strings.Join(g.o.Custodians, ", ")))
}

// say explains something. Its lines are broken where the terminal has room; those that
// begin with a blank stay as they are.
func (g *kitGuide) say(lines ...string) {
	text := filled(g.cli.inVault(strings.Join(lines, "\n")), min(helpWidth, g.t.Width()))
	for line := range strings.SplitSeq("\n"+text, "\n") {
		io.WriteString(g.t, host.Safe(line)+"\n")
	}
}

// ask asks until the answer can be taken, three times at most. Nothing stands for
// what is usual.
func (g *kitGuide) ask(ctx context.Context, prompt, usual string, take func(string) error) error {
	if usual != "" {
		prompt += " [" + usual + "]"
	}
	for left := tries - 1; ; left-- {
		answer, err := g.t.ReadLine(ctx, prompt+": ")
		if err != nil {
			return err
		}
		if answer = strings.TrimSpace(answer); answer == "" {
			answer = usual
		}
		if err = take(answer); err == nil || left == 0 {
			return err
		}
		what := app.Explain(err).What
		if hint := app.Explain(err).Hint; hint != "" {
			what += "; " + g.cli.inVault(hint)
		}
		fmt.Fprintf(g.t, "%s (%s left)\n", what, counted(left, "try", "tries"))
	}
}

func (g *kitGuide) whom(ctx context.Context) error {
	if g.o.For != "" {
		return nil
	}
	return g.ask(ctx, "for whom is it? their name", "", func(name string) error {
		g.o.For = name
		return g.a.CheckKitName(ctx, name)
	})
}

func (g *kitGuide) what(ctx context.Context) error {
	if g.o.Item != "" {
		return nil
	}
	usual := ""
	if g.a.CheckKitItem(ctx, masterItem) == nil {
		usual = masterItem
		g.say("What is to be in it? Most people choose the master password, so that one secret opens all others.")
	} else {
		g.say("What is to be in it? Most people choose the master password, so that one secret opens all others. It can be taken from",
			"nowhere: enter nothing, and you type it and it is stored as "+masterItem+". Or name an item that is there.")
	}
	return g.ask(ctx, "item", usual, func(path string) error {
		if path == "" {
			return g.store(ctx)
		}
		g.o.Item = path
		return g.a.CheckKitItem(ctx, path)
	})
}

// store lets the owner type the master password twice. It is the only one that the
// guide takes: a slip in it would be found out when nobody can mend it.
func (g *kitGuide) store(ctx context.Context) error {
	d, err := g.a.Draft(ctx, masterItem, "login", false)
	if err != nil {
		return err
	}
	t, err := g.cli.hiddenTerminal()
	if err != nil {
		return err
	}
	defer t.Close()
	password, err := askTwice(ctx, t, masterPassword, func(p secret.Text) error { return g.a.CheckPassword(ctx, p) })
	if err == nil {
		err = d.SetSecret(d.MainField, password)
	}
	if err != nil {
		d.Wipe()
		return err
	}
	g.o.New = d
	return nil
}

func (g *kitGuide) who(ctx context.Context) error {
	if len(g.o.Custodians) > 0 {
		return nil
	}
	names, err := g.verified(ctx)
	if err != nil {
		return err
	}
	g.say("Who withholds the key until the wait is over? They cannot read the secret. Choose people who outlive a bad day of yours:",
		"two or three, each with a Coffer that syncs.", "  verified contacts: "+strings.Join(names, ", "))
	return g.ask(ctx, "names, with commas between", "", func(answer string) error {
		g.o.Custodians = nil
		for name := range strings.SplitSeq(answer, ",") {
			if name = strings.TrimSpace(name); name != "" {
				g.o.Custodians = append(g.o.Custodians, name)
			}
		}
		if len(g.o.Custodians) == 0 {
			return app.Fail(app.Usage, "", "somebody must withhold it")
		}
		return g.a.CheckCustodians(ctx, g.o.Custodians, g.o.Unverified)
	})
}

// verified are the contacts that can withhold a key.
func (g *kitGuide) verified(ctx context.Context) (names []string, err error) {
	names, err = g.a.Withholders(ctx)
	if err == nil && len(names) == 0 && !g.o.Unverified {
		err = app.Fail(app.Refused, "coffer contact request connects, coffer contact verify compares the safety number",
			"there is nobody to withhold the key: no contact is verified")
	}
	return names, err
}

func (g *kitGuide) many(ctx context.Context) error {
	n := len(g.o.Custodians)
	if g.o.given["threshold"] || n == 1 {
		return nil
	}
	g.say(fmt.Sprintf("How many of the %d must release the key? More are safer against those who break the rules, fewer against those who are gone.", n))
	return g.ask(ctx, "how many", strconv.Itoa(n/2+1), func(answer string) (err error) {
		g.o.Threshold, err = strconv.Atoi(answer)
		if err != nil || g.o.Threshold < 1 || g.o.Threshold > n {
			return app.Fail(app.Usage, "", "that is a number from 1 to %d", n)
		}
		return nil
	})
}

func (g *kitGuide) long(ctx context.Context) error {
	if g.o.given["grace"] {
		return nil
	}
	g.say("How long do they wait after a request? So long you may be ill or away without anybody reading it.")
	return g.ask(ctx, "wait", g.o.grace, func(answer string) (err error) {
		g.o.Grace, err = app.ParseSpan(answer)
		return err
	})
}

func (g *kitGuide) where(ctx context.Context) error {
	if g.o.Dir != "" {
		return nil
	}
	g.say("Into which folder? It must be new or empty.")
	return g.ask(ctx, "folder", "", func(answer string) error {
		g.o.Dir = answer
		return app.CheckKitFolder(answer)
	})
}
