package app

import "coffer/vault/agent"

// SyncState is how it stands with the syncs that the agent starts.
type SyncState = agent.SyncState

// NoSync says why the agent does not sync a vault, in a word that stays the same,
// for programs; empty where it does.
type NoSync string

// The reasons.
const (
	NoSyncFrozen    NoSync = "frozen" // no session opens it
	NoSyncLocked    NoSync = "locked"
	NoSyncCompanion NoSync = "companion" // a sync needs both tiers
	NoSyncShell     NoSync = "shell"     // the key is in a shell alone
)

// String says it as a part of a sentence: "not while ".
func (n NoSync) String() string {
	switch n {
	case NoSyncFrozen:
		return "the vault is frozen, or to be deleted; coffer sync with the master password carries mail"
	case NoSyncLocked:
		return "the vault is locked"
	case NoSyncCompanion:
		return "the companion tier alone is unlocked"
	case NoSyncShell:
		return "it is unlocked in a shell alone"
	}
	return string(n)
}

// NoSync tells whether something keeps the agent from syncing the vault, which trustees may
// have frozen.
func (s *SessionState) NoSync(frozen bool) NoSync {
	if frozen {
		return NoSyncFrozen
	}
	why := NoSyncLocked
	for i := range s.Sessions {
		switch session := &s.Sessions[i]; {
		case session.Core && !session.Shell:
			return ""
		case session.Core:
			why = NoSyncShell
		case why == NoSyncLocked:
			why = NoSyncCompanion
		}
	}
	return why
}
