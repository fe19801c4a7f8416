// Package tui is the terminal interface: a frame that holds the screens of the folders
// below, and around them what is the same everywhere: the places, the keys, the status
// line, the lock. No rule is made here and nothing is read in Update: screens ask
// internal/app for both.
package tui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"coffer/internal/app"
	"coffer/tui/asking"
	"coffer/tui/door"
	"coffer/tui/entry"
	"coffer/tui/items"
	"coffer/tui/look"
	"coffer/tui/people"
	"coffer/tui/screen"
	"coffer/tui/sealing"
)

// frame is the whole program as a model.
type frame struct {
	desk *screen.Desk
	door *door.Door
	env  app.Env // for who works without the vault
	name string  // of the vault, where it is not the usual one

	size screen.Size
	look *look.Look
	mono bool
	dark bool

	before screen.Screen          // stands before the vault is open; nil while it is
	under  []screen.Screen        // what stands below it
	at     int                    // the place, of places
	stacks [][]screen.Screen      // for each place the screens on one another; empty: not begun
	stale  map[screen.Screen]bool // what they show was changed while another one was looked at
	over   overlay                // stands above all; nil: none

	tick     func() tea.Cmd // asks for the next [Second]
	said     line
	told     []row // by a recovery, for who goes in after it
	dropped  []dropped
	untold   untold
	glanced  bool // since the vault was opened
	state    door.State
	glance   app.Glance
	synced   screen.Synced // here; what the agent does is in state
	active   bool          // somebody did something since the last look
	here     time.Time     // when somebody did something last
	behind   bool          // the vault was changed since the screen in sight was read
	looking  bool
	quitting bool
}

// line is what was said last, and for how long it stands.
type line struct {
	text  string
	bad   bool
	until time.Time
}

// shortly is how long what was said stands, and longer how long a failure does.
const (
	shortly = 6 * time.Second
	longer  = 15 * time.Second
)

func newFrame(desk *screen.Desk, d *door.Door, o Options, tick func() tea.Cmd) *frame {
	f := &frame{desk: desk, door: d, env: o.Env, name: o.Name, tick: tick, look: look.New(true), dark: true, stacks: make([][]screen.Screen, len(places))}
	desk.Jobs.Top = f.screen
	return f
}

// Init looks how it stands with the vault.
func (f *frame) Init() tea.Cmd {
	return tea.Batch(tea.RequestBackgroundColor, f.begin(), f.tick())
}

// begin finds out which screen comes first.
func (f *frame) begin() tea.Cmd {
	return screen.Run(f.desk.Jobs, "", func(ctx context.Context, _ screen.Progress) (door.State, error) { return f.door.Look(ctx) },
		func(s door.State, err error) tea.Cmd {
			switch {
			case err != nil && app.Explain(err).Kind == app.NotFound:
				return f.stand(entry.NewStart(f.desk.Jobs, f.door, f.desk.Rand))
			case err != nil:
				return tea.Batch(f.stand(f.unlockScreen("")), f.failed(err))
			case !s.Open:
				return f.stand(f.unlockScreen(""))
			}
			f.state = s
			return tea.Batch(f.enter(0), f.glimpse())
		})
}

func (f *frame) unlockScreen(why string) screen.Screen {
	return entry.NewUnlock(f.desk, f.door, f.name, why)
}

// stand puts a screen before the open vault.
func (f *frame) stand(s screen.Screen) tea.Cmd {
	f.clearBefore()
	f.before = s
	return s.Start()
}

// Second is the message of a second that has passed.
type Second struct{}

func everySecond() tea.Cmd { return tea.Tick(time.Second, func(time.Time) tea.Msg { return Second{} }) }

// Update hears what happened.
func (f *frame) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		f.size = screen.Size{Width: msg.Width, Height: msg.Height}
	case tea.BackgroundColorMsg:
		f.dark = msg.IsDark()
		f.dress()
	case tea.ColorProfileMsg:
		f.mono = msg.Profile <= colorprofile.ASCII
		f.dress()
	case Second:
		return f, tea.Batch(f.tick(), f.second())
	case *screen.Done:
		return f, f.desk.Jobs.Finish(msg)
	case tea.KeyPressMsg:
		return f, tea.Batch(f.somebody(), f.press(msg))
	case tea.MouseMsg:
		return f, tea.Batch(f.somebody(), f.mouse(msg))
	case entry.Opened:
		return f, f.opened(msg)
	default:
		return f, f.asked(msg)
	}
	return f, nil
}

// asked does what a screen asked for; the rest is for the screen itself.
func (f *frame) asked(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case screen.Open:
		return f.open(msg.Screen)
	case screen.Item:
		return f.asked(screen.Open{Screen: items.NewItem(f.desk, msg.Ref, msg.Title)})
	case screen.Back:
		if msg.Of != nil && f.takeOut(msg.Of) {
			return nil
		}
		return f.back(msg.Again)
	case screen.Say:
		f.said = line{msg.Text, false, f.desk.Now().Add(shortly)}
	case screen.Failed:
		return f.failed(msg.Err)
	case screen.Press:
		if k := screen.Pressed(f.keysOf(f.screen()), msg.Key); k != nil {
			return f.do(k)
		}
	case screen.Again:
		return f.anew()
	case screen.Sync:
		return f.sync(msg.Again)
	case screen.Synced:
		return f.hasSynced(msg)
	case screen.Share:
		return f.open(people.NewShare(f.desk, msg.Ref, msg.Title))
	case screen.Seal:
		return f.open(sealing.NewOrder(f.desk, msg.Ref, msg.Path))
	case screen.Trash:
		return f.open(items.NewTrash(f.desk))
	case screen.Go:
		return f.goNamed(msg)
	case screen.Asking:
		return f.open(asking.New(f.desk, f.env, f.recovered))
	case screen.Ask:
		f.over = &question{ask: msg}
	case tea.PasteMsg:
		return f.pasted(msg)
	default:
		if s := f.screen(); s != nil {
			return s.Update(msg)
		}
	}
	return nil
}

