package tui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/internal/host"
	"coffer/internal/screens"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/vault/secret"
)

// plainSize is the room that screens are given whose lines are heard one by one.
var plainSize = screen.Size{Width: 100, Height: 30}

// plain is the screens for who hears them: the same model, and lines alone. Nothing moves
// the cursor, and what is chosen is said by words.
type plain struct {
	f     *frame
	out   io.Writer
	lines screens.Ask

	msgs    chan tea.Msg
	pending int    // commands that go on
	trail   string // of what was written last
	heard   *heard
	pressed bool // something was typed since that was written
	said    line
	// pendingSaid is how much waited for the owner when that was said.
	pendingSaid int
	reading     context.CancelFunc // nil: no line is asked for
	hidden      bool               // the line that is asked for
	prompted    string             // what stands before it
	filled      string             // the label of the line into which text was typed last
}

// plainHello says what is different here.
const plainHello = `coffer as lines: type a key's name, as in "down" or "a", or the text for a field that is being typed, one a line.
An empty line is enter. "?" lists the keys, "." says everything again, a text that is also a key's name begins with '.
What is shown stays in the scroll-back of this terminal.`

// RunPlain is [Run] as lines alone, which the options ask for; clock brings a value each
// second.
func RunPlain(ctx context.Context, o Options, clock <-chan time.Time) error {
	clip := o.Clip
	o.Clip = func(ctx context.Context, s secret.Text) (time.Duration, error) {
		lasts, err := clip(ctx, s)
		if errors.Is(err, host.ErrNoClipboard) {
			err = app.Fail(app.Other, "", "there is no clipboard that lines could reach")
		}
		return lasts, err
	}
	f := New(o, func() tea.Cmd { return nil }).(*frame)
	f.look, f.size = look.Spoken(), plainSize
	p := &plain{f: f, out: o.Out, lines: o.Ask, msgs: make(chan tea.Msg), heard: newHeard()}
	if _, err := fmt.Fprintln(p.out, plainHello); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer func() { f.locked("") }() // nothing of the vault stays
	p.start(ctx, f.begin())
	return p.loop(ctx, clock)
}

// typed is a line that came.
type typed struct {
	line secret.Text
	err  error
}

// later is what a command of several in a row brought, with those after it.
type later struct {
	msg  tea.Msg
	rest []tea.Cmd
}

func (p *plain) loop(ctx context.Context, clock <-chan time.Time) error {
	for {
		if p.pending == 0 {
			if err := p.write(false); err != nil {
				return err
			}
			p.ask(ctx)
		}
		ticks := clock
		if p.pending > 0 && p.f.desk.Jobs.Current() == nil {
			ticks = nil // what the last second brought is heard first
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-ticks:
			if err := p.second(ctx); err != nil {
				return err
			}
		case msg := <-p.msgs:
			if end, err := p.hear(ctx, msg); end {
				return err
			}
		}
	}
}

// second lets the screens count down. Whoever waits for work is told how far it is, and
// may give it up.
func (p *plain) second(ctx context.Context) error {
	if job := p.f.desk.Jobs.Current(); job != nil && p.reading == nil {
		if err := p.say(jobText(job)); err != nil {
			return err
		}
		p.ask(ctx)
	}
	p.update(ctx, Second{})
	return nil
}

// hear hears a line, or what came of a command; it tells whether this is the end.
func (p *plain) hear(ctx context.Context, msg tea.Msg) (end bool, err error) {
	switch msg := msg.(type) {
	case typed:
		return p.typed(ctx, msg)
	case later:
		p.pending--
		if end, err = p.hear1(ctx, msg.msg); !end && len(msg.rest) > 0 {
			p.row(ctx, msg.rest)
		}
		return end, err
	}
	p.pending--
	return p.hear1(ctx, msg)
}

func (p *plain) hear1(ctx context.Context, msg tea.Msg) (end bool, err error) {
	if _, quit := msg.(tea.QuitMsg); quit {
		return true, nil
	}
	switch cmds, inOrder, ok := screen.Several(msg); {
	case inOrder:
		p.row(ctx, cmds)
	case ok:
		for _, cmd := range cmds {
			p.start(ctx, cmd)
		}
	case msg != nil:
		p.update(ctx, msg)
	}
	return false, nil
}

func (p *plain) update(ctx context.Context, msg tea.Msg) {
	_, cmd := p.f.Update(msg)
	p.start(ctx, cmd)
}

// start does a command beside the loop.
func (p *plain) start(ctx context.Context, cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	p.pending++
	go p.send(ctx, func() tea.Msg { return cmd() })
}

// row does commands one after the other.
func (p *plain) row(ctx context.Context, cmds []tea.Cmd) {
	for len(cmds) > 0 && cmds[0] == nil {
		cmds = cmds[1:]
	}
	if len(cmds) > 0 {
		p.pending++
		go p.send(ctx, func() tea.Msg { return later{cmds[0](), cmds[1:]} })
	}
}

