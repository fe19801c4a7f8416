package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"coffer/ticket"
	"coffer/ticket/order"
	"coffer/vault"
	"coffer/vault/codec"
)

// What trustees order of a vault lies in its file in clear. It is looked at in
// one place, whenever keys have opened the vault, and by whoever looks at it from
// outside.

// orders are what lies in the file, and what it comes to.
type orders struct {
	data  []byte
	book  order.Book // what counts
	junk  bool       // something lies there that counts for nothing
	dealt order.Dealt
	state order.State
	wait  time.Duration // of the owner's trustees
}

// judge adds up the orders that are there now. Nobody who can write the file
// keeps the owner out by what cannot be read: that counts as none.
func (a *App) judge(ctx context.Context) (o orders, err error) {
	o.data, err = a.v.Orders(ctx)
	if errors.Is(err, vault.ErrTooLarge) || IsDamage(err) {
		o.junk = true
		return o, nil
	}
	if err != nil || len(o.data) == 0 {
		return o, err
	}
	r, err := a.recovery(ctx)
	if err != nil && !IsDamage(err) {
		return o, err
	}
	if o.wait = r.wait; !o.read(r, a.Now()) {
		return o, nil
	}
	if o.dealt, err = a.readDealt(ctx); err == nil {
		o.state = o.book.Judge(o.dealt, a.v.Reached)
	}
	return o, err
}

// read takes what counts from the data, and tells whether there is any.
func (o *orders) read(r recovery, now time.Time) bool {
	book, err := order.ParseBook(o.data)
	if err == nil {
		o.book, err = book.Checked(r.set, now)
	}
	o.junk = err != nil
	return !o.book.IsEmpty()
}

// admit is what every opening of the vault with keys goes through: by the master
// password, or by what was opened with it before. A frozen vault is closed again;
// but for [App.Thaw], and for what [App.Spare] names, for which it stays open.
func (a *App) admit(ctx context.Context, byPassword bool) error {
	o, err := a.judge(ctx)
	if err == nil && o.junk {
		a.env.warn(WarnOrders)
	}
	if err == nil && byPassword {
		err = a.decide(ctx, &o)
	}
	switch {
	case err == nil && o.state.Condition == order.Open:
		return nil
	case err == nil && byPassword && (a.thawing || a.sparing && o.state.Condition == order.Frozen):
		a.frozen = &o
		return nil
	case err == nil:
		err = a.errFrozen(&o)
	}
	return errors.Join(err, a.v.Close())
}

// decide is what the owner's master password decides by itself: it vetoes a
// deletion, and ends a freeze whose wait is over. What cannot be recorded is done
// all the same, and once more at the next unlock.
func (a *App) decide(ctx context.Context, o *orders) error {
	dealt := o.dealt
	d := a.answer(o)
	left, settled := o.book.Settle(o.dealt)
	data, err := left.Encode()
	if err == nil && bytes.Equal(data, o.data) && !o.junk && settled == dealt {
		return nil
	}
	a.decided = d
	err = a.recordDecided(ctx, o.dealt, d)
	if err != nil && ctx.Err() == nil {
		a.env.warn(WarnDecided)
		err = nil
	}
	return err
}

// answer deals with what the password decides about.
func (a *App) answer(o *orders) (d Decided) {
	again := func(dealt order.Dealt) { o.dealt, o.state = dealt, o.book.Judge(dealt, a.v.Reached) }
	if by := o.state.By; o.state.Condition == order.Deleting {
		d.Vetoed = ticketName(by)
		again(o.dealt.Veto(by))
	}
	if by := o.state.By; o.state.Condition == order.Frozen {
		if t, ok := a.readThaw(by); ok && t.left(a.v.Credited(), o.wait) == 0 {
			d.Lifted, d.Asked = ticketName(by), t.Asked
			again(o.dealt.Lift(by))
		}
	}
	if by := o.state.Email; o.state.Condition == order.Open && by != nil {
		d.Email, d.EmailBy = by.Email, ticketName(*by)
		again(o.dealt.Take(*by))
	}
	return d
}

// recordDecided keeps what was dealt with, and takes orders out of the file that
// mean nothing any more.
func (a *App) recordDecided(ctx context.Context, dealt order.Dealt, d Decided) error {
	r, err := a.recovery(ctx)
	if err != nil {
		return err
	}
	err = a.update(ctx, d.action(), d.text(), func(tx *vault.Tx) error {
		was, err := dealtOf(tx)
		if err != nil {
			return err
		}
		var o orders
		if o.data, err = tx.Orders(); err != nil && !errors.Is(err, vault.ErrTooLarge) {
			return err
		}
		o.read(r, tx.Now())
		left, now := o.book.Settle(was.Max(dealt))
		data, err := left.Encode()
		if err != nil {
			return err
		}
		if err := errors.Join(writeDealt(tx, was, now), d.takeEmail(tx)); err != nil {
			return err
		}
		dealt = now
		return tx.SetOrders(data)
	})
	if err == nil {
		err = a.hintDealt(dealt)
	}
	if err == nil && d.Lifted != "" {
		err = a.dropThaw()
	}
	return err
}