// ended says why somebody is asked for the password again who did not lock.
const ended = "locked: nobody used the session, it was ended elsewhere, or its time was over"

// failed tells what went wrong; where the vault was locked meanwhile it says that.
func (f *frame) failed(err error) tea.Cmd {
	e := app.Told(err)
	switch {
	case e.Kind == app.Locked && f.before == nil && f.state.Open && !f.state.Core:
		f.said = line{screen.NoCore, true, f.desk.Now().Add(longer)}
		return f.see() // which finds a session that has ended
	case e.Kind == app.Locked && f.before == nil:
		return f.locked(ended)
	}
	f.said = line{e.Error(), true, f.desk.Now().Add(longer)}
	return nil
}

func (f *frame) dress() {
	if f.mono {
		f.look = look.Mono()
	} else {
		f.look = look.New(f.dark)
	}
}

// screen is the one that has the keys.
func (f *frame) screen() screen.Screen {
	if f.before != nil {
		return f.before
	}
	if stack := f.stacks[f.at]; len(stack) > 0 {
		return stack[len(stack)-1]
	}
	return nil
}

// opened goes in, and tells what the owner should know first.
func (f *frame) opened(o entry.Opened) tea.Cmd {
	f.clearBefore()
	f.said, f.state = line{}, o.State
	rows := welcome(o.Welcome)
	if len(f.told) > 0 && len(rows) > 0 {
		f.told = append(f.told, row{})
	}
	rows = append(f.told, rows...)
	f.told = nil
	if o.New {
		rows = begun()
	}
	if len(rows) > 0 {
		f.over = &notice{title: "welcome", rows: rows}
	}
	return tea.Batch(f.enter(0), f.see(), f.glimpse(), f.tellDropped())
}

// hide tells the screen in sight that another one is looked at now.
func (f *frame) hide() {
	if s := f.screen(); s != nil && f.before == nil {
		s.Update(screen.Hidden{})
	}
}

// enter goes to a place.
func (f *frame) enter(at int) tea.Cmd {
	if at != f.at {
		f.hide()
	}
	f.at = at
	if len(f.stacks[at]) > 0 {
		return nil
	}
	s := places[at].make(f.desk)
	f.stacks[at] = []screen.Screen{s}
	return s.Start()
}

// leave goes back as somebody asked: what they left behind does not follow them.
func (f *frame) leave() tea.Cmd {
	top := f.screen()
	return f.losing([]screen.Screen{top}, func() tea.Cmd {
		if f.screen() != top { // it went away while the question stood
			return nil
		}
		if f.before != nil && len(f.under) > 0 || f.before == nil && len(f.stacks[f.at]) > 1 {
			f.desk.Jobs.Leave(f.screen())
		}
		return f.back(false)
	})
}

// unstack leaves all screens of the place but its first one.
func (f *frame) unstack() {
	for len(f.stacks[f.at]) > 1 {
		f.desk.Jobs.Leave(f.screen())
		f.back(false)
	}
}

// back takes the topmost screen of the place away.
func (f *frame) back(again bool) tea.Cmd {
	if f.before != nil {
		return f.backBefore(again)
	}
	stack := f.stacks[f.at]
	if len(stack) < 2 {
		return nil
	}
	stack[len(stack)-1].Wipe()
	stack[len(stack)-1] = nil
	f.stacks[f.at] = stack[:len(stack)-1]
	if s := f.screen(); again || f.stale[s] {
		delete(f.stale, s)
		return s.Start()
	}
	return nil
}

// locked takes everything away that came from the vault, and asks for the password.
func (f *frame) locked(why string) tea.Cmd {
	f.desk.Jobs.CancelAll()
	f.dropped = append(f.dropped, f.drops()...)
	for _, stack := range f.stacks {
		for i, s := range stack {
			s.Wipe()
			stack[i] = nil
		}
	}
	f.stacks, f.stale = make([][]screen.Screen, len(places)), nil
	f.behind = false
	f.over, f.said, f.told, f.state, f.looking = nil, line{}, nil, door.State{}, false
	f.untold, f.glanced = untold{}, false
	f.glance, f.synced = app.Glance{}, screen.Synced{}
	return tea.Batch(f.desk.ClearClipboard(true), f.stand(f.unlockScreen(why)), tea.ClearScreen)
}

// lock ends the session, as a key asked.
func (f *frame) lock() tea.Cmd {
	cmd := f.locked("locked")
	return tea.Batch(cmd, screen.Run(f.desk.Jobs, "", func(ctx context.Context, _ screen.Progress) (struct{}, error) {
		return struct{}{}, f.door.Lock(ctx)
	}, func(_ struct{}, err error) tea.Cmd {
		if err != nil {
			return f.failed(err)
		}
		return nil
	}))
}

func (f *frame) quit() tea.Cmd {
	clear := f.desk.ClearClipboard(true)
	f.locked("")
	f.quitting = true
	return tea.Sequence(clear, tea.Quit)
}
