package asking

import (
	"context"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
	"coffer/vault/secret"
)

// bySheets takes the sheets of a vault until they are enough, and carries out what they are
// for.
type bySheets struct {
	d    *desk
	kind string
	file string // a copy of the vault file; empty: the vault is in the folder
	// place is what was in the folder when it was read.
	place app.VaultHere
	held  *heldSheets
	have  int
	need  int
	page  widget.Page
}

// trusted is a vault whose sheets open it, and what is in the folder.
type trusted struct {
	*app.PaperTrust
	place app.VaultHere
}

// heldSheets are shares on paper that were taken, until they are wiped.
type heldSheets struct {
	turns
	trust  *app.PaperTrust
	sheets []app.Share
}

func newBySheets(d *desk, of trusted, kind string) screen.Screen {
	h := &heldSheets{trust: of.PaperTrust}
	h.close = func() { app.WipeShares(h.sheets); h.sheets = nil }
	return &bySheets{d: d, kind: kind, file: of.File(), place: of.place, held: h, need: of.Needs()}
}

func (b *bySheets) Title() string  { return "sheets" }
func (b *bySheets) Start() tea.Cmd { return nil }
func (b *bySheets) Typing() bool   { return false }

// Unsaved tells that sheets were taken: they are taken anew, once this is left.
func (b *bySheets) Unsaved() bool { return b.have > 0 }

func (b *bySheets) Keys() []screen.Key {
	few, enough := "", ""
	if b.have < b.need {
		few = fmt.Sprintf("%d of %s are here", b.have, app.Counted(b.need, "share", "shares"))
	} else {
		enough = "enough are here"
	}
	return []screen.Key{
		{Press: []string{"p", "enter"}, Does: "take a share that is on paper", Short: "share on paper", Why: enough, Do: func() tea.Cmd { return screen.Send(screen.Open{Screen: newSheet(b.d, b.takeSheet)}) }},
		{Press: []string{"r"}, Does: "carry it out", Short: "carry it out", Why: few, Do: b.carry},
	}
}

func (b *bySheets) takeSheet(typed secret.Text, path string) tea.Cmd {
	held := b.held
	return screen.Wiping(typed, screen.Run(b.d.Jobs, "looking at the share", func(ctx context.Context, _ screen.Progress) (have int, err error) {
		err = held.with(func() error {
			text, err := words(ctx, typed, path)
			if err != nil {
				return err
			}
			share, err := held.trust.Sheet(text, held.sheets)
			if err == nil {
				held.sheets = append(held.sheets, share)
			}
			have = len(held.sheets)
			return err
		})
		return have, err
	}, func(have int, err error) tea.Cmd {
		if err != nil {
			return screen.Send(screen.Failed{Err: err})
		}
		b.have = have
		return tea.Sequence(screen.Send(screen.Back{}), screen.Send(screen.Say{Text: fmt.Sprintf("took the share: %d of %d", have, b.need)}))
	}))
}

// carry asks for the new password, or before an order is given.
func (b *bySheets) carry() tea.Cmd {
	r := &redeem{d: b.d, of: b, kind: b.kind, asks: app.TicketKindText(b.kind), place: b.place, file: b.file}
	r.question = "The sheets order to " + r.asks + ". The order is put into the vault file that you named."
	if r.build(); r.order {
		return r.carry()
	}
	return screen.Send(screen.Open{Screen: r})
}

func (b *bySheets) redeem(ctx context.Context, folder string, progress screen.Progress, o app.RedeemOptions) (done app.Redeemed, _ *standing, err error) {
	err = b.held.with(func() (err error) {
		b.held.trust.In(folder, progress)
		o.Sheets = b.held.sheets
		done, err = b.held.trust.Redeem(ctx, o)
		return err
	})
	return done, nil, err
}

// redeemed has nothing to show: who opens a vault is in it, and an order is given.
func (b *bySheets) redeemed(*standing) {}

func (b *bySheets) Update(msg tea.Msg) tea.Cmd { b.page.Update(msg); return nil }

func (b *bySheets) View(s screen.Size, l *look.Look) []string {
	where := b.file
	if where == "" {
		where = "in the folder of these screens"
	}
	next := widget.Fact{Name: "next", Text: "p takes a sheet: its words, or a file with them", Tone: widget.Alarm}
	if b.have >= b.need {
		next = widget.Fact{Name: "next", Text: "r carries it out: enough sheets are here", Tone: widget.Good}
	}
	facts := []widget.Fact{{Name: "for", Text: app.TicketKindText(b.kind)}, {Name: "vault", Text: where},
		{Name: "shares", Text: fmt.Sprintf("%d of %d are here; they stay on this machine, and only as long as this is open", b.have, b.need)}, {}, next}
	return b.page.View(append([]string{""}, widget.Facts(facts, s.Width, l)...), s, l)
}

// Wipe overwrites the shares.
func (b *bySheets) Wipe() { b.held.Wipe() }
