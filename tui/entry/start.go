package entry

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/door"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// Start is the first start: it makes a vault.
type Start struct {
	jobs *screen.Jobs
	door *door.Door

	inputs [4]widget.Input // as the constants below
	at     int
	busy   bool
	fault  string
}

const (
	asName = iota
	asGreeting
	asPassword
	asAgain
)

// NewStart makes the screen.
func NewStart(jobs *screen.Jobs, d *door.Door) *Start {
	return &Start{jobs: jobs, door: d, inputs: [4]widget.Input{
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

// Typing holds: letters are text.
func (s *Start) Typing() bool { return true }

// Keys are what can be done here.
func (s *Start) Keys() []screen.Key {
	working := ""
	if s.busy {
		working = "the vault is being made"
	}
	return []screen.Key{
		{Press: []string{"enter"}, Does: "go on to the next line, and from the last one make the vault", Short: "go on", Why: working, Do: s.goOn},
		{Press: []string{"tab", "down"}, Does: "go to the next line", Short: "next", Do: func() tea.Cmd { s.at = (s.at + 1) % len(s.inputs); return nil }},
		{Press: []string{"shift+tab", "up"}, Does: "go to the line before", Do: func() tea.Cmd { s.at = (s.at + len(s.inputs) - 1) % len(s.inputs); return nil }},
	}
}

// Update hears what is typed.
func (s *Start) Update(msg tea.Msg) tea.Cmd {
	if !s.busy && s.inputs[s.at].Update(msg) {
		s.fault = ""
	}
	return nil
}

func (s *Start) goOn() tea.Cmd {
	if s.at < asAgain {
		if s.at == asPassword {
			p := s.inputs[asPassword].Secret()
			defer p.Wipe()
			if err := app.CheckNewPassword(p); err != nil {
				s.fault = app.Explain(err).Error()
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
		s.at, s.fault = asName, app.Explain(err).Error()
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
	`A sentence of five words that you draw by chance is strong and can be remembered.`

// recovery says what there is for who forgets it.
const recovery = `If you forget it, only what you prepare helps: friends as trustees, of whom some together can open a recovery ` +
	`without ever seeing your password (coffer trustee set), or an emergency kit on paper (coffer kit new). Both can wait until tomorrow.`

// View draws the screen.
func (s *Start) View(size screen.Size, l *look.Look) []string {
	width := min(size.Width-4, 72)
	lines := append([]string{l.Title.Render("welcome to coffer"), ""}, look.Wrap(intro, width)...)
	lines = append(lines, "")
	for i := range s.inputs {
		lines = append(lines, s.inputs[i].View(width, l, i == s.at && !s.busy))
	}
	lines = append(lines, l.Bad.Render(look.Cut(s.fault, width)))
	lines = append(lines, l.Dim.Render(look.Cut("the greeting is shown before the password is asked: only your own vault knows it", width)), "")
	for _, line := range look.Wrap(recovery, width) {
		lines = append(lines, l.Dim.Render(line))
	}
	return centre(lines, size, width)
}

// Wipe overwrites what was typed.
func (s *Start) Wipe() {
	for i := range s.inputs {
		s.inputs[i].Wipe()
	}
}
