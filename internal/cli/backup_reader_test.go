package cli

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"coffer/internal/required"
	"coffer/vault"
	"coffer/vault/backup"
	"coffer/vault/blob"
)

// readBackup is what the reader in another language prints, as far as it is told ahead.
type readBackup struct {
	Vault    string
	Revision uint64
	Files    int
	Boxes    []struct {
		Name  string
		Items []readItem
	}
}

type readItem struct {
	Title, Template string
	Folder, Tags    []string
	Fields          []struct {
		Name, Kind, Tier string
		Value            *string
	}
	Attachments []struct {
		Name string
		Size int
	}
}

// flat is an item as one line for each thing in it that has a value.
func (it readItem) flat(box string) (path string, has map[string]string) {
	path, has = strings.Join(append(append([]string{box}, it.Folder...), it.Title), "/"), map[string]string{"template": it.Template}
	for _, f := range it.Fields {
		value := "(hidden)"
		if f.Value != nil {
			value = *f.Value
		}
		if value == "" {
			continue
		}
		has[f.Name] = f.Tier + " " + f.Kind + " " + value
	}
	for _, a := range it.Attachments {
		has["attached "+a.Name] = fmt.Sprint(a.Size)
	}
	for _, tag := range it.Tags {
		has["tag "+tag] = ""
	}
	return path, has
}

// TestBackupReadElsewhere has the program as it is shipped fill a vault, keeps it, and reads the backup with a short
// program in another language that was written from docs/backups.md and docs/format.md.
func TestBackupReadElsewhere(t *testing.T) {
	t.Parallel() // a compiler, and real key derivations
	node := required.Program(t, "node")
	reader, err := filepath.Abs("../../testdata/backup-reader")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(reader, "node_modules")); err != nil {
		required.Working(t, errors.New("its packages are not there: npm ci --prefix testdata/backup-reader"))
	}
	dir := t.TempDir()
	const password = "korrekt pf\u0065\u0308rd" // not in NFC
	fillForReader(t, dir, password)
	id := keepForReader(t, dir)
	read := func(password string, args ...string) (out readBackup, text string, err error) {
		c := exec.Command(node, append([]string{filepath.Join(reader, "read.mjs"), filepath.Join(dir, "backups")}, args...)...)
		c.Stdin = strings.NewReader(password + "\n")
		b, err := c.Output()
		if err == nil {
			err = json.Unmarshal(b, &out)
		}
		return out, string(b) + errorOf(err), err
	}
	got, text, err := read("korrekt pf\u00ebrd", "--show")
	if err != nil {
		t.Fatal(err, text)
	}
	if got.Vault != id.String() || got.Revision == 0 || got.Files != 1 {
		t.Errorf("read %+v", got)
	}
	items := make(map[string]map[string]string)
	for _, b := range got.Boxes {
		for _, it := range b.Items {
			path, has := it.flat(b.Name)
			items[path] = has
		}
	}
	if d := cmp.Diff(inBackup, items); d != "" {
		t.Error(d)
	}
	if _, text, err := read(password); err != nil || strings.Contains(text, "s3cret") || !strings.Contains(text, "acme") {
		t.Errorf("without --show: %v\n%s", err, text)
	}
	if _, text, err := read("wrong"); err == nil || !strings.Contains(text, "the password opens no slot") {
		t.Errorf("with another password: %v\n%s", err, text)
	}
	breakPack(t, filepath.Join(dir, "backups", id.String(), "p"))
	if _, text, err := read(password); err == nil || !strings.Contains(text, "a pack was changed") {
		t.Errorf("with a pack that was changed: %v\n%s", err, text)
	}
}

// inBackup is what the vault holds.
var inBackup = map[string]map[string]string{
	"work/mail/acme": {"template": "login", "username": "companion username ann", "password": "core password s3cret-one",
		"url": "companion url https://acme.example", "tag network": "", "attached note.txt": "7"},
	"work/door":    {"template": "pin", "pin": "core pin 271828"},
	"home/a/visa":  {"template": "card", "holder": "companion text Ann Ä.", "number": "core number 4111111111111111"},
	"home/a%b/log": {"template": "note", "text": "core multiline s3cret\ntwo"},
}

// fillForReader makes the vault of that.
func fillForReader(t *testing.T, dir, password string) {
	t.Helper()
	program := filepath.Join(dir, "coffer")
	if said, err := exec.Command("go", "build", "-o", program, "../../cmd/coffer").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	for name, content := range map[string]string{"pw": password + "\n", "note.txt": "content"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	as := func(stdin string, args ...string) {
		t.Helper()
		c := exec.Command(program, append([]string{"--dir", "vault", "--password-file", "pw"}, args...)...)
		c.Dir, c.Env = dir, []string{"HOME=" + dir, "PATH=" + os.Getenv("PATH"), "XDG_RUNTIME_DIR=" + filepath.Join(dir, "none")}
		c.Stdin = strings.NewReader(stdin)
		if _, err := c.Output(); err != nil {
			t.Fatalf("coffer %s: %v%s", strings.Join(args, " "), err, errorOf(err))
		}
	}
	as("", "init", "--kdf", "64MiB,3,4")
	as("s3cret-one", "add", "work/mail/acme", "--set", "username=ann", "--set", "url=https://acme.example", "--tag", "network", "--stdin")
	as("", "attach", "work/mail/acme", "note.txt")
	as("271828", "add", "work/door", "--template", "pin", "--stdin")
	as("4111111111111111", "add", "home/a/visa", "--template", "card", "--set", "holder=Ann Ä.", "--stdin")
	as("s3cret\ntwo", "add", "home/a%25b/log", "--template", "note", "--stdin")
}

// keepForReader makes a backup of it, for which no key is needed.
func keepForReader(t *testing.T, dir string) vault.ID {
	t.Helper()
	ctx, at := context.Background(), filepath.Join(dir, "vault")
	if err := os.Mkdir(filepath.Join(dir, "backups"), 0o700); err != nil {
		t.Fatal(err)
	}
	v, err := vault.Open(ctx, vault.Options{Dir: at, StateDir: filepath.Join(dir, "state"), Clock: systemClock{}, Rand: rand.Reader})
	if err != nil {
		t.Fatal(err)
	}
	defer v.Close()
	store, err := blob.Open("dir:"+filepath.Join(dir, "backups"), blob.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	place := backup.Place{Store: store, Vault: v.ID(), Rand: rand.Reader}
	if _, err := place.Make(ctx, backup.Origin{Vault: v, Dir: at, Now: time.Now()}); err != nil {
		t.Fatal(err)
	}
	return v.ID()
}

// breakPack changes one byte of a pack.
func breakPack(t *testing.T, dir string) {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(all) == 0 {
		t.Fatal(all, err)
	}
	b, err := os.ReadFile(all[0])
	if err != nil {
		t.Fatal(err)
	}
	b[len(b)/2] ^= 1
	if err := os.WriteFile(all[0], b, 0o600); err != nil {
		t.Fatal(err)
	}
}
