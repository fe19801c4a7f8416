package app

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"coffer/box/contact"
	"coffer/box/hold"
	"coffer/box/post"
	"coffer/internal/host"
	"coffer/ticket"
	"coffer/ticket/file"
	"coffer/vault"
	"coffer/vault/secret"
)

// Asking is somebody who asks for a recovery, out of a ticket file: they need no vault.
type Asking struct {
	env    Env
	path   string
	f      *file.File
	me     contact.Identity // as long as the file is open
	asking *ticket.Asking
	told   []Notice
}

// Wish is what somebody asks for.
type Wish struct {
	Kind     string
	Email    string   // the new address, for the kind email
	Personal string   // what trustees are told of the person
	Replaces string   // the whole number of a ticket
	Posts    []string // over which it is to travel; empty: those of the owner
}

// NewTicket opens a ticket with what a pack says, or a copy of the vault file, in a new
// file under a password of its own. The caller closes it.
func NewTicket(ctx context.Context, env Env, path string, password secret.Text, pack RecoverySource, w Wish) (q *Asking, err error) {
	wish, err := w.wish()
	if err != nil {
		return nil, err
	}
	if err := CheckTicket(env, path, pack, w); err != nil {
		return nil, err
	}
	if len(wish.Posts) == 0 {
		wish.Posts = pack.Posts()
	}
	me, err := contact.NewIdentity(env.Rand)
	if err != nil {
		return nil, err
	}
	defer me.Wipe()
	q = &Asking{env: env, path: path}
	q.f, err = file.Create(ctx, env.ticketFile(path), password, me, func(d post.Desk) error {
		a, err := ticket.Open(d, env.Rand, me, pack.Pack, wish)
		if err != nil {
			return err
		}
		q.asking = a
		return q.put(d)
	})
	if err == nil {
		q.me = q.f.Me()
	}
	if errors.Is(err, fs.ErrExist) {
		return nil, errTicketThere(path)
	}
	return q, err
}

// CheckTicket refuses a ticket that cannot be, before anybody is asked for a password.
func CheckTicket(env Env, path string, pack RecoverySource, w Wish) error {
	if err := CheckWish(w); err != nil {
		return err
	}
	if err := env.CheckPosts(w.Posts); err != nil {
		return err
	}
	if pack.PaperOnly() {
		return Fail(Refused, "coffer ticket redeem --vault FILE --share SHEET, without a ticket, opens it with enough sheets, --kind KIND does something else with them",
			"every share of this vault is on paper: there is nobody to ask")
	}
	if _, err := os.Lstat(path); err == nil {
		return errTicketThere(path)
	}
	return nil
}

func errTicketThere(path string) error {
	return Fail(Exists, "name another file with --ticket, or coffer ticket show --ticket FILE shows the one there is",
		"%s is there already", host.Safe(path))
}

// CheckWish refuses what no ticket can ask for.
func CheckWish(w Wish) error {
	_, err := w.wish()
	return err
}

func (w Wish) wish() (ticket.Wish, error) {
	const kinds = "recover, reset, freeze, thaw, delete or email"
	switch {
	case w.Kind == "admin":
		return ticket.Wish{}, Fail(Usage, "ask for "+kinds, "a ticket of the kind admin is about who administers a group, and Coffer has no groups yet")
	case !slices.Contains(ticket.Kinds(), ticket.Kind(w.Kind)):
		return ticket.Wish{}, Fail(Usage, kinds, "%q is no kind of ticket", host.Safe(w.Kind))
	}
	email, err := contact.CleanEmail(w.Email)
	if err != nil || (ticket.Kind(w.Kind) == ticket.Email) != (email != "") {
		return ticket.Wish{}, Fail(Usage, "--email ADDRESS belongs to the kind email, and to no other", "a new address that does not fit")
	}
	out := ticket.Wish{Kind: ticket.Kind(w.Kind), Email: email, Personal: w.Personal, Posts: w.Posts}
	if len(w.Personal) > ticket.MaxPersonal {
		return out, Fail(Usage, "say it in fewer words", "what trustees are told has at most %d bytes", ticket.MaxPersonal)
	}
	if w.Replaces != "" {
		out.Replaces, err = ticket.ParseHash(w.Replaces)
		if err != nil {
			return out, Fail(Usage, "coffer ticket show --ticket FILE shows the whole number of the old one", "%q is not the number of a ticket", host.Safe(w.Replaces))
		}
	}
	return out, nil
}

