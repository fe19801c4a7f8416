package entry

import (
	"context"
	"io"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/door"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
	"coffer/vault/secret"
)

// Start is the first start: it makes a vault.
type Start struct {
	jobs *screen.Jobs
	door *door.Door

	inputs [4]widget.Input // as the constants below
	at     int
	busy   bool
	fault  string

	rand     io.Reader
	drawn    secret.Text // a sentence that was drawn, shown to be learnt
	judge    app.Judge
	strength app.Strength // of what is typed
}

const (
	asName = iota
	asGreeting
	asPassword
	asAgain
)

// NewStart makes the screen.
func NewStart(jobs *screen.Jobs, d *door.Door, rand io.Reader) *Start {
	return &Start{jobs: jobs, door: d, rand: rand, inputs: [4]widget.Input{
		asName:     {Label: "your name          "},
		asGreeting: {Label: "greeting           "},
		asPassword: {Label: "master password    ", Hidden: true, Most: app.MaxPassword},
		asAgain:    {Label: "once more          ", Hidden: true, Most: app.MaxPassword},
	}}
}

// Title is where this is.
func (s *Start) Title() string { return "a new vault" }

// Start asks nothing.
func (s *Start) Start() tea.Cmd { return nil }

// Unsaved tells that something was typed, or drawn.
func (s *Start) Unsaved() bool {
	for i := range s.inputs {
		if s.inputs[i].Typed() {
			return true
		}
	}
	return !s.drawn.IsZero()
}

// Typing holds: letters are text.
func (s *Start) Typing() bool { return true }

// Keys are what can be done here.
func (s *Start) Keys() []screen.Key {
	working := ""
	if s.working() {
		working = "the vault is being made"
	}
	return []screen.Key{
		{Press: []string{"enter"}, Does: "go on to the next line, and from the last one make the vault", Short: "go on", Why: working, Do: s.goOn},
		{Press: []string{"tab", "down"}, Does: "go to the next line", Do: func() tea.Cmd { s.at = (s.at + 1) % len(s.inputs); return nil }},
		{Press: []string{"ctrl+g"}, Does: "draw a sentence by chance as the master password, and show it", Short: "draw one", Why: working, Do: s.draw},
		{Press: []string{"shift+tab", "up"}, Does: "go to the line before", Do: func() tea.Cmd { s.at = (s.at + len(s.inputs) - 1) % len(s.inputs); return nil }},
		forgot("there was a vault, and its master password is lost: ask its trustees", s.forget),
	}
}

// Update hears what is typed.
func (s *Start) Update(msg tea.Msg) tea.Cmd {
	if !s.working() && s.inputs[s.at].Update(msg) {
		s.fault = ""
		s.judged()
	}
	return nil
}

// working tells that the vault is being made, and nobody has given that up.
func (s *Start) working() bool { return s.busy && s.jobs.Current() != nil }

// judged judges the password while it is typed.
func (s *Start) judged() {
	p := s.inputs[asPassword].Secret()
	defer p.Wipe()
	if !s.drawn.IsZero() && !p.Equal(s.drawn) { // another one was typed instead
		s.drawn.Wipe()
		s.drawn = secret.Text{}
	}
	if s.strength = (app.Strength{}); !p.IsZero() {
		s.strength = s.judge.Strength(p, s.inputs[asName].Text(), s.inputs[asGreeting].Text())
	}
}

// drawnWords is how many words a drawn sentence has.
const drawnWords = 6

// draw draws a sentence as the password. It is shown, and typed once more to be learnt.
func (s *Start) draw() tea.Cmd {
	drawn, _, err := app.Recipe{Words: drawnWords}.Generate(s.rand)
	if err != nil {
		return screen.Send(screen.Failed{Err: err})
	}
	s.drawn.Wipe()
	s.drawn = drawn
	s.inputs[asPassword].SetSecret(drawn)
	s.inputs[asAgain].Wipe()
	s.at, s.fault = asAgain, ""
	s.judged()
	return nil
}

// forget overwrites the passwords that were typed or drawn.
func (s *Start) forget() {
	s.inputs[asPassword].Wipe()
	s.inputs[asAgain].Wipe()
	s.drawn.Wipe()
	s.drawn, s.strength = secret.Text{}, app.Strength{}
}

