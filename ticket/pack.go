package ticket

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"coffer/box/contact"
	"coffer/box/hold"
	"coffer/box/matter"
	"coffer/vault/codec"
)

// Names are what the people of a notice are called, by its owner.
type Names struct {
	_        struct{} `cbor:",toarray"`
	Owner    string
	Deciders []string // in their order; that of a sheet says who has it
	Watchers []string
}

// check makes sure that there is a name for each, that can be shown.
func (s Names) check(n *Notice) error {
	if len(s.Deciders) != len(n.Deciders) || len(s.Watchers) != len(n.Watchers) {
		return fmt.Errorf("%w: not a name for each", ErrNotice)
	}
	for _, name := range append(append([]string{s.Owner}, s.Deciders...), s.Watchers...) {
		if clean, err := contact.CleanName(name); err != nil || clean != name {
			return fmt.Errorf("%w: a name that cannot be", ErrNotice)
		}
	}
	return nil
}

// Pack is all that somebody needs to ask the trustees of a vault: the notice, the
// names, and the owner's card. Nothing in it is secret, but it tells who trusts whom.
type Pack struct {
	Notice *Notice
	Names  Names
	Card   contact.Card // of the owner; zero in a pack that was read out of a vault file
	// About says in a file what it is and what wrote it, to whoever looks into it with another
	// program: lines that can be shown. It is not kept, and nothing goes by it.
	About string
}

type wirePack struct {
	_      struct{} `cbor:",toarray"`
	Notice []byte
	Names  Names
	Card   []byte
}

func (p Pack) wire() wirePack {
	return wirePack{Notice: p.Notice.raw, Names: p.Names, Card: p.Card.Bytes()}
}

// Nameless is the pack of a notice that was found in a vault file: its people are called
// by their keys.
func Nameless(n *Notice) Pack {
	p := Pack{Notice: n, Names: Names{Owner: "owner " + n.Owner.Fingerprint().Short()}}
	for i := range n.Deciders {
		name := fmt.Sprintf("sheet %d", i+1)
		if d := &n.Deciders[i]; !d.OnPaper() {
			name = "trustee " + d.Keys.Fingerprint().Short()
		}
		p.Names.Deciders = append(p.Names.Deciders, name)
	}
	for _, w := range n.Watchers {
		p.Names.Watchers = append(p.Names.Watchers, "veto holder "+w.Fingerprint().Short())
	}
	return p
}

// Nameless tells that nobody is named: the pack was read out of a vault file.
func (p *Pack) Nameless() bool { return len(p.Card.Bytes()) == 0 }

// packMark begins a pack, so that a program tells it from other files.
const packMark = "coffer-pack/1\n"

// Bytes is the pack as a file: the mark, what it says of itself, an empty line, the pack.
func (p Pack) Bytes() ([]byte, error) {
	if !isAbout(p.About) {
		return nil, fmt.Errorf("%w: what a pack says of itself", ErrNotice)
	}
	b, err := codec.Marshal(p.wire())
	return append([]byte(packMark+p.About+"\n"), b...), err
}

// isAbout tells whether a text is lines that can be shown, none of them empty, or nothing.
func isAbout(s string) bool {
	if len(s) > maxAbout || !utf8.ValidString(s) {
		return false
	}
	for line := range strings.Lines(s) {
		text, ended := strings.CutSuffix(line, "\n")
		if !ended || text == "" || strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsGraphic(r) }) {
			return false
		}
	}
	return true
}

// cutAbout parts what a pack says of itself from the pack.
func cutAbout(data []byte) (about string, rest []byte, ok bool) {
	for {
		line, after, found := bytes.Cut(data, []byte("\n"))
		switch {
		case !found || len(about) > maxAbout:
			return "", nil, false
		case len(line) == 0:
			return about, after, isAbout(about)
		}
		about, data = about+string(line)+"\n", after
	}
}

// ParsePack reads a pack from outside and checks everything in it.
func ParsePack(data []byte) (Pack, error) {
	var w wirePack
	body, marked := bytes.CutPrefix(data, []byte(packMark))
	if len(data) > MaxPack || !marked {
		return Pack{}, fmt.Errorf("%w: no pack", ErrNotice)
	}
	about, body, ok := cutAbout(body)
	if !ok {
		return Pack{}, fmt.Errorf("%w: no pack", ErrNotice)
	}
	if err := codec.UnmarshalCanonical(body, &w); err != nil {
		return Pack{}, fmt.Errorf("%w: %w", ErrNotice, err)
	}
	p, err := w.received()
	p.About = about
	return p, err
}

// received reads a pack from outside.
func (w wirePack) received() (Pack, error) {
	n, err := ParseNotice(w.Notice)
	if err != nil {
		return Pack{}, err
	}
	p := Pack{Notice: n, Names: w.Names}
	if len(w.Card) > 0 {
		if p.Card, err = contact.ParseCard(w.Card); err != nil {
			return Pack{}, err
		}
		if !p.Card.Public().Equal(n.Owner) {
			return Pack{}, fmt.Errorf("%w: the card of somebody else", ErrNotice)
		}
	}
	return p, p.Names.check(n)
}

// kept reads one that was looked at before it was kept.
func (w wirePack) kept() (Pack, error) {
	n, _, _, err := decodeNotice(w.Notice)
	if err != nil {
		return Pack{}, err
	}
	p := Pack{Notice: n, Names: w.Names}
	if len(w.Card) > 0 {
		if p.Card, err = contact.ParseCard(w.Card); err != nil {
			return Pack{}, err
		}
	}
	return p, p.Names.check(n)
}

// People lists everybody who has a client: the owner, the trustees, and those who
// watch and are neither.
func (p *Pack) People() []matter.Person {
	n := p.Notice
	all := []matter.Person{{Keys: n.Owner, Name: p.Names.Owner}}
	for i := range n.Deciders {
		if !n.Deciders[i].OnPaper() {
			all = append(all, matter.Person{Keys: n.Deciders[i].Keys, Name: p.Names.Deciders[i]})
		}
	}
	for i, w := range n.Watchers {
		if n.Index(hold.Fingerprint(w.Fingerprint())) < 0 {
			all = append(all, matter.Person{Keys: w, Name: p.Names.Watchers[i]})
		}
	}
	return all
}

// Sheet names the sheet of paper whose share has a key: the name under which it speaks.
func (p *Pack) Sheet(who hold.Fingerprint) (name string, ok bool) {
	n := p.Notice
	for i := range n.Deciders {
		if n.Deciders[i].OnPaper() && (n.Recover.Members[i].Commitment == who || n.Reset.Members[i].Commitment == who) {
			return p.Names.Deciders[i], true
		}
	}
	return "", false
}

// peers are those that somebody of the trust talks to over its mailboxes: trustees
// with the owner and those who watch.
func (p *Pack) peers(me hold.Fingerprint) (who []hold.Fingerprint) {
	n := p.Notice
	told := func(f hold.Fingerprint) bool { return f == hold.Fingerprint(n.Owner.Fingerprint()) || n.Watches(f) }
	decides := func(f hold.Fingerprint) bool { return n.Index(f) >= 0 }
	for _, person := range p.People() {
		other := person.Fingerprint()
		if other != me && (decides(me) && told(other) || told(me) && decides(other)) {
			who = append(who, other)
		}
	}
	return who
}
