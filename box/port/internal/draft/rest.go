package draft

import "coffer/box/port/internal/jsonstream"

// Rest keeps what nobody took of an object as secret fields of its own, and remarks it.
func (s *Sheet) Rest(o *jsonstream.Record, to *Remarks) {
	for _, m := range o.Rest() {
		if s.Full() {
			return
		}
		s.Custom(m.Name, m.Value.Plain(), true)
		to.Add("%q is not known here and became a field", Short(m.Name))
	}
}
