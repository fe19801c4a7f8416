package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"coffer/ticket/paper"
	"coffer/vault/secret"
)

// Share is a sheet that holds what one person has of the recovery keys of a
// vault, and says to somebody who never heard of Coffer what to do with it.
type Share struct {
	For        string // who gets it
	Owner      string // whose vault it is
	Vault      string // its id
	Generation uint64
	Made       time.Time // in the owner's place
	Others     []Person  // who else has shares
	PaperOnly  bool      // all of them have paper: there is nobody to ask
	Held       []Held
	Program    string // the version
}

// Person is somebody to call.
type Person struct {
	Name string
	Hint string // a telephone number, an address, or nothing
}

// HTML is the sheet with each share as numbered words and as a QR code.
func (s Share) HTML() (secret.Text, error) {
	if err := s.check(); err != nil {
		return secret.Text{}, err
	}
	return s.page().html()
}

// Text is the sheet as plain text, with the words.
func (s Share) Text() (secret.Text, error) {
	if err := s.check(); err != nil {
		return secret.Text{}, err
	}
	return s.page().text(), nil
}

func (s Share) page() page {
	p := page{
		title: "A share of the key to the vault of " + s.Owner,
		facts: []Fact{
			{"For", s.For},
			{"From", s.Owner},
			{"Vault", s.Vault},
			{"Sheet", fmt.Sprintf("number %d of %d, generation %d", s.Held[0].Index, s.Held[0].Members, s.Generation)},
			{"Made on", s.Made.Format("2 January 2006")},
		},
		sections: s.instructions(),
		program:  "Printed by Coffer " + s.Program + ". The file that this was printed from is as secret as the sheet: delete it, and use a printer that keeps no copies.",
	}
	for _, h := range s.Held {
		p.secrets = append(p.secrets, secretPart{heading: h.heading(), note: h.note(), words: h.words(), qr: h.Code})
	}
	return p
}

// instructions are for a stranger.
func (s Share) instructions() []Section {
	owner := s.Owner
	sections := []Section{
		{Heading: "What this is", Text: []string{
			owner + " keeps passwords and other secrets in an encrypted vault, with a program named Coffer. Should its master password be lost, several people together can " +
				"open the vault again. This sheet is one part of that, a share. It says nothing about what is in the vault, and " + s.alone()}},
		{Heading: "When to use it", Text: []string{
			"When " + owner + " has lost the password or can no longer act, and somebody you know needs the vault. Not because a letter, a message or a caller says so: " +
				"call back by a number that you have from elsewhere, and speak with another holder first.",
			"This sheet obeys no wait and no veto. Whoever has read, copied or photographed it has the share: keep it closed and at home, type it into no website, send it to nobody. " +
				"If it is lost or was seen, tell " + owner + ": a new set of shares makes this one useless."}},
		{Heading: "How to use it", Steps: s.steps()},
	}
	if len(s.Others) > 0 {
		sections = append(sections, Section{Heading: "Who else to call", Text: []string{s.others()}})
	}
	return sections
}

// steps are what to do, with trustees to ask or without.
func (s Share) steps() []string {
	install := "Install Coffer " + s.Program + " or later on a computer that you trust."
	typed := "Type the words below in their order, with or without the numbers; the first four letters of each are enough. Or read the QR code " +
		"with a device that sends it nowhere. A word that is wrong is named. Once a new master password is set this sheet is used up: burn it."
	if s.PaperOnly {
		return []string{
			install,
			"There is nobody else to ask, and no wait: bring as many sheets together as stands over the words, and a copy of the vault file.",
			"“coffer ticket redeem --vault FILE --dir FOLDER --share ask”, with “--share ask” once for each sheet, opens that copy in a new folder. " + typed,
		}
	}
	return []string{
		install,
		"“coffer ticket open” asks the trustees. It needs a copy of the vault file, or the file that any trustee with Coffer writes by “coffer deposit pack”.",
		"The trustees approve, a wait goes by, and whoever watches over the vault can stop it. “coffer ticket show” says how it stands.",
		"“coffer ticket redeem” with “--share ask” then takes your share. " + typed,
	}
}

// alone says what the sheet can do by itself.
func (s Share) alone() string {
	for _, h := range s.Held {
		if h.Threshold == 1 {
			return "by itself it is enough for what stands over its words: guard it like the password."
		}
	}
	return "alone it opens nothing."
}

func (s Share) others() string {
	var all []string
	for _, p := range s.Others[:min(len(s.Others), maxPeople)] {
		name := p.Name
		if p.Hint != "" {
			name += " (" + p.Hint + ")"
		}
		all = append(all, name)
	}
	if more := len(s.Others) - maxPeople; more > 0 {
		all = append(all, "and "+strconv.Itoa(more)+" more")
	}
	return strings.Join(all, "; ")
}

func (h Held) heading() string {
	return paper.Heading(h.Kind, h.Index, [8]byte(h.Set[:8]))
}

func (h Held) note() string {
	needed := fmt.Sprintf("%d of %d such shares", h.Threshold, h.Members)
	if h.Threshold == 1 {
		needed = fmt.Sprintf("Any one of %d such shares", h.Members)
	}
	if h.Kind == paper.Recover {
		return needed + ": all of the vault."
	}
	return needed + ": what is not secret, titles and user names, to start anew."
}

// words are views into the bytes of the share.
func (h Held) words() (all []secret.Text) {
	for _, word := range bytes.Fields(h.Words.Bytes()) {
		all = append(all, secret.Take(word))
	}
	return all
}

// check refuses what would be a riddle on paper.
func (s Share) check() error {
	if s.For == "" || s.Owner == "" || s.Vault == "" || s.Program == "" || s.Made.IsZero() {
		return errors.New("a sheet says for whom it is, whose, when and by what it was made")
	}
	for _, text := range append([]string{s.For, s.Owner, s.Vault, s.Program}, s.hints()...) {
		if len(text) > maxLine {
			return errors.New("a name is too long to print")
		}
	}
	if len(s.Held) < 1 || len(s.Held) > 2 {
		return fmt.Errorf("a sheet has one share or one of each kind, not %d", len(s.Held))
	}
	for i, h := range s.Held {
		if first := s.Held[0]; i > 0 && (h.Kind == first.Kind || h.Index != first.Index || h.Members != first.Members) {
			return errors.New("shares that do not belong on one sheet")
		}
		if err := h.check(); err != nil {
			return err
		}
	}
	return nil
}

func (s Share) hints() (all []string) {
	for _, p := range s.Others {
		all = append(all, p.Name, p.Hint)
	}
	return all
}

// check never quotes a word.
func (h Held) check() error {
	words := bytes.Fields(h.Words.Bytes())
	switch {
	case h.Kind != paper.Recover && h.Kind != paper.Reset:
		return errors.New("a share of a kind that no sheet explains")
	case h.Threshold < 1 || h.Index < 1 || max(h.Index, h.Threshold) > h.Members:
		return fmt.Errorf("no share %d, %d of %d", h.Index, h.Threshold, h.Members)
	case len(words) < 2 || len(words) > maxWords || h.Code.Len() == 0 || h.Code.Len() > maxCode:
		return errors.New("no share to print")
	}
	for i, word := range words {
		if len(word) > maxWord || bytes.ContainsFunc(word, func(r rune) bool { return r < 'a' || r > 'z' }) {
			return fmt.Errorf("number %d of the words is none", i+1)
		}
	}
	return nil
}
