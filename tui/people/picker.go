package people

import (
	"context"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// choice is one of a list that somebody chooses from.
type choice struct {
	ref    string // what names it
	name   string
	note   string
	marked bool
}

// picker lets a person choose one or several.
type picker struct {
	d       *screen.Desk
	title   string
	empty   string // what is said where there is nothing to choose
	several bool
	read    func(context.Context, *app.App) ([]choice, error)
	done    func([]choice) tea.Cmd

	there  bool
	all    []choice
	shown  []int
	list   widget.List
	query  widget.Input
	asking bool
}

// Title is where this is.
func (p *picker) Title() string { return p.title }

// Start reads what there is, and keeps the marks.
func (p *picker) Start() tea.Cmd {
	return screen.Call(p.d, "", p.read, func(all []choice) tea.Cmd {
		marked := map[string]bool{}
		for _, c := range p.all {
			marked[c.ref] = c.marked
		}
		for i := range all {
			all[i].marked = all[i].marked || marked[all[i].ref]
		}
		p.all, p.there = all, true
		p.narrow()
		return nil
	})
}

// narrow keeps what has all the words of the filter.
func (p *picker) narrow() {
	words := strings.Fields(strings.ToLower(p.query.Text()))
	p.shown = p.shown[:0]
next:
	for i, c := range p.all {
		for _, word := range words {
			if !strings.Contains(strings.ToLower(c.name+" "+c.note), word) {
				continue next
			}
		}
		p.shown = append(p.shown, i)
	}
	p.list.SetLen(len(p.shown))
}

func (p *picker) current() *choice {
	if p.list.At < len(p.shown) {
		return &p.all[p.shown[p.list.At]]
	}
	return nil
}

// Typing holds while the filter has the keys.
func (p *picker) Typing() bool { return p.asking }

// Keys are what can be done here.
func (p *picker) Keys() []screen.Key {
	none := ""
	if p.current() == nil {
		none = "there is nothing to choose"
	}
	take := screen.Key{Press: []string{"enter"}, Does: "take this one", Short: "take", Why: none, Do: p.take}
	if p.several {
		take.Does = "take all that are marked, or this one where none is"
	}
	keys := []screen.Key{take}
	if p.several {
		keys = append(keys, screen.Key{Press: []string{"space", "x"}, Does: "mark this one, or not", Short: "mark", Why: none, Do: p.mark})
	}
	if p.asking {
		return append(keys, screen.Key{Press: []string{"esc"}, Does: "take the filter away", Short: "no filter", Do: p.unfilter})
	}
	return append(keys, screen.Key{Press: []string{"/"}, Does: "filter the list as you type", Short: "filter",
		Do: func() tea.Cmd { p.asking = true; return nil }})
}

func (p *picker) unfilter() tea.Cmd {
	p.asking = false
	p.query.Wipe()
	p.narrow()
	return nil
}

func (p *picker) mark() tea.Cmd {
	c := p.current()
	c.marked = !c.marked
	p.list.Press("down")
	return nil
}

func (p *picker) take() tea.Cmd {
	var chosen []choice
	for _, c := range p.all {
		if c.marked {
			chosen = append(chosen, c)
		}
	}
	if len(chosen) == 0 || !p.several {
		chosen = []choice{*p.current()}
	}
	return tea.Sequence(screen.Send(screen.Back{}), p.done(chosen))
}

// Update hears the filter, the cursor and the mouse.
func (p *picker) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		if p.asking && p.query.Update(msg) {
			p.narrow()
			p.list.At = 0
			return nil
		}
		p.list.Press(msg.String())
	case screen.Mouse:
		if p.list.Mouse(msg.MouseMsg, msg.Y-1) && p.current() != nil {
			if p.several {
				return p.mark()
			}
			return p.take()
		}
	}
	return nil
}

// View draws the screen.
func (p *picker) View(s screen.Size, l *look.Look) []string {
	lines := []string{p.head(s.Width, l)}
	switch {
	case !p.there:
		return append(lines, "  reading …")
	case len(p.all) == 0:
		return append(lines, "  "+l.Dim.Render(look.Cut(p.empty, s.Width-2)))
	case len(p.shown) == 0:
		return append(lines, "  "+l.Dim.Render(look.Cut("nothing fits the filter; esc takes it away", s.Width-2)))
	}
	return append(lines, p.list.View(screen.Size{Width: s.Width, Height: max(1, s.Height-1)}, l, true, func(i, cells int) string {
		c := p.all[p.shown[i]]
		mark := ""
		if p.several {
			mark = "[ ] "
			if c.marked {
				mark = "[x] "
			}
		}
		return mark + columns(cells-len(mark), []int{0, 0}, c.name, c.note)
	})...)
}

func (p *picker) head(cells int, l *look.Look) string {
	count := fmt.Sprintf("%d of %d", len(p.shown), len(p.all))
	if p.several {
		n := 0
		for _, c := range p.all {
			if c.marked {
				n++
			}
		}
		count = fmt.Sprintf("%d marked, %s", n, count)
	}
	if p.asking {
		return p.query.View(max(1, cells-len(count)-3), l, true) + "  " + l.Dim.Render(count)
	}
	return l.Dim.Render(look.Ends("", count+" ", cells))
}

// Wipe forgets what came from the vault.
func (p *picker) Wipe() {
	p.query.Wipe()
	p.all, p.shown, p.there, p.asking = nil, nil, false, false
	p.list = widget.List{}
}

// openPicker makes the command that opens one.
func openPicker(p *picker) tea.Cmd {
	if p.query.Label == "" {
		p.query.Label = "filter"
	}
	return screen.Send(screen.Open{Screen: p})
}

// people are the contacts and circles that something can go to.
func people(ctx context.Context, a *app.App) (all []choice, err error) {
	circles, err := a.Circles(ctx)
	if err != nil {
		return nil, err
	}
	for _, c := range circles {
		all = append(all, choice{ref: "@" + c.ID.String(), name: c.Name, note: "circle, " + app.Counted(len(c.People), "contact", "contacts")})
	}
	contacts, err := a.Contacts(ctx)
	for i := range contacts {
		c := &contacts[i]
		all = append(all, choice{ref: "@" + c.ID.String(), name: c.Name, note: c.State().String()})
	}
	return all, err
}

func names(chosen []choice) (all []string) {
	for _, c := range chosen {
		all = append(all, c.name)
	}
	return all
}

func refs(chosen []choice) (all []string) {
	for _, c := range chosen {
		all = append(all, c.ref)
	}
	return all
}
