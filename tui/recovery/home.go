// Package recovery has the screens of trustees: those of this vault, what is held for
// others, and the tickets of all.
package recovery

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// Home lists the trustees, what is held for others, and tickets; above them what waits
// for a decision.
type Home struct {
	d    *screen.Desk
	all  everything
	read bool
	rows [][]row // of each chapter
	list widget.Chapters
	ref  string // what is opened once it is read
}

// everything is what a reading brings.
type everything struct {
	has      bool // there are trustees
	trustees app.TrusteesInfo
	deposits []app.DepositInfo
	tickets  []app.TicketInfo
}

// row is a line of the list: one of these is set.
type row struct {
	ticket  *app.TicketInfo
	deposit *app.DepositInfo
	trustee *app.TrusteeInfo
	veto    *app.TrusteeVeto
}

// New makes the screen.
func New(d *screen.Desk) *Home { return &Home{d: d} }

// Title is where this is.
func (h *Home) Title() string { return "recovery" }

// Start reads all there is.
func (h *Home) Start() tea.Cmd {
	return screen.Call(h.d, "", readEverything, func(all everything) tea.Cmd {
		h.all, h.read = all, true
		h.arrange()
		return h.openFound()
	})
}

// Find opens the ticket or deposit of an @ID.
func (h *Home) Find(ref string) tea.Cmd {
	h.ref = ref
	return h.Start()
}

func (h *Home) openFound() tea.Cmd {
	for _, rows := range h.rows {
		for _, r := range rows {
			if h.ref != "" && r.ref() == h.ref {
				h.ref = ""
				return r.open(h.d)
			}
		}
	}
	return nil
}

func readEverything(ctx context.Context, a *app.App) (all everything, err error) {
	if all.has, err = a.HasTrustees(ctx); err != nil {
		return all, err
	}
	if all.has {
		if all.trustees, err = a.Trustees(ctx); err != nil {
			return all, err
		}
	}
	if all.deposits, err = a.Deposits(ctx); err != nil {
		return all, err
	}
	all.tickets, err = a.Tickets(ctx)
	return all, err
}

// arrange puts everything into its chapter.
func (h *Home) arrange() {
	was, chosen := h.current()
	h.rows = make([][]row, len(titles))
	add := func(chapter int, r row) { h.rows[chapter] = append(h.rows[chapter], r) }
	for i := range h.all.tickets {
		t := &h.all.tickets[i]
		if waits(t) {
			add(urgent, row{ticket: t})
		} else {
			add(tickets, row{ticket: t})
		}
	}
	for i := range h.all.deposits {
		d := &h.all.deposits[i]
		if d.State == "offered" {
			add(urgent, row{deposit: d})
		} else {
			add(deposits, row{deposit: d})
		}
	}
	for i := range h.all.trustees.Trustees {
		add(trustees, row{trustee: &h.all.trustees.Trustees[i]})
	}
	for i := range h.all.trustees.Veto {
		add(trustees, row{veto: &h.all.trustees.Veto[i]})
	}
	parts := make([]widget.Chapter, len(titles))
	for i, title := range titles {
		parts[i] = widget.Chapter{Title: title, Len: len(h.rows[i]), Empty: empty[i]}
	}
	if h.all.has {
		parts[trustees].Title += ": " + h.all.trustees.Count().Text()
	}
	h.list.Set(parts)
	for chapter, rows := range h.rows {
		for n, r := range rows {
			if chosen && r.key() == was.key() {
				h.list.Go(chapter, n)
			}
		}
	}
}

func (h *Home) current() (r row, ok bool) {
	chapter, n, ok := h.list.At()
	if !ok {
		return r, false
	}
	return h.rows[chapter][n], true
}

// Typing never holds.
func (h *Home) Typing() bool { return false }

// Keys are what can be done here.
func (h *Home) Keys() []screen.Key {
	none, trusted := "", ""
	if _, ok := h.current(); !ok {
		none = "nothing is here"
	}
	if !h.all.has {
		trusted = "there are no trustees; a chooses some"
	}
	return []screen.Key{
		{Press: []string{"enter", "l", "right"}, Does: "open it", Short: "open", Why: none, Do: h.open},
		{Press: []string{"a"}, Does: "choose trustees, who together can bring the vault back", Short: "choose trustees", Why: h.unread(), Do: h.appoint},
		{Press: []string{"t"}, Does: "look at your trustees: what they can do, drill, new shares", Short: "trustees", Why: trusted, Do: h.trustees},
		screen.SyncKey(),
		{Press: []string{"o"}, Does: "ask the trustees of a vault yourself: open a ticket, or go on with one", Short: "ask yourself", Do: func() tea.Cmd { return screen.Send(screen.Asking{}) }},
	}
}

func (h *Home) unread() string {
	if !h.read {
		return "trustees are being read"
	}
	return ""
}

func (h *Home) open() tea.Cmd {
	r, _ := h.current()
	if cmd := r.open(h.d); cmd != nil {
		return cmd
	}
	return h.trustees()
}

func (h *Home) trustees() tea.Cmd {
	return screen.Send(screen.Open{Screen: newTrustees(h.d, h.all.trustees)})
}

func (h *Home) appoint() tea.Cmd {
	return screen.Send(screen.Open{Screen: newAppoint(h.d, h.all.has)})
}

// Update hears the cursor and the mouse.
func (h *Home) Update(msg tea.Msg) tea.Cmd {
	if h.list.Update(msg, 1) {
		return h.open()
	}
	return nil
}

// View draws the list.
func (h *Home) View(s screen.Size, l *look.Look) []string {
	if !h.read {
		return []string{"", "   reading …"}
	}
	room := screen.Size{Width: s.Width, Height: max(0, s.Height-1)}
	return append([]string{""}, h.list.View(room, l, func(chapter, n, cells int) string {
		return h.rows[chapter][n].line(h.d.Now(), cells)
	})...)
}

// Wipe forgets what came from the vault.
func (h *Home) Wipe() { *h = Home{d: h.d} }
