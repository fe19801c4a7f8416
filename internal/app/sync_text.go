package app

import "fmt"

// SyncText says in short what a sync did.
func SyncText(r SyncReport) string {
	return fmt.Sprintf("took in %s, sent %d", Counted(r.Taken, "envelope", "envelopes"), r.Sent)
}
