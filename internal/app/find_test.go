package app

import (
	"context"
	"errors"
	"strings"
	"testing"

	"coffer/box"
	"coffer/vault"
	"coffer/vault/agent"
	"coffer/vault/secret"
)

// TestASearchInSecretsIsRecorded holds that a token cannot find out a secret letter
// by letter without a trace, and that the trace does not hold what was looked for.
func TestASearchInSecretsIsRecorded(t *testing.T) {
	a, _ := movingApp(t)
	a.mustUpdate(t, func(tx *vault.Tx) error {
		b, _, err := box.EnsureBox(tx, "work")
		if err != nil {
			return err
		}
		it := box.Item{Box: b.ID, Label: box.Label{Title: "acme"},
			Fields: []box.Field{{Name: "password", Kind: "password", Tier: vault.Core, Value: secret.New("swordfish-9")}}}
		return box.Put(tx, &it)
	})
	var said []string
	a.say = func(_ context.Context, command, what string) error {
		said = append(said, command+": "+what)
		return nil
	}
	a.env.Command = "find --core"
	for _, q := range []Query{{Text: "SWORD", Core: true}, {Text: "nonsense", Core: true}, {Text: "acme"}, {Box: "work", Core: true}} {
		var e *Error
		if _, err := a.Find(t.Context(), q); err != nil && (!errors.As(err, &e) || e.Kind != NotFound) {
			t.Fatal(err)
		}
	}
	want := "find --core: a search in secret values, 1 found\n" +
		"find --core: a search in secret values, 0 found"
	if got := strings.Join(said, "\n"); got != want {
		t.Errorf("recorded:\n%s", got)
	}
	a.say = func(context.Context, string, string) error { return agent.ErrRecord }
	if found, err := a.Find(t.Context(), Query{Text: "SWORD", Core: true}); !errors.Is(err, agent.ErrRecord) || len(found) > 0 {
		t.Errorf("%d found without a record: %v", len(found), err)
	}
}
