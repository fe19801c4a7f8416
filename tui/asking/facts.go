package asking

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"coffer/internal/app"
	"coffer/tui/look"
	"coffer/tui/widget"
)

// facts are what the page of a ticket says: where it stands and what comes next, who said
// what, its course, and the rest.
func facts(s *standing, now time.Time) []widget.Fact {
	i := &s.info
	all := []widget.Fact{{Name: "asks", Text: i.Asks}, {Name: "state", Text: i.Sentence}}
	all = append(all, next(s, now)...)
	all = append(all, widget.Fact{}, widget.Fact{Name: "trustees", Tone: widget.Title})
	all = append(all, people(i)...)
	all = append(all, widget.Fact{}, widget.Fact{Name: "course", Tone: widget.Title})
	all = append(all, course(i)...)
	return append(append(all, widget.Fact{}, widget.Fact{Name: "the ticket", Tone: widget.Title}), about(i)...)
}

// next says what is to be done now.
func next(s *standing, now time.Time) (all []widget.Fact) {
	i := &s.info
	say := func(text string, tone widget.Tone) {
		all = append(all, widget.Fact{Name: "next", Text: text, Tone: tone})
	}
	until := i.Until()
	switch {
	case !i.Redeemed.IsZero():
		say("nothing: it was carried out on "+app.LocalTime(i.Redeemed)+"; f5 hands on what is left to hand on", widget.Plain)
	case i.Stage == "released":
		say("r carries it out: enough have given what it takes", widget.Good)
	case !i.Live:
		say("nothing: it is over; whoever still needs it opens another one", widget.Plain)
	case len(i.Questions) > 0 && !i.Enough:
		say("a answers what they ask, once; then tell the others the code", widget.Alarm)
	case i.Enough && until.After(now):
		say("nobody else needs to be called: their wait ends on "+app.LocalTime(until)+", in "+look.Left(until.Sub(now))+"; then f5 takes in what they give", widget.Plain)
	case i.Enough:
		say("enough have approved: each gives with the next sync of their own client after its wait; f5 takes that in, and whoever is silent is called", widget.Plain)
	default:
		say("call each trustee on a number that you know, or wait for their call, and tell them the code; f5 shows how far they are", widget.Alarm)
	}
	if s.failed != "" {
		all = append(all, widget.Fact{Name: "not sent", Text: s.failed + "; coffer ticket sync --ticket FILE --out DIR writes files to hand over", Tone: widget.Alarm})
	}
	return all
}

// people are those who decide, and what they said.
func people(i *app.AskingInfo) (all []widget.Fact) {
	for _, p := range i.Trustees {
		all = append(all, widget.Fact{Name: p.Name, Text: app.TicketTrusteeText(&i.TicketInfo, p)})
	}
	for _, name := range i.SheetsOf {
		text := "has a share on paper; p takes it"
		if slices.Contains(i.Papers, name) {
			text = "their share on paper was shown"
		}
		all = append(all, widget.Fact{Name: name, Text: text})
	}
	for _, v := range i.Vetoes {
		all = append(all, widget.Fact{Name: v.By, Text: strings.TrimSuffix("vetoed: "+v.Reason, ": "), Tone: widget.Alarm})
	}
	for _, q := range i.Questions {
		all = append(all, widget.Fact{Name: "asked by", Text: strings.Join(q.Waiting, ", ") + ": " + q.Sentence})
	}
	if len(i.Answered) > 0 {
		all = append(all, widget.Fact{Name: "answered", Text: strings.Join(i.Answered, ", ")})
	}
	return all
}

// moment is something that happened, or will, with its time.
type moment struct {
	at   time.Time
	text string
}

// course is what happened so far, and what is to come.
func course(i *app.AskingInfo) (all []widget.Fact) {
	moments := []moment{{i.Since, "you opened it"}}
	for _, p := range i.Trustees {
		if !p.At.IsZero() {
			moments = append(moments, moment{p.At, p.Name + " typed the code, and the owner was told; their wait began"})
		}
	}
	if until := i.Until(); !until.IsZero() && i.Live {
		moments = append(moments, moment{until, "the wait is over at enough trustees"})
	}
	moments = append(moments, moment{i.Ended, "heard here that nothing is given any more"}, moment{i.Redeemed, "carried out"})
	slices.SortStableFunc(moments, func(a, b moment) int { return a.at.Compare(b.at) })
	for _, m := range moments {
		if !m.at.IsZero() {
			all = append(all, widget.Fact{Text: app.LocalTime(m.at) + "  " + m.text})
		}
	}
	return all
}

// about is the rest.
func about(i *app.AskingInfo) []widget.Fact {
	all := []widget.Fact{
		{Name: "needs", Text: app.Counted(i.Threshold, "share", "shares") + ", each after " + app.FormatSpan(i.Wait)},
		{Name: "vault", Text: fmt.Sprintf("of %s, trustees of generation %d", i.Owner, i.Generation)},
		{Name: "id", Text: "@" + i.ID.String()},
		{Name: "number", Text: i.Number},
	}
	add := func(name, text string) {
		if text != "" {
			all = append(all, widget.Fact{Name: name, Text: text})
		}
	}
	if !i.Replaces.IsZero() {
		add("replaces", "@"+i.Replaces.String()+": w on its page withdraws that one, so that nobody goes on with both")
	}
	add("you said", i.Personal)
	add("new address", i.Email)
	add("post", strings.Join(i.Posts, ", "))
	if i.Live && i.Nameless {
		add("names", "a vault file names nobody, so they are called by their keys here; a pack has their names: a ticket that is opened with that, into another file, shows them")
	}
	return all
}
