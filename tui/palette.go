package tui

import (
	"cmp"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"coffer/tui/account"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// palette finds a command by words of what it does.
type palette struct {
	all   []screen.Key
	found []screen.Key
	words widget.Input
	list  widget.List
}

func (f *frame) palette() tea.Cmd {
	p := &palette{words: widget.Input{Label: ":"}}
	if s := f.screen(); s != nil {
		p.all = append(p.all, f.keysOf(s)...)
	}
	p.all = slices.Concat(p.all, f.keys(), f.doors())
	p.find()
	f.over = p
	return nil
}

// doors are what lies a step behind a place, and what somebody may look for wherever they
// are. They have no key.
func (f *frame) doors() (keys []screen.Key) {
	for _, d := range account.Doors() {
		keys = append(keys, screen.Key{Does: d.Does, Also: d.Also, Why: f.whyOutside(), Core: d.Core, Do: func() tea.Cmd {
			return f.goNamed(screen.Go{Place: "account", Ref: d.Name})
		}})
	}
	return f.reached(keys)
}

// find keeps the commands that have all the words; those that begin with what was typed come first.
func (p *palette) find() {
	words := strings.Fields(strings.ToLower(p.words.Text()))
	p.found = p.found[:0]
next:
	for _, k := range p.all {
		for _, word := range words {
			if !strings.Contains(strings.ToLower(k.Does+" "+k.Also), word) {
				continue next
			}
		}
		p.found = append(p.found, k)
	}
	typed := strings.Join(words, " ")
	slices.SortStableFunc(p.found, func(a, b screen.Key) int {
		return cmp.Compare(further(a.Does, typed), further(b.Does, typed))
	})
	p.list.SetLen(len(p.found))
}

// further is 0 for what begins with a text.
func further(does, typed string) int {
	if strings.HasPrefix(strings.ToLower(does), typed) {
		return 0
	}
	return 1
}

func (p *palette) press(f *frame, msg tea.KeyPressMsg) tea.Cmd {
	switch key := msg.String(); {
	case key == "esc":
		f.close()
	case key == "enter" && p.list.At < len(p.found):
		f.close()
		return f.doNamed(p.found[p.list.At])
	case msg.Text == "" && p.list.Press(key):
	case p.words.Update(msg):
		p.find()
	}
	return nil
}

// doNamed does what a key of before does now: the screen may have changed under it.
func (f *frame) doNamed(was screen.Key) tea.Cmd {
	var all []screen.Key
	if s := f.screen(); s != nil {
		all = f.keysOf(s)
	}
	for _, k := range slices.Concat(all, f.keys(), f.doors()) {
		if k.Does == was.Does {
			return f.do(&k)
		}
	}
	return screen.Send(screen.Say{Text: was.Does + ": not now"})
}

// pasted is for what stands above all, where that takes text, and else for the screen.
func (f *frame) pasted(msg tea.PasteMsg) tea.Cmd {
	if p, ok := f.over.(*palette); ok && p.words.Update(msg) {
		p.find()
	}
	if s := f.screen(); s != nil && f.over == nil {
		return s.Update(msg)
	}
	return nil
}

func (p *palette) view(s screen.Size, l *look.Look) (string, []string) {
	lines := []string{p.words.View(s.Width, l, true)}
	return "commands", append(lines, p.list.View(screen.Size{Width: s.Width, Height: max(1, min(s.Height-1, len(p.all)))}, l, true, func(i, cells int) string {
		k := p.found[i]
		does := k.Does
		if k.Why != "" {
			does += "  (not now: " + k.Why + ")"
		}
		press := ""
		if len(k.Press) > 0 {
			press = k.Press[0]
		}
		return look.Ends(look.Safe(does), press, cells)
	})...)
}

func (p *palette) keys() string { return "enter do it  esc close  ↑ ↓ choose" }