// Decided is what the master password has decided by itself; each is empty where
// there was none.
type Decided struct {
	Vetoed  string // the ticket of an order to delete
	Lifted  string // that of a freeze whose wait was over
	Asked   uint64 // when the owner had asked for that
	Email   string // an address that was taken over
	EmailBy string // its ticket
}

// Decided is what the unlock of this command has decided.
func (a *App) Decided() Decided { return a.decided }

func (d Decided) action() string {
	switch {
	case d.Vetoed != "":
		return "order.veto"
	case d.Lifted != "":
		return "order.thaw"
	case d.Email != "":
		return "order.email"
	}
	return "order.settle"
}

func (d Decided) text() string {
	var all []string
	if d.Vetoed != "" {
		all = append(all, "vetoed "+d.Vetoed)
	}
	if d.Lifted != "" {
		all = append(all, "lifted "+d.Lifted+", asked for at "+codec.Moment(d.Asked).Format(time.RFC3339))
	}
	if d.Email != "" {
		all = append(all, "took the address of "+d.EmailBy)
	}
	return strings.Join(all, "; ")
}

func (d Decided) takeEmail(tx *vault.Tx) error {
	if d.Email == "" {
		return nil
	}
	s, err := readOwner(tx)
	if err != nil {
		return err
	}
	s.Email = d.Email
	return writeOwner(tx, s)
}

// ticketName is how a ticket is called.
func ticketName(o order.Order) string { return "@" + vault.ID(o.Ticket[:len(vault.ID{})]).Short() }

// OrderLasts is how long after it was asked for an order ends, or the vault goes, by the
// wait of the owner's trustees; 0 for a kind of ticket of which nothing ends.
func OrderLasts(kind string, wait time.Duration) time.Duration { return ticket.Kind(kind).Lasts(wait) }

// Frozen is what trustees have ordered of a vault that does not open.
type Frozen struct {
	Ticket   string
	Deleting bool      // else it is frozen
	Asked    time.Time // when it was asked for
	Since    time.Time // when it was put into the file
	// Until is when the freeze lapses, or from when on the vault is deleted.
	Until time.Time
	Due   bool          // the vault can be deleted now
	Wait  time.Duration // that a thaw takes
	// Thaw is when the owner's wait is over, if it has begun and this machine
	// knows; to be told, not to be gone by.
	Thaw time.Time
}

// Frozen tells what trustees have ordered, without any key; nil for a vault that
// opens. With none, and on another machine than the owner's, what the owner has
// dealt with may not be known.
func (a *App) Frozen(ctx context.Context) (*Frozen, error) {
	o, err := a.judge(ctx)
	if err == nil && o.junk {
		a.env.warn(WarnOrders)
	}
	return a.frozenBy(&o), err
}

func (a *App) frozenBy(o *orders) *Frozen {
	s := o.state
	if s.Condition == order.Open {
		return nil
	}
	f := &Frozen{Ticket: ticketName(s.By), Deleting: s.Condition == order.Deleting, Asked: s.By.Asked(),
		Since: s.Since, Until: s.Until, Due: s.Due, Wait: o.wait}
	if t, ok := a.readThaw(s.By); ok && !f.Deleting {
		f.Thaw = a.Now().Add(t.left(a.v.Credited(), o.wait))
	}
	return f
}

// shutError is the cause where a vault does not open because trustees ordered that.
type shutError struct{ by *Frozen }

func (*shutError) Error() string { return "trustees ordered the vault shut" }

// FrozenIn is what trustees have ordered of a vault that did not open because of it; nil
// where an error says something else.
func FrozenIn(err error) *Frozen {
	var shut *shutError
	if errors.As(err, &shut) {
		return shut.by
	}
	return nil
}

// errFrozen says who decided, since when, and how it ends; see [FrozenIn].
func (a *App) errFrozen(o *orders) error {
	f := a.frozenBy(o)
	e := &Error{Kind: Refused, Err: &shutError{f}}
	if f.Deleting {
		e.What = fmt.Sprintf("trustees ordered by ticket %s to delete this vault from %s on, and nothing opens it since %s", f.Ticket, dateText(f.Until), dateText(f.Since))
		e.Hint = "coffer unlock with the master password is a veto"
		return e
	}
	e.What = fmt.Sprintf("trustees froze this vault by ticket %s, and nothing opens it since %s", f.Ticket, dateText(f.Since))
	e.Hint = f.end() + "; coffer sync and coffer ticket veto work meanwhile, with the master password"
	return e
}

// end says how a freeze ends, in the words of commands.
func (f *Frozen) end() string {
	if !f.Thaw.IsZero() {
		return "the wait that coffer vault thaw began is over on " + dateText(f.Thaw) + "; coffer unlock opens it then"
	}
	return fmt.Sprintf("it ends on %s, or %s after coffer vault thaw", dateText(f.Until), FormatSpan(f.Wait))
}

// dateText is a time as the reader's local time with the date.
func dateText(t time.Time) string { return t.Local().Format("2006-01-02 15:04") }
