package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"coffer/internal/app"
	"coffer/internal/host"
	"coffer/vault"
	"coffer/vault/secret"
)

// kitMaker is a person with an item, a post, and carol to withhold a key.
func kitMaker(t *testing.T) *person {
	t.Helper()
	p := newPerson(t)
	if err := os.Mkdir(p.path("post"), 0o700); err != nil {
		t.Fatal(err)
	}
	carol := func(args ...string) { p.must("", append([]string{"--dir", p.path("carol")}, args...)...) }
	carol("init", "--kdf", "64MiB,3,4", "--name", "carol")
	carol("post", "set", "dir:"+p.path("post"))
	carol("contact", "card", "-o", p.path("carol.card"))
	p.must("", "vault", "edit", "--name", "alice")
	p.must("", "post", "set", "dir:"+p.path("post"))
	p.must("", "contact", "card", "-o", p.path("alice.card"))
	p.must("", "contact", "request", p.path("carol.card"))
	carol("contact", "request", p.path("alice.card"))
	for range 2 {
		p.must("", "sync")
		carol("sync")
	}
	p.must("", "contact", "verify", "carol", "--yes")
	p.must("hunter2", "add", "private/main", "--stdin")
	return p
}

func kitArgs(name, dir string) []string {
	return []string{"kit", "new", name, "--item", "private/main", "--custodian", "carol", "-o", dir}
}

// sheetPassword is what stands on the sheet of a kit; empty where there is none.
func sheetPassword(t *testing.T, dir string) string {
	t.Helper()
	sheet, err := os.ReadFile(filepath.Join(dir, "sheet.txt"))
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(sheet)) {
		if line, ok := strings.CutPrefix(line, "    "); ok && strings.Count(line, "-") >= 5 {
			return strings.TrimSpace(line)
		}
	}
	t.Fatal("no password on the sheet")
	return ""
}

// events are what a vault has recorded, in clear.
func (p *person) events(t *testing.T, dir, password string) (all string) {
	t.Helper()
	v, err := vault.Open(t.Context(), vault.Options{Dir: dir, StateDir: t.TempDir(), Clock: p.env.Clock, Rand: p.env.Rand, Stretch: cheapStretch})
	if err == nil {
		defer v.Close()
		err = v.Unlock(t.Context(), secret.New(password))
	}
	if err == nil {
		err = v.View(t.Context(), func(tx *vault.Tx) error {
			for n := range tx.Entries() {
				e, err := tx.Entry(n + 1)
				if err != nil {
					return err
				}
				all += fmt.Sprintf("%+v\n", e)
			}
			return nil
		})
	}
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestKitPasswordStandsOnTheSheetAlone searches every file, everything that is
// printed, the environment and what both vaults have recorded for the password; the
// same search finds it on the sheet.
func TestKitPasswordStandsOnTheSheetAlone(t *testing.T) {
	p := kitMaker(t)
	code, stdout, stderr := p.coffer("", kitArgs("bob", p.path("kit"))...)
	if code != 0 {
		t.Fatal(stderr)
	}
	password := sheetPassword(t, p.path("kit"))
	p.must("", "sync")
	p.must("", "seal", "show", "bob", "--json")
	found := leaks(t, p.home, password)
	if want := []string{p.path("kit/sheet.html"), p.path("kit/sheet.txt")}; !slices.Equal(found, want) {
		t.Errorf("found in %q", found)
	}
	logs := p.events(t, p.path(".local/share/coffer"), "correct horse") + p.events(t, p.path("kit/vault"), password)
	if !strings.Contains(logs, "kit.new") || !strings.Contains(logs, "bob") {
		t.Fatalf("the events are not those: %q", logs)
	}
	for what, text := range map[string]string{
		"output": stdout + stderr, "environment": strings.Join(append(os.Environ(), p.env.Environ...), "\n"), "log": logs,
	} {
		if holds(text, password) {
			t.Errorf("the password stands in the %s", what)
		}
		if !holds(text+password, password) {
			t.Errorf("%s: the search finds nothing", what)
		}
	}
	if found := leaks(t, p.path("kit"), "hunter2"); len(found) > 0 {
		t.Errorf("what was sealed lies in clear in %q", found)
	}
	states, err := os.ReadDir(p.path(".local/state/coffer"))
	if err != nil || len(states) != 2 { // of the person, and of carol
		t.Errorf("this machine remembers %d vaults: %v", len(states), err)
	}
}

// TestKilledKit kills the making of kits at random moments. A kit in its place has
// its seal, and opens; what was not finished lies in one folder, or nothing does.
func TestKilledKit(t *testing.T) {
	p := kitMaker(t)
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 2))
	whole := p.duration("", kitArgs("first", p.path("first"))...)
	killed, placed := 0, []string{"first"}
	for i := range kills() {
		name := fmt.Sprintf("kit %d", i)
		if !p.killed(time.Duration(rnd.Int64N(int64(whole)*5/4)), "", kitArgs(name, p.path(name))...) {
			killed++
		}
		entries, err := os.ReadDir(p.path(name))
		if os.IsNotExist(err) || len(entries) == 0 || slices.ContainsFunc(entries, func(e os.DirEntry) bool { return e.Name() == "unfinished" }) {
			continue
		}
		placed = append(placed, name)
		if len(entries) != 4 {
			t.Errorf("%s: %v, %v", name, entries, err)
		}
	}
	p.must("", "verify")
	var seals []sealDoc
	if err := json.Unmarshal([]byte(p.must("", "seal", "ls", "--json")), &seals); err != nil {
		t.Fatal(err)
	}
	for _, name := range placed {
		if !slices.ContainsFunc(seals, func(s sealDoc) bool { return s.Recipient == name }) {
			t.Errorf("%s is in its place, and was never sealed for", name)
		}
		env := app.Env{Folders: host.Folders{Data: filepath.Join(p.path(name), "vault"), State: t.TempDir()}, Clock: p.env.Clock,
			Rand: p.env.Rand, Stretch: cheapStretch}
		a, err := app.Open(t.Context(), env)
		if err == nil {
			err = a.Unlock(context.Background(), secret.New(sheetPassword(t, p.path(name))))
			a.Close()
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if killed == 0 {
		t.Error("no run was killed in time: the test proves nothing")
	}
}
