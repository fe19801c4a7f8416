package app

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"coffer/internal/host"
	"coffer/vault"
	"coffer/vault/secret"
)

// TestInitChecksTheOwnerFirst: what cannot be kept leaves no vault behind.
func TestInitChecksTheOwnerFirst(t *testing.T) {
	env := testApp(t).env
	env.Folders = host.Folders{Data: filepath.Join(t.TempDir(), "data"), State: t.TempDir()}
	o := InitOptions{Password: secret.New("correct horse"), Params: vault.Floor}
	for _, bad := range []Owner{{Greeting: strings.Repeat("a", 2000)}, {Name: "\xff"}, {Email: "a\x00"}} {
		o.Owner = bad
		if err := bad.Check(); Explain(err).Kind != Input {
			t.Errorf("early: %v", err)
		}
		if _, err := Init(t.Context(), env, o); Explain(err).Kind != Input {
			t.Errorf("made: %v", err)
		}
		if _, err := os.Lstat(env.Folders.Data); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("something is left: %v", err)
		}
	}
}

// TestInitSaysThatTheVaultIsMade when only the greeting cannot be kept.
func TestInitSaysThatTheVaultIsMade(t *testing.T) {
	env := testApp(t).env
	dir := t.TempDir()
	env.Folders = host.Folders{Data: filepath.Join(dir, "data"), State: filepath.Join(dir, "state")}
	if err := os.WriteFile(env.Folders.State, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	o := InitOptions{Password: secret.New("correct horse"), Params: vault.Floor, Owner: Owner{Greeting: "hello"}}
	_, err := Init(t.Context(), env, o)
	if err == nil || !strings.Contains(err.Error(), "the vault is made") {
		t.Errorf("it says %v", err)
	}
}