// ticketFile is how ticket files are opened on this machine.
func (e Env) ticketFile(path string) file.Options {
	work := e.TicketWork
	if work == 0 {
		work = 18
	}
	epoch := time.Unix(0, 0)
	return file.Options{
		Path: path, Work: work, Wait: e.Wait, Command: e.Command, Gather: true, Now: e.Clock.Now,
		Credited: func() time.Duration { return e.Clock.Now().Sub(epoch) },
	}
}

// OpenTicketFile opens a ticket file. The caller closes it.
func OpenTicketFile(ctx context.Context, env Env, path string, password secret.Text) (*Asking, error) {
	f, err := file.Open(ctx, env.ticketFile(path), password)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, Fail(NotFound, "coffer ticket open makes one", "there is no ticket file %s", host.Safe(path))
	}
	if err != nil {
		return nil, err
	}
	q := &Asking{env: env, path: path, f: f, me: f.Me()}
	err = f.View(func(d post.Desk) error { return q.get(d) })
	if err != nil {
		f.Close()
		return nil, err
	}
	return q, nil
}

// Close wipes what was read and lets others have the file. All that was done stands
// there already.
func (q *Asking) Close() error { return q.f.Close() }

// get reads the ticket at a desk.
func (q *Asking) get(d post.Desk) error {
	desk, ok := d.(*file.Desk)
	if !ok {
		return errNoTicketDesk
	}
	data := desk.Ticket()
	defer vault.Wipe(data)
	a, err := ticket.ParseAsking(data, q.me.Public())
	if err != nil {
		return &Error{Kind: Damaged, What: "the ticket in this file cannot be read: " + oneLine(err)}
	}
	q.asking = a
	return nil
}

// put writes the ticket.
func (q *Asking) put(d post.Desk) error {
	desk, ok := d.(*file.Desk)
	if !ok {
		return errNoTicketDesk
	}
	data, err := q.asking.Encode()
	if err != nil {
		return err
	}
	defer vault.Wipe(data)
	return desk.PutTicket(data)
}

var errNoTicketDesk = errors.New("a ticket of one's own is kept in a ticket file")

// on does something with the ticket in one transaction.
func (q *Asking) on(d post.Desk, do func(r *ticket.Requester) error) error {
	if err := q.get(d); err != nil {
		return err
	}
	r := &ticket.Requester{Desk: d, Me: q.me, Asking: q.asking, Reached: q.env.Reached}
	r.Tell = func(kind hold.Kind, by hold.Fingerprint, reason string) { q.say(kind, by, reason) }
	if err := do(r); err != nil {
		return err
	}
	return q.put(d)
}

func (q *Asking) update(do func(r *ticket.Requester) error) error {
	if err := q.gather(do); err != nil {
		return ofTicket(err, "coffer ticket show --ticket FILE says where it stands")
	}
	return q.f.Flush()
}

// gather changes the ticket in memory.
func (q *Asking) gather(do func(r *ticket.Requester) error) error {
	return q.f.Update(func(d post.Desk) error { return q.on(d, do) })
}

