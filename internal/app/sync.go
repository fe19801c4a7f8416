package app

import (
	"context"
	"errors"
	"slices"

	"coffer/box/contact"
	"coffer/box/post"
	"coffer/box/seal"
	"coffer/internal/host"
	"coffer/vault"
)

// EnvelopeFile is an envelope outside of a post.
type EnvelopeFile = post.File

// SyncReport says what a sync did.
type SyncReport struct {
	Taken, Repeated, Sent int
	Notices               []Notice
	// Aside are all envelopes that could not be taken in, with the reason of each.
	Aside []post.Aside
	// Dropped were deleted, because so many of their mailbox are aside already.
	Dropped int
	// Failed says which posts could not be reached in whole.
	Failed []string
	// Hooks says which hooks failed.
	Hooks []string
}

// syncReport is what a courier reports, as a person is told of it.
func syncReport(done post.Report, notices []Notice) SyncReport {
	r := SyncReport{Taken: done.Taken, Repeated: done.Repeated, Sent: done.Sent, Dropped: done.Dropped, Notices: notices, Aside: done.Aside}
	for _, failed := range done.Failed {
		r.Failed = append(r.Failed, oneLine(failed))
	}
	return r
}

// Notice is something that a person should hear of an envelope. It is also what
// hooks and --json say: nothing in it is a secret.
type Notice struct {
	Kind    string   `json:"kind"`              // asks, connected, refused, ended, contact.recovered; share.new, share.updated, share.stopped, share.held; seal.…, trust.…, ticket.…, witness.…
	Contact string   `json:"contact,omitempty"` // what the owner calls them
	Message string   `json:"message,omitempty"`
	Alike   []string `json:"alike,omitempty"` // contacts that they look like, with other keys
	Seal    string   `json:"seal,omitempty"`  // the @ID of the seal that it is about
	Trust   string   `json:"trust,omitempty"` // likewise, of the deposit or the owner's trustees
	Ticket  string   `json:"ticket,omitempty"`
}

// Sync takes in what lies in the posts and sends what waits. Again tries what was
// put aside once more. What a post that failed kept from being done is done by the
// next sync: it stands in the report.
func (a *App) Sync(ctx context.Context, again bool) (r SyncReport, err error) {
	defer a.spared()()
	stores, closePosts, err := a.openPosts(ctx)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, closePosts()) }()
	return a.courier(ctx, func(c *post.Courier) (post.Report, error) {
		c.Posts, c.Again, c.Progress = stores, again, a.env.progress("syncing")
		return c.Sync(ctx)
	})
}

// SyncIn takes in envelopes from files, which with whole are all that there is of
// the mail; what is put aside in the report is of them.
func (a *App) SyncIn(ctx context.Context, files []EnvelopeFile, whole bool) (SyncReport, error) {
	var aside []post.Aside
	r, err := a.courier(ctx, func(c *post.Courier) (post.Report, error) {
		c.Whole = whole
		r, err := c.In(ctx, files)
		aside = r.Aside
		return r, err
	})
	r.Aside = aside
	return r, err
}

// SyncOut hands over everything that is not acknowledged yet, one file at a time.
func (a *App) SyncOut(ctx context.Context, write func(EnvelopeFile) error) error {
	_, err := a.courier(ctx, func(c *post.Courier) (r post.Report, err error) {
		return r, c.Out(ctx, write)
	})
	return err
}

// courier runs the courier of the owner, who gets an identity on first need.
func (a *App) courier(ctx context.Context, run func(*post.Courier) (post.Report, error)) (r SyncReport, err error) {
	defer a.spared()()
	own, err := a.own(ctx)
	if err != nil {
		return r, err
	}
	defer own.Wipe()
	s := &syncing{app: a, ctx: ctx, own: own}
	c := &post.Courier{
		Home: s.home(), Me: own.Identity, Handlers: s.handlers(), Advance: s.advance, Parcels: s.parcels, Rand: a.env.Rand,
	}
	if c.Introductions, err = s.introductions(); err != nil {
		return r, err
	}
	done, err := run(c)
	r = syncReport(done, s.notices)
	r.Hooks = a.tellHooks(ctx, s.notices)
	if err != nil {
		return r, err
	}
	err = s.home().View(func(d post.Desk) error {
		r.Aside, err = d.Aside()
		return err
	})
	if err != nil {
		return r, err
	}
	_, err = a.finishRewrite(ctx) // shares that an envelope told to destroy
	return r, leftovers(err)
}

