package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"coffer/internal/app"
)

func (c *cli) statusCommand() *cobra.Command {
	var full bool
	cmd := noArgs("status", "show the state of the vault", func(ctx context.Context) error {
		return c.runStatus(ctx, full)
	})
	cmd.Long = `Show where the vault is, what opens it, until when it is unlocked, and what its
trustees ordered. That needs no password. With --full, or a flag that gives the
password, the vault is opened, by a session where there is one: then also what is
in it, what expires within 30 days and what will be deleted; of a frozen vault,
which the master password alone opens for that, the tickets that wait for you.`
	cmd.Example = "  coffer status\n  coffer status --full"
	cmd.Flags().BoolVar(&full, "full", false, "open the vault and say more; without a session the password is asked for")
	return cmd
}

type statusDoc struct {
	Dir      string    `json:"dir"`
	ID       string    `json:"id"`
	Format   int       `json:"format"`
	Bytes    int64     `json:"bytes"`
	Slots    []slotDoc `json:"slots"`
	Unlocked string    `json:"unlocked"` // core, companion, or empty: by the password, or else by a session
	sessionsDoc
	Frozen   *frozenDoc    `json:"frozen,omitempty"`    // by its trustees
	Backup   *backupDoc    `json:"backup,omitempty"`    // the newest on this machine
	Clock    *clockGapDoc  `json:"clock_gap,omitempty"` // what of a long gap does not count
	Sync     *syncStateDoc `json:"sync,omitempty"`      // by the agent; none where sync.interval is off
	News     int           `json:"news,omitempty"`      // entries of the change log that were not seen, where somebody has looked before
	Contents *contentsDoc  `json:"contents,omitempty"`
	Tickets  []ticketDoc   `json:"tickets,omitempty"` // in place of contents, of a frozen vault that the master password opened
}

type contentsDoc struct {
	Revision  uint64        `json:"revision"`
	State     string        `json:"state"`
	Boxes     int           `json:"boxes"`
	Items     int           `json:"items"`
	Trashed   int           `json:"trashed"`
	Expiring  []expiringDoc `json:"expiring"`
	Deletions []deletionDoc `json:"deletions"`
	Breaking  []sealDoc     `json:"breaking"` // seals of the owner that somebody breaks
	Tickets   []ticketDoc   `json:"tickets"`  // that go on, and wait for the owner
	Logs      []logAlarmDoc `json:"logs"`     // what witnesses have to speak up about
}

type expiringDoc struct {
	Path    string `json:"path"`
	ID      string `json:"id"`
	Expires string `json:"expires"`
}

type deletionDoc struct {
	What string `json:"what"`
	Name string `json:"name,omitempty"`
	Due  string `json:"due"`
}

func (c *cli) runStatus(ctx context.Context, full bool) error {
	open, unlocked := c.openLocked, full || c.passwordGiven()
	if unlocked {
		open = c.openSpared
	}
	a, err := open(ctx)
	if err != nil {
		return err
	}
	defer a.Close()
	s, err := c.readStatus(ctx, a, unlocked && !a.IsSpared())
	if err != nil {
		return err
	}
	if c.json {
		return c.printJSON(c.statusJSON(a, s))
	}
	return c.table(c.statusTable(a, s))
}

// statusOf is all that is said of a vault.
type statusOf struct {
	app.Status
	frozen   *app.Frozen
	session  app.SessionState
	unlocked bool
	newest   *app.Backup  // on this machine; nil: none that can be read
	contents app.Contents // of a frozen vault only what waits for the owner
}

func (c *cli) readStatus(ctx context.Context, a *app.App, unlocked bool) (s statusOf, err error) {
	s.unlocked = unlocked
	if s.Status, err = a.Status(ctx); err != nil {
		return s, err
	}
	if s.frozen, err = a.Frozen(ctx); err != nil {
		return s, err
	}
	if s.session, err = a.SessionState(ctx); err != nil {
		c.note("warning: %s", app.Explain(err).What)
	}
	if l, err := a.BackupsAt("").List(ctx, nil); err == nil { // else the doctor says why
		s.newest = l.Newest()
	}
	switch {
	case a.IsSpared():
		s.contents.Asked, err = a.Asked(ctx)
	case unlocked:
		s.contents, err = a.Contents(ctx)
	default:
		err = nil
	}
	return s, err
}

func (c *cli) statusJSON(a *app.App, s statusOf) statusDoc {
	doc := c.newStatusDoc(s.Status, s.contents, s.unlocked)
	doc.sessionsDoc = newSessionsDoc(a.Now(), s.session)
	doc.Frozen = newFrozenDoc(s.frozen)
	if s.newest != nil {
		newest := newBackupDoc(s.newest)
		doc.Backup = &newest
	}
	if a.IsSpared() {
		doc.Tickets = newTicketDocs(s.contents.Asked)
	}
	doc.News = a.Unseen()
	doc.Clock, doc.Sync = newClockGapDoc(a), c.newSyncStateDoc(s.session, s.frozen != nil)
	if !s.unlocked && doc.Session != nil && s.frozen == nil {
		doc.Unlocked = doc.Session.Tier
	}
	return doc
}