func (s *Start) goOn() tea.Cmd {
	if s.at < asAgain {
		if s.at == asPassword {
			p := s.inputs[asPassword].Secret()
			defer p.Wipe()
			if err := app.CheckNewPassword(p); err != nil {
				s.fault = app.Told(err).Error()
				return nil
			}
		}
		s.at++
		return nil
	}
	return s.make()
}

func (s *Start) make() tea.Cmd {
	password, again := s.inputs[asPassword].Secret(), s.inputs[asAgain].Secret()
	defer again.Wipe()
	if !password.Equal(again) {
		password.Wipe()
		s.inputs[asPassword].Wipe()
		s.inputs[asAgain].Wipe()
		s.at, s.fault = asPassword, "the two passwords are not the same; type them again"
		return nil
	}
	o := app.InitOptions{Password: password, Owner: app.Owner{Name: s.inputs[asName].Text(), Greeting: s.inputs[asGreeting].Text()}}
	if err := o.Owner.Check(); err != nil {
		password.Wipe()
		s.at, s.fault = asName, app.Told(err).Error()
		return nil
	}
	s.busy = true
	return screen.Run(s.jobs, "making the vault; this measures what key derivation may cost here", func(ctx context.Context, progress screen.Progress) (door.Welcome, error) {
		defer password.Wipe()
		return s.door.Init(ctx, o, progress)
	}, func(w door.Welcome, err error) tea.Cmd {
		s.busy = false
		if err != nil {
			return screen.Send(screen.Failed{Err: err})
		}
		return screen.Send(Opened{Welcome: w, New: true})
	})
}

// intro says what a person decides here.
const intro = `There is no vault yet. Choose a master password: it opens everything, and nobody can bring it back for you. ` +
	`A sentence of six words drawn by chance is strong and can be remembered: ctrl+g draws one.`

// recovery says what there is for who forgets it.
const recovery = `If you forget it, only what you prepare helps: friends as trustees, of whom some together can open a recovery ` +
	`without ever seeing your password, or an emergency kit on paper. Both can wait until tomorrow.`

// View draws the screen.
func (s *Start) View(size screen.Size, l *look.Look) []string {
	width := min(size.Width-4, 72)
	lines := []string{l.Title.Render("welcome to coffer"), ""}
	if size.Height >= leastForText {
		lines = append(append(lines, look.Wrap(intro, width)...), "")
	}
	for i := range s.inputs {
		lines = append(lines, s.inputs[i].View(width, l, i == s.at && !s.working()))
	}
	lines = append(lines, s.says(width, l)...)
	if size.Height >= leastForText {
		lines = append(lines, "")
		for _, line := range look.Wrap(recovery, width) {
			lines = append(lines, l.Dim.Render(line))
		}
	}
	return centre(lines, size, width)
}

// leastForText is the height from which on there is room to explain.
const leastForText = 18

// says is what stands below the lines: what is wrong, how strong the password is, what a
// line is for.
func (s *Start) says(width int, l *look.Look) []string {
	second := l.Dim.Render(look.Cut("the greeting shows where you unlock; only your own vault knows it", width))
	switch {
	case s.fault != "":
		lines := look.Wrap(look.Safe(s.fault), width)
		lines = lines[:min(len(lines), 2)]
		for i := range lines {
			lines[i] = l.Bad.Render(lines[i])
		}
		return append(lines, second)[:2]
	case !s.drawn.IsZero() && s.at >= asPassword:
		return []string{l.Secret.Render(look.Cut("drawn: "+s.drawn.Reveal(), width)), l.Dim.Render(look.Cut("write it down, type it once more, and burn the note once you know it", width))}
	case s.inputs[asPassword].Empty():
		return []string{"", second}
	}
	return widget.Meter(s.strength.Score, s.strength.Word(), s.strength.Text(), width, l)
}

// Wipe overwrites what was typed.
func (s *Start) Wipe() {
	for i := range s.inputs {
		s.inputs[i].Wipe()
	}
	s.drawn.Wipe()
	s.drawn, s.strength = secret.Text{}, app.Strength{}
}
