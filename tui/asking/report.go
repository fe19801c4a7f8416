package asking

import (
	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/ask"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// told reports what a sync brought: in a line where there is nothing to tell, else on a screen
// of its own.
func told(s *standing) tea.Cmd {
	switch {
	case s == nil || s.report == nil:
		return nil
	case s.failed != "":
		return screen.Send(screen.Say{Text: "nothing was sent: " + look.Safe(s.failed)})
	case len(s.report.Notices)+len(s.report.Aside)+len(s.report.Failed) == 0:
		return screen.Send(screen.Say{Text: app.SyncText(*s.report)})
	}
	return screen.Send(screen.Open{Screen: ask.NewText("what the sync brought", reportFacts(s.report))})
}

func reportFacts(r *app.SyncReport) []widget.Fact {
	all := []widget.Fact{{Text: app.SyncText(*r)}}
	for _, n := range r.Notices {
		all = append(all, widget.Fact{}, widget.Fact{Name: n.Contact, Text: noticeText(n.Kind)})
		if n.Message != "" {
			all = append(all, widget.Fact{Text: n.Message, Tone: widget.Quiet})
		}
	}
	for _, failed := range r.Failed {
		all = append(all, widget.Fact{}, widget.Fact{Name: "failed", Text: failed + "; what was done stays done, f5 tries again", Tone: widget.Alarm})
	}
	for i := range r.Aside {
		all = append(all, widget.Fact{Name: "put aside", Text: app.AsideText(&r.Aside[i]), Tone: widget.Quiet})
	}
	return all
}

// noticeText says what a trustee did, to who opened the ticket.
func noticeText(kind string) string {
	text := map[string]string{
		"ticket.confirmed": "typed the code: their wait runs",
		"ticket.approved":  "approved",
		"ticket.denied":    "denied",
		"ticket.vetoed":    "stopped the ticket",
		"ticket.ready":     "is ready to give their share",
		"ticket.released":  "gave their share",
		"ticket.again":     "waits once more: the owner was not reached, or mail is missing",
		"ticket.questions": "asks you something: a answers, once",
	}[kind]
	if text == "" {
		return "sent news of the ticket"
	}
	return text
}
