package tui

import (
	"cmp"
	"slices"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"coffer/tui/entry"
	"coffer/tui/screen"
)

// press finds out what a key is for: what stands above all, the text that is typed, the
// screen, or the frame.
func (f *frame) press(msg tea.KeyPressMsg) tea.Cmd {
	press := msg.String()
	if !f.said.bad { // it was read; a failure stands longer
		f.said = line{}
	}
	if press == "ctrl+c" {
		return f.leaveAll()
	}
	if f.over != nil {
		return f.over.press(f, msg)
	}
	s := f.screen()
	if s == nil {
		return nil
	}
	if s.Typing() && (msg.Text != "" || press == "backspace") {
		return s.Update(msg)
	}
	if k := screen.Pressed(f.keysOf(s), press); k != nil {
		if msg.IsRepeat { // it is held: what it does was done
			return s.Update(msg)
		}
		if press == "esc" {
			return f.losing([]screen.Screen{s}, func() tea.Cmd { return f.do(k) })
		}
		return f.do(k)
	}
	if k := screen.Pressed(f.keys(), press); k != nil {
		return f.do(k)
	}
	return s.Update(msg)
}

// keysOf are the keys of a screen.
func (f *frame) keysOf(s screen.Screen) []screen.Key { return f.reached(s.Keys()) }

// reached says of keys why they do nothing that take more than is open.
func (f *frame) reached(keys []screen.Key) []screen.Key {
	if f.before == nil && f.state.Open && !f.state.Core {
		return screen.WithoutCore(keys)
	}
	return keys
}

// do does what a key does, or says why not.
func (f *frame) do(k *screen.Key) tea.Cmd {
	if k.Why != "" {
		return screen.Send(screen.Say{Text: cmp.Or(k.Short, k.Does) + ": not now: " + k.Why})
	}
	f.said = line{}
	return k.Do()
}

// keys are those that hold everywhere.
func (f *frame) keys() []screen.Key {
	inside, deeper, working, out := f.whyOutside(), "", "nothing is being done", ""
	switch {
	case f.before != nil && len(f.under) == 0:
		deeper, out = "this is the first screen; ctrl+c leaves coffer", "quit"
	case f.before == nil && len(f.stacks[f.at]) < 2:
		deeper = "this is the first screen here"
	}
	if f.desk.Jobs.Current() != nil {
		working = ""
	}
	keys := []screen.Key{
		{Press: []string{"esc", "backspace"}, Does: "go back", Short: "back", Why: deeper, Do: f.leave},
		{Press: []string{"?", "f1"}, Does: "show all keys", Short: "keys", Do: f.help},
		{Press: []string{":", "ctrl+p"}, Does: "find what this screen can do by its name", Short: "commands", Do: f.palette},
		f.untoldKey(),
		{Press: []string{"f5"}, Does: "sync: carry envelopes to contacts, and take in theirs", Why: f.whyNoSync(inside), Core: true, Do: func() tea.Cmd { return f.sync(false) }},
		{Press: []string{"ctrl+l"}, Does: "lock the vault, everywhere", Short: "lock", Why: inside, Do: f.lock},
		{Press: []string{"ctrl+x"}, Does: "give up the work that goes on", Why: working, Do: f.giveUp},
		{Press: []string{"ctrl+r"}, Does: "read the vault again and draw the screen anew", Do: f.redraw},
		{Press: []string{"q"}, Does: f.leaves(), Short: "quit", Why: f.whyNoQuit(), Do: f.leaveAll},
		{Press: []string{"ctrl+c"}, Does: "leave coffer from everywhere", Short: out, Do: f.leaveAll},
	}
	for i, p := range places {
		keys = append(keys, screen.Key{Press: []string{strconv.Itoa(i + 1)}, Does: "go to " + p.name, Why: inside, Core: p.core, Do: func() tea.Cmd { return f.goTo(i) }})
	}
	return f.reached(keys)
}

// whyOutside is why nothing can be done that takes an open vault.
func (f *frame) whyOutside() string {
	if f.before == nil {
		return ""
	}
	if _, none := append(slices.Clone(f.under), f.before)[0].(*entry.Start); none {
		return "there is no vault yet"
	}
	return "the vault is locked"
}

// leaves says what becomes of an open vault when somebody leaves.
func (f *frame) leaves() string {
	switch {
	case f.before != nil:
		return "leave coffer"
	case f.state.Open && f.state.Session == "":
		return "leave coffer, which locks the vault: there is no agent to keep it open"
	}
	return "leave coffer; the session goes on"
}

// whyNoQuit is why a letter does not leave.
func (f *frame) whyNoQuit() string {
	if f.typing() {
		return "letters are typed here; ctrl+c leaves"
	}
	return ""
}

// goTo goes to a place; to where one is already it goes to its first screen.
func (f *frame) goTo(i int) tea.Cmd {
	if i == f.at && !f.typing() {
		return f.losing(f.stacks[i], func() tea.Cmd { return f.toFirst(i) })
	}
	return f.goOn(i)
}

// toFirst goes back to the first screen of the place in sight.
func (f *frame) toFirst(i int) tea.Cmd {
	f.unstack()
	return f.goOn(i)
}

func (f *frame) goOn(i int) tea.Cmd {
	if len(f.stacks[i]) == 0 {
		return f.enter(i)
	}
	return tea.Batch(f.enter(i), f.anew())
}

func (f *frame) giveUp() tea.Cmd {
	if job := f.desk.Jobs.Current(); job != nil {
		f.desk.Jobs.Cancel(job)
		return screen.Send(screen.Say{Text: "given up: " + job.What})
	}
	return nil
}

func (f *frame) redraw() tea.Cmd { return tea.Batch(tea.ClearScreen, f.anew()) }

// typing tells that somebody fills something in, which is not thrown away by a click.
func (f *frame) typing() bool { s := f.screen(); return s != nil && s.Typing() }