func (p *plain) send(ctx context.Context, do func() tea.Msg) {
	select {
	case p.msgs <- do():
	case <-ctx.Done():
	}
}

// ask asks for a line. One that is to be hidden is never asked for as one that is shown:
// where that has changed meanwhile it is asked for anew.
func (p *plain) ask(ctx context.Context) {
	hidden := p.covered()
	if p.reading != nil && hidden == p.hidden {
		return
	}
	if p.reading != nil {
		p.reading()
	}
	reading, cancel := context.WithCancel(ctx)
	p.reading, p.hidden, p.prompted = cancel, hidden, p.prompt(hidden)
	prompt := p.prompted
	go func() {
		line, err := p.lines(reading, prompt, hidden)
		if reading.Err() != nil && ctx.Err() == nil {
			line.Wipe()
			return
		}
		p.send(ctx, func() tea.Msg { return typed{line, err} })
	}()
}

// prompt says what is asked for: a screen that was heard may have ended with something
// else.
func (p *plain) prompt(hidden bool) string {
	switch p.f.over.(type) {
	case *question:
		return "y or n > "
	case *palette:
		return "command > "
	}
	label := p.label()
	if label != "" && label == p.filled {
		label += ", typed, an empty line goes on"
	}
	switch {
	case hidden && label != "":
		return label + ", hidden > "
	case hidden:
		return "hidden > "
	case label != "":
		return label + " > "
	}
	return "> "
}

// label is what stands before the line that is typed; empty where keys are.
func (p *plain) label() string {
	s := p.f.screen()
	if s == nil || p.f.over != nil || !s.Typing() {
		return ""
	}
	for _, line := range p.body(s) {
		if strings.HasPrefix(line, chosen) {
			label, _, _ := strings.Cut(bare(line), ", ")
			return strings.TrimSuffix(strings.TrimSpace(strings.TrimSuffix(label, "(covered)")), ":")
		}
	}
	return ""
}

// covered tells that what is typed now must not be seen: the cursor is in such a line, or
// letters are text and no cursor is in sight.
func (p *plain) covered() bool {
	s := p.f.screen()
	if s == nil || p.f.over != nil || !s.Typing() {
		return false
	}
	drawn := strings.Join(s.View(p.f.body(), p.f.look), "\n")
	return strings.Contains(drawn, look.CoveredMark) || !strings.Contains(drawn, look.ChosenMark)
}

// typed hears a line.
func (p *plain) typed(ctx context.Context, t typed) (end bool, err error) {
	defer t.line.Wipe()
	p.reading()
	p.reading, p.pressed = nil, true
	switch {
	case errors.Is(t.err, io.EOF), errors.Is(t.err, context.Canceled):
		return true, nil
	case t.err != nil:
		return true, t.err
	}
	text := strings.TrimSuffix(t.line.Reveal(), "\n")
	if text == "." {
		return false, p.write(true)
	}
	before := p.label()
	for _, msg := range p.presses(text) {
		if p.filled = ""; isPaste(msg) {
			p.filled = before
		}
		p.update(ctx, msg)
	}
	return false, nil
}

func isPaste(msg tea.Msg) bool { _, is := msg.(tea.PasteMsg); return is }

// presses are the keys that a line means.
func (p *plain) presses(text string) []tea.Msg {
	typing := p.typing()
	switch {
	case text == "":
		return []tea.Msg{keyNamed("enter")}
	case text == "?" && typing:
		return []tea.Msg{keyNamed("f1")}
	case typing && strings.HasPrefix(text, "'"):
		return []tea.Msg{tea.PasteMsg{Content: text[1:]}}
	case typing && !isKeyName(text):
		return p.text(text)
	case isKeyName(text) || len([]rune(text)) == 1:
		return []tea.Msg{keyNamed(text)}
	}
	var keys []tea.Msg
	for _, word := range strings.Fields(text) {
		if !isKeyName(word) && len([]rune(word)) != 1 {
			return []tea.Msg{screen.Say{Text: "there is no key " + look.Safe(word) + "; ? lists those that there are"}}
		}
		keys = append(keys, keyNamed(word))
	}
	return keys
}

// text is what is typed into a line; what stands above all hears letters alone.
func (p *plain) text(text string) []tea.Msg {
	if p.f.over == nil {
		return []tea.Msg{tea.PasteMsg{Content: text}}
	}
	var keys []tea.Msg
	for _, r := range text {
		keys = append(keys, tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	return keys
}

// typing tells that a line is text.
func (p *plain) typing() bool {
	if p.f.over != nil {
		_, finds := p.f.over.(*palette)
		return finds
	}
	s := p.f.screen()
	return s != nil && s.Typing()
}
