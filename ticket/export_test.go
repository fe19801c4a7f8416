package ticket

import (
	"errors"

	"coffer/box/hold"
)

// ParsesLetter has the program read the body of a letter, for tests that make one
// without it.
func ParsesLetter(kind string, body []byte) error {
	ignore := func(_ any, err error) error { return err }
	switch kind {
	case KindDeposit:
		w, err := parseDeposit(body)
		if err != nil {
			return err
		}
		p, err := w.Pack.received()
		if err != nil {
			return err
		}
		return w.isFor(p.Notice, hold.Fingerprint(p.Notice.Deciders[0].Keys.Fingerprint()))
	case KindWatch:
		w, err := parseWatch(body)
		if err != nil {
			return err
		}
		return ignore(w.Pack.received())
	case KindAnswer:
		return ignore(parseAnswer(body))
	case KindDrill:
		return ignore(parseDrill(body))
	case KindProof:
		return ignore(parseProof(body))
	case KindEnd, KindUnwatch:
		return ignore(parseEnd(body))
	case KindAsk:
		return ignore(parseAsk(body))
	case KindQuestions:
		return ignore(parseQuestions(body))
	case KindReplies:
		return ignore(parseReplies(body))
	case KindOpen:
		return ignore(parseOpening(body))
	}
	return errors.New("no such letter")
}
