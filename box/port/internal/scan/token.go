package scan

// Kind says what a [Token] is.
type Kind uint8

// The kinds of tokens. An empty element gives a Start and an End.
const (
	Start Kind = iota + 1
	End
	Text
)

// Token is one step through the document. Attrs and Text are valid until the
// next step; Name may be kept.
type Token struct {
	Kind  Kind
	Name  string // of Start and End
	Attrs []Attr // of Start, in the order of the document, no name twice
	Text  []byte // of Text: never empty, references replaced; one run of text may come in several pieces
}

// Attr is one attribute, its value normalised as XML 1.0 (3.3.3) says.
type Attr struct {
	Name  string
	Value []byte
}

// Attr returns the value of the named attribute, and whether it is there.
func (t *Token) Attr(name string) ([]byte, bool) {
	for i := range t.Attrs {
		if t.Attrs[i].Name == name {
			return t.Attrs[i].Value, true
		}
	}
	return nil, false
}
