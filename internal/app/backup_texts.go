package app

import (
	"errors"
	"io/fs"
	"strings"
	"time"

	"coffer/internal/host"
	"coffer/vault"
	"coffer/vault/backup"
	"coffer/vault/blob"
)

// What people are told about backups.

// backupsHint is for whoever cannot have backups in their folder.
const backupsHint = "make that a folder of yours with chmod 700, or set XDG_DATA_HOME to another one"

// errNoBackup says that a place has no backup at all.
func errNoBackup(address string) error {
	if address != "" {
		return &Error{Kind: NotFound, Err: backup.ErrNotFound, What: "there is no backup in " + host.Safe(address),
			Hint: "coffer backup push ADDRESS brings those of this machine there"}
	}
	return &Error{Kind: NotFound, Err: backup.ErrNotFound, What: "there is no backup on this machine",
		Hint: "coffer backup now makes one, coffer backup pull ADDRESS brings those that lie elsewhere"}
}

// ofPlace says what to do about an error of a place with backups.
func ofPlace(err error) error {
	var d *vault.DamagedError
	var said *Error
	switch {
	case err == nil || errors.As(err, &said):
		return err
	case diskFull(err):
		return &Error{Kind: Other, Err: err, What: "the disk is full",
			Hint: "make room and run the command again; the backups that there were are whole"}
	case errors.Is(err, blob.ErrHelper) && errors.Is(err, fs.ErrNotExist):
		return &Error{Kind: Network, Err: err, What: oneLine(err), Hint: "backups of this machine need none"}
	case errors.Is(err, blob.ErrUnavailable):
		return &Error{Kind: Network, Err: err, What: oneLine(err), Hint: "nothing was lost here; try again when the place is back"}
	case errors.Is(err, blob.ErrHelper):
		return &Error{Kind: Network, Err: err, What: oneLine(err),
			Hint: "nothing was lost here; coffer-blob-NAME beside coffer, or in a folder on the PATH, must be the one for this place"}
	case errors.As(err, &d):
		return &Error{Kind: Damaged, Err: err, What: oneLine(err),
			Hint: "coffer backup verify --all shows which backups are whole"}
	}
	return err
}

// BackupWarning says why there is no backup of today.
func BackupWarning(err error) string {
	e := Explain(err)
	text := "today's backup was not made: " + e.What
	if e.Hint != "" {
		text += "; " + e.Hint
	}
	return text
}

// KeysText says whether something else opens a backup than the one before it; empty where not.
func (b *Backup) KeysText() string {
	switch {
	case b.NewKeys:
		return "new keys"
	case b.NewPassword:
		return "new password"
	}
	return ""
}

// AgeText writes how long ago something was, in its largest unit.
func AgeText(d time.Duration) string {
	switch {
	case d < 0:
		return "from the future"
	case d < time.Hour:
		return Counted(int(d/time.Minute), "minute", "minutes")
	case d < day:
		return Counted(int(d/time.Hour), "hour", "hours")
	}
	return Counted(int(d/day), "day", "days")
}

// SafeAddress is what may be said of an address where others may read it: its kind and host,
// without what may be a credential, and of a folder the kind alone.
func SafeAddress(address string) string {
	scheme, rest, _ := strings.Cut(address, ":")
	if scheme == "dir" {
		return scheme
	}
	name := strings.TrimPrefix(rest, "//")
	if end := strings.IndexAny(name, "/?#"); end >= 0 {
		name = name[:end]
	}
	return scheme + "://" + name[strings.LastIndex(name, "@")+1:]
}

// AgoText is [AgeText] where it is told when something was.
func AgoText(d time.Duration) string {
	if d < 0 {
		return AgeText(d)
	}
	return AgeText(d) + " ago"
}

// cacheHint is for whoever has no place to open a backup in.
const cacheHint = "make that a folder of yours with chmod 700, or set XDG_CACHE_HOME to another one"

// ErrDayLocked says that nothing at hand opens a backup: it takes what opened the vault when it was made.
func ErrDayLocked(made time.Time) error {
	return Fail(Locked, "coffer unlock helps where the vault has the same keys still; else give the password of that day with "+
		"--backup-password-file FILE or --backup-password-fd N",
		"the backup of %s is locked, and there is no terminal to ask on", LocalTime(made))
}

// ErrDayPassword says that a password is not that of a former day.
func ErrDayPassword(made time.Time) error {
	return Fail(Password, "it is the one that opened the vault on that day", "wrong password for the backup of %s", LocalTime(made))
}
