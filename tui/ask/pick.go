package ask

import (
	"context"
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// Choice is one of a list that somebody chooses from.
type Choice struct {
	Ref        string // what names it
	Name, Note string // both are looked through by what is typed
	Marked     bool
	folded     string
}

// Pick is a list from which somebody chooses. It narrows as they type.
type Pick struct {
	Name    string // of the screen
	Empty   string // what is said where there is nothing to choose
	Several bool   // all that are marked are taken, or the one under the cursor
	Marked  []Choice
	Read    func(context.Context, *app.App) ([]Choice, error)
	// Done says what is done with what was chosen, once the screen is left.
	Done func([]Choice) tea.Cmd
}

// NewPick makes the screen.
func NewPick(d *screen.Desk, p Pick) screen.Screen {
	return &pick{Pick: p, d: d, query: widget.Input{Label: "filter:"}}
}

// Items are all items, by their paths.
func Items(ctx context.Context, a *app.App) (all []Choice, err error) {
	err = a.ListEach(ctx, func(block []app.Entry) error {
		for i := range block {
			path := block[i].Path()
			all = append(all, Choice{Ref: "@" + block[i].ID.String(), Name: block[i].Title, Note: path.String()})
		}
		return nil
	})
	slices.SortFunc(all, func(a, b Choice) int { return strings.Compare(a.Note, b.Note) })
	return all, err
}

type pick struct {
	Pick
	d     *screen.Desk
	there bool
	all   []Choice
	shown []int // those that fit what is typed
	list  widget.List
	query widget.Input
}

func (p *pick) Title() string { return p.Name }
func (p *pick) Typing() bool  { return true }

// Start reads what there is, and keeps the marks.
func (p *pick) Start() tea.Cmd {
	read := p.Read
	return screen.Call(p.d, "", func(ctx context.Context, a *app.App) ([]Choice, error) {
		all, err := read(ctx, a)
		for i := range all {
			all[i].folded = strings.ToLower(all[i].Name + " " + all[i].Note)
		}
		return all, err
	}, func(all []Choice) tea.Cmd {
		was := map[string]bool{}
		for _, c := range append(p.Marked, p.all...) {
			was[c.Ref] = c.Marked
		}
		for i := range all {
			all[i].Marked = was[all[i].Ref]
		}
		p.all, p.there = all, true
		p.narrow()
		return nil
	})
}

// narrow keeps what has all the words that are typed.
func (p *pick) narrow() {
	words := strings.Fields(strings.ToLower(p.query.Text()))
	p.shown = p.shown[:0]
	for i := range p.all {
		if !slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(p.all[i].folded, word) }) {
			p.shown = append(p.shown, i)
		}
	}
	p.list.SetLen(len(p.shown))
}

func (p *pick) current() *Choice {
	if p.list.At < len(p.shown) {
		return &p.all[p.shown[p.list.At]]
	}
	return nil
}

func (p *pick) Keys() []screen.Key {
	none := ""
	if p.current() == nil {
		none = "there is nothing to choose"
	}
	keys := []screen.Key{{Press: []string{"enter"}, Does: "take this one", Short: "take", Why: none, Do: p.take}}
	if p.Several {
		keys[0].Does = "take all that are marked, or this one where none is"
		keys = append(keys, screen.Key{Press: []string{"space"}, Does: "mark this one, or not", Short: "mark", Why: none, Do: p.mark})
	}
	if !p.query.Empty() {
		keys = append(keys, screen.Key{Press: []string{"esc"}, Does: "take the filter away", Short: "no filter", Do: p.unfilter})
	}
	return keys
}

func (p *pick) unfilter() tea.Cmd {
	p.query.Wipe()
	p.narrow()
	return nil
}

func (p *pick) mark() tea.Cmd {
	if c := p.current(); c != nil {
		c.Marked = !c.Marked
		p.list.Press("down")
	}
	return nil
}

func (p *pick) marked() (some []Choice) {
	for _, c := range p.all {
		if c.Marked {
			some = append(some, c)
		}
	}
	return some
}

func (p *pick) take() tea.Cmd {
	chosen := p.marked()
	if len(chosen) == 0 {
		chosen = []Choice{*p.current()}
	}
	return tea.Sequence(screen.Send(screen.Back{}), p.Done(chosen))
}

func (p *pick) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		if p.Several && msg.String() == "space" {
			return p.mark()
		}
		p.typed(msg)
	case tea.PasteMsg:
		p.typed(msg)
	case screen.Mouse:
		if p.list.Mouse(msg.MouseMsg, msg.Y-1) {
			if p.Several {
				return p.mark()
			}
			return p.take()
		}
	}
	return nil
}

// typed narrows the list, or moves its cursor: to an end, too, while nothing is typed.
func (p *pick) typed(msg tea.Msg) {
	press, _ := msg.(tea.KeyPressMsg)
	key := press.String()
	ends := p.query.Empty() && (key == "home" || key == "end")
	if !ends && p.query.Update(msg) {
		p.narrow()
		p.list.At = 0
		return
	}
	p.list.Press(key)
}

func (p *pick) View(s screen.Size, l *look.Look) []string {
	lines := []string{p.head(s.Width, l)}
	switch {
	case !p.there:
		return append(lines, "  reading …")
	case len(p.all) == 0:
		return append(lines, "  "+l.Dim.Render(look.Cut(p.Empty, s.Width-2)))
	case len(p.shown) == 0:
		return append(lines, "  "+l.Dim.Render(look.Cut("nothing fits the filter; esc takes it away", s.Width-2)))
	}
	return append(lines, p.list.View(screen.Size{Width: s.Width, Height: max(1, s.Height-1)}, l, true, p.line)...)
}

// line draws what can be chosen, with its note beside it.
func (p *pick) line(i, cells int) string {
	c := &p.all[p.shown[i]]
	mark := ""
	if p.Several {
		mark = map[bool]string{false: "[ ] ", true: "[x] "}[c.Marked]
	}
	room := max(0, cells-len(mark)-2)
	return look.FitStyled(mark+look.Fit(c.Name, room/2)+"  "+look.Fit(c.Note, room-room/2), cells)
}

// head is what is typed, and how many fit it.
func (p *pick) head(cells int, l *look.Look) string {
	count := fmt.Sprintf("%d of %d", len(p.shown), len(p.all))
	if p.Several {
		count = fmt.Sprintf("%d marked, %s", len(p.marked()), count)
	}
	return " " + p.query.View(max(1, cells-len(count)-4), l, true) + "  " + l.Dim.Render(count)
}

// Wipe forgets what came from the vault.
func (p *pick) Wipe() {
	p.query.Wipe()
	*p = pick{d: p.d}
}
