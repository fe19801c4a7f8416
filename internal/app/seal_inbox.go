package app

import (
	"slices"

	"coffer/box/contact"
	"coffer/box/hold"
	"coffer/box/post"
	"coffer/box/seal"
	"coffer/vault"
)

// The states of a seal in the inbox of its recipient.
const (
	inboxSealed    = "sealed"
	inboxAsked     = "asked"    // the seal is being broken
	inboxReleased  = "released" // it can be opened
	inboxOpened    = "opened"
	inboxWithdrawn = "withdrawn"
)

// inboxSeals lists what is sealed for the owner.
func inboxSeals(tx *vault.Tx) (found []InboxEntry, err error) {
	err = atSeals(tx, post.NewVaultDesk(tx), func(d *sealDesk) error {
		found, err = d.inbox()
		return err
	})
	return found, err
}

func (d *sealDesk) inbox() (found []InboxEntry, err error) {
	all, err := seal.Matters(d.tx)
	for i := range all {
		m := &all[i]
		if m.Receiving == nil {
			continue
		}
		st, err := d.k.State(m)
		if err != nil {
			return nil, err
		}
		found = append(found, InboxEntry{
			ID: m.ID, Kind: "seal", From: d.call(m, m.Policy.Owner.Fingerprint), Title: d.title(m),
			State: inboxSealState(m, st), Number: st.Version, Time: m.Since, Sent: m.Since,
		})
	}
	return found, err
}

func inboxSealState(m *seal.Matter, st hold.State) string {
	switch {
	case st.Withdrawn:
		return inboxWithdrawn
	case m.Receiving.Opened != 0:
		return inboxOpened
	case mayDo(st, hold.MayOpen):
		return inboxReleased
	case slices.ContainsFunc(st.Requests, func(r hold.RequestView) bool { return r.Stage.Live() }):
		return inboxAsked
	}
	return inboxSealed
}

// sealedEntry says how something that is sealed is dealt with.
func sealedEntry(e InboxEntry) error {
	hint := "coffer seal show says where it stands, coffer seal break asks for it"
	if e.State == inboxReleased || e.State == inboxOpened {
		hint = "coffer seal open opens it into a box"
	}
	return Fail(Refused, hint, "@%s is a sealed secret", e.ID.Short())
}

// exposedSeals lists the seals of a contact that may be open: those of which a
// custodian was ready once, or whose wait the owner ended. One that was never
// broken is not among them.
func exposedSeals(tx *vault.Tx, c *contact.Contact) (all []Exposure, err error) {
	err = atSeals(tx, post.NewVaultDesk(tx), func(d *sealDesk) error {
		all, err = d.exposed(hold.Fingerprint(c.Fingerprint()))
		return err
	})
	return all, err
}

func (d *sealDesk) exposed(who hold.Fingerprint) (all []Exposure, err error) {
	matters, err := seal.Matters(d.tx)
	if err != nil {
		return nil, err
	}
	for i := range matters {
		m := &matters[i]
		if m.Sending == nil || m.Policy.Requester.Fingerprint != who {
			continue
		}
		st, err := d.k.State(m)
		if err != nil {
			return nil, err
		}
		if !st.Spent {
			continue
		}
		all = append(all, Exposure{
			Kind: "seal", ID: m.ID, Item: m.Sending.Item, Title: m.Sending.Title, Path: d.path(m),
			Updates: []ExposedUpdate{{Number: st.Version, Time: m.Since}},
		})
	}
	return all, nil
}
