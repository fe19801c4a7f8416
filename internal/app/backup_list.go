package app

import (
	"context"
	"errors"
	"strings"
	"time"

	"coffer/internal/host"
	"coffer/internal/sys"
	"coffer/vault"
	"coffer/vault/backup"
)

// Backup is one backup, as far as no key is needed to see it.
type Backup struct {
	ID       ID
	Made     time.Time
	Revision uint64 // of the vault in it; 0: nobody could see it
	Bytes    int64  // what comes back
	Files    int    // attachments among it
	Edition  uint32 // how often it was written anew, from 1
	// NewKeys and NewPassword: other ones open it than the backup before it.
	NewKeys, NewPassword bool
	Due                  time.Time // from when on it may go, where that is known by now; see [Backups.List]

	snapshot backup.Snapshot
}

// Short is enough of its ID for a person to name it by.
func (b *Backup) Short() string { return b.ID.Short() }

// BackupList is what a place holds of one vault.
type BackupList struct {
	All     []Backup // the oldest first
	Strange int      // that cannot be read: they were changed, or a newer program wrote them
	Stored  int64    // bytes, of all together

	now time.Time
}

// List reads what backups there are; none is no error. Where their vault is open it tells when each may
// go, by what is set in it; else nothing is said of that.
func (b *Backups) List(ctx context.Context, with *App) (l BackupList, err error) {
	err = b.with(ctx, sys.Shared, func(p backup.Place) error {
		l, err = listBackups(ctx, p, b.env.Clock.Now())
		return err
	})
	if errors.Is(err, backup.ErrNotFound) {
		return l, nil
	}
	if policy, set := b.policy(ctx, with); set {
		l.date(policy)
	}
	return l, err
}

// policy is how long the vault whose backups they are keeps them; false where that vault is not open, or
// does not say.
func (b *Backups) policy(ctx context.Context, with *App) (p backup.Policy, set bool) {
	if with == nil || with.v.ID() != b.vault {
		return p, false
	}
	err := with.view(ctx, func(tx *vault.Tx) error {
		m, err := readSettings(tx)
		p.Most = time.Duration(m.value("backup.retention")) * time.Second
		return err
	})
	return p, err == nil
}

// date tells from when on each may go.
func (l *BackupList) date(p backup.Policy) {
	times := make([]time.Time, len(l.All))
	for i := range l.All {
		times[i] = l.All[i].Made
	}
	for i, due := range p.Due(times, l.now) {
		l.All[i].Due = due
	}
}

func listBackups(ctx context.Context, p backup.Place, now time.Time) (l BackupList, err error) {
	found, err := p.List(ctx)
	if err != nil {
		return l, err
	}
	l.Strange, l.Stored, l.now = found.Strange, found.Stored, now
	for i := range found.All {
		one := newBackup(found.All[i])
		if i > 0 {
			one.compare(&found.All[i-1])
		}
		l.All = append(l.All, one)
	}
	return l, nil
}

func newBackup(s backup.Snapshot) Backup {
	return Backup{ID: s.ID(), Made: s.Time(), Revision: s.Revision(), Bytes: s.Size(), Files: s.Files(),
		Edition: s.Edition(), snapshot: s}
}

func (b *Backup) compare(before *backup.Snapshot) {
	b.NewKeys = b.snapshot.Roots() != before.Roots()
	b.NewPassword = b.snapshot.Slots() != before.Slots()
}

// Newest is the latest backup; nil where there is none. One of a day that is to come, by a clock that was ahead or
// somebody's hand, is that only where there is no other.
func (l *BackupList) Newest() *Backup {
	for i := len(l.All) - 1; i >= 0; i-- {
		if !l.All[i].Made.After(l.now.Add(day)) {
			return &l.All[i]
		}
	}
	if len(l.All) == 0 {
		return nil
	}
	return &l.All[len(l.All)-1]
}

// LatestBackup is the word for the newest backup.
const LatestBackup = "latest"

// leastID is how much of an ID names a backup.
const leastID = 4

// Find is the backup that a person means: by its ID or the beginning of it, with or without @, or by
// the word latest.
func (l *BackupList) Find(word string) (Backup, error) {
	if word == LatestBackup && len(l.All) > 0 {
		return *l.Newest(), nil
	}
	prefix := strings.ToLower(strings.TrimPrefix(word, "@"))
	var found []Backup
	for _, b := range l.All {
		if len(prefix) >= leastID && strings.HasPrefix(b.ID.String(), prefix) {
			found = append(found, b)
		}
	}
	switch len(found) {
	case 0:
		hint := "coffer backup ls shows what there is"
		if strings.Contains(word, "/") {
			hint = "name a backup before a path: coffer backup restore latest " + host.Safe(word)
		}
		return Backup{}, &Error{Kind: NotFound, Err: backup.ErrNotFound, What: "there is no backup " + host.Safe(word), Hint: hint}
	case 1:
		return found[0], nil
	}
	return Backup{}, Fail(Ambiguous, "give more of the ID", "several backups begin with %s", host.Safe(word))
}

// find is the backup that is meant in a place that is open.
func (b *Backups) find(ctx context.Context, p backup.Place, word string) (Backup, error) {
	l, err := listBackups(ctx, p, b.env.Clock.Now())
	if err != nil {
		return Backup{}, err
	}
	return b.meant(ctx, p, &l, word)
}

// meant is [BackupList.Find]. Who means the latest one is warned where there are some that cannot be read: one of them
// may be newer.
func (b *Backups) meant(ctx context.Context, p backup.Place, l *BackupList, word string) (Backup, error) {
	if word == LatestBackup && len(l.All) == 0 {
		return Backup{}, b.none(ctx, p)
	}
	if word == LatestBackup && l.Strange > 0 {
		b.env.warn(WarnLatest)
	}
	return l.Find(word)
}
