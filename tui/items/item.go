package items

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// Item is one item with its fields. Secrets are covered: what is shown or copied is
// read then, and what is shown is kept for a few seconds.
type Item struct {
	d    *screen.Desk
	ref  string
	name string

	facts facts
	there bool
	list  widget.List
	shown *shownSecret // nil: nothing is uncovered
	held  bool         // it is shown while the key is down
	code  *shownCode
	away  int // how often it went out of sight: what comes later is not shown

	revision uint32        // it is shown as it was in this one; 0: as it is
	checked  []string      // what a check found, once it was asked for
	removed  func(removal) // hears that it was put into the trash; may be nil
}

// NewItem makes the screen of the item that ref names.
func NewItem(d *screen.Desk, ref, title string) *Item { return &Item{d: d, ref: ref, name: title} }

// Title is where this is.
func (it *Item) Title() string { return it.name }

// Start reads the item.
func (it *Item) Start() tea.Cmd {
	ref, revision := it.ref, it.revision
	return screen.Call(it.d, "", func(ctx context.Context, a *app.App) (facts, error) {
		s, err := showing(ctx, a, ref, revision)
		if err != nil {
			return facts{}, err
		}
		defer s.Wipe()
		return factsOf(&s), nil
	}, func(f facts) tea.Cmd {
		was := it.current()
		it.facts, it.there = f, true
		if it.revision == 0 {
			it.name = f.title
		}
		it.list.SetLen(len(f.fields))
		for i, one := range f.fields {
			if one.name == was.name && one.file == was.file {
				it.list.At = i
			}
		}
		return nil
	})
}

// current is the field under the cursor.
func (it *Item) current() field {
	if it.list.At < len(it.facts.fields) {
		return it.facts.fields[it.list.At]
	}
	return field{}
}

// Typing never holds.
func (it *Item) Typing() bool { return false }

// Keys are what can be done here.
func (it *Item) Keys() []screen.Key {
	f := it.current()
	hidden := it.whyHidden(f)
	code := ""
	switch {
	case !f.code:
		code = "this field makes no one-time codes"
	case it.revision != 0:
		code = it.whyPast()
	}
	keys := []screen.Key{
		{Press: []string{"space", "v"}, Does: "show the secret for ten seconds, or as long as the key is held; or cover it", Short: "show", Why: hidden, Do: it.reveal},
		{Press: []string{"enter", "l", "right"}, Does: "read the whole value, in all its lines", Short: "read", Why: it.whyNotRead(f), Do: it.readWhole},
		{Press: []string{"c", "y"}, Does: "copy the field; the clipboard is cleared after", Short: "copy", Why: it.whyNoCopy(f), Do: it.copy},
		{Press: []string{"o"}, Does: "show the current one-time code", Short: "code", Why: code, Do: it.otp},
	}
	past := it.whyPast()
	keys = append(keys, it.deeds().keys(past, it.Start)...)
	keys = append(keys, screen.Key{Press: []string{"h"}, Does: "show the history of the item", Short: "history", Why: past, Do: func() tea.Cmd {
		return screen.Send(screen.Open{Screen: newHistory(it.d, it.ref, it.facts.path)})
	}})
	keys = append(keys, screen.Key{Press: []string{"H"}, Does: "keep one half of the secret only, and have the other one elsewhere", Why: it.whyNotHalved(f), Core: true, Do: it.halve})
	keys = append(keys, it.fileKeys()...)
	keys = append(keys, screen.Key{Press: []string{"s"}, Does: "check the passwords of the item, as coffer check does", Short: "check", Why: past, Core: true, Do: it.check})
	return append(keys, screen.Key{Press: []string{"d", "delete"}, Does: "put the item into the trash", Short: "trash", Why: past, Core: true, Do: it.remove})
}

// whyPast is why nothing is changed.
func (it *Item) whyPast() string {
	if it.revision != 0 {
		return "this is what the item was"
	}
	if it.facts.locked {
		return screen.NoCore
	}
	return it.whyNotThere()
}

func (it *Item) whyNotThere() string {
	if !it.there {
		return "the item is being read"
	}
	return ""
}

func (it *Item) deeds() deeds {
	return deeds{d: it.d, ref: it.ref, path: it.facts.path, tags: it.facts.tags, favourite: it.facts.favourite}
}

func (it *Item) remove() tea.Cmd {
	return it.deeds().remove(func(r removal) tea.Cmd {
		text := r.text()
		if it.removed != nil {
			it.removed(r)
		}
		return screen.Leave(text)
	})
}

// Update hears the cursor, the mouse and the clock.
func (it *Item) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		it.hold(msg)
		it.list.Press(msg.String())
	case tea.KeyReleaseMsg:
		it.release()
	case screen.Mouse:
		above := len(it.facts.head) + 2
		if it.whyCovered() != "" {
			above++
		}
		it.list.Mouse(msg.MouseMsg, msg.Y-above)
	case screen.Tick:
		return it.tick()
	case screen.Hidden:
		it.away++
		it.cover()
		it.code.Wipe()
		it.code = nil
	}
	return nil
}

// tick covers what was shown for long enough, and gets the next code.
func (it *Item) tick() tea.Cmd {
	now := it.d.Now()
	if it.shown != nil && !now.Before(it.shown.until) {
		it.cover()
	}
	return it.tickCode(now)
}

// Wipe forgets what came from the vault.
func (it *Item) Wipe() {
	it.shown.Wipe()
	it.code.Wipe()
	*it = Item{d: it.d, away: it.away + 1}
}
