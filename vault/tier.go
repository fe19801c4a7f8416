package vault

import "fmt"

// Tier says which of the two roots opens something. A session for the
// companion tier alone lists and searches; the core tier is the secret itself.
type Tier uint8

// The tiers. Their numbers stand in the file.
const (
	Companion Tier = 1 // what surrounds a secret: title, user name, URL
	Core      Tier = 2 // the secret itself: password, PIN, seed, private key
)

// Tiers lists both, in the order in which they are written.
var Tiers = [...]Tier{Companion, Core}

// String returns "companion" or "core".
func (t Tier) String() string {
	switch t {
	case Companion:
		return "companion"
	case Core:
		return "core"
	}
	return fmt.Sprintf("tier %d", uint8(t))
}

// ParseTier reads "companion" or "core".
func ParseTier(s string) (Tier, error) {
	for _, t := range Tiers {
		if s == t.String() {
			return t, nil
		}
	}
	return 0, fmt.Errorf("tier is core or companion, not %q", s)
}

func (t Tier) valid() bool { return t == Companion || t == Core }

// Space is one kind of record within a box.
type Space byte

// The spaces. Their letters stand in the file.
const (
	Items     Space = 'i' // current revisions of items
	History   Space = 'h' // former revisions; Sub is the revision's number
	Templates Space = 't' // the owner's own templates, in box 0
	Settings  Space = 's' // a box's own data; in box 0 the vault's settings
	Blobs     Space = 'a' // which item an attachment's file belongs to, in box 0
	Events    Space = 'e' // what the log says, in box 0; written by the vault alone
	Tree      Space = 'j' // the hashes of the log, in box 0; written by the vault alone
	Contacts  Space = 'c' // the identity and the contacts, in box 0, core alone
	Circles   Space = 'r' // circles of contacts, in box 0, core alone
	Mail      Space = 'm' // what the courier keeps, in box 0, core alone
	Seals     Space = 'l' // seals, and what is withheld for others, in box 0, core alone
	Tickets   Space = 'k' // trustees, deposits and tickets, in box 0, core alone
	Ignored   Space = 'g' // findings about passwords that the owner leaves, in box 0, core alone
	Deleted   Space = 'd' // ids of what was deleted for good, in box 0, core alone
	Witness   Space = 'w' // who keeps heads of the log, and those kept for others, in box 0, core alone
)

// indexSpace is the blind index of a box; not a space of records.
const indexSpace Space = 'x'

// spaces lists every bucket that a box may have.
var spaces = [...]Space{Items, History, Templates, Settings, Blobs, Events, Tree, Contacts, Circles, Mail, Seals, Tickets, Ignored, Deleted, Witness, indexSpace}

func (s Space) valid() bool {
	switch s {
	case Items, History, Templates, Settings, Blobs, Events, Tree, Contacts, Circles, Mail, Seals, Tickets, Ignored, Deleted, Witness:
		return true
	}
	return false
}
