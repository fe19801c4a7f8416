package backup

import (
	"cmp"
	"context"
	"slices"

	"coffer/vault"
)

// What is deleted leaves holes in the packs that other backups still need. Repack writes the
// rest of such packs anew, the newest backup's parts in its order, and manifests that name the new places.

// Repack takes bytes that no backup is made of off the place, and joins small packs. It does so
// where it is worth it: where more than a quarter of a pack is of no use, or many packs are small;
// with all, and where [Place.Replace] took something out of a backup, wherever any byte is. It returns how many bytes went. Nothing is done in a place
// with a manifest that cannot be read, nor once a pack turns out to be damaged.
func (p Place) Repack(ctx context.Context, all bool, progress vault.Progress) (freed int64, err error) {
	if err := p.Sweep(ctx); err != nil {
		return 0, err
	}
	l, err := p.look(ctx)
	if err != nil || len(l.strange) > 0 {
		return 0, err
	}
	all = all || l.replaced()
	whole, use := l.usage()
	worth := worthwhile(use, all)
	if len(worth) == 0 {
		return 0, nil
	}
	t := &repacker{p: p, out: writer{p: p}, worth: worth, moved: make(map[vault.ID][]moved)}
	if err := t.run(ctx, whole, progress); err != nil {
		return 0, err
	}
	for _, u := range worth {
		freed += u.pack.Size - u.used
	}
	return freed, p.Sweep(ctx)
}

// replaced tells whether something was taken out of a backup: then no byte that is of no use stays, also where the
// repack that belonged to it was interrupted.
func (l *listed) replaced() bool {
	return slices.ContainsFunc(l.all, func(s Snapshot) bool { return s.m.Edition >= replaced })
}

// worthwhile chooses the packs that are written anew.
func worthwhile(use map[vault.ID]*used, all bool) map[vault.ID]*used {
	out := make(map[vault.ID]*used)
	var little []*used
	for id, u := range use {
		dead := u.pack.Size - u.used
		switch {
		case dead > 0 && (all || dead > u.pack.Size/4):
			out[id] = u
		case u.pack.Size < small:
			little = append(little, u)
		}
	}
	if len(little) >= manySmall || len(out) > 0 && len(little) > manySmall/2 {
		for _, u := range little {
			out[u.pack.ID] = u
		}
	}
	return out
}

// moved is where a part of a pack lies now.
type moved struct {
	span
	now extent // in the packs that are written
}

type repacker struct {
	p     Place
	out   writer
	worth map[vault.ID]*used
	moved map[vault.ID][]moved // rising
}

func (t *repacker) run(ctx context.Context, all []Snapshot, progress vault.Progress) (err error) {
	defer func() {
		if err != nil { // manifests may name some of it already: then it stays
			_ = t.p.Sweep(context.WithoutCancel(ctx))
		}
	}()
	for id, u := range t.worth {
		for _, s := range u.at {
			t.moved[id] = append(t.moved[id], moved{span: s})
		}
	}
	for i := len(all) - 1; i >= 0; i-- {
		progress.Tell(len(all)-1-i, len(all))
		if err := t.copy(ctx, &all[i].m); err != nil {
			return err
		}
	}
	if err := t.out.flush(ctx); err != nil {
		return err
	}
	for i := range all {
		if err := t.rewrite(ctx, &all[i].m); err != nil {
			return err
		}
	}
	return nil
}

// copy writes what a manifest is made of and what was not yet written.
func (t *repacker) copy(ctx context.Context, m *manifest) (err error) {
	r := newReader(t.p, m.Packs)
	m.eachRange(func(e *extent) {
		if err != nil || t.worth[m.Packs[e.Pack].ID] == nil {
			return
		}
		parts := t.parts(m.Packs[e.Pack].ID, e)
		for i := range parts {
			if parts[i].now.Size > 0 || err != nil {
				continue
			}
			var b []byte
			b, err = r.extent(ctx, extent{Pack: e.Pack, At: parts[i].from, Size: parts[i].to - parts[i].from})
			if err == nil {
				parts[i].now, err = t.out.add(ctx, b)
			}
		}
	})
	return err
}

// parts are those of a range, which begins and ends with one.
func (t *repacker) parts(id vault.ID, e *extent) []moved {
	all := t.moved[id]
	from, _ := slices.BinarySearchFunc(all, e.At, func(m moved, at int64) int { return cmp.Compare(m.from, at) })
	to, _ := slices.BinarySearchFunc(all, e.end(), func(m moved, at int64) int { return cmp.Compare(m.from, at) })
	return all[from:to]
}

// rewrite writes the next edition of a manifest, if anything in it has moved.
func (t *repacker) rewrite(ctx context.Context, m *manifest) error {
	if !slices.ContainsFunc(m.Packs, func(k pack) bool { return t.worth[k.ID] != nil }) {
		return nil
	}
	n := *m
	n.Edition++ // the last of all is one that put refuses
	n.Packs = slices.Concat(m.Packs, t.out.packs)
	n.Pairs = t.replaced(m, &m.Pairs)
	n.Files = nil
	for i := range m.Files {
		n.Files = append(n.Files, file{ID: m.Files[i].ID, Body: t.replaced(m, &m.Files[i].Body)})
	}
	n.prune()
	_, err := t.p.put(ctx, n)
	return err
}

func (t *repacker) replaced(m *manifest, b *body) body {
	out := body{Sum: b.Sum}
	for i := range b.Ranges {
		e := &b.Ranges[i]
		id := m.Packs[e.Pack].ID
		if t.worth[id] == nil {
			out.add(*e)
			continue
		}
		for _, part := range t.parts(id, e) {
			to := part.now
			to.Pack += uint32(len(m.Packs))
			out.add(to)
		}
	}
	return out
}
