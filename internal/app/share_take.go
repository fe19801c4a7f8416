package app

import (
	"errors"
	"time"

	"coffer/box/post"
	"coffer/box/seal"
	"coffer/vault"
)

// Why an envelope about a share is not taken in.
var (
	errNotConnected = errors.New("the sender is not connected with you")
	errShareFiles   = errors.New("a shared item that does not name each of its files")
)

// takeShare takes in what a contact shares: into the inbox, and into no box before
// the owner says so.
func (m *meeting) takeShare(l post.Received) error {
	c, err := m.talking(l)
	if err != nil {
		return err
	}
	said, err := seal.ParseShared(l.Body)
	if err != nil {
		return post.Refuse(err)
	}
	defer vault.Wipe(said.Item)
	title := ""
	if said.Parcel.IsZero() {
		item, err := seal.DecodeItem(said.Item)
		if err != nil {
			return post.Refuse(err)
		}
		defer item.Wipe()
		if len(item.Attachments) != len(said.Files) {
			return post.Refuse(errShareFiles)
		}
		title = item.Title
	}
	came, err := seal.Receive(m.tx, c.ID, l.Channel.In, said, title, l.Body)
	if errors.Is(err, seal.ErrFull) || errors.Is(err, seal.ErrBound) {
		return post.Refuse(err)
	}
	if err == nil && !came.News { // late: what it brings is of no use any more
		err = dropParcels(m.desk, l.Channel.In, &said)
	}
	if err == nil {
		err = m.forgetFormer(came.Gone)
	}
	if err != nil || !came.News || !came.Entry.Dropped.IsZero() {
		return err
	}
	kind := "share.updated"
	if came.First {
		kind = "share.new"
	}
	m.say(Notice{Kind: kind, Contact: c.Name})
	return nil
}

// forgetFormer forgets the parcels of what counts no more.
func (m *meeting) forgetFormer(gone []seal.Former) error {
	for i := range gone {
		vault.Wipe(gone[i].Item)
		if err := dropParcels(m.desk, gone[i].In, &gone[i].Shared); err != nil {
			return err
		}
	}
	return nil
}

// takeShareStop takes in that nothing newer comes of a share.
func (m *meeting) takeShareStop(l post.Received) error {
	c, err := m.talking(l)
	if err != nil {
		return err
	}
	said, err := seal.ParseShareStop(l.Body)
	if err != nil {
		return post.Refuse(err)
	}
	came, err := seal.ReceiveStop(m.tx, c.ID, said)
	if errors.Is(err, seal.ErrFull) || errors.Is(err, seal.ErrBound) {
		return post.Refuse(err)
	}
	if err == nil {
		err = m.forgetFormer(came.Gone)
	}
	if err == nil && came.News && !came.First && came.Entry.Dropped.IsZero() { // of what never came there is nothing to tell
		m.say(Notice{Kind: "share.stopped", Contact: c.Name})
	}
	return err
}

// talking reads the contact whose channel a letter came over, as long as the two
// are connected. What was on its way when that ended comes too late.
func (m *meeting) talking(l post.Received) (Contact, error) {
	c, err := m.sender(l)
	if err == nil && (l.Channel.Closed || !c.State().Open()) {
		err = post.Refuse(errNotConnected)
	}
	return c, err
}

// forgetDropped deletes what entries say that were dropped longer ago than the
// trash keeps things.
func forgetDropped(tx *vault.Tx, retention time.Duration) error {
	all, err := seal.ReadEntries(tx)
	if err != nil {
		return err
	}
	desk := post.NewVaultDesk(tx)
	for i := range all {
		e := &all[i]
		if e.Dropped.IsZero() || e.Size == 0 || !tx.Reached(e.Dropped.Add(retention)) {
			continue
		}
		if err := forgetLetter(tx, desk, e); err != nil {
			return err
		}
		if err := seal.PutEntry(tx, e); err != nil {
			return err
		}
	}
	return desk.Flush()
}

// forgetLetter forgets what an entry says, with its parcels.
func forgetLetter(tx *vault.Tx, d post.Desk, e *seal.Entry) error {
	if e.Size == 0 {
		return nil
	}
	said, err := seal.EntryLetter(tx, e)
	if err != nil {
		return err
	}
	if err := dropParcels(d, e.In, &said); err != nil {
		return err
	}
	return seal.ForgetLetter(tx, e)
}