func (c *cli) statusTable(a *app.App, s statusOf) [][]string {
	rows := append(statusRows(s.Status), c.frozenRows(s.frozen, a.IsSpared())...)
	if s.unlocked {
		rows = append(append(rows, contentsRows(s.contents)...), c.breakingRows(s.contents.Breaking)...)
	}
	rows = append(append(rows, c.askedRows(s.contents.Asked)...), c.logAlarmRows(s.contents.Logs)...)
	rows = append(rows, c.backupStatus(s.newest)...)
	rows = append(rows, c.clockRows(a)...)
	rows = append(rows, c.sessionRows(a.Now(), s.session, s.unlocked, s.frozen != nil)...)
	rows = append(rows, c.syncRows(s.session, s.frozen != nil)...)
	return append(rows, newsRows(a.Unseen())...)
}

func statusRows(s app.Status) [][]string {
	rows := [][]string{
		{"vault", s.Dir},
		{"id", s.ID.String()},
		{"format", fmt.Sprint(s.Format)},
		{"size", fmt.Sprintf("%d bytes", s.Bytes)},
	}
	for _, slot := range s.Slots {
		rows = append(rows, []string{"slot", slotText(slot)})
	}
	return rows
}

func contentsRows(c app.Contents) [][]string {
	state := "unlocked, companion tier alone"
	if c.Core {
		state = "unlocked"
	}
	rows := [][]string{
		{"state", state},
		{"revision", fmt.Sprintf("%d, %s", c.Revision, stateText(c))},
		{"boxes", fmt.Sprint(c.Boxes)},
		{"items", fmt.Sprint(c.Items)},
		{"trash", fmt.Sprint(c.Trashed)},
	}
	for _, e := range c.Expiring {
		rows = append(rows, []string{"expires", localTime(e.Expires) + "  " + e.Path().String()})
	}
	for _, d := range c.Pending {
		rows = append(rows, []string{"deleted from", localTime(d.Due) + "  " + d.What + " " + d.Name})
	}
	return rows
}

// backupStatus says how old the newest backup is.
func (c *cli) backupStatus(newest *app.Backup) [][]string {
	if newest == nil {
		return nil
	}
	return [][]string{{"backup", localTime(newest.Made) + ", " + app.AgoText(c.Clock.Now().Sub(newest.Made))}}
}

// breakingRows name the seals that somebody breaks.
func (c *cli) breakingRows(breaking []app.SealInfo) (rows [][]string) {
	for _, i := range breaking {
		rows = append(rows, []string{"seal breaks", i.Title + ", by " + i.Recipient + ": " + c.inVault("coffer seal show @"+i.ID.Short())})
	}
	return rows
}

func (c *cli) askedRows(asked []app.TicketInfo) (rows [][]string) {
	for _, t := range asked {
		rows = append(rows, []string{"ticket", askedText(t) + ": " + c.inVault("coffer ticket show @"+t.ID.Short())})
	}
	return rows
}

func stateText(c app.Contents) string {
	switch {
	case c.Older:
		return "not the newest one that this machine saw"
	case c.FirstSeen:
		return "seen here for the first time"
	}
	return "the newest one that this machine saw"
}

func (c *cli) newStatusDoc(s app.Status, in app.Contents, unlocked bool) statusDoc {
	doc := statusDoc{Dir: s.Dir, ID: s.ID.String(), Format: s.Format, Bytes: s.Bytes, Slots: slotDocs(s.Slots)}
	if !unlocked {
		return doc
	}
	doc.Unlocked = openTier(in.Core).String()
	doc.Contents = &contentsDoc{
		Revision: in.Revision, State: "newest", Boxes: in.Boxes, Items: in.Items, Trashed: in.Trashed,
		Expiring: []expiringDoc{}, Deletions: []deletionDoc{}, Breaking: newSealDocs(in.Breaking), Tickets: newTicketDocs(in.Asked), Logs: c.newLogAlarmDocs(in.Logs),
	}
	switch {
	case in.Older:
		doc.Contents.State = "older"
	case in.FirstSeen:
		doc.Contents.State = "first-seen"
	}
	for _, e := range in.Expiring {
		doc.Contents.Expiring = append(doc.Contents.Expiring,
			expiringDoc{Path: e.Path().String(), ID: e.ID.String(), Expires: jsonTime(e.Expires)})
	}
	for _, d := range in.Pending {
		doc.Contents.Deletions = append(doc.Contents.Deletions, deletionDoc{What: d.What, Name: d.Name, Due: jsonTime(d.Due)})
	}
	return doc
}
