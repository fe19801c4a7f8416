//go:build !coffer_without_guard

package hold

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"coffer/internal/protocolpage"
)

// stages is in the order of precedence.
var stages = []Stage{Withdrawn, Vetoed, Released, Stale, Ahead, Closed, Cancelled, Refused, Decided, Allowed, Waiting, Asked}

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
	p := testPolicy(3, 2)
	p.Watchers = []Party{testParty("walter")}
	events, _ := sample(p)
	events = slices.DeleteFunc(events, func(e Event) bool { return !p.hears(e.Kind()) })
	for _, e := range events {
		if row := fmt.Sprintf("| `%s` | %s | %s |", e.Kind(), rolesIn(e.authors()&^Paper), audience(p, e)); !strings.Contains(page, "\n"+row) {
			t.Errorf("the page has no row %s", row)
		}
	}
	d := ticketPolicy
	d.Watchers = p.Watchers
	for _, v := range ticketPool {
		e := v.event
		row := fmt.Sprintf("| `%s` | %s | %s |", e.Kind(), rolesIn(d.Roles(author(e))), audience(d, e))
		if !strings.Contains(page, "\n"+row) {
			t.Errorf("the page has no row %s", row)
		}
	}
}

func author(e Event) Fingerprint {
	_, who := e.About()
	return who
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
	for i, name := range []string{"owner", "requester", "custodian", "watcher", "paper"} {
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
