package backup

import (
	"slices"
	"testing"
	"time"

	"coffer/vault"
	"coffer/vault/blob/blobtest"
)

// forged is a place that holds a manifest of somebody's making.
func (p *person) forged(change func(*manifest)) Place {
	p.t.Helper()
	away := Place{Store: new(blobtest.Memory), Vault: p.v.ID(), Rand: p.rand}
	if _, err := Push(ctx, p.place, away, nil); err != nil {
		p.t.Fatal(err)
	}
	for _, s := range p.list(away).All {
		m := s.m
		m.Files = slices.Clone(m.Files)
		if change(&m); m.fits() {
			if _, err := away.put(ctx, m); err != nil {
				p.t.Fatal(err)
			}
		}
	}
	return away
}

// TestPullReplacesNothing: whoever writes to another place takes no backup away from this one, whatever
// edition they say theirs is, and brings in nothing that is no whole copy of the vault.
func TestPullReplacesNothing(t *testing.T) {
	p := newPerson(t)
	p.add(20)
	made := p.make()
	want := p.state()
	id, err := vault.NewID(p.rand)
	if err != nil {
		t.Fatal(err)
	}
	empty := func(m *manifest) {
		m.Edition, m.Packs, m.Pairs, m.Count, m.Files = 1<<20, nil, nothing().Pairs, 0, nil
	}
	for name, change := range map[string]func(*manifest){
		"an empty one":          empty,
		"an empty one anew":     func(m *manifest) { empty(m); m.ID = id },
		"a higher edition":      func(m *manifest) { m.Edition = 1 << 20 },
		"another time":          func(m *manifest) { m.Edition, m.Time = 1<<20, lastTime },
		"one of days to come":   func(m *manifest) { m.ID, m.Time = id, p.clock.now.Add(100*time.Hour).Unix() },
		"another number of it":  func(m *manifest) { m.ID, m.Count = id, m.Count+1 },
		"pairs of another sum":  func(m *manifest) { m.ID, m.Pairs.Sum = id, [32]byte{1} },
		"what is cut at a pair": func(m *manifest) { m.ID = id; m.Pairs.Ranges[0].Size--; m.Pairs.Size-- },
	} {
		c, err := Pull(ctx, p.forged(change), p.place, p.clock.now, nil)
		if err != nil || c.Snapshots != 0 {
			t.Errorf("%s: %+v, %v", name, c, err)
		}
		all := p.list(p.place).All
		if len(all) != 1 || all[0].Edition() != made.Edition() {
			t.Fatalf("%s: %d backups", name, len(all))
		}
		p.checkBack(p.place, &all[0], want)
	}
	bare := Place{Store: new(blobtest.Memory), Vault: p.v.ID(), Rand: p.rand}
	if c, err := Pull(ctx, p.forged(func(*manifest) {}), bare, p.clock.now, nil); err != nil || c.Snapshots != 1 {
		t.Errorf("an honest one: %+v, %v", c, err)
	}
}
