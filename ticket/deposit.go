package ticket

import (
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"

	"coffer/box/contact"
	"coffer/box/hold"
	"coffer/box/matter"
	"coffer/box/post"
	"coffer/vault"
	"coffer/vault/codec"
)

// TakeDeposit takes in shares to keep: see [post.Handler]. The caller has made sure
// that the sender may write to us.
func (k *Keeper) TakeDeposit(l post.Received) error {
	w, err := parseDeposit(l.Body)
	defer clear(w.Recover)
	defer clear(w.Reset)
	if err != nil {
		return post.Refuse(err)
	}
	p, err := w.Pack.received()
	if err == nil {
		err = w.isFor(p.Notice, k.me())
	}
	if err != nil {
		return post.Refuse(err)
	}
	return k.admitTrust(l, &Trust{Pack: p, Ways: w.Ways, Holding: &Holding{Recover: w.Recover, Reset: w.Reset, Questions: w.Questions}}, KindDeposit)
}

// TakeWatch takes in that we may veto the tickets of somebody's vault: as
// [Keeper.TakeDeposit].
func (k *Keeper) TakeWatch(l post.Received) error {
	w, err := parseWatch(l.Body)
	if err != nil {
		return post.Refuse(err)
	}
	p, err := w.Pack.received()
	if err == nil && !p.Notice.Watches(k.me()) {
		err = fmt.Errorf("%w: somebody else watches", ErrNotice)
	}
	if err != nil {
		return post.Refuse(err)
	}
	return k.admitTrust(l, &Trust{Pack: p, Ways: w.Ways}, KindWatch)
}

// admitTrust keeps a trust that its owner told of, with its channels.
func (k *Keeper) admitTrust(l post.Received, t *Trust, kind string) error {
	if t.Notice.Owner.Fingerprint() != l.Sender {
		return post.Refuse(fmt.Errorf("%w: the sender is not the owner", ErrNotice))
	}
	if err := matter.CheckWays(t.Ways, t.peers(k.me())); err != nil {
		return post.Refuse(err)
	}
	t.ID, t.Since = t.Notice.ID(), k.Desk.Now()
	there, err := k.tx().Has(vault.BoxZero, vault.Tickets, trustKey(t.ID), vault.Core)
	if there || err != nil {
		return err
	}
	if err := k.roomForTrust(l.Sender); err != nil {
		return err
	}
	if err := k.openTrust(t); err != nil {
		return err
	}
	if err := t.save(k.tx()); err != nil {
		return err
	}
	k.tell(News{Kind: kind, Trust: t, By: hold.Fingerprint(l.Sender)})
	return nil
}

// openTrust opens the mailboxes of a trust. None of them may be a desk, of whomever.
func (k *Keeper) openTrust(t *Trust) error {
	besides, err := k.reading()
	if err != nil {
		return err
	}
	if err := k.freeDesk(t, besides); err != nil {
		return err
	}
	for _, d := range t.Notice.Deciders {
		besides = append(besides, d.Desk)
	}
	err = matter.OpenWays(k.Desk, t.ID, t.Ways, t.People(), besides...)
	if errors.Is(err, matter.ErrPeople) {
		return post.Refuse(err)
	}
	return err
}

// freeDesk makes sure that our own desk is a mailbox that we do not read or write
// already: over it whoever named it would have us look for requests in place of what
// somebody else writes there.
func (k *Keeper) freeDesk(t *Trust, taken []post.Mailbox) error {
	at := t.Notice.Index(k.me())
	if at < 0 || t.Holding == nil {
		return nil
	}
	used, err := matter.Used(k.Desk)
	if err != nil {
		return err
	}
	if desk := t.Notice.Deciders[at].Desk; used[desk] || slices.Contains(taken, desk) {
		return post.Refuse(fmt.Errorf("%w: a mailbox that is in use", ErrNotice))
	}
	return nil
}

// roomForTrust makes sure that one owner does not fill the vault.
func (k *Keeper) roomForTrust(owner contact.Fingerprint) error {
	all, err := Trusts(k.tx())
	if err != nil {
		return err
	}
	n := 0
	for i := range all {
		if all[i].Notice.Owner.Fingerprint() == owner {
			n++
		}
	}
	if n >= maxTrusts {
		return post.Later(fmt.Errorf("%w: more than %d deposits of one owner", ErrFull, maxTrusts))
	}
	return nil
}

// Answer is what the trustee says to a deposit: they accept it, refuse it, or give it
// back later. What is refused or returned is destroyed here, and cannot be taken back.
// [ErrState] where that answer makes no sense any more.
func (k *Keeper) Answer(id vault.ID, a Answer, reason string) error {
	if a < Accepted || a > Returned || len(reason) > maxReason || !utf8.ValidString(reason) {
		return fmt.Errorf("%w: an answer, or a reason, that cannot be sent", ErrLetter)
	}
	t, err := readTrust(k.tx(), id)
	if err != nil {
		return err
	}
	defer t.wipe()
	switch {
	case !t.holds():
		return fmt.Errorf("%w: the deposit is not here any more", ErrState)
	case a == Accepted && t.Holding.Answer == Accepted:
		return nil
	case a == Refused && t.Holding.Answer == Accepted:
		a = Returned
	case a == Returned && t.Holding.Answer == Offered:
		a = Refused
	}
	body, err := codec.Marshal(wireAnswer{Version: bodyVersion, Answer: a, Reason: reason})
	if err != nil {
		return err
	}
	if err := k.toOwner(&t, KindAnswer, body); err != nil {
		return err
	}
	t.Holding.Answer = a
	if a != Accepted {
		t.Holding.destroy()
		k.tx().OweRewrite()
	}
	return t.save(k.tx())
}

