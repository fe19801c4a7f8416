package app

import (
	"context"
	"slices"
	"strings"

	"coffer/box/contact"
	"coffer/box/seal"
	"coffer/vault"
)

// CircleInfo is a circle with what the vault knows around it.
type CircleInfo struct {
	ID     ID
	Name   string
	Inner  []InnerCircle
	People []CirclePerson // whom it stands for, by name
}

// InnerCircle is a circle within another one.
type InnerCircle struct {
	ID      ID
	Name    string
	Removed bool // in the trash: nobody is reached by way of it
	People  int  // whom it stands for
}

// CirclePerson is a contact that a circle stands for.
type CirclePerson struct {
	ID      ID
	Name    string
	State   string
	Member  bool     // of the circle itself
	Through []string // the circles in it by way of which they are reached, too
}

// Circles lists all circles by name.
func (a *App) Circles(ctx context.Context) (infos []CircleInfo, err error) {
	err = a.view(ctx, func(tx *vault.Tx) error {
		b, err := readCircleBook(tx)
		if err != nil {
			return err
		}
		for _, c := range b.all.InUse() {
			infos = append(infos, b.info(&c))
		}
		return nil
	})
	return infos, err
}

// Circle finds a circle by name or @ID.
func (a *App) Circle(ctx context.Context, name string) (info CircleInfo, err error) {
	err = a.view(ctx, func(tx *vault.Tx) error {
		b, err := readCircleBook(tx)
		if err != nil {
			return err
		}
		c, err := findCircle(b.all, name)
		if err == nil {
			info = b.info(&c)
		}
		return err
	})
	return info, err
}

// CircleNames lists the names alone; the companion tier is enough.
func (a *App) CircleNames(ctx context.Context) (names []string, err error) {
	err = a.view(ctx, func(tx *vault.Tx) (err error) {
		names, err = seal.CircleNames(tx)
		return err
	})
	return names, err
}

// circleBook is all circles and all contacts.
type circleBook struct {
	all    seal.Circles
	people []Contact // by name
}

func readCircleBook(tx *vault.Tx) (b circleBook, err error) {
	if b.all, err = seal.ReadCircles(tx); err == nil {
		b.people, err = contact.List(tx)
	}
	return b, err
}

// info says what is in a circle; contacts that are gone are nobody.
func (b *circleBook) info(c *seal.Circle) CircleInfo {
	info := CircleInfo{ID: c.ID, Name: c.Name}
	for _, id := range c.Circles {
		if inner := b.all.Get(id); inner != nil {
			info.Inner = append(info.Inner, InnerCircle{
				ID: id, Name: inner.Name, Removed: !inner.Removed.IsZero(), People: b.count(b.all.Reach(id)),
			})
		}
	}
	slices.SortFunc(info.Inner, func(a, b InnerCircle) int { return strings.Compare(a.Name, b.Name) })
	reach := b.all.Reach(c.ID)
	for i := range b.people {
		p := &b.people[i]
		if !slices.Contains(reach, p.ID) {
			continue
		}
		info.People = append(info.People, CirclePerson{
			ID: p.ID, Name: p.Name, State: p.State().String(),
			Member: c.Has(seal.Member{ID: p.ID}), Through: b.names(b.all.Through(c.ID, p.ID)),
		})
	}
	return info
}

// count counts those of some ids that are contacts.
func (b *circleBook) count(ids []ID) (n int) {
	for i := range b.people {
		if slices.Contains(ids, b.people[i].ID) {
			n++
		}
	}
	return n
}

func (b *circleBook) names(ids []ID) (names []string) {
	for _, id := range ids {
		names = append(names, b.all.Get(id).Name)
	}
	slices.Sort(names)
	return names
}

func findCircle(all seal.Circles, name string) (seal.Circle, error) {
	c, err := seal.FindCircle(all, name)
	return c, listed(err, "coffer circle ls")
}

