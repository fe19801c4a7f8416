package sealing

import (
	"fmt"
	"strings"
	"time"

	"coffer/internal/app"
	"coffer/tui/look"
	"coffer/tui/widget"
)

// facts are what the page of a seal says: first what counts now, then its course, then
// the rest.
func facts(i *app.SealInfo, now time.Time) []widget.Fact {
	all := append([]widget.Fact{{}}, standing(i, now)...)
	all = append(all, widget.Fact{})
	for n := range i.Requests {
		all = append(all, course(i, &i.Requests[n])...)
	}
	return append(all, about(i)...)
}

// standing says where it stands now, until when something can be done, and what comes of
// doing nothing.
func standing(i *app.SealInfo, now time.Time) []widget.Fact {
	all := []widget.Fact{{Name: "state", Text: i.Sentence}}
	if r := live(i); r != nil && !i.Over {
		all = append(all, countdown(i, r, now)...)
	}
	switch {
	case may(i, "open"):
		all = append(all, widget.Fact{Name: "now", Text: "enter opens it into a box, space shows it for ten seconds", Tone: widget.Good})
	case i.Closed && is(i, "sender"):
		all = append(all, widget.Fact{Name: "now", Text: "only you can let it be asked for again", Tone: widget.Alarm})
	case may(i, "break"):
		all = append(all, widget.Fact{Name: "now", Text: fmt.Sprintf("b asks for it: %s is told, and it opens %s later unless %[1]s vetoes", i.Sender, app.FormatSpan(i.Grace))})
	}
	return all
}

// countdown says until when a veto counts, and what comes then.
func countdown(i *app.SealInfo, r *app.SealRequest, now time.Time) []widget.Fact {
	until := i.Until(*r)
	switch {
	case r.Stage == "released" || r.Stage == "decided" || r.Stage == "allowed":
		return nil
	case until.IsZero():
		return []widget.Fact{{Name: "wait", Text: fmt.Sprintf("it begins when custodians have told %s, and lasts %s", i.Sender, app.FormatSpan(i.Grace))},
			{Name: "then", Text: outcome(i)}}
	case until.After(now):
		return []widget.Fact{{Name: "veto counts", Text: "until " + app.LocalTime(until) + ", " + look.Left(until.Sub(now)) + " left", Tone: widget.Alarm},
			{Name: "if not", Text: outcome(i)}}
	}
	return []widget.Fact{{Name: "wait", Text: "over since " + app.LocalTime(until) + "; a veto stops those who have not given their share yet", Tone: widget.Alarm},
		{Name: "then", Text: outcome(i)}}
}

// outcome is what a request comes to unless somebody vetoes.
func outcome(i *app.SealInfo) string {
	who := i.Recipient + " can open it"
	if i.Recipient == "you" {
		who = "you can open it"
	}
	if is(i, "custodian") {
		return "at its next sync your client gives its share, and " + who + " with that of others where more are needed"
	}
	text := "the custodians give their shares at their next sync, and " + who
	if i.ExtraWait {
		text += "; where " + was(i.Sender) + " never reached they wait once more"
	}
	return text
}

func was(who string) string {
	if who == "you" {
		return "you were"
	}
	return who + " was"
}

// course is what became of one request so far.
func course(i *app.SealInfo, r *app.SealRequest) []widget.Fact {
	all := []widget.Fact{{Name: "request @" + r.ID[:8], Tone: widget.Title}}
	if at := begun(r); !at.IsZero() {
		all = append(all, widget.Fact{Name: "asked", Text: "by " + i.Recipient + ", and told by custodians from " + app.LocalTime(at) + " on"})
	} else {
		all = append(all, widget.Fact{Name: "asked", Text: "by " + i.Recipient})
	}
	for _, p := range r.Custodians {
		all = append(all, widget.Fact{Name: p.Name, Text: app.CustodianProgress(p, r.Live)})
	}
	for _, v := range r.Vetoes {
		all = append(all, widget.Fact{Name: v.By, Text: app.SealVetoText(*r, v), Tone: widget.Alarm})
	}
	if !r.Live {
		all = append(all, widget.Fact{Name: "so", Text: r.Sentence})
	}
	return append(all, widget.Fact{})
}

// begun is when the first custodian told of a request.
func begun(r *app.SealRequest) (first time.Time) {
	for _, p := range r.Custodians {
		if !p.At.IsZero() && (first.IsZero() || p.At.Before(first)) {
			first = p.At
		}
	}
	return first
}

// about is the rest: what it is, and the rules that hold for it.
func about(i *app.SealInfo) []widget.Fact {
	all := []widget.Fact{{Name: "the seal", Tone: widget.Title},
		{Name: "from", Text: i.Sender}, {Name: "for", Text: i.Recipient + told(i)}, {Name: "withheld", Text: i.Protection}}
	for _, c := range i.Custodians {
		if text := app.CustodianText(*i, c); text != "" {
			all = append(all, widget.Fact{Name: c.Name, Text: text})
		}
	}
	all = append(all, widget.Fact{Name: "wait", Text: app.FormatSpan(i.Grace) + ", and after " + app.Counted(i.MaxVetoes, "veto", "vetoes") + " only " + i.Sender + " can let it be asked for again"})
	add := func(name, text string) {
		if text != "" {
			all = append(all, widget.Fact{Name: name, Text: text})
		}
	}
	add("item", i.Path)
	add("label", i.Label)
	add("changes", changes(i))
	add("deleted", onDelete(i))
	add("ends", app.LocalTime(i.NotAfter))
	add("opened", app.LocalTime(i.Opened))
	add("sealed", app.LocalTime(i.Since)+fmt.Sprintf(", version %d", i.Version))
	add("you are", strings.Join(i.Roles, " and "))
	add("id", "@"+i.ID.String())
	return all
}

func told(i *app.SealInfo) string {
	switch {
	case i.Sender != "you":
		return ""
	case i.RecipientTold:
		return ", whose client has it"
	}
	return ", whose client has not confirmed it yet"
}

func changes(i *app.SealInfo) string {
	switch {
	case !is(i, "sender"):
		return ""
	case i.Auto:
		return "of the item are sent by themselves, at each sync"
	}
	return "of the item are sent when you say so"
}

func onDelete(i *app.SealInfo) string {
	switch i.OnDelete {
	case "withdraw":
		return "for good, the item takes the seal with it"
	case "break":
		return "for good, the item is left to them: they may open the seal at once"
	}
	return ""
}
