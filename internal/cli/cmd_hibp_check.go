package cli

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"strconv"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/internal/host"
	"coffer/vault/secret"
)

type hibpCheckFlags struct {
	breachFlags
	stdin bool
	lines string
}

func (c *cli) hibpCheckCommand() *cobra.Command {
	var o hibpCheckFlags
	cmd := noArgs("check", "look up a password that is in no vault", func(ctx context.Context) error {
		return c.runHIBPCheck(ctx, o)
	})
	cmd.Args = noArgsBut("type the password where it is asked for, or use --stdin or --lines FILE")
	cmd.Long = `Look up a password, or each line of a file, in passwords from breaches: in the
file that --hibp-offline or the setting hibp.data names, or else online, where
the server is told five hex digits of the hash of each. It is never given as an
argument, and never printed. The exit code is 10 when one was seen. When nothing
is known about one it is that of the reason: 12 of a server that gives no answer,
9 of damaged data.`
	cmd.Example = `  coffer hibp check
  coffer hibp check --lines passwords.txt --hibp-offline pwned.table
  pwgen 20 1 | coffer hibp check --stdin`
	f := cmd.Flags()
	f.BoolVar(&o.stdin, "stdin", false, "read one password from standard input")
	f.StringVar(&o.lines, "lines", "", "look up each line of this file; they are named by their numbers")
	o.register(cmd)
	return cmd
}

// What a file of passwords may be.
const (
	maxLines     = 64 << 20 // bytes
	maxLookups   = 1_000_000
	passwordAsks = "--stdin or --lines FILE"
)

type seenDoc struct {
	Line     int    `json:"line,omitempty"`
	Seen     bool   `json:"seen"`
	Count    uint64 `json:"count"`
	Possible bool   `json:"possible,omitempty"`
	Error    string `json:"error,omitempty"`
}

func (c *cli) runHIBPCheck(ctx context.Context, o hibpCheckFlags) error {
	if o.stdin && o.lines != "" {
		return app.Fail(app.Usage, "leave one out", "passwords come from --stdin or from --lines")
	}
	place, err := c.breachPlace(o.breachFlags)
	if err != nil {
		return err
	}
	env, err := c.appEnv()
	if err != nil {
		return err
	}
	b, err := env.OpenBreaches(place, nil)
	if err != nil {
		return err
	}
	defer b.Close()
	hashes, lines, err := c.passwordHashes(ctx, o, b.Hash)
	if err != nil {
		return err
	}
	defer clear(hashes)
	c.catchSignals()
	end := c.waitingFor(place)
	answers, err := b.Look(ctx, hashes, env.LookedUp())
	end()
	if err != nil {
		return err
	}
	return c.printSeen(answers, lines)
}

// passwordHashes reads what is to be looked up. With --lines it says which lines they
// are; empty ones are left out.
func (c *cli) passwordHashes(ctx context.Context, o hibpCheckFlags, hash func([]byte) app.PasswordHash) (hashes []app.PasswordHash, lines []int, err error) {
	if o.lines == "" {
		p, err := c.passwordToLookUp(ctx, o.stdin)
		defer p.Wipe()
		if err == nil {
			err = onePassword(p)
		}
		if err != nil {
			return nil, nil, err
		}
		return []app.PasswordHash{hash(p.Bytes())}, nil, nil
	}
	all, err := readFile(ctx, o.lines, maxLines+1)
	defer clear(all)
	if err != nil {
		return nil, nil, err
	}
	if len(all) > maxLines {
		return nil, nil, app.Fail(app.Input, "split it", "the file is longer than %s", app.SizeText(maxLines))
	}
	n := 0
	for line := range bytes.Lines(all) {
		n++
		line = bytes.TrimSuffix(bytes.TrimSuffix(line, []byte("\n")), []byte("\r"))
		if len(line) == 0 {
			continue
		}
		if len(lines) == maxLookups {
			return nil, nil, app.Fail(app.Input, "split it", "the file has more than %d lines", maxLookups)
		}
		hashes, lines = append(hashes, hash(line)), append(lines, n)
	}
	if len(lines) == 0 {
		return nil, nil, app.Fail(app.Input, "write one password in each line", "there is no password in the file")
	}
	return hashes, lines, nil
}

// onePassword refuses what is none, and what is more than one: whoever reads "not seen"
// of them all would take each for safe.
func onePassword(p secret.Text) error {
	switch {
	case p.IsZero():
		return app.Fail(app.Input, "type one, or give "+passwordAsks, "there is no password to look up")
	case bytes.ContainsAny(p.Bytes(), "\r\n"):
		return app.Fail(app.Input, "put them into a file for --lines FILE", "that is more than one line")
	}
	return nil
}

func (c *cli) passwordToLookUp(ctx context.Context, stdin bool) (p secret.Text, err error) {
	if stdin {
		in, err := c.input("--stdin")
		if err != nil {
			return p, err
		}
		b, err := host.ReadAll(ctx, in, app.MaxPassword+3)
		if err != nil {
			return p, err
		}
		return oneLine(b, app.MaxPassword)
	}
	t, err := c.hiddenTerminal()
	if err != nil {
		return p, app.Fail(app.Usage, "give "+passwordAsks, "there is no terminal to ask for the password on")
	}
	defer t.Close()
	return t.ReadPassword(ctx, "password to look up: ")
}

// printSeen prints what is known, and fails where something was found, or is not known.
func (c *cli) printSeen(answers []app.BreachAnswer, lines []int) error {
	seen, possible, unknown := 0, 0, 0
	var why error // the first
	docs := []seenDoc{}
	for i, a := range answers {
		doc := seenDoc{Seen: a.Err == nil && a.Found(), Count: a.Count, Possible: a.Possible}
		name := ""
		if lines != nil {
			doc.Line, name = lines[i], "line "+strconv.Itoa(lines[i])+": "
		}
		switch {
		case a.Err != nil:
			unknown++
			why = cmp.Or(why, a.Err)
			doc.Error = app.Explain(a.Err).What
		case doc.Seen:
			seen++
			if a.Possible {
				possible++
			}
		}
		docs = append(docs, doc)
		if !c.json && (lines == nil && a.Err == nil || doc.Seen || a.Err != nil && lines != nil) {
			c.say("%s%s", name, app.SeenText(a))
		}
	}
	if c.json {
		if err := c.printJSON(docs); err != nil {
			return err
		}
	}
	switch {
	case unknown > 0 && lines == nil:
		return why
	case unknown > 0:
		e := app.Explain(why)
		return app.Fail(e.Kind, cmp.Or(e.Hint, "try these again"), "nothing is known about %s of %d", counted(unknown, "line", "lines"), len(lines))
	case seen > 0 && lines == nil:
		return app.Fail(app.Findings, "use it nowhere; coffer gen makes another", "this password %s", inBreaches("was", seen, possible))
	case seen > 0:
		return app.Fail(app.Findings, "use them nowhere", "%s of %d %s", counted(seen, "password", "passwords"), len(lines), inBreaches("were", seen, possible))
	}
	if lines != nil && !c.json {
		c.note("none of %d was seen in these breaches", len(lines))
	}
	return nil
}

// inBreaches says of passwords that were seen, of some only possibly, where they were.
func inBreaches(were string, seen, possible int) string {
	switch possible {
	case 0:
		return were + " in a breach"
	case seen:
		return were + " possibly in a breach"
	}
	return fmt.Sprintf("%s in a breach, %d of them possibly", were, possible)
}
