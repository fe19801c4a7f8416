package health

import "iter"

// Reason says what makes a password easy to guess. It never holds any part of
// the password.
type Reason uint8

// The reasons, those that say most first.
const (
	CommonPassword Reason = iota
	OwnName               // of the item or its owner
	CommonWord
	PersonName
	KeyRow
	Repeated
	Sequential
	CalendarDate
	CalendarYear
	Reversed // on top of a word
	Leet     // on top of a word
	Short
	reasonsEnd
)

// texts are the code for programs and the sentence for people.
func (r Reason) texts() (code, sentence string) {
	switch r {
	case CommonPassword:
		return "common-password", "a common password"
	case OwnName:
		return "own-name", "a name that stands beside it"
	case CommonWord:
		return "word", "a common word"
	case PersonName:
		return "name", "a name of people"
	case KeyRow:
		return "keys", "keys side by side"
	case Repeated:
		return "repeat", "the same thing again and again"
	case Sequential:
		return "sequence", "characters in their order"
	case CalendarDate:
		return "date", "a date"
	case CalendarYear:
		return "year", "a year"
	case Reversed:
		return "reversed", "a word read backwards"
	case Leet:
		return "leet", "letters swapped for look-alikes"
	case Short:
		return "short", "few characters"
	}
	return "unknown", "something easy to guess"
}

// Code is a word for programs.
func (r Reason) Code() string { code, _ := r.texts(); return code }

// String is the reason in words for people.
func (r Reason) String() string { _, sentence := r.texts(); return sentence }

// Reasons is a set of reasons.
type Reasons uint16

// Has tells whether r is one of them.
func (s Reasons) Has(r Reason) bool { return s&(1<<r) != 0 }

func (s Reasons) with(r Reason) Reasons { return s | 1<<r }

// All goes through the set, what says most first.
func (s Reasons) All() iter.Seq[Reason] {
	return func(yield func(Reason) bool) {
		for r := Reason(0); r < reasonsEnd; r++ {
			if s.Has(r) && !yield(r) {
				return
			}
		}
	}
}
