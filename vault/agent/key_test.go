package agent

import (
	"bytes"
	"errors"
	"os"
	"strings"
	"testing"

	"coffer/vault"
	"coffer/vault/secret"
)

func aKey(t testing.TB) Key {
	t.Helper()
	s, err := secret.KeyFrom(bytes.Repeat([]byte{0xfb}, 32))
	if err != nil {
		t.Fatal(err)
	}
	return Key{Vault: vaultA, ID: vault.ID{5}, Secret: s}
}

func TestKeyText(t *testing.T) {
	k := aKey(t)
	text := k.Text(SessionKey).Reveal()
	back, err := ParseKey(SessionKey, text)
	if err != nil || back.Vault != k.Vault || back.ID != k.ID || !back.Secret.Equal(k.Secret) {
		t.Fatalf("%v", err)
	}
	for name, bad := range map[string]string{
		"empty": "", "a token": k.Text(TokenKey).Reveal(), "cut": text[:len(text)-1], "longer": text + "A",
		"a space": " " + text, "a newline": text + "\n", "other letters": strings.Replace(text, "_", "/", 1),
		"bits left over": text[:len(text)-1] + "_",
	} {
		if bad == text {
			continue
		}
		if _, err := ParseKey(SessionKey, bad); !errors.Is(err, ErrKey) {
			t.Errorf("%s: %v", name, err)
		} else if len(bad) > 20 && strings.Contains(err.Error(), bad[20:]) {
			t.Errorf("%s: the error repeats the text", name)
		}
	}
}

func FuzzKey(f *testing.F) {
	f.Add(aKey(f).Text(SessionKey).Reveal())
	f.Add("coffer-session-")
	f.Fuzz(func(t *testing.T, text string) {
		k, err := ParseKey(SessionKey, text)
		if err == nil && k.Text(SessionKey).Reveal() != text {
			t.Fatalf("%q became another text", text)
		}
	})
}

// writeKey gives the key of a session for all terminals its place, as an unlock
// does.
func (f Folder) writeKey(k Key) error {
	err := f.DraftKey(k)
	if err == nil {
		err = f.TakeKey(k.Vault)
	}
	return err
}

func TestKeyFile(t *testing.T) {
	dir, k := shortDir(t), aKey(t)
	if _, err := dir.ReadKey(k.Vault); !errors.Is(err, ErrNone) {
		t.Errorf("nothing there: %v", err)
	}
	if err := dir.writeKey(k); err != nil {
		t.Fatal(err)
	}
	info, err := os.Lstat(dir.keyFile(k.Vault))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("%v, %v", info, err)
	}
	back, err := dir.ReadKey(k.Vault)
	if err != nil || !back.Secret.Equal(k.Secret) {
		t.Fatal(err)
	}
	dir.DropKey(k.Vault, vault.ID{6}) // of another session
	if _, err := dir.ReadKey(k.Vault); err != nil {
		t.Error("the key of another session went")
	}
	if err := os.Rename(dir.keyFile(k.Vault), dir.keyDraft(k.Vault)); err != nil { // about to take its place
		t.Fatal(err)
	}
	dir.DropKey(k.Vault, vault.ID{6})
	if err := os.Rename(dir.keyDraft(k.Vault), dir.keyFile(k.Vault)); err != nil {
		t.Errorf("the draft of another session's key went: %v", err)
	}
	held, err := os.Open(dir.keyFile(k.Vault)) // the same file, whatever its name
	if err != nil {
		t.Fatal(err)
	}
	defer held.Close()
	dir.DropKey(k.Vault, k.ID)
	left := make([]byte, 200)
	n, _ := held.Read(left)
	if !bytes.Equal(left[:n], make([]byte, n)) || n == 0 {
		t.Errorf("%d bytes were left: %q", n, left[:n])
	}
	if _, err := dir.ReadKey(k.Vault); !errors.Is(err, ErrNone) {
		t.Errorf("the key is still there: %v", err)
	}
}

// TestKeyFileRefuses holds that a key in the wrong place, a link, and what is too
// long are no key, and that nothing is written through a link.
func TestKeyFileRefuses(t *testing.T) {
	dir, k := shortDir(t), aKey(t)
	target := dir.keyFile(vault.ID{9})
	if err := os.WriteFile(target, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(target, dir.keyFile(k.Vault)); err != nil {
		t.Fatal(err)
	}
	if _, err := dir.ReadKey(k.Vault); !errors.Is(err, ErrNone) {
		t.Errorf("a link was read: %v", err)
	}
	dir.DropKey(k.Vault, vault.ID{})
	if err := os.Symlink(target, dir.keyDraft(k.Vault)); err != nil {
		t.Fatal(err)
	}
	if err := dir.writeKey(k); err != nil {
		t.Fatal(err)
	}
	if b, _ := os.ReadFile(target); string(b) != "precious" {
		t.Errorf("written through a link: %q", b)
	}
	if err := os.Rename(dir.keyFile(k.Vault), dir.keyFile(vaultB)); err != nil {
		t.Fatal(err)
	}
	if _, err := dir.ReadKey(vaultB); !errors.Is(err, ErrNone) {
		t.Errorf("the key of another vault was taken: %v", err)
	}
	if err := os.WriteFile(dir.keyDraft(vaultB), []byte("what a killed unlock left"), 0o600); err != nil {
		t.Fatal(err)
	}
	dir.DropKeys()
	if all, _ := os.ReadDir(string(dir)); len(all) != 0 {
		t.Errorf("%d files are left", len(all))
	}
}
