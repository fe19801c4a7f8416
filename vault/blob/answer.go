package blob

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// kindOf knows the words that a helper has for what callers decide by. Any other
// word is an error without a kind.
func kindOf(word string) error {
	switch word {
	case "exists":
		return ErrExists
	case "not-found":
		return ErrNotFound
	case "too-large":
		return ErrTooLarge
	case "refused":
		return ErrRefused
	case "unavailable":
		return ErrUnavailable
	case "address":
		return ErrAddress
	}
	return nil
}

// reportedError is an error that a helper reports; it goes on working.
type reportedError struct{ error }

// reported makes an error of what a helper says: its text is shown, bounded and
// without what a terminal would obey, and decides nothing.
func reported(word string, text []byte) *reportedError {
	kind, said := kindOf(word), plain(string(text))
	switch {
	case kind == nil && said == "":
		return &reportedError{errors.New("the helper program reports an error and says nothing about it")}
	case kind == nil:
		return &reportedError{errors.New(said)}
	case said == "":
		return &reportedError{kind}
	}
	return &reportedError{fmt.Errorf("%w: %s", kind, said)}
}

// listing takes the pages of a list.
type listing struct {
	prefix  string
	each    func(Object) error
	count   int
	stopped error // what each said; the pages after that are read and dropped
}

// page reads lines of a name, a blank and a size. Names that do not fit, or lie
// elsewhere, are not ours and are passed over; a line of another form is nonsense.
func (l *listing) page(body []byte) error {
	for line := range strings.Lines(string(body)) {
		name, digits, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		size, err := strconv.ParseInt(digits, 10, 64)
		if err != nil || size < 0 {
			return fmt.Errorf("%w: a line of a list without a size", errNonsense)
		}
		if l.count++; l.count > maxListed {
			return fmt.Errorf("%w: a list of more than %d objects", errNonsense, maxListed)
		}
		if l.stopped == nil && CheckName(name) == nil && under(l.prefix, name) {
			l.stopped = l.each(Object{Name: name, Size: size})
		}
	}
	return nil
}

// readFacts reads lines of a fact, a blank and an answer. What this client does
// not know is left for those that do.
func readFacts(body []byte) Facts {
	var f Facts
	known := map[string]*Fact{"conditional": &f.Conditional, "versioning": &f.Versioning, "lock": &f.Lock}
	for line := range strings.Lines(string(body)) {
		what, answer, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		if fact := known[what]; fact != nil {
			*fact = map[string]Fact{"no": No, "yes": Yes}[answer]
		}
	}
	return f
}
