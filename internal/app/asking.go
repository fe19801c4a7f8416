package app

import (
	"errors"
	"slices"
	"time"

	"coffer/box/contact"
	"coffer/box/hold"
	"coffer/box/post"
	"coffer/ticket"
	"coffer/ticket/file"
	"coffer/vault"
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
	// Enough tells that as many trustees approved as the ticket needs, shares on paper
	// counted: nobody else is called, and what is left is the wait.
	Enough bool
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
		info.Enough = info.approvals() >= info.Threshold
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

// approvals counts the trustees for whom nobody needs to be called, and the shares on paper.
func (t *TicketInfo) approvals() int {
	n := len(t.Papers)
	for _, p := range t.Trustees {
		if !p.Denied && p.Fault == "" && (p.Approved || p.Ready || p.Given) {
			n++
		}
	}
	return n
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
		return orKeys(Fail(Refused, "coffer ticket show --ticket FILE says where it stands", "there is nothing to withdraw any more"),
			"f5 shows where it stands")
	}
	return err
}
