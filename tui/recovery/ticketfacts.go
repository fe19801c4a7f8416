package recovery

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"coffer/internal/app"
	"coffer/tui/look"
	"coffer/tui/widget"
)

// ticketFacts are what the page of a ticket says: what is asked and what comes next here,
// then its course, then the rest.
func ticketFacts(t *app.TicketInfo, now time.Time) []widget.Fact {
	all := []widget.Fact{{}, {Name: "asks", Text: t.Asks}, {Name: "of", Text: vaultWords(t.Owner)}}
	if t.Personal != "" {
		all = append(all, widget.Fact{Name: "says", Text: t.Personal})
	}
	if t.Email != "" {
		all = append(all, widget.Fact{Name: "address", Text: t.Email})
	}
	all = append(all, widget.Fact{Name: "state", Text: t.Sentence})
	all = append(all, countdown(t, now)...)
	all = append(all, next(t)...)
	all = append(all, widget.Fact{}, widget.Fact{Name: "course", Tone: widget.Title})
	all = append(all, timeline(t)...)
	return append(append(all, widget.Fact{}, widget.Fact{Name: "the ticket", Tone: widget.Title}), about(t)...)
}

func vaultWords(owner string) string {
	if owner == "you" {
		return "your vault"
	}
	return "the vault of " + owner
}

// countdown says until when it can be stopped.
func countdown(t *app.TicketInfo, now time.Time) []widget.Fact {
	until := t.Until()
	switch {
	case !t.Live || t.Stage == "released":
		return nil
	case until.IsZero():
		return beginning(t)
	case until.After(now):
		return []widget.Fact{{Name: "veto counts", Text: "until " + app.LocalTime(until) + ", " + look.Left(until.Sub(now)) + " left", Tone: widget.Alarm},
			{Name: "if not", Text: "the clients of trustees who approved give their shares then to whoever asked"}}
	}
	return []widget.Fact{{Name: "wait", Text: "over since " + app.LocalTime(until) + "; a veto stops those who have not given their share yet", Tone: widget.Alarm}}
}

// beginning says how many waits run already, to whoever hears of all trustees.
func beginning(t *app.TicketInfo) []widget.Fact {
	if slices.Contains(t.Roles, "trustee") {
		return nil
	}
	running := len(t.Papers)
	for _, p := range t.Trustees {
		if p.Seen && !p.Denied {
			running++
		}
	}
	return []widget.Fact{{Name: "wait", Text: fmt.Sprintf("%d of the %s that are needed so far; each trustee waits %s once they have typed the code", running, app.Counted(t.Threshold, "share", "shares"), app.FormatSpan(t.Wait))}}
}

// next is what the owner of this vault can do about it.
func next(t *app.TicketInfo) []widget.Fact {
	text, tone := "", widget.Alarm
	switch {
	case t.Live && may(t, "confirm"):
		text = "call whoever asks on a number that you know; c takes the code that they tell you, n gives nothing"
	case t.Live && may(t, "approve"):
		text = "the code shows that this voice and this ticket belong together, not whose voice it is; y approves, n denies"
	case t.Out && may(t, "veto"):
		text = "unless you know who asks and want it: v stops what has not left, and new shares for your trustees make those worthless for every copy made from then on"
	case t.Out:
		text = "unless you know who asked and wanted it: new shares for your trustees make those worthless for every copy made from now on"
	case t.Live && may(t, "veto"):
		text = "unless you know who asks and want it: v stops it"
	case t.Live && may(t, "deny"):
		text, tone = "nothing: you approved; n takes that back, for ever", widget.Plain
	case t.Live:
		text, tone = "nothing: others have the word", widget.Plain
	default:
		text, tone = "nothing: it is over", widget.Plain
	}
	return []widget.Fact{{Name: "now", Text: text, Tone: tone}}
}

// moment is something that happened, or will, with its time.
type moment struct {
	at   time.Time
	fact widget.Fact
}

// timeline is the course of a ticket so far, and what is to come of it.
func timeline(t *app.TicketInfo) (all []widget.Fact) {
	moments := []moment{{t.Made, widget.Fact{Text: "opened, its requester says"}}, {t.Since, widget.Fact{Text: "came here"}}}
	for i := range t.Trustees {
		if p := &t.Trustees[i]; !p.At.IsZero() {
			moments = append(moments, moment{p.At, widget.Fact{Text: confirmedBy(p.Name)}})
		}
	}
	if until := t.Until(); !until.IsZero() && t.Live {
		moments = append(moments, moment{until, widget.Fact{Text: "the wait is over at enough trustees"}})
	}
	slices.SortStableFunc(moments, func(a, b moment) int { return cmp.Or(a.at.Compare(b.at), 0) })
	for _, m := range moments {
		m.fact.Name = app.LocalTime(m.at)
		all = append(all, widget.Fact{Text: m.fact.Name + "  " + m.fact.Text})
	}
	return append(all, people(t)...)
}

func confirmedBy(name string) string {
	if name == "you" {
		return "you typed the code and the owner was told; your wait began"
	}
	return name + " typed the code and told the owner; their wait began"
}

// people are those who decide, and what they said.
func people(t *app.TicketInfo) (all []widget.Fact) {
	for _, p := range t.Trustees {
		all = append(all, widget.Fact{Name: p.Name, Text: app.TicketTrusteeText(t, p)})
	}
	for _, name := range t.Papers {
		all = append(all, widget.Fact{Name: name, Text: "their share on paper was shown"})
	}
	for _, v := range t.Vetoes {
		all = append(all, widget.Fact{Name: v.By, Text: "vetoed" + app.ReasonText(v.Reason), Tone: widget.Alarm})
	}
	if t.Late {
		all = append(all, widget.Fact{Name: "late", Text: app.LateSentence, Tone: widget.Alarm})
	}
	if t.Inspection != nil {
		all = append(all, widget.Fact{Name: "questions", Text: app.InspectionText(*t.Inspection)})
		if t.Inspection.Answered {
			all = append(all, widget.Fact{Text: app.InspectionWorth})
		}
	}
	return all
}

// about is the rest.
func about(t *app.TicketInfo) []widget.Fact {
	all := []widget.Fact{
		{Name: "needs", Text: app.TicketNeeds(t)},
		{Name: "kind", Text: fmt.Sprintf("%s, trustees of generation %d", t.Kind, t.Generation)},
		{Name: "you are", Text: strings.Join(t.Roles, " and ")},
		{Name: "id", Text: "@" + t.ID.String()},
	}
	if !t.Replaces.IsZero() {
		all = append(all, widget.Fact{Name: "replaces", Text: "@" + t.Replaces.String() + ", as whoever asks says"})
	}
	return all
}