// say tells what a trustee said.
func (q *Asking) say(kind hold.Kind, by hold.Fingerprint, reason string) {
	words := map[hold.Kind]string{
		hold.KindSeen: "ticket.confirmed", hold.KindApprove: "ticket.approved", hold.KindDeny: "ticket.denied",
		hold.KindVeto: "ticket.vetoed", hold.KindReady: "ticket.ready", hold.KindShare: "ticket.released", hold.KindAgain: "ticket.again",
		ticket.KindQuestions: "ticket.questions",
	}
	if word := words[kind]; word != "" {
		q.told = append(q.told, Notice{Kind: word, Contact: q.call(by), Message: reason, Ticket: "@" + q.asking.ID.String()})
	}
}

// call is what somebody of the trust is called.
func (q *Asking) call(who hold.Fingerprint) string {
	if who == hold.Fingerprint(q.me.Public().Fingerprint()) {
		return "you"
	}
	for _, p := range q.asking.People() {
		if p.Fingerprint() == who {
			return p.Name
		}
	}
	return "somebody"
}

// AskingInfo is what there is to say of a ticket of one's own.
type AskingInfo struct {
	TicketInfo
	Number   string   // all of its name, as a later ticket names it
	Code     string   // for the requester to tell each trustee, by voice
	Posts    []string // where it travels
	SheetsOf []string // who has a share on paper
	Redeemed time.Time
	Ended    time.Time // when this side heard that nothing is given any more
	// Nameless tells that its people are called by their keys: it was opened with a
	// copy of the vault file.
	Nameless bool
	// Questions are what trustees ask and wait for; Answered are those who have answers.
	Questions []AskingQuestion
	Answered  []string
}

// Info says where the ticket stands.
func (q *Asking) Info() (info AskingInfo, err error) {
	err = q.f.View(func(d post.Desk) error {
		if err := q.get(d); err != nil {
			return err
		}
		r := &ticket.Requester{Desk: d, Me: q.me, Asking: q.asking}
		st, err := r.State()
		if err != nil {
			return err
		}
		a := q.asking
		info.TicketInfo = ticketInfo(&a.Pack, a.Terms, st, q.call)
		info.ID, info.Since, info.Personal, info.Roles = a.ID, a.Since, a.Personal, []string{"requester"}
		info.Number, info.Code, info.Posts, info.Redeemed = a.Policy.Matter().String(), a.Code(q.env.Stretch), a.Posts, unix(a.Redeemed)
		info.Ended, info.Nameless = unix(a.Ended), a.Nameless()
		for _, b := range r.NotGenuine() {
			info.blame(q.call(b.By), b.Why)
		}
		info.Questions = q.Questions()
		for _, in := range a.Inspecting {
			if in.Answered {
				info.Answered = append(info.Answered, q.call(in.By))
			}
		}
		for i := range a.Notice.Deciders {
			if a.Notice.Deciders[i].OnPaper() {
				info.SheetsOf = append(info.SheetsOf, a.Names.Deciders[i])
			}
		}
		return nil
	})
	return info, err
}

// blame says of a trustee that what they gave is not genuine.
func (t *TicketInfo) blame(name, why string) {
	for i := range t.Trustees {
		if p := &t.Trustees[i]; p.Name == name {
			p.Given, p.Fault = false, why
		}
	}
}

// Path is where the ticket file lies.
func (q *Asking) Path() string { return q.path }

// Over has the ticket travel over other posts, from now on; none leaves them as they
// are.
func (q *Asking) Over(addresses []string) error {
	if len(addresses) == 0 || slices.Equal(addresses, q.asking.Posts) {
		return nil
	}
	if err := q.env.CheckPosts(addresses); err != nil {
		return err
	}
	return q.update(func(r *ticket.Requester) error { r.Asking.Posts = addresses; return nil })
}

// Withdraw ends the ticket.
func (q *Asking) Withdraw() error {
	err := q.update((*ticket.Requester).Withdraw)
	if errors.Is(err, hold.ErrNotNow) {
		return Fail(Refused, "coffer ticket show --ticket FILE says where it stands", "there is nothing to withdraw any more")
	}
	return err
}

