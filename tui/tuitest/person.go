// Package tuitest drives the screens in tests, as a person would: keys in, frames out,
// with a real vault on a clock that the test moves and with a cheap KDF. Everything that
// a key sets off is done when Press returns.
package tuitest

import (
	"context"
	"crypto/sha256"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"coffer/internal/app"
	"coffer/internal/host"
	"coffer/tui"
	"coffer/tui/screen"
	"coffer/vault"
	"coffer/vault/secret"
)

// Password opens the vault of every person.
const Password = "correct horse battery"

// Clock is moved by a test.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// Now is where the test has put it.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Pass moves it on.
func (c *Clock) Pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// Boot is of one that never sleeps.
func (c *Clock) Boot() (string, time.Duration) { return "boot", c.Now().Sub(began) }

// Awake is as long.
func (c *Clock) Awake() time.Duration { return c.Now().Sub(began) }

var began = time.Date(2031, 5, 6, 7, 0, 0, 0, time.UTC)

// NewClock starts where golden frames were made.
func NewClock() *Clock { return &Clock{now: began.Add(time.Hour)} }

// Person sits before the screens.
type Person struct {
	t     testing.TB
	Clock *Clock
	Env   app.Env
	model tea.Model
	Vault string // how commands are told which vault, where that is not the usual one
	// Clipboard is what was copied last.
	Clipboard     string
	width, height int
	masks         [][2]string // see [Person.Masks]
}

// NewPerson makes somebody without a vault, in a terminal of 80 by 24. People of one
// test may share a clock.
func NewPerson(t testing.TB, name string, clock *Clock) *Person {
	t.Helper()
	time.Local = time.UTC
	dir := t.TempDir()
	p := &Person{t: t, Clock: clock, width: 80, height: 24}
	p.Env = app.Env{
		Folders: host.Folders{Data: filepath.Join(dir, "data"), State: filepath.Join(dir, "state"), Cache: filepath.Join(dir, "cache"), Config: filepath.Join(dir, "config")},
		Clock:   clock, Rand: &draws{r: rand.NewChaCha8(sha256.Sum256([]byte(t.Name() + " " + name)))}, Stretch: cheapStretch, Command: "tui", TicketWork: 1,
	}
	return p
}

// draws is randomness for several at once.
type draws struct {
	mu sync.Mutex
	r  *rand.ChaCha8
}

func (d *draws) Read(p []byte) (int, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.r.Read(p)
}

func cheapStretch(password, salt []byte, _ vault.Params) []byte {
	sum := sha256.Sum256(append(append([]byte("cheap"), salt...), password...))
	return sum[:]
}

// WithVault makes the person's vault.
func (p *Person) WithVault(name string) *Person {
	p.t.Helper()
	password := secret.New(Password)
	a, err := app.Init(p.t.Context(), p.Env, app.InitOptions{Password: password, Params: vault.Floor, Owner: app.Owner{Name: name}})
	if err != nil {
		p.t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		p.t.Fatal(err)
	}
	return p
}

// Does something with the vault, as another process would.
func (p *Person) Does(f func(ctx context.Context, a *app.App) error) {
	p.t.Helper()
	ctx := p.t.Context()
	a, err := app.Open(ctx, p.Env)
	if err == nil {
		_, err = a.Spare(ctx) // mail is carried also where the vault is frozen
	}
	if err == nil {
		err = a.Unlock(ctx, secret.New(Password))
	}
	if err == nil {
		err = f(ctx, a)
	}
	if err != nil {
		p.t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		p.t.Fatal(err)
	}
}

// Adds makes an item with a generated-looking secret that the test gives.
func (p *Person) Adds(path, template, main string, set map[string]string) {
	p.t.Helper()
	p.Does(func(ctx context.Context, a *app.App) error {
		d, err := a.Draft(ctx, path, template, false)
		if err != nil {
			return err
		}
		names := make([]string, 0, len(set))
		for name := range set {
			names = append(names, name)
		}
		slices.Sort(names)
		for _, name := range names {
			if err := d.Assign(name, set[name]); err != nil {
				return err
			}
		}
		if main != "" {
			if err := d.SetSecret(d.MainField, secret.New(main)); err != nil {
				return err
			}
		}
		_, err = a.Add(ctx, d)
		return err
	})
}

// Starts shows the screens.
func (p *Person) Starts() *Person {
	p.t.Helper()
	p.model = tui.New(p.options(), func() tea.Cmd { return nil })
	p.run(p.model.Init())
	return p.Resizes(p.width, p.height)
}

