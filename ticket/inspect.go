package ticket

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"coffer/box/hold"
	"coffer/vault"
)

// An inspection makes it plausible that whoever asks knows the vault from within. With
// the owner's consent every deposit carries questions about what the companion tier
// holds, with hashes of the answers that fit. Whoever asks answers a trustee who has
// typed their code, once; the trustee gets a number, and never a word. It proves
// nothing: whoever had the companion tier, or knows the owner well, can answer, and a
// trustee who changes their client can try words against the hashes.

// Topic is what a question is about. Its words are made by the client that asks.
type Topic uint8

// The topics. Their numbers stand in deposits and letters.
const (
	AboutBox    Topic = 1 // the name of a box
	AboutFolder Topic = 2 // the name of a folder
	AboutTitle  Topic = 3 // the title of one of the oldest items
	AboutTag    Topic = 4 // a tag
	AboutBegun  Topic = 5 // month and year of the oldest box
	AboutBoxes  Topic = 6 // how many boxes there are
)

// String is a word for programs.
func (t Topic) String() string {
	return [...]string{AboutBox: "box", AboutFolder: "folder", AboutTitle: "title", AboutTag: "tag", AboutBegun: "begun", AboutBoxes: "boxes"}[t]
}

// Sentence is the question.
func (t Topic) Sentence() string {
	return [...]string{
		AboutBox:    "what is one of your boxes called?",
		AboutFolder: "what is one of your folders called?",
		AboutTitle:  "what is the title of one of the first items that you made?",
		AboutTag:    "which tag do you use?",
		AboutBegun:  "in which month did you begin the vault? as 2030-01",
		AboutBoxes:  "how many boxes do you have?",
	}[t]
}

// About says in words what is asked about.
func (t Topic) About() string {
	return [...]string{
		AboutBox:    "the name of a box",
		AboutFolder: "the name of a folder",
		AboutTitle:  "the title of one of the oldest items",
		AboutTag:    "a tag",
		AboutBegun:  "the month in which the vault was begun",
		AboutBoxes:  "how many boxes there are",
	}[t]
}

func (t Topic) known() bool { return AboutBox <= t && t <= AboutBoxes }

// Clean is an answer as it is compared: how it is written does not matter.
func (t Topic) Clean(answer string) string {
	answer = norm.NFC.String(strings.Map(folded, norm.NFC.String(answer)))
	answer = strings.ReplaceAll(answer, "ß", "ss")
	answer = strings.Join(strings.Fields(answer), " ")
	switch t {
	case AboutBegun:
		for _, form := range []string{"2006-1", "1/2006", "1.2006", "1 2006", "January 2006", "Jan 2006"} {
			if at, err := time.Parse(form, answer); err == nil {
				return at.Format("2006-01")
			}
		}
	case AboutBoxes:
		if n, err := strconv.ParseUint(answer, 10, 32); err == nil {
			return strconv.FormatUint(n, 10)
		}
	}
	return answer
}

// folded is one letter for all that differ in case alone: the small one of the least of
// them, as Unicode's simple case folding has them together.
func folded(r rune) rune {
	least := r
	for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
		least = min(least, other)
	}
	return unicode.ToLower(least)
}

// Fitting are the answers that fit a question.
type Fitting struct {
	Topic   Topic
	Answers []string
}

// Question is one question as a deposit carries it. What tells answers apart is the
// hash alone, their number is always the same: most are padding.
type Question struct {
	_       struct{} `cbor:",toarray"`
	ID      [16]byte
	Topic   Topic
	Salt    [16]byte
	Answers [][32]byte // rising
}

// Asked is a question as its trustee asks it.
type Asked struct {
	_     struct{} `cbor:",toarray"`
	ID    [16]byte
	Topic Topic
	Salt  [16]byte
}

// Reply answers one question.
type Reply struct {
	_     struct{} `cbor:",toarray"`
	ID    [16]byte
	Proof [32]byte
}

// Hashes counts what [NewQuestions] has to stretch: each costs as much as a password.
func Hashes(fitting []Fitting) (n int) {
	for _, f := range fitting {
		n += len(f.Answers)
	}
	return n
}

