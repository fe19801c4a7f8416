package app

import "coffer/vault"

// The warnings of this package; the others are those of the vault.
const (
	WarnSessions Warning = "sessions" // other sessions could not be ended
	WarnSpool    Warning = "spool"    // the spool cannot be used
	WarnTries    Warning = "tries"    // a failed try is not kept
	WarnDisk     Warning = "disk"     // the key of a session lies on a disk
	WarnRuntime  Warning = "runtime"  // the runtime folder is somebody else's
	WarnShell    Warning = "shell"    // the session of this shell is over
	WarnOrders   Warning = "orders"   // what lies there for orders of trustees is none
	WarnDecided  Warning = "decided"  // what an unlock decided of them is not recorded

	WarnUnrecorded Warning = "unrecorded" // what was done to backups is not in the log
	WarnLatest     Warning = "latest"     // there are backups that cannot be read, and one of them may be newer than the latest
)

// WarningText is what a person is told of a warning.
func WarningText(w Warning) string {
	switch w {
	case vault.WarnFirstSeen:
		return "this machine sees this vault for the first time, so an older copy could not be noticed"
	case vault.WarnOlder:
		return "this vault file is older than what this machine saw; changes may be missing and nothing will be written"
	case vault.WarnFork:
		return "this vault file went another way than the one this machine saw; changes may be missing and nothing will be written"
	case vault.WarnMeta:
		return "one of the two header pages is unusable; the last change may be missing; coffer compact mends it"
	case vault.WarnMemory:
		return "what this machine remembers does not fit the keys of this vault file, so this may be a copy from before a rekey; nothing will be written to it"
	case vault.WarnUnlocked:
		return "keys could be written to swap: the system refuses to lock memory; ulimit -l raises the limit"
	case vault.WarnState:
		return "the state folder cannot be written, so an older copy would not be noticed later"
	case vault.WarnDumpable:
		return "keys could end up in a core file: the system refuses to prevent it"
	case vault.WarnLeftover:
		return "an interrupted rewrite was cleared away; nothing is lost"
	case WarnSessions:
		return "other sessions of this vault may go on; coffer lock --all ends them"
	case WarnSpool:
		return "what is recorded of logins and reading cannot be written or read in the state folder"
	case WarnDisk:
		return "half of what opens this session lies on a disk, where it may outlive its end; XDG_RUNTIME_DIR should name a folder in memory"
	case WarnRuntime:
		return "what lies in the place of the runtime folder is no folder of this user, so there is no session; set XDG_RUNTIME_DIR to a folder in memory that is yours alone"
	case WarnShell:
		return "the session of this shell is over; unset COFFER_SESSION to use that of all terminals, or begin another one"
	case WarnOrders:
		return "what lies in this vault file for orders of its trustees is not theirs, and means nothing"
	case WarnDecided:
		return "what this unlock decided of the orders of trustees cannot be recorded, so the next one decides it again"
	case WarnUnrecorded:
		return "what was just done to backups does not stand in the log: the vault cannot be written to now"
	case WarnLatest:
		return "there are backups that cannot be read, one of which may be newer than this one; coffer backup verify --all says more"
	case WarnTries:
		return "failed passwords are not kept here: nobody has unlocked this vault with these keyslots on this machine"
	}
	return string(w)
}

// CastsDoubt tells whether a warning says that the content may not be what it
// should be: older, another branch, or not whole. No flag silences those.
func CastsDoubt(w Warning) bool {
	switch w {
	case vault.WarnFirstSeen, vault.WarnOlder, vault.WarnFork, vault.WarnMeta, vault.WarnMemory:
		return true
	}
	return false
}

func (e Env) warn(w Warning) {
	if e.Warn != nil {
		e.Warn(w)
	}
}

// IsOlder tells whether a warning says that this is not the newest file that this machine
// saw, so that nothing is written to it.
func IsOlder(w Warning) bool {
	return w == vault.WarnOlder || w == vault.WarnFork || w == vault.WarnMemory
}
