package health

import (
	"context"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/ask"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
	"coffer/vault/secret"
)

// Keys are what can be done here.
func (h *Health) Keys() []screen.Key {
	switch {
	case h.second:
		return []screen.Key{
			{Press: []string{"tab"}, Does: "go to what was found about passwords", Short: "passwords", Do: h.turn},
			{Press: []string{"r"}, Does: "let the doctor look again", Short: "again", Do: h.examine},
		}
	case h.asking:
		return []screen.Key{
			{Press: []string{"enter"}, Does: "keep the filter and go to the list", Short: "to the list", Do: h.leaveFilter},
			{Press: []string{"esc"}, Does: "take the filter away", Short: "no filter", Do: h.dropFilter},
		}
	}
	return append(h.findingKeys(), h.checkKeys()...)
}

// findingKeys are about the finding under the cursor, and which are shown.
func (h *Health) findingKeys() []screen.Key {
	left := "show what is left alone, too"
	if h.withLeft {
		left = "hide what is left alone"
	}
	keys := []screen.Key{
		{Press: []string{"enter", "l", "right"}, Does: "open the item", Short: "open", Why: h.whyNoItem(), Do: h.open},
		{Press: []string{"/"}, Does: "filter by kind, place or severity as you type", Short: "filter", Do: h.askFilter},
		{Press: []string{"f"}, Does: "show the next kind of findings alone", Short: "kind", Why: h.whyNone(), Do: h.nextKind},
		{Press: []string{"d"}, Does: "leave the finding alone, with a reason", Short: "leave", Why: h.whyNotLeft(), Do: h.leave},
		{Press: []string{"u"}, Does: "find again what was left alone", Short: "find again", Why: h.whyNotBack(), Do: h.takeBack},
		{Press: []string{"i"}, Does: left, Short: "left ones", Why: h.whyNoneLeft(), Do: h.showLeft},
	}
	if !h.query.Empty() || h.kind != "" {
		keys = append(keys, screen.Key{Press: []string{"esc"}, Does: "take the filter away", Short: "no filter", Do: h.dropFilter})
	}
	return keys
}

// checkKeys begin another check.
func (h *Health) checkKeys() []screen.Key {
	busy, noFile := h.whyBusy(), h.whyBusy()
	if !h.named && noFile == "" {
		noFile = "the setting hibp.data names no file"
	}
	return []screen.Key{
		{Press: []string{"tab"}, Does: "go to what the doctor found", Short: "doctor", Do: h.turn},
		{Press: []string{"r"}, Does: "check again and ask nobody", Why: busy, Do: func() tea.Cmd { return h.check(nobody, "checking") }},
		{Press: []string{"b"}, Does: "check with your breach data", Why: noFile,
			Do: func() tea.Cmd { return h.check(file, "checking, with your breach data") }},
		{Press: []string{"o"}, Does: "check, and ask online about breaches", Short: "ask online", Why: busy, Do: h.askOnline},
		{Press: []string{"p"}, Does: "look up one password that is in no vault", Short: "one password", Do: h.one},
	}
}

func (h *Health) whyBusy() string {
	if h.busy() {
		return "a check is going on; ctrl+x gives it up"
	}
	return ""
}

// busy tells that a person waits for a check that was not given up.
func (h *Health) busy() bool {
	job := h.d.Jobs.Current()
	return job != nil && job.What != ""
}

func (h *Health) whyNone() string {
	if len(h.report.Findings)+len(h.report.Ignored) == 0 {
		return "there is no finding"
	}
	return ""
}

func (h *Health) whyNoItem() string {
	switch f := h.current(); {
	case f == nil:
		return "no finding is chosen"
	case f.IsVault():
		return "it is about the vault itself; the account place raises what guessing costs"
	}
	return ""
}

func (h *Health) whyNotLeft() string {
	f := h.current()
	switch {
	case f != nil && f.Left != nil:
		return "it is left already"
	case f != nil && !f.IsVault() && app.CheckFindingKind(f.Kind.Code()) != nil:
		return "this cannot be left: nothing is known yet"
	}
	return h.whyNoItem()
}

func (h *Health) whyNotBack() string {
	if f := h.current(); f == nil || f.Left == nil {
		return "the finding was not left; i shows those that were"
	}
	return ""
}

func (h *Health) whyNoneLeft() string {
	if len(h.report.Ignored) == 0 && !h.withLeft {
		return "nothing is left alone"
	}
	return ""
}

