package app

import (
	"slices"
	"testing"

	"coffer/vault"
	"coffer/vault/agent"
)

// TestTokenTexts holds that what events say of tokens is read back, whatever
// names, boxes and reasons are like.
func TestTokenTexts(t *testing.T) {
	id := vault.ID{7}
	for _, odd := range []string{"release", `a "b", by process 1: c`, ": ", "ü, x says: y", `\`, "@" + id.String() + " x"} {
		made, ok := parseTokenText(tokenNew, newTokenText(&agent.Token{ID: id, Name: odd, Boxes: "work/home%2Fx"}))
		if !ok || made.ID != id || made.Name != odd || !slices.Equal(made.Boxes, []string{"work", "home%2Fx"}) {
			t.Errorf("%q: %+v", odd, made)
		}
		read, ok := parseTokenText(agent.ReadAction, agent.Said{ID: id, Command: "coffer get", What: odd}.Text(7))
		if !ok || read.ID != id || read.Process != 7 || read.Command != "coffer get" || read.Read != odd {
			t.Errorf("%q: %+v", odd, read)
		}
	}
	for _, text := range []string{"", "@", "release: deploy", "@" + id.String(), "@" + id.String() + " release"} {
		for _, action := range []string{tokenNew, agent.ReadAction, agent.UseAction} {
			if u, ok := parseTokenText(action, text); ok {
				t.Errorf("%s %q: %+v", action, text, u)
			}
		}
	}
	if _, ok := parseTokenText("item.add", newTokenText(&agent.Token{ID: id})); ok {
		t.Error("an event about something else")
	}
}

func TestBoxesTextIsBounded(t *testing.T) {
	if got := boxesText([]string{"work", "home"}); got != "work/home" {
		t.Errorf("%q", got)
	}
	many := slices.Repeat([]string{"work"}, 1000)
	got := boxesText(many)
	if list := BoxList(got); len(got) > agent.MaxBoxes || list[len(list)-1] != "…" {
		t.Errorf("%q", got)
	}
}
