package sealing

import (
	"context"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// pick is the choice of the item that is to be sealed.
type pick struct {
	d     *screen.Desk
	all   []candidate
	shown []candidate
	read  bool
	words widget.Input
	list  widget.List
}

// candidate is an item by its path.
type candidate struct{ id, path, folded string }

func newPick(d *screen.Desk) *pick { return &pick{d: d, words: widget.Input{Label: "item:"}} }

func (p *pick) Title() string { return "seal an item" }
func (p *pick) Typing() bool  { return true }

func (p *pick) Start() tea.Cmd {
	return screen.Call(p.d, "", readCandidates, func(all []candidate) tea.Cmd {
		p.all, p.read = all, true
		p.narrow()
		return nil
	})
}

func readCandidates(ctx context.Context, a *app.App) (all []candidate, err error) {
	err = a.ListEach(ctx, func(block []app.Entry) error {
		for i := range block {
			path := block[i].Path().String()
			all = append(all, candidate{"@" + block[i].ID.String(), path, strings.ToLower(path)})
		}
		return nil
	})
	slices.SortFunc(all, func(a, b candidate) int { return strings.Compare(a.path, b.path) })
	return all, err
}

// narrow keeps the items that have all the words that are typed.
func (p *pick) narrow() {
	words := strings.Fields(strings.ToLower(p.words.Text()))
	p.shown = p.shown[:0]
next:
	for _, c := range p.all {
		for _, word := range words {
			if !strings.Contains(c.folded, word) {
				continue next
			}
		}
		p.shown = append(p.shown, c)
	}
	p.list.SetLen(len(p.shown))
}

func (p *pick) Keys() []screen.Key {
	none := ""
	if p.list.At >= len(p.shown) {
		none = "no item fits what is typed"
	}
	return []screen.Key{{Press: []string{"enter"}, Does: "seal this item", Short: "choose", Why: none, Do: p.chosen}}
}

func (p *pick) chosen() tea.Cmd {
	c := p.shown[p.list.At]
	return tea.Sequence(screen.Send(screen.Back{}), screen.Send(screen.Open{Screen: newOrder(p.d, c.id, c.path)}))
}

func (p *pick) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		if msg.Text == "" && (msg.String() == "up" || msg.String() == "down" || msg.String() == "pgup" || msg.String() == "pgdown") {
			p.list.Press(msg.String())
			return nil
		}
		if p.words.Update(msg) {
			p.narrow()
		}
	case tea.PasteMsg:
		p.words.Update(msg)
		p.narrow()
	case screen.Mouse:
		if p.list.Mouse(msg.MouseMsg, msg.Y-2) {
			return p.chosen()
		}
	}
	return nil
}

func (p *pick) View(s screen.Size, l *look.Look) []string {
	lines := []string{" " + p.words.View(s.Width-2, l, true), ""}
	switch {
	case !p.read:
		lines = append(lines, "   reading …")
	case len(p.shown) == 0:
		lines = append(lines, "   "+l.Dim.Render("no item fits"))
	}
	return append(lines, p.list.View(screen.Size{Width: s.Width, Height: max(0, s.Height-len(lines))}, l, true, func(i, cells int) string {
		return look.Fit(p.shown[i].path, cells)
	})...)
}

// Wipe forgets what came from the vault.
func (p *pick) Wipe() {
	p.words.Wipe()
	*p = pick{d: p.d}
}