// NewQuestions draws the questions for one trustee. Step is called before each hash,
// and ends it by an error; it may be nil.
func NewQuestions(rand io.Reader, stretch vault.Stretch, fitting []Fitting, step func() error) (all []Question, err error) {
	for _, f := range fitting {
		q := Question{Topic: f.Topic}
		if len(f.Answers) == 0 || len(f.Answers) > MaxFitting {
			return nil, fmt.Errorf("%w: %d answers to one question", ErrState, len(f.Answers))
		}
		for _, to := range [][]byte{q.ID[:], q.Salt[:]} {
			if _, err := io.ReadFull(rand, to); err != nil {
				return nil, err
			}
		}
		for i := range MaxFitting {
			var value [32]byte
			if i >= len(f.Answers) {
				_, err = io.ReadFull(rand, value[:])
			} else if value, err = stretched(stretch, f.Topic, q.Salt, f.Answers[i], step); err != nil {
				return nil, err
			}
			if err != nil {
				return nil, err
			}
			q.Answers = append(q.Answers, value)
		}
		slices.SortFunc(q.Answers, compareHashes)
		all = append(all, q)
	}
	slices.SortFunc(all, func(a, b Question) int { return int(a.Topic) - int(b.Topic) })
	return all, checkQuestions(all)
}

func compareHashes(a, b [32]byte) int { return bytes.Compare(a[:], b[:]) }

// stretched is an answer under the salt of one trustee. Its costs are those of a
// confirmation code, whoever asks.
func stretched(stretch vault.Stretch, t Topic, salt [16]byte, answer string, step func() error) (value [32]byte, err error) {
	if step != nil {
		if err := step(); err != nil {
			return value, err
		}
	}
	if stretch == nil {
		stretch = vault.Argon2id
	}
	copy(value[:], stretch([]byte("coffer/1 ticket answer\x00"+t.String()+"\x00"+t.Clean(answer)), salt[:], codeParams))
	return value, nil
}

// proof shows an answer to one trustee for one ticket: nobody can show it to another
// trustee, or for another ticket.
func proof(value [32]byte, ticket hold.Hash, trustee hold.Fingerprint, question [16]byte) (p [32]byte) {
	mac := hmac.New(sha256.New, value[:])
	mac.Write([]byte("coffer/1 ticket answer proof\x00"))
	mac.Write(ticket[:])
	mac.Write(trustee[:])
	mac.Write(question[:])
	mac.Sum(p[:0])
	return p
}

// fits tells whether a reply is one of the answers.
func (q *Question) fits(r Reply, ticket hold.Hash, trustee hold.Fingerprint) bool {
	fit := 0
	for _, a := range q.Answers {
		want := proof(a, ticket, trustee, q.ID)
		fit |= subtle.ConstantTimeCompare(want[:], r.Proof[:])
	}
	return fit == 1
}

// checkQuestions holds what comes with a deposit to its form.
func checkQuestions(all []Question) error {
	if all != nil && len(all) == 0 {
		return fmt.Errorf("%w: no questions", ErrLetter)
	}
	var asked []Asked
	for i := range all {
		q := &all[i]
		rising := slices.IsSortedFunc(q.Answers, compareHashes) && len(slices.Compact(slices.Clone(q.Answers))) == len(q.Answers)
		if len(q.Answers) != MaxFitting || !rising {
			return fmt.Errorf("%w: the answers to a question", ErrLetter)
		}
		asked = append(asked, Asked{ID: q.ID, Topic: q.Topic, Salt: q.Salt})
		if len(asked) > MaxQuestions {
			break
		}
	}
	return checkAsked(asked)
}

// checkAsked makes sure of a few questions, each about something else.
func checkAsked(all []Asked) error {
	if len(all) > MaxQuestions {
		return fmt.Errorf("%w: more than %d questions", ErrLetter, MaxQuestions)
	}
	ids, salts := map[[16]byte]bool{{}: true}, map[[16]byte]bool{{}: true}
	for i, q := range all {
		switch {
		case !q.Topic.known():
			return fmt.Errorf("%w: a question that this version does not know", ErrLetter)
		case i > 0 && all[i-1].Topic >= q.Topic, ids[q.ID], salts[q.Salt]:
			return fmt.Errorf("%w: a question twice", ErrLetter)
		}
		ids[q.ID], salts[q.Salt] = true, true
	}
	return nil
}