func (a *App) own(ctx context.Context) (own contact.Own, err error) {
	read := func(tx *vault.Tx) (err error) {
		own, err = contact.ReadOwn(tx)
		return err
	}
	err = a.view(ctx, read)
	if errors.Is(err, contact.ErrNotFound) {
		err = a.update(ctx, "contact.identity", "", func(tx *vault.Tx) (err error) {
			own, err = contact.EnsureOwn(tx)
			return err
		})
	}
	return own, err
}

// syncing is one run of the courier.
type syncing struct {
	app *App
	ctx context.Context
	own contact.Own
	// notices of what was committed; said are those of the transaction that runs.
	notices, said []Notice
}

// home is the vault. Each transaction that writes is an event of its own.
func (s *syncing) home() post.VaultHome {
	return post.VaultHome{
		Read: func(f func(*vault.Tx) error) error { return s.app.view(s.ctx, f) },
		Write: func(f func(*vault.Tx) error) error {
			err := s.app.update(s.ctx, "sync", "", func(tx *vault.Tx) error {
				s.said = nil
				return f(tx)
			})
			if err == nil {
				s.notices = append(s.notices, s.said...)
			}
			s.said = nil
			return err
		},
	}
}

func (s *syncing) say(n Notice) { s.said = append(s.said, n) }

// handlers are those of all kinds.
func (s *syncing) handlers() map[string]post.Handler {
	handlers := map[string]post.Handler{
		contact.KindRequest:   {Take: s.meeting((*meeting).takeRequest)},
		contact.KindAccept:    {Over: post.OfContact, Take: s.meeting((*meeting).takeAccept)},
		contact.KindRefuse:    {Over: post.OfContact, Take: s.meeting((*meeting).takeRefuse)},
		contact.KindEnd:       {Over: post.OfContact, Take: s.meeting((*meeting).takeEnd)},
		contact.KindLive:      {Over: post.OfContact, Take: s.meeting((*meeting).takeLive)},
		contact.KindRecovered: {Over: post.OfContact, Take: s.meeting((*meeting).takeRecovered)},
		contact.KindCard:      {Over: post.OfContact, Take: s.meeting((*meeting).takeCard)},
		seal.KindShareItem:    {Over: post.OfContact, Take: s.meeting((*meeting).takeShare)},
		seal.KindShareStop:    {Over: post.OfContact, Take: s.meeting((*meeting).takeShareStop)},
	}
	s.sealHandlers(handlers)
	s.trustHandlers(handlers)
	s.witnessHandlers(handlers)
	return handlers
}

// advance moves what waits, once everything that came is taken in. A step that fails
// keeps no other from being done.
func (s *syncing) advance(ctx context.Context, look post.Look) error {
	steps := []func(context.Context, post.Look) error{s.advanceCard, s.advanceSeals, s.advanceTickets, s.advanceWitnesses, s.advanceShares}
	if s.app.frozen != nil { // no item leaves a frozen vault
		steps = steps[:len(steps)-1]
	}
	var stuck []error
	for _, step := range steps {
		stuck = append(stuck, step(ctx, look))
	}
	return firstError(stuck)
}

// firstError is the first error of several things that were all tried; nil if they
// went well.
func firstError(all []error) error {
	if at := slices.IndexFunc(all, func(err error) bool { return err != nil }); at >= 0 {
		return all[at]
	}
	return nil
}

// meeting makes a handler of a method.
func (s *syncing) meeting(take func(*meeting, post.Received) error) func(post.Desk, post.Received) error {
	return func(d post.Desk, l post.Received) error {
		return s.at(func(m *meeting) error { return take(m, l) })(d)
	}
}

// meetingAt is what the owner and contacts do at a desk of the vault.
func (s *syncing) meetingAt(d post.Desk) (*meeting, error) {
	desk, ok := d.(*post.VaultDesk)
	if !ok {
		return nil, errNoVaultDesk
	}
	return &meeting{tx: desk.Tx, desk: desk, own: s.own, say: s.say}, nil
}

// at makes of a deed of a meeting one at a desk.
func (s *syncing) at(do func(*meeting) error) func(post.Desk) error {
	return func(d post.Desk) error {
		m, err := s.meetingAt(d)
		if err != nil {
			return err
		}
		return do(m)
	}
}

// whereDue changes something in the vault where it is time for that, and else reads only.
func (s *syncing) whereDue(due func(*meeting) (bool, error), do func(*meeting) error) error {
	is := false
	err := s.home().View(s.at(func(m *meeting) (err error) {
		is, err = due(m)
		return err
	}))
	if err != nil || !is {
		return err
	}
	return s.home().Update(s.at(do))
}

// AsideText tells of an envelope that was put aside, on one line.
func AsideText(a *post.Aside) string { return host.Safe(a.Object + ": " + a.Reason) }

var errNoVaultDesk = errors.New("contacts and seals are kept in a vault")
