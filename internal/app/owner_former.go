package app

import (
	"context"
	"errors"
	"strings"
	"time"

	"coffer/box"
	"coffer/vault"
	"coffer/vault/codec"
)

// What the owner said of themselves before lies encrypted in both tiers, as what they say
// now, for as long as owner.retention says. The greeting is none of it: it lies in clear.

// FormerData is a value of the owner's data that another one has replaced.
type FormerData struct {
	What  string    // as [Owner.Differs] calls it
	Value string    // never empty
	Until time.Time // when it was replaced, by the clock of that machine
	Due   time.Time // from when on it is deleted, once that was seen at two openings a day apart
}

// storedFormer is one of a list, the oldest first. A number of a part is never used for
// another one.
type storedFormer struct {
	_     struct{} `cbor:",toarray"`
	Part  uint8
	Value string
	Until int64 // Unix seconds
}

var formerDataKey = vault.Key{ID: vault.ID{15: 10}}

// maxFormerData bounds the list; what is older goes when another one comes.
const maxFormerData = 100

// manyParts is how many parts of the owner's data are kept.
const manyParts = 3

// ownerParts are the parts that are kept, in the order of their numbers, which begin at 1.
func ownerParts() [manyParts]string { return [...]string{"name", "e-mail", "question"} }

func (s storedOwner) parts() [manyParts]string { return [...]string{s.Name, s.Email, s.Question} }

// Differs names the parts that are not the same in another one.
func (o Owner) Differs(other Owner) (names []string) {
	is, was := o.stored().parts(), other.stored().parts()
	for i, name := range ownerParts() {
		if is[i] != was[i] {
			names = append(names, name)
		}
	}
	if o.Greeting != other.Greeting {
		names = append(names, "greeting")
	}
	return names
}

func (o Owner) stored() storedOwner {
	return storedOwner{Name: o.Name, Email: o.Email, Question: o.Question}
}

// FormerOwner lists what is kept of former data of the owner, the newest first.
func (a *App) FormerOwner(ctx context.Context) (all []FormerData, err error) {
	err = a.view(ctx, func(tx *vault.Tx) error {
		all, err = formerData(tx)
		return err
	})
	return all, err
}

func formerData(tx *vault.Tx) (all []FormerData, err error) {
	set, err := settings(tx)
	if err != nil {
		return nil, err
	}
	former, err := readFormerData(tx)
	for i := len(former) - 1; i >= 0; i-- {
		until := time.Unix(former[i].Until, 0).UTC()
		all = append(all, FormerData{ownerParts()[former[i].Part-1], former[i].Value, until, until.Add(set.OwnerRetention)})
	}
	return all, err
}

// keepFormerData keeps what is about to be replaced; nothing where the owner wants none kept.
func keepFormerData(tx *vault.Tx, is, will storedOwner) error {
	set, err := settings(tx)
	if err != nil || set.OwnerRetention == 0 {
		return err
	}
	all, err := readFormerData(tx)
	if err != nil {
		return err
	}
	before := len(all)
	for i, was := range is.parts() {
		if was != "" && was != will.parts()[i] {
			all = append(all, storedFormer{Part: uint8(i + 1), Value: was, Until: tx.Now().Unix()})
		}
	}
	if len(all) == before {
		return nil
	}
	return writeFormerData(tx, all[max(0, len(all)-maxFormerData):])
}

// forgetFormer deletes, for good, what is kept of former data of the owner and whose time is
// over by the rule of [vault.Tx.Reached], and tells whether there was any: then the file
// is to be written anew. The log says which parts went, and not what they were.
func (a *App) forgetFormer(ctx context.Context) (forgot bool, err error) {
	var over []storedFormer
	err = a.view(ctx, func(tx *vault.Tx) (err error) {
		over, _, err = formerOver(tx)
		return err
	})
	if err != nil || len(over) == 0 {
		return false, err
	}
	err = a.update(ctx, "vault.forget", partsOf(over), func(tx *vault.Tx) error {
		over, rest, err := formerOver(tx)
		if err != nil || len(over) == 0 {
			return err
		}
		tx.OweRewrite()
		return writeFormerData(tx, rest)
	})
	return err == nil, err
}

// partsOf names the parts, each once.
func partsOf(some []storedFormer) string {
	var names []string
	for i, name := range ownerParts() {
		for _, f := range some {
			if int(f.Part) == i+1 {
				names = append(names, name)
				break
			}
		}
	}
	return strings.Join(names, ", ")
}

// formerOver cuts the list in two: what is over, and the rest. What stands after another one
// was replaced no earlier, whatever the clock said then; what a clock that was ahead has
// dated later than now waits, and holds no other one up.
func formerOver(tx *vault.Tx) (over, rest []storedFormer, err error) {
	keep, err := sureRetention(tx, "owner.retention")
	if err != nil {
		return nil, nil, err
	}
	all, err := readFormerData(tx)
	latest := time.Time{}
	for _, f := range all {
		until := time.Unix(f.Until, 0)
		if until.After(latest) && !until.After(tx.Now()) {
			latest = until
		}
		if !until.After(tx.Now()) && tx.Reached(latest.Add(keep)) {
			over = append(over, f)
		} else {
			rest = append(rest, f)
		}
	}
	return over, rest, err
}

func readFormerData(tx *vault.Tx) (all []storedFormer, err error) {
	r, err := tx.Get(vault.BoxZero, vault.Settings, formerDataKey, tx.Top())
	switch {
	case errors.Is(err, vault.ErrNotFound):
		return nil, nil
	case err != nil:
		return nil, err
	}
	if err := codec.UnmarshalCanonical(r.Plain, &all); err != nil {
		return nil, &vault.DamagedError{What: "the owner's former data", Err: err}
	}
	if len(all) == 0 || len(all) > maxFormerData {
		return nil, &vault.DamagedError{What: "the number of the owner's former data"}
	}
	for _, f := range all {
		if f.Part == 0 || f.Part > manyParts || f.Value == "" || len(f.Value) > maxOwnerText ||
			!box.IsText([]byte(f.Value)) || f.Until <= 0 {
			return nil, &vault.DamagedError{What: "the owner's former data"}
		}
	}
	return all, nil
}

func writeFormerData(tx *vault.Tx, all []storedFormer) error {
	if len(all) == 0 {
		return tx.DeleteTwin(vault.BoxZero, vault.Settings, formerDataKey)
	}
	b, err := codec.Marshal(all)
	if err != nil {
		return err
	}
	return tx.PutTwin(vault.BoxZero, vault.Settings, formerDataKey, b)
}
