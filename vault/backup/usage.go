package backup

import (
	"cmp"
	"slices"

	"coffer/vault"
)

// used is what of a pack is in use, by any backup.
type used struct {
	pack pack
	used int64
	at   []span // disjoint, rising; borders of all ranges are borders of these
}

type span struct{ from, to int64 }

// usage leaves the packs of backups alone that are not whole: another place may have what they lack.
func (l *listed) usage() (whole []Snapshot, use map[vault.ID]*used) {
	for i := range l.all {
		if l.holds(&l.all[i].m) {
			whole = append(whole, l.all[i])
		}
	}
	use = usage(whole)
	for i := range l.all {
		if m := &l.all[i].m; !l.holds(m) {
			for _, k := range m.Packs {
				delete(use, k.ID)
			}
		}
	}
	return whole, use
}

// usage goes through manifests.
func usage(all []Snapshot) map[vault.ID]*used {
	use := make(map[vault.ID]*used)
	for i := range all {
		m := &all[i].m
		m.eachRange(func(e *extent) {
			k := m.Packs[e.Pack]
			u := use[k.ID]
			if u == nil {
				u = &used{pack: k}
				use[k.ID] = u
			}
			u.at = append(u.at, span{e.At, e.end()})
		})
	}
	for _, u := range use {
		u.at = atoms(u.at)
		for _, s := range u.at {
			u.used += s.to - s.from
		}
	}
	return use
}

// atoms cuts spans at all their borders, and leaves each part once.
func atoms(all []span) []span {
	var borders []int64
	for _, s := range all {
		borders = append(borders, s.from, s.to)
	}
	slices.Sort(borders)
	borders = slices.Compact(borders)
	slices.SortFunc(all, func(a, b span) int { return cmp.Or(cmp.Compare(a.from, b.from), cmp.Compare(b.to, a.to)) })
	var out []span
	reach, i := int64(0), 0
	for n := 0; n+1 < len(borders); n++ {
		for i < len(all) && all[i].from <= borders[n] {
			reach = max(reach, all[i].to)
			i++
		}
		if reach >= borders[n+1] {
			out = append(out, span{borders[n], borders[n+1]})
		}
	}
	return out
}
