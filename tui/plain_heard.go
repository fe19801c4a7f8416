package tui

import (
	"hash/maphash"
	"regexp"
	"strings"
)

// heard remembers what was said of each screen, so that nothing is said twice: as hashes,
// since lines may hold what is secret.
type heard struct {
	seed    maphash.Seed
	screens map[any]*lines // and what stands above them
}

func newHeard() *heard { return &heard{seed: maphash.MakeSeed(), screens: map[any]*lines{}} }

// lines are those that a screen had when it was heard last.
type lines struct {
	*heard
	had map[uint64]bool
}

// of is what was heard of a screen.
func (h *heard) of(s any) *lines {
	if known := h.screens[s]; known != nil {
		return known
	}
	return &lines{heard: h}
}

// forget forgets all screens.
func (h *heard) forget() { clear(h.screens) }

// now remembers what a screen has now.
func (h *heard) now(s any, body []string) {
	l := &lines{h, map[uint64]bool{}}
	for _, line := range body {
		for _, form := range []string{line, bare(line)} {
			l.had[l.hash(form)], l.had[l.hash(still(form))] = true, true
		}
	}
	h.screens[s] = l
}

func (h *heard) hash(line string) uint64 { return maphash.String(h.seed, line) }

const chosen = "chosen: "

// bare is a line as it is where it is not chosen: to be chosen no more is nothing new.
func bare(line string) string { return strings.TrimPrefix(line, chosen) }

// spans are lengths of time, as they count down.
var spans = regexp.MustCompile(`\b\d+[dhms]\b`)

// still is a line without what changes while time passes.
func still(line string) string { return spans.ReplaceAllString(line, "#") }

// news are the lines that were not heard; a length of time alone is new only for who
// pressed something.
func (l *lines) news(body []string, pressed bool) (news []string) {
	for _, line := range body {
		form := line
		if !pressed {
			form = still(line)
		}
		if !l.had[l.hash(form)] {
			news = append(news, line)
		}
	}
	return news
}

// entering are the lines for who comes back to a screen: what is new, and where they are.
func (l *lines) entering(body []string) (news []string) {
	for _, line := range body {
		if strings.HasPrefix(line, chosen) || !l.had[l.hash(line)] {
			news = append(news, line)
		}
	}
	return news
}
