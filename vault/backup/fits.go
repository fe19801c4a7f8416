package backup

import (
	"cmp"
	"slices"

	"coffer/vault"
)

// lastTime is the end of the year 9999.
const lastTime = 253402300799

// fits tells whether what a manifest says is possible. Each part lies within its pack, no byte of a
// pack stands twice, and no pack is named in vain: so a backup is never larger than what lies in the
// store, whoever wrote its manifest.
func (m *manifest) fits() bool {
	return m.Edition > 0 && m.Edition <= maxEdition && m.Time >= 0 && m.Time <= lastTime &&
		packsFit(m.Packs) && m.Pairs.fits(m.Packs) && m.Count <= uint64(m.Pairs.Size)/minPair &&
		m.filesFit() && m.disjoint()
}

func packsFit(packs []pack) bool {
	seen := make(map[vault.ID]bool)
	for _, k := range packs {
		if k.Size <= 0 || k.Size > packFull || seen[k.ID] {
			return false
		}
		seen[k.ID] = true
	}
	return len(packs) <= maxPacks
}

func (m *manifest) filesFit() bool {
	last := vault.ID{}
	for i := range m.Files {
		f := &m.Files[i]
		if compareIDs(f.ID, last) <= 0 || f.Body.Size > maxFile || !f.Body.fits(m.Packs) {
			return false
		}
		last = f.ID
	}
	return len(m.Files) <= maxFiles
}

func (b *body) fits(packs []pack) bool {
	var sum int64
	for _, e := range b.Ranges {
		if int64(e.Pack) >= int64(len(packs)) || e.At < 0 || e.Size <= 0 ||
			e.Size > packs[e.Pack].Size || e.At > packs[e.Pack].Size-e.Size {
			return false
		}
		sum += e.Size
	}
	return sum == b.Size && len(b.Ranges) <= maxRanges
}

// disjoint tells whether no two parts share a byte, and there is a part of every pack.
func (m *manifest) disjoint() bool {
	var all []extent
	m.eachRange(func(e *extent) { all = append(all, *e) })
	slices.SortFunc(all, func(a, b extent) int { return cmp.Or(cmp.Compare(a.Pack, b.Pack), cmp.Compare(a.At, b.At)) })
	packs, end := 0, int64(0)
	for _, e := range all {
		switch {
		case int(e.Pack) == packs: // the first part of the next pack
			packs++
		case int(e.Pack) > packs, e.At < end:
			return false
		}
		end = e.end()
	}
	return packs == len(m.Packs) && len(all) <= 2*maxRanges
}
