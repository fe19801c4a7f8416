//go:build !coffer_without_guard

package hold

import (
	"fmt"
	"strings"
	"testing"

	"coffer/internal/protocolpage"
)

// stages is in the order of precedence.
var stages = []Stage{Withdrawn, Vetoed, Released, Stale, Ahead, Closed, Decided, Allowed, Waiting, Asked}

// TestProtocolTables holds that the tables of docs/protocol.md are those of the
// program: stages with what follows, deeds, guards, and who says what to whom.
func TestProtocolTables(t *testing.T) {
	page := protocolpage.Text(t)
	want := func(row string) {
		if !strings.Contains(page, "\n"+row+"\n") {
			t.Errorf("the page has no row %s", row)
		}
	}
	for _, s := range stages {
		want(fmt.Sprintf("| `%s` | %s | %s |", s, s.Sentence(), words(next[s])))
	}
	if len(stages) != len(next) {
		t.Errorf("%d stages, and %d in the table of changes", len(stages), len(next))
	}
	for s, then := range nextOfTicket {
		want(fmt.Sprintf("| `%s` | %s | %s |", s, s.Sentence(), words(then)))
	}
	for d, sentence := range everyDeed() {
		if !strings.Contains(page, fmt.Sprintf("| `%s` | %s |", d, sentence)) {
			t.Errorf("the page has no row | `%s` | %s |", d, sentence)
		}
	}
	for g := range guards {
		if row := fmt.Sprintf("\n| %s | ", g); !strings.Contains(page, row) {
			t.Errorf("the page has no row%s", row)
		}
	}
	seals, tickets, _ := strings.Cut(page, "\n### Where custodians decide\n")
	p := testPolicy(3, 2)
	p.Watchers = []Party{testParty("walter")}
	checkAudience(t, seals, p)
	checkAudience(t, tickets, testTicket(3, 1, 2))
	want("| `ready` | paper | custodian |")
}

func checkAudience(t *testing.T, page string, p Policy) {
	t.Helper()
	events, _ := sample(p)
	for _, e := range events {
		by := e.authors() &^ Paper // of which the page has a sentence
		if row := fmt.Sprintf("| `%s` | %s | %s |", e.Kind(), rolesIn(by), audience(p, e)); !strings.Contains(page, "\n"+row) {
			t.Errorf("the page has no row %s", row)
		}
	}
}

func words(all []Stage) string {
	var names []string
	for _, s := range all {
		names = append(names, string(s))
	}
	if len(names) == 0 {
		return "–"
	}
	return strings.Join(names, ", ")
}

func rolesIn(r Role) string {
	var names []string
	for i, name := range []string{"owner", "requester", "custodian", "watcher"} {
		if r.Is(1 << i) {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// audience names roles; a custodian tells other custodians nothing.
func audience(p Policy, e Event) string {
	var roles Role
	for _, who := range p.Audience(e) {
		roles |= p.Roles(who)
	}
	return rolesIn(roles)
}
