package health

// topic is what an [Ignore] names.
type topic struct {
	item  [16]byte
	field string
	kind  Kind
}

func (g *Ignore) topic() topic { return topic{g.Item, g.Field, g.Kind} }

// ignoring looks up what is ignored.
type ignoring struct {
	items   []Item
	records map[topic][]*Ignore
}

func newIgnoring(items []Item, all []Ignore) ignoring {
	records := make(map[topic][]*Ignore, len(all))
	for i := range all {
		g := &all[i]
		records[g.topic()] = append(records[g.topic()], g)
	}
	return ignoring{items, records}
}

// covers returns the record that ignores a finding, or nil.
func (g ignoring) covers(f *finding) *Ignore {
	if f.item < 0 {
		return nil
	}
	for _, record := range g.records[topic{f.ID, f.Field, f.Kind}] {
		if record.holds(&g.items[f.item], f.secret) {
			return record
		}
	}
	return nil
}

// split tells findings from those that are ignored.
func split(all []finding, g ignoring) (found, ignored []Finding) {
	for i := range all {
		f := &all[i]
		if f.Left = g.covers(f); f.Left != nil {
			ignored = append(ignored, f.Finding)
		} else {
			found = append(found, f.Finding)
		}
	}
	return found, ignored
}
