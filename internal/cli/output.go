package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"coffer/internal/app"
	"coffer/internal/host"
)

// output passes on what is written, and keeps the first error: whoever prints
// need not look at it, since the command fails with it in the end. After an
// error nothing more is written.
type output struct {
	w   io.Writer
	err error
}

func (o *output) Write(p []byte) (int, error) {
	if o.err != nil {
		return 0, o.err
	}
	n, err := o.w.Write(p)
	if err != nil {
		o.err = &app.Error{
			Kind: app.Other, What: "standard output cannot be written to: " + host.Safe(causeText(err)),
			Hint: "what was changed stays changed", Err: err,
		}
	}
	return n, o.err
}

// causeText leaves out the name of a file, which a person did not give.
func causeText(err error) string {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err.Error()
	}
	return err.Error()
}

// printJSON prints one document, in which a terminal finds nothing to obey.
func (c *cli) printJSON(v any) error {
	var doc bytes.Buffer
	enc := json.NewEncoder(&doc)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(v); err != nil {
		return err
	}
	_, err := c.out.Write(host.SafeJSON(doc.Bytes()))
	return err
}

type jsonError struct {
	Error struct {
		Code       int       `json:"code"`
		Message    string    `json:"message"`
		Hint       string    `json:"hint,omitempty"`
		Candidates []pathDoc `json:"candidates,omitempty"`
	} `json:"error"`
}

func (c *cli) printErrorJSON(e *app.Error, code int) {
	var doc jsonError
	doc.Error.Code, doc.Error.Message, doc.Error.Hint = code, e.What, e.Hint
	for i := range e.Candidates {
		doc.Error.Candidates = append(doc.Error.Candidates,
			pathDoc{e.Candidates[i].Path().String(), e.Candidates[i].ID.String(), e.Candidates[i].User})
	}
	if b, err := json.Marshal(doc); err == nil {
		c.Stderr.Write(append(host.SafeJSON(b), '\n'))
	}
}

// table prints rows in columns; every cell is made safe for a terminal.
func (c *cli) table(rows [][]string) error {
	var text bytes.Buffer
	w := tabwriter.NewWriter(&text, 0, 0, 2, ' ', 0)
	for _, row := range rows {
		for i := range row {
			row[i] = host.Safe(row[i])
		}
		fmt.Fprintln(w, strings.Join(row, "\t"))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	out := make([]byte, 0, text.Len())
	for line := range bytes.Lines(text.Bytes()) {
		out = append(append(out, bytes.TrimRight(line, " \n")...), '\n')
	}
	_, err := c.out.Write(out)
	return err
}

// say prints one line of what was asked for; control characters become visible.
// If it fails, the command will: see [output].
func (c *cli) say(format string, args ...any) {
	fmt.Fprintln(c.out, host.Safe(fmt.Sprintf(format, args...)))
}

// localTime shows a time as the reader's own.
func localTime(t time.Time) string { return app.LocalTime(t) }

// jsonTime is RFC 3339 in UTC, or nothing.
func jsonTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// jsonID is an ID without the @ by which a person names it, or nothing.
func jsonID(id app.ID) string {
	if id.IsZero() {
		return ""
	}
	return id.String()
}

// isTerminal tells whether something is printed to a person.
func isTerminal(stream any) bool {
	f, ok := stream.(*os.File)
	return ok && host.IsTerminal(f)
}

// progress shows long work on standard error, when a person looks at it.
func (c *cli) progress() func(what string, done, total int) {
	f, ok := c.Stderr.(*os.File)
	if !ok || !host.IsTerminal(f) {
		return nil
	}
	return func(what string, done, total int) {
		if c.quiet {
			return
		}
		if c.bar == nil {
			c.bar = host.NewProgress(f, what, c.Clock.Now)
			if done == 0 && total > 0 { // somebody is waited for
				c.bar.Begin()
			}
		}
		c.bar.Step(done, total)
		if done >= total {
			c.endProgress()
		}
	}
}

// waiting shows, when a person looks at it, that something is waited for, until
// endProgress or the progress of it.
func (c *cli) waiting(what string) {
	f, ok := c.Stderr.(*os.File)
	if !ok || c.quiet {
		return
	}
	c.endProgress()
	c.bar = host.NewProgress(f, what, c.Clock.Now)
	c.bar.Begin()
}

// endProgress takes the bar off the screen: what follows begins a line.
func (c *cli) endProgress() {
	if c.bar != nil {
		c.bar.End()
		c.bar = nil
	}
}
