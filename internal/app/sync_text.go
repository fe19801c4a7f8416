package app

import "fmt"

// SyncText says in short what a sync did.
func SyncText(r SyncReport) string {
	return fmt.Sprintf("took in %s, sent %d", Counted(r.Taken, "envelope", "envelopes"), r.Sent)
}

// DroppedText says what a sync deleted unread; it is empty where that is nothing.
func DroppedText(r SyncReport) string {
	if r.Dropped == 0 {
		return ""
	}
	return "deleted " + Counted(r.Dropped, "more envelope", "more envelopes") +
		" that could not be taken in: so many are put aside already; what is meant for you comes again"
}
