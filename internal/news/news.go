// Package news reads a change log, in the form of Keep a Changelog, and what somebody has
// seen of it. Pure: texts and values in, values out; where they lie is not known here.
//
// What was seen is remembered by entry, not by version: before a release the newest section
// grows, and an entry that was written anew is news. So entries keep their ID when a
// version gets its number.
package news

import (
	"crypto/sha256"
	"errors"
	"strings"
)

// ErrForm is what is no change log, or no memory of one.
var ErrForm = errors.New("not in the form of a change log")

// ID names an entry by its text alone.
type ID [8]byte

// Entry is one thing that somebody may want to know.
type Entry struct {
	Version string // the heading it stands under, like Unreleased
	Kind    string // the heading below that, like Added
	Text    string // in one line, as it stands there
}

// ID of the entry.
func (e Entry) ID() (id ID) {
	sum := sha256.Sum256([]byte(e.Text))
	copy(id[:], sum[:])
	return id
}

// Parse reads a change log: what stands before the first version, then versions (##), kinds
// of changes (###) and entries (-), whose further lines begin with two spaces. [ErrForm] for
// anything else, and for what is larger than the bounds.
func Parse(log string) ([]Entry, error) {
	if len(log) > maxLog {
		return nil, ErrForm
	}
	var p parser
	for line := range strings.Lines(log) {
		if !p.take(strings.TrimRight(line, "\r\n")) {
			return nil, ErrForm
		}
	}
	return p.all, nil
}

// parser has read some lines of a change log.
type parser struct {
	at   Entry // without its text: the headings so far
	in   bool  // an entry may go on
	all  []Entry
	seen bool // a version
}

// take reads one more line, and tells whether it may stand there.
func (p *parser) take(line string) bool {
	version, isVersion := strings.CutPrefix(line, "## ")
	kind, isKind := strings.CutPrefix(line, "### ")
	text, begins := strings.CutPrefix(line, "- ")
	more, goesOn := strings.CutPrefix(line, "  ")
	switch {
	case isVersion:
		p.at, p.in, p.seen = Entry{Version: version}, false, true
		return len(version) <= maxText
	case !p.seen:
		return true
	case isKind:
		p.at.Kind, p.in = kind, false
		return len(kind) <= maxText
	case line == "":
		p.in = false
		return true
	case begins:
		return p.begin(text)
	}
	return goesOn && p.in && p.goOn(strings.TrimSpace(more))
}

func (p *parser) begin(text string) bool {
	e := p.at
	e.Text, p.in = strings.TrimSpace(text), true
	p.all = append(p.all, e)
	return e.Kind != "" && e.Text != "" && len(e.Text) <= maxText && len(p.all) <= maxEntries
}

func (p *parser) goOn(text string) bool {
	e := &p.all[len(p.all)-1]
	e.Text += " " + text
	return text != "" && len(e.Text) <= maxText
}

// Plain is the text of an entry without the marks of Markdown: stars, backquotes, and the
// addresses of links.
func (e Entry) Plain() string {
	s := strings.NewReplacer("**", "", "`", "").Replace(e.Text)
	for {
		before, rest, found := strings.Cut(s, "](")
		_, after, ends := strings.Cut(rest, ")")
		open := strings.LastIndexByte(before, '[')
		if !found || !ends || open < 0 {
			return s
		}
		s = before[:open] + before[open+1:] + after
	}
}