// toOwner says something to the owner of a trust.
func (k *Keeper) toOwner(t *Trust, kind string, body []byte) error {
	w, ok := matter.FindWay(t.Ways, hold.Fingerprint(t.Notice.Owner.Fingerprint()))
	if !ok {
		return fmt.Errorf("%w: no mailbox of the owner", ErrState)
	}
	_, err := post.Send(k.Desk, k.Me, w.In, post.Letter{Kind: kind, Body: body})
	return err
}

// TakeAnswer takes in what a trustee says: see [post.Handler].
func (k *Keeper) TakeAnswer(l post.Received) error {
	w, err := parseAnswer(l.Body)
	if err != nil {
		return post.Refuse(err)
	}
	t, at, err := k.fromTrustee(l)
	if err != nil {
		return err
	}
	defer t.wipe()
	s := &t.Owning.Deciders[at]
	if w.Answer < s.Answer { // it was overtaken
		return nil
	}
	s.Answer, s.Reason, s.At = w.Answer, w.Reason, k.Desk.Now().Unix()
	if err := t.save(k.tx()); err != nil {
		return err
	}
	k.tell(News{Kind: KindAnswer, Trust: t, By: hold.Fingerprint(l.Sender), Reason: w.Reason})
	return nil
}

// fromTrustee finds the owner's trust that a trustee's letter is about.
func (k *Keeper) fromTrustee(l post.Received) (t *Trust, at int, err error) {
	found, err := readTrust(k.tx(), l.Channel.Scope)
	if errors.Is(err, ErrNotFound) || err == nil && found.Owning == nil {
		found.wipe()
		return nil, 0, post.Refuse(errors.New("of trustees that are not known here"))
	}
	if err != nil {
		return nil, 0, err
	}
	if at = found.Notice.Index(hold.Fingerprint(l.Sender)); at < 0 {
		found.wipe()
		return nil, 0, post.Refuse(fmt.Errorf("%w: from somebody else", ErrLetter))
	}
	return &found, at, nil
}

// TakeEnd takes in that the owner ended a trust: the shares are destroyed. See
// [post.Handler].
func (k *Keeper) TakeEnd(l post.Received) error {
	w, err := parseEnd(l.Body)
	if err != nil {
		return post.Refuse(err)
	}
	t, err := k.fromOwner(l)
	if err != nil {
		return err
	}
	defer t.wipe()
	if w.Notice != t.Notice.Hash() {
		return post.Refuse(fmt.Errorf("%w: of other trustees", ErrLetter))
	}
	if t.Over != 0 {
		return nil
	}
	t.Over = max(1, k.credited())
	if t.Holding != nil {
		t.Holding.destroy()
		k.tx().OweRewrite()
	}
	if err := t.save(k.tx()); err != nil {
		return err
	}
	k.tell(News{Kind: KindEnd, Trust: t, By: hold.Fingerprint(l.Sender)})
	return nil
}

// TakeUnwatch takes in that the owner ended a trust whose tickets we may veto: as
// [Keeper.TakeDeposit]. Where it overtook the trust it is tried again.
func (k *Keeper) TakeUnwatch(l post.Received) error {
	w, err := parseEnd(l.Body)
	if err != nil {
		return post.Refuse(err)
	}
	t, err := k.watched(l.Sender, w.Notice)
	if errors.Is(err, ErrNotFound) {
		return post.Later(errors.New("of trustees that are not known here"))
	}
	if err != nil || t.Over != 0 {
		return err
	}
	t.Over = max(1, k.credited())
	if err := t.save(k.tx()); err != nil {
		return err
	}
	k.tell(News{Kind: KindUnwatch, Trust: t, By: hold.Fingerprint(l.Sender)})
	return nil
}

// watched finds a trust of somebody by its notice, in which we hold nothing.
func (k *Keeper) watched(owner contact.Fingerprint, notice hold.Hash) (*Trust, error) {
	all, err := Trusts(k.tx())
	for i := range all {
		t := &all[i]
		if t.Owning == nil && t.Holding == nil && t.Notice.Owner.Fingerprint() == owner && t.Notice.Hash() == notice {
			return t, err
		}
	}
	if err == nil {
		err = ErrNotFound
	}
	return nil, err
}

// fromOwner finds the trust that a letter of its owner is about.
func (k *Keeper) fromOwner(l post.Received) (*Trust, error) {
	t, err := readTrust(k.tx(), l.Channel.Scope)
	if errors.Is(err, ErrNotFound) {
		return nil, post.Refuse(errors.New("of trustees that are not known here"))
	}
	if err != nil {
		return nil, err
	}
	if t.Notice.Owner.Fingerprint() != l.Sender {
		t.wipe()
		return nil, post.Refuse(fmt.Errorf("%w: from somebody else", ErrLetter))
	}
	return &t, nil
}