// options are what the screens of a person need from outside.
func (p *Person) options() tui.Options {
	return tui.Options{
		Env: p.Env, Machine: machine{p.Env.Folders.Config, p.Vault},
		Session: func() (app.SessionOptions, error) {
			return app.SessionOptions{Idle: 15 * time.Minute, Hard: 12 * time.Hour}, nil
		},
		Clip: func(_ context.Context, s secret.Text) (time.Duration, error) {
			p.Clipboard = s.Reveal()
			return 45 * time.Second, nil
		},
	}
}

// Unlocks starts and types the password.
func (p *Person) Unlocks() *Person {
	p.t.Helper()
	p.Starts()
	p.Types(Password)
	return p.Presses("enter")
}

// Resizes the terminal.
func (p *Person) Resizes(width, height int) *Person {
	p.width, p.height = width, height
	p.Sends(tea.WindowSizeMsg{Width: width, Height: height})
	return p
}

// Presses keys, by the names that [tea.KeyPressMsg] gives them.
func (p *Person) Presses(keys ...string) *Person {
	for _, key := range keys {
		p.Sends(press(key))
	}
	return p
}

// Types text, a key for each letter.
func (p *Person) Types(text string) *Person {
	for _, r := range text {
		p.Sends(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
	return p
}

// Waits lets time pass, second by second for a minute at most, then at once.
func (p *Person) Waits(d time.Duration) *Person {
	for ; d > 0 && d <= time.Minute; d -= time.Second {
		p.Clock.Pass(min(d, time.Second))
		p.Sends(tui.Second{})
	}
	if d > 0 {
		p.Clock.Pass(d)
		p.Sends(tui.Second{})
	}
	return p
}

// Sends a message and does all that comes of it.
func (p *Person) Sends(msg tea.Msg) {
	_, cmd := p.model.Update(msg)
	p.run(cmd)
}

// run does commands side by side, as the program does, until none is left.
func (p *Person) run(first tea.Cmd) {
	results := make(chan tea.Msg)
	open := 0
	start := func(cmd tea.Cmd) {
		if cmd != nil {
			open++
			go func() { results <- cmd() }()
		}
	}
	start(first)
	for open > 0 {
		msg := <-results
		open--
		if cmds, inOrder, ok := screen.Several(msg); ok {
			for _, cmd := range cmds {
				if inOrder {
					p.run(cmd)
				} else {
					start(cmd)
				}
			}
			continue
		}
		if msg != nil {
			_, cmd := p.model.Update(msg)
			start(cmd)
		}
	}
}

// Styled is the frame with its styles.
func (p *Person) Styled() string {
	v := p.model.(interface{ View() tea.View }).View()
	return v.Content
}

// Frame is the frame as text.
func (p *Person) Frame() string { return ansi.Strip(p.Styled()) }

// Sees fails the test unless all of it is in the frame.
func (p *Person) Sees(texts ...string) *Person {
	p.t.Helper()
	frame := p.Frame()
	words := strings.Join(strings.Fields(frame), " ") // what is long goes over two lines
	for _, text := range texts {
		if !strings.Contains(frame, text) && !strings.Contains(words, text) {
			p.t.Fatalf("does not see %q in\n%s", text, frame)
		}
	}
	return p
}

// SeesNot fails the test if any of it is in the frame.
func (p *Person) SeesNot(texts ...string) *Person {
	p.t.Helper()
	frame := p.Frame()
	for _, text := range texts {
		if strings.Contains(frame, text) {
			p.t.Fatalf("sees %q in\n%s", text, frame)
		}
	}
	return p
}

// Model is what is behind the frame.
func (p *Person) Model() tea.Model { return p.model }

func press(key string) tea.KeyPressMsg {
	mods := map[string]tea.KeyMod{"ctrl+": tea.ModCtrl, "shift+": tea.ModShift, "alt+": tea.ModAlt}
	k := tea.KeyPressMsg{}
	for prefix, mod := range mods {
		if rest, ok := strings.CutPrefix(key, prefix); ok {
			k.Mod |= mod
			key = rest
		}
	}
	named := map[string]rune{"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft,
		"right": tea.KeyRight, "home": tea.KeyHome, "end": tea.KeyEnd, "pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown, "backspace": tea.KeyBackspace,
		"delete": tea.KeyDelete, "space": tea.KeySpace, "f1": tea.KeyF1, "f2": tea.KeyF2, "f5": tea.KeyF5}
	if code, ok := named[key]; ok {
		k.Code = code
		if code == tea.KeySpace {
			k.Text = " "
		}
		return k
	}
	k.Code = []rune(key)[0]
	if k.Mod == 0 {
		k.Text = key
	}
	return k
}
