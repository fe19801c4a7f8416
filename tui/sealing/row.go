package sealing

import (
	"slices"
	"strings"
	"time"

	"coffer/internal/app"
	"coffer/tui/look"
)

// chapter is a part of the list.
type chapter struct{ title, empty string }

// The parts of the list, in this order.
const (
	urgent = iota
	made
	received
	withheld
)

var chapters = []chapter{
	urgent:   {title: "waits for you"},
	made:     {"sealed by you", "nothing; a seals an item, which opens after a wait, unless you say no"},
	received: {"sealed for you", "nothing"},
	withheld: {"withheld here for others", "nothing"},
}

// chapterOf is where a seal stands: in one part alone.
func chapterOf(i *app.SealInfo) int {
	switch {
	case waits(i):
		return urgent
	case is(i, "sender"):
		return made
	case is(i, "recipient"):
		return received
	}
	return withheld
}

func is(i *app.SealInfo, role string) bool { return slices.Contains(i.Roles, role) }

func may(i *app.SealInfo, deed string) bool { return slices.Contains(i.May, deed) }

// waits tells that a decision of the owner of this vault is wanted: somebody breaks a
// seal of theirs, or one can be opened that never was.
func waits(i *app.SealInfo) bool {
	return is(i, "sender") && pending(i) != nil || may(i, "open") && i.Opened.IsZero()
}

// pending is the request that goes on, the one that ends first where there are several; or
// nil.
func pending(i *app.SealInfo) (first *app.SealRequest) {
	for n := range i.Requests {
		r := &i.Requests[n]
		if r.Pending && (first == nil || i.Until(*r).Before(i.Until(*first))) {
			first = r
		}
	}
	return first
}

// live is the request that may lead to a release, or has; or nil.
func live(i *app.SealInfo) *app.SealRequest {
	for n := range i.Requests {
		if i.Requests[n].Live {
			return &i.Requests[n]
		}
	}
	return nil
}

// with is whom a seal has to do with besides the owner of this vault.
func with(i *app.SealInfo) string {
	switch {
	case i.Sender == "you":
		return "for " + i.Recipient
	case i.Recipient == "you":
		return "from " + i.Sender
	}
	return i.Sender + " for " + i.Recipient
}

// name is what a seal is called; those without a name here say whom they are from already.
func name(i *app.SealInfo) string {
	if strings.HasPrefix(i.Title, "from ") && i.Label == "" && i.Sender != "you" {
		return "no label"
	}
	return i.Title
}

// state says in a few words where a seal stands, with the time that is left.
func state(i *app.SealInfo, now time.Time) string {
	r := live(i)
	switch {
	case i.Over:
		return "withdrawn"
	case may(i, "open") && i.Opened.IsZero():
		return "can be opened now"
	case !i.Opened.IsZero():
		return "opened"
	case r != nil:
		return stage(i, r, now)
	case i.Closed:
		return "closed: too many vetoes"
	case i.Lifted:
		return "opens without a wait"
	}
	return "sealed"
}

func stage(i *app.SealInfo, r *app.SealRequest, now time.Time) string {
	until := i.Until(*r)
	switch {
	case r.Stage == "released":
		return "released"
	case r.Stage == "decided":
		return "the wait is over"
	case r.Stage == "allowed":
		return "allowed: opens soon"
	case until.IsZero():
		return "asked for, the wait begins soon"
	case until.After(now):
		return "being broken: " + look.Left(until.Sub(now)) + " left"
	}
	return "the wait is over"
}

// line draws one seal.
func line(i *app.SealInfo, now time.Time, cells int) string {
	right := state(i, now)
	room := max(0, cells-max(34, look.Width(right)))
	return look.Fit(name(i), room/2) + " " + look.Fit(with(i), room-room/2-1) + " " + look.Fit(right, cells-room-1)
}