func (h *Health) turn() tea.Cmd { h.second = !h.second; return nil }

func (h *Health) open() tea.Cmd {
	f := h.current()
	return screen.Send(screen.Item{Ref: "@" + f.IDText(), Title: f.Path.Title})
}

func (h *Health) askFilter() tea.Cmd { h.asking = true; return nil }

func (h *Health) leaveFilter() tea.Cmd { h.asking = false; return nil }

func (h *Health) dropFilter() tea.Cmd {
	h.asking, h.kind = false, ""
	h.query.Wipe()
	h.narrow()
	return nil
}

// nextKind goes through the kinds that there are, and back to all.
func (h *Health) nextKind() tea.Cmd {
	kinds := []string{""}
	for _, all := range [][]app.CheckFinding{h.report.Findings, h.report.Ignored} {
		for i := range all {
			if code := all[i].Kind.Code(); index(kinds, code) < 0 {
				kinds = append(kinds, code)
			}
		}
	}
	h.kind = kinds[(index(kinds, h.kind)+1)%len(kinds)]
	h.narrow()
	return nil
}

func index(all []string, one string) int {
	for i, s := range all {
		if s == one {
			return i
		}
	}
	return -1
}

func (h *Health) showLeft() tea.Cmd {
	h.withLeft = !h.withLeft
	h.narrow()
	return nil
}

// leaves is the one sentence of what a server is told.
const leaves = "Have I Been Pwned, or the server of the setting hibp.url, is told five hex digits of the hash of each password " +
	"and your network address; no password and no whole hash leaves this machine"

func (h *Health) askOnline() tea.Cmd {
	return screen.Send(screen.Ask{
		Question: leaves + fmt.Sprintf(" (%s now).", app.Counted(h.report.Secrets, "password", "passwords")),
		Does:     "ask online", Do: func() tea.Cmd { return h.check(online, "checking, and asking online") },
	})
}

// leave asks for the reason, and leaves the finding.
func (h *Health) leave() tea.Cmd {
	f := h.current()
	ref, only := "@"+f.IDText(), app.FindingFilter{Kind: f.Kind.Code(), Field: f.Field}
	return screen.Send(screen.Open{Screen: ask.NewLine(ask.Line{
		Name: "leave a finding",
		Facts: []widget.Fact{
			{Name: "finding", Text: f.Kind.Code()}, {Name: "where", Text: f.Text()}, {Name: "why", Text: f.Why}, {},
			{Text: "It is shown no more until the secret, the date or the address changes, or until you take this back with u.", Tone: widget.Quiet},
		},
		Label: "your reason", Does: "leave the finding", Short: "leave it",
		Do: func(typed secret.Text) tea.Cmd {
			reason, machine := typed.Reveal(), h.d.Machine
			return screen.Do(h.d, "", func(ctx context.Context, a *app.App) error {
				in, err := machine.Breaches(false)
				if err == nil {
					_, err = a.IgnoreFinding(ctx, ref, only, in, reason)
				}
				return err
			}, func() tea.Cmd { return h.left(f, "left alone until it changes: "+f.Text()) })
		},
	})})
}

// left takes a finding off the list, and checks again where nobody was asked.
func (h *Health) left(f *app.CheckFinding, say string) tea.Cmd {
	back := tea.Sequence(screen.Send(screen.Back{}), screen.Send(screen.Say{Text: say}))
	if h.asked == nobody {
		return tea.Batch(back, h.check(nobody, ""))
	}
	for i := range h.report.Findings {
		if o := &h.report.Findings[i]; o.ID == f.ID && o.Field == f.Field && o.Kind == f.Kind {
			h.report.Findings = append(h.report.Findings[:i:i], h.report.Findings[i+1:]...)
			break
		}
	}
	h.narrow()
	return back
}

func (h *Health) takeBack() tea.Cmd {
	f := h.current()
	ref, only := "@"+f.IDText(), app.FindingFilter{Kind: f.Kind.Code(), Field: f.Field}
	return screen.Do(h.d, "", func(ctx context.Context, a *app.App) error {
		_, err := a.UnignoreFinding(ctx, ref, only)
		return err
	}, func() tea.Cmd {
		say := screen.Send(screen.Say{Text: "found again: " + look.Safe(f.Text())})
		if h.asked == nobody {
			return tea.Batch(say, h.check(nobody, ""))
		}
		h.old = true
		return say
	})
}

func (h *Health) one() tea.Cmd { return screen.Send(screen.Open{Screen: newOne(h.d, h.named)}) }
