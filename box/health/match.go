package health

// match is a pattern found in the runes from, up to but without to.
type match struct {
	from, to int
	log10    float64 // guesses for this part alone
	kind     Reason
	also     Reasons // Reversed and Leet, for words
}

// reasons are all that the match tells about.
func (m *match) reasons() Reasons { return m.also.with(m.kind) }