// NewCircle makes a circle, with members if some are named.
func (a *App) NewCircle(ctx context.Context, name string, members []string) error {
	return a.update(ctx, "circle.new", name, func(tx *vault.Tx) error {
		c, err := seal.NewCircle(tx, name)
		if err != nil || len(members) == 0 {
			return err
		}
		more, err := findMembers(tx, members)
		if err == nil {
			_, err = seal.AddMembers(tx, &c, more)
		}
		return err
	})
}

// RenameCircle gives a circle another name.
func (a *App) RenameCircle(ctx context.Context, name, to string) error {
	return a.changeCircle(ctx, "circle.rename", name, func(tx *vault.Tx, c *seal.Circle) error {
		return seal.RenameCircle(tx, c, to)
	})
}

// AddToCircle puts contacts and circles into a circle, and names those that were
// not in it.
func (a *App) AddToCircle(ctx context.Context, name string, members []string) (added []string, err error) {
	err = a.changeCircle(ctx, "circle.add", name, func(tx *vault.Tx, c *seal.Circle) error {
		more, err := findMembers(tx, members)
		if err != nil {
			return err
		}
		news, err := seal.AddMembers(tx, c, more)
		for _, m := range news {
			added = append(added, m.Name)
		}
		return err
	})
	return added, err
}

// StillIn tells by way of which circles somebody who was dropped from a circle is
// still reached by it.
type StillIn struct {
	Name    string
	Through []string
}

// DropFromCircle takes contacts and circles out of a circle, and withdraws what is
// still sealed for whoever it does not reach any more: [App.SealsWithout]. It
// returns the contacts among them that the circle still reaches.
func (a *App) DropFromCircle(ctx context.Context, name string, members []string) (still []StillIn, err error) {
	err = a.changeCircle(ctx, "circle.drop", name, func(tx *vault.Tx, c *seal.Circle) error {
		fewer, err := findMembers(tx, members)
		if err != nil {
			return err
		}
		if err := seal.DropMembers(tx, c, fewer); err != nil {
			return err
		}
		if err := withdrawUnreached(tx); err != nil {
			return err
		}
		b := circleBook{}
		if b.all, err = seal.ReadCircles(tx); err != nil {
			return err
		}
		for _, m := range fewer {
			if through := b.all.Through(c.ID, m.ID); !m.Circle && len(through) > 0 {
				still = append(still, StillIn{m.Name, b.names(through)})
			}
		}
		return nil
	})
	return still, err
}

// RemoveCircle puts a circle into the trash, and withdraws what is still sealed for
// those it reached.
func (a *App) RemoveCircle(ctx context.Context, name string) error {
	return a.changeCircle(ctx, "circle.rm", name, func(tx *vault.Tx, c *seal.Circle) error {
		set, err := settings(tx)
		if err != nil {
			return err
		}
		if err := seal.RemoveCircle(tx, c, set.TrashRetention); err != nil {
			return err
		}
		return withdrawUnreached(tx)
	})
}

// RestoreCircle brings a circle back from the trash.
func (a *App) RestoreCircle(ctx context.Context, name string) error {
	return a.update(ctx, "circle.restore", name, func(tx *vault.Tx) error {
		return listed(seal.RestoreCircle(tx, name), "coffer trash ls")
	})
}

func (a *App) changeCircle(ctx context.Context, action, name string, change func(*vault.Tx, *seal.Circle) error) error {
	return a.update(ctx, action, name, func(tx *vault.Tx) error {
		all, err := seal.ReadCircles(tx)
		if err != nil {
			return err
		}
		c, err := findCircle(all, name)
		if err != nil {
			return err
		}
		return change(tx, &c)
	})
}

func findMembers(tx *vault.Tx, names []string) (found []seal.Member, err error) {
	all, err := seal.ReadCircles(tx)
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		m, err := seal.FindMember(tx, all, name)
		if err != nil {
			return nil, likeMember(tx, all, name, unknownMember(err))
		}
		found = append(found, m)
	}
	return found, nil
}

// unknownMember says where to look for whoever was not found.
func unknownMember(err error) error {
	e := Explain(err)
	if e.Kind != NotFound {
		return err
	}
	e.Hint = "coffer contact ls and coffer circle ls show who there is"
	return e
}
