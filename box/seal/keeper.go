package seal

import (
	"errors"
	"time"

	"coffer/box/contact"
	"coffer/box/hold"
	"coffer/box/post"
	"coffer/vault"
)

// Keeper acts for the owner of a vault in the seals that they are a party of,
// within one transaction. What it says leaves with the next sync.
type Keeper struct {
	Desk *post.VaultDesk
	Me   contact.Identity
	// Shares keeps shares for others.
	Shares Shares
	// Taken are mailboxes that are read here and belong to no channel, besides that of
	// the card.
	Taken []post.Mailbox
	// Tell hears what others did; it may be nil.
	Tell func(News)
	// Reached hears, in the words of package hold, every stage that a request is
	// in, every kind of event that is said here, and every deed that is done; nil,
	// but in tests that count them.
	Reached func(word string)
}

// Shares keeps the shares that a custodian holds, each of which can be destroyed
// by itself. Put returns an [ErrFull] when there is no room for one more, Get an
// [ErrNotFound] for one that is gone; to destroy that again is no error.
type Shares interface {
	Put(id vault.ID, share []byte) error
	Get(id vault.ID) ([]byte, error)
	Destroy(id vault.ID) error
}

// News is something that happened to a seal by way of the post.
type News struct {
	Matter *Matter
	Kind   string           // of the event, or the kind of the envelope
	By     hold.Fingerprint // who said it
	Reason string           // of a veto
}

func (k *Keeper) tell(n News) {
	if k.Tell != nil {
		k.Tell(n)
	}
}

func (k *Keeper) reached(word string) {
	if k.Reached != nil {
		k.Reached(word)
	}
}

func (k *Keeper) tx() *vault.Tx { return k.Desk.Tx }

func (k *Keeper) me() hold.Fingerprint { return hold.Fingerprint(k.Me.Public().Fingerprint()) }

// credited is the time by which waits are counted, in seconds.
func (k *Keeper) credited() int64 { return seconds(k.Desk.Credited()) }

// seconds is a length of time in whole seconds.
func seconds(d time.Duration) int64 { return int64(d / time.Second) }

// hear reads a seal with its course, to work on it. The caller ends it with
// m.wipe.
func (k *Keeper) hear(id vault.ID) (*hearing, error) {
	m, err := readMatter(k.tx(), id)
	if err != nil {
		return nil, err
	}
	c, err := readCourse(k.tx(), &m)
	if err != nil {
		m.wipe()
		return nil, err
	}
	return k.hearing(&m, c), nil
}

// State tells where a seal stands, what its keeper's client will do by itself,
// and what its keeper may do.
func (k *Keeper) State(m *Matter) (hold.State, error) {
	c, err := readCourse(k.tx(), m)
	if err != nil {
		return hold.State{}, err
	}
	return k.hearing(m, c).State()
}

// Due lists those of some seals for which something is to be done after a look at
// the mail, and those of which that cannot be told: [Keeper.Advance] says why. It
// changes nothing.
func (k *Keeper) Due(all []Matter, look post.Look) (ids []vault.ID) {
	for i := range all {
		m := &all[i]
		c, err := readCourse(k.tx(), m)
		due := err != nil
		if err == nil {
			h := k.hearing(m, c)
			if c.Empty() && !h.isCustodian() && m.Policy.NotAfter == 0 && (m.Receiving == nil || len(m.Receiving.Files) < 2) {
				continue
			}
			due, err = h.due(look)
		}
		if due || err != nil {
			ids = append(ids, m.ID)
		}
	}
	return ids
}

// Advance does what is due for a seal: see [Keeper.Due].
func (k *Keeper) Advance(id vault.ID, look post.Look) error {
	h, err := k.hear(id)
	if err != nil {
		return err
	}
	defer h.m.wipe()
	h.Look(look)
	if err := h.duties(); err != nil {
		return err
	}
	return h.save()
}

// TakeEvent takes in an event of a seal: see [post.Handler]. It may have been
// signed by somebody else than the sender of the envelope, who only carries it.
func (k *Keeper) TakeEvent(l post.Received) error {
	h, err := k.hear(l.Channel.Scope)
	if errors.Is(err, ErrNotFound) {
		return post.Refuse(errors.New("of a seal that is not here"))
	}
	if err != nil {
		return err
	}
	defer h.m.wipe()
	u, err := hold.Parse(l.Body)
	if err != nil {
		return post.Refuse(err)
	}
	v, err := u.Verify(h.m.Policy)
	if err != nil {
		return post.Refuse(err)
	}
	return h.take(v)
}