// courier runs the courier of the ticket. What it changed stands in the file after it,
// however it ends.
func (q *Asking) courier(ctx context.Context, w *flusher, run func(*post.Courier) (post.Report, error)) (r SyncReport, err error) {
	q.told = nil
	c := &post.Courier{
		Home: q.f, Me: q.me, Rand: q.env.Rand, Parcels: noParcels,
		Handlers: map[string]post.Handler{
			ticket.KindEvent: {Over: post.OfMatter, Take: func(d post.Desk, l post.Received) error {
				return q.on(d, func(r *ticket.Requester) error { return r.TakeEvent(l) })
			}},
			ticket.KindQuestions: {Over: post.OfMatter, Take: func(d post.Desk, l post.Received) error {
				return q.on(d, func(r *ticket.Requester) error { return r.TakeQuestions(l) })
			}},
		},
		Advance: func(context.Context, post.Look) error { return q.gather((*ticket.Requester).Advance) },
	}
	done, err := run(c)
	err = errors.Join(err, w.flush())
	return syncReport(done, q.told), err
}

// Sync takes in what trustees said and sends what waits.
func (q *Asking) Sync(ctx context.Context) (r SyncReport, err error) {
	stores, closePosts, err := q.env.openStores(q.asking.Posts)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, closePosts()) }()
	return q.syncOver(ctx, stores)
}

// SyncIn takes in envelopes from files.
func (q *Asking) SyncIn(ctx context.Context, files []EnvelopeFile) (SyncReport, error) {
	return q.courier(ctx, &flusher{f: q.f}, func(c *post.Courier) (post.Report, error) { return c.In(ctx, files) })
}

// SyncOut hands over everything that is not acknowledged yet, one file at a time.
func (q *Asking) SyncOut(ctx context.Context, write func(EnvelopeFile) error) error {
	w := &flusher{f: q.f}
	_, err := q.courier(ctx, w, func(c *post.Courier) (r post.Report, err error) {
		return r, c.Out(ctx, func(f EnvelopeFile) error {
			if err := w.flush(); err != nil {
				return err
			}
			return write(f)
		})
	})
	return err
}

// RecoverySource names a vault and its trustees.
type RecoverySource struct{ ticket.Pack }

// Posts are the posts that the owner had.
func (r RecoverySource) Posts() []string { return r.Notice.Posts }

// ReadRecoverySource reads what names a vault and its trustees, for [NewTicket]: a pack,
// or a copy of the vault file, which knows no names.
func ReadRecoverySource(ctx context.Context, path string) (RecoverySource, error) {
	_, notice, err := vault.ReadClear(path, recoveryNotice)
	if err == nil {
		n, err := ticket.ParseNotice(notice)
		if err != nil {
			return RecoverySource{}, err
		}
		return RecoverySource{ticket.Nameless(n)}, nil
	}
	if errors.Is(err, vault.ErrNotFound) {
		return RecoverySource{}, Fail(Refused, "ask its owner", "this vault has no trustees")
	}
	r, err := host.OpenReading(ctx, path)
	if err != nil {
		return RecoverySource{}, err
	}
	defer r.Close()
	data, err := host.ReadAll(ctx, r, ticket.MaxPack+1)
	if err != nil {
		return RecoverySource{}, err
	}
	p, err := ticket.ParsePack(data)
	if err != nil {
		return RecoverySource{}, Fail(Input, "take the file that coffer deposit pack or coffer trustee pack wrote, or a copy of the vault file",
			"this names no trustees: %s", oneLine(err))
	}
	return RecoverySource{p}, nil
}

// IsTicketFile tells whether a word names the file of a ticket of one's own: by the end
// of its name, or because it begins as such files do.
func IsTicketFile(path string) bool {
	if strings.HasSuffix(path, ".ticket") {
		return true
	}
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return false
	}
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	begin := make([]byte, len(file.Mark))
	_, err = io.ReadFull(f, begin)
	return err == nil && string(begin) == file.Mark
}
