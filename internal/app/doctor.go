package app

import (
	"context"
	"errors"
	"time"

	"coffer/box/contact"
	"coffer/box/post"
	"coffer/box/seal"
	"coffer/vault"
)

// Finding is something that would fail when it matters.
type Finding struct {
	Check    string // a word for the kind of finding, for programs
	Severity Severity
	About    string // whom or what it is about; may be empty
	What     string
	Next     string // what to do
}

// Severity says how bad a finding is.
type Severity string

// The severities: something does not work, or it may not work one day.
const (
	Serious Severity = "serious"
	Notable Severity = "notable"
)

// silentAfter is how long somebody may say nothing who is counted on.
const silentAfter = 30 * day

// doctorChecks lists all checks, in the order in which findings are shown. A new
// one needs no more than a line here; what several need is gathered once, in
// [checkup].
func doctorChecks() []func(*checkup) []Finding {
	return []func(*checkup) []Finding{
		checkOlder, checkFormer, checkClock, checkOwner, checkPost, checkAside, checkChannels, checkWaiting, checkSeals, checkTold,
		checkCustodians, checkParties, checkTrustees, checkSharesOut, checkTrustClients, checkCopies, checkDeposits, checkBackups,
		checkWitnesses,
	}
}

// checkup is what the checks look at. They are pure.
type checkup struct {
	now      time.Time
	credited time.Duration
	older    bool
	gap      bool // in the clock
	name     string
	posts    []string
	contacts []Contact
	channels []post.Channel
	waiting  map[post.Mailbox]int // envelopes of a channel that are not acknowledged
	aside    int
	seals    []sealCheckup
	trust    trustCheckup
	copies   []copyAt // of the vault, where others reach them
	backups  backupCheckup
	former   bool     // what was before a reset lies there
	lost     []string // who was a contact before it
	logs     []LogAlarm
}

// sealCheckup is a seal that is not over, with the keys of its parties.
type sealCheckup struct {
	*seal.Matter
	info SealInfo
}

// Doctor looks for what would fail when it matters. The core tier must be open.
func (a *App) Doctor(ctx context.Context) (found []Finding, err error) {
	c := checkup{now: a.Now(), older: a.Older(), waiting: map[post.Mailbox]int{}}
	for _, gather := range []func(*vault.Tx) error{c.gather, c.gatherFormer} {
		if err := a.view(ctx, gather); err != nil {
			return nil, err
		}
	}
	if err := a.viewSeals(ctx, c.gatherSeals); err != nil {
		return nil, err
	}
	if err := a.gatherTrusts(ctx, &c); err != nil {
		return nil, err
	}
	if err := a.gatherBackups(ctx, &c); err != nil {
		return nil, err
	}
	c.gatherCopies(a.env.Folders.Data, a.env.Folders.Backups)
	c.gap, _ = a.ClockGap()
	for _, check := range doctorChecks() {
		found = append(found, check(&c)...)
	}
	return found, nil
}

func (c *checkup) gather(tx *vault.Tx) error {
	if !tx.HasCore() {
		return vault.ErrLocked
	}
	c.credited = tx.Credited()
	owner, err := readOwner(tx)
	if err != nil {
		return err
	}
	c.name = owner.Name
	if c.posts, err = readPosts(tx); err != nil {
		return err
	}
	if c.logs, err = logAlarms(tx); err != nil {
		return err
	}
	if c.contacts, err = contact.List(tx); err != nil && !errors.Is(err, contact.ErrNotFound) {
		return err
	}
	return c.gatherPost(post.NewVaultDesk(tx))
}

func (c *checkup) gatherPost(d post.Desk) error {
	aside, err := d.Aside()
	if err != nil {
		return err
	}
	c.aside = len(aside)
	if c.channels, err = d.Channels(); err != nil {
		return err
	}
	for _, ch := range c.channels {
		seqs, err := d.Unacknowledged(ch.In)
		if err != nil {
			return err
		}
		c.waiting[ch.In] = len(seqs)
	}
	return nil
}

func (c *checkup) gatherSeals(d *sealDesk) error {
	all, err := seal.Matters(d.tx)
	if err != nil {
		return err
	}
	for i := range all {
		info, err := d.info(&all[i])
		if err != nil {
			return err
		}
		if !info.Over && !info.Spent {
			c.seals = append(c.seals, sealCheckup{&all[i], info})
		}
	}
	return nil
}

// contact returns who has the keys, or nil.
func (c *checkup) contact(f contact.Fingerprint) *Contact {
	for i := range c.contacts {
		if c.contacts[i].Fingerprint() == f {
			return &c.contacts[i]
		}
	}
	return nil
}

// silent tells how long somebody has said nothing, over any channel. Of whom
// nothing ever came, it is the time since something was agreed.
func (c *checkup) silent(f contact.Fingerprint, since time.Time) time.Duration {
	heard := time.Duration(0)
	for _, ch := range c.channels {
		if ch.Peer.Fingerprint() == f {
			heard = max(heard, ch.Taken.Heard)
		}
	}
	if heard == 0 {
		return c.now.Sub(since)
	}
	return c.credited - heard
}
