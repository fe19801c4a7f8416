package app

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"coffer/box/contact"
	"coffer/vault"
	"coffer/vault/secret"
)

// kitMaker is alice, who has an item to be sealed, and carol to withhold the key.
func kitMaker(t *testing.T) (alice, carol member) {
	t.Helper()
	drop := t.TempDir()
	alice, carol = newMember(t, "alice", drop), newMember(t, "carol", drop)
	meets(t, alice, carol)
	alice.must(alice.update(t.Context(), "test", "", func(tx *vault.Tx) error {
		c, err := findContact(tx, "carol")
		alice.must(err)
		alice.must(c.Step(contact.Compare, tx.Now()))
		return contact.Put(tx, &c)
	}))
	d, err := alice.Draft(t.Context(), "private/main", "login", false)
	alice.must(err)
	alice.must(d.SetSecret("password", secret.New("hunter2")))
	_, err = alice.Add(t.Context(), d)
	alice.must(err)
	return alice, carol
}

func kitOrder(dir string) KitOrder {
	return KitOrder{For: "bob", Item: "private/main", Custodians: []string{"carol"}, Threshold: 1, Grace: 30 * day, ExtraWait: true,
		Dir: dir, Version: "v1"}
}

// password is what stands on the sheet.
func (k Kit) password(t *testing.T) secret.Text {
	t.Helper()
	sheet, err := os.ReadFile(filepath.Join(k.Dir, kitText))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(sheet)) {
		if line, ok := strings.CutPrefix(line, "    "); ok && strings.Count(line, "-") >= 5 {
			return secret.New(strings.TrimSpace(line))
		}
	}
	t.Fatal("no password on the sheet")
	return secret.Text{}
}

// open opens the vault of a kit on another machine.
func (k Kit) open(t *testing.T, alice member) member {
	t.Helper()
	env := alice.env
	env.OpenFile, env.Folders.Data, env.Folders.State = nil, filepath.Join(k.Dir, kitVault), t.TempDir()
	a, err := Open(t.Context(), env)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	if err := a.Unlock(t.Context(), k.password(t)); err != nil {
		t.Fatal(err)
	}
	return member{a, t, "bob", alice.drop}
}

// TestKitIsWhole: without any post, the kit holds what was sealed, each side knows
// the other, and nothing waits for it.
func TestKitIsWhole(t *testing.T) {
	alice, _ := kitMaker(t)
	before := len(alice.lying())
	k, err := alice.NewKit(t.Context(), kitOrder(filepath.Join(t.TempDir(), "kit")))
	alice.must(err)
	alice.stands("bob", contact.Verified)
	if info, err := alice.Seal(t.Context(), "@"+k.Seal.ID.String()); err != nil || !info.RecipientTold || !info.Auto {
		t.Errorf("to alice: %+v, %v", info, err)
	}
	bob := k.open(t, alice)
	bob.stands("alice", contact.Connected)
	if posts, err := bob.Posts(t.Context()); err != nil || !slices.Equal(posts, k.Posts) {
		t.Errorf("posts: %q, %v", posts, err)
	}
	if o, err := bob.Owner(t.Context()); err != nil || o.Name != "bob" {
		t.Errorf("owner: %+v, %v", o, err)
	}
	if r, err := bob.Verify(t.Context()); err != nil || len(r.Problems) > 0 {
		t.Errorf("verify: %+v, %v", r, err)
	}
	if n := len(alice.lying()); n != before {
		t.Errorf("%d objects were put into the post", n-before)
	}
	alice.syncs()
	if r := bob.syncs(); r.Taken+r.Repeated != 0 {
		t.Errorf("alice's client sent the kit what it has: %+v", r)
	}
	alice.syncs()
	bob.syncs()
	for _, m := range []member{alice, bob} {
		found, err := m.Doctor(t.Context())
		m.must(err)
		for _, f := range found {
			if f.Severity == Serious {
				t.Errorf("%s: %+v", m.name, f)
			}
		}
	}
}

// kitAttempt is one try to make a kit, on a copy of a vault.
type kitAttempt struct {
	*App
	calls int // so many files were opened for writing
	dir   string
	err   error
}

// attempt makes a kit where fault comes instead of the opening of a file for
// writing, of that number; nil interrupts the command then.
func (m member) attempt(at int, fault func() error) *kitAttempt {
	m.t.Helper()
	ctx, cancel := context.WithCancel(m.t.Context())
	defer cancel()
	try, home, env := &kitAttempt{}, m.t.TempDir(), m.env
	for name, folder := range map[string]*string{"data": &env.Folders.Data, "state": &env.Folders.State} {
		to := filepath.Join(home, name)
		m.must(os.CopyFS(to, os.DirFS(*folder)))
		m.must(os.Chmod(to, 0o700))
		*folder = to
	}
	env.OpenFile = func(name string, flag int, mode os.FileMode) (*os.File, error) {
		if flag&(os.O_WRONLY|os.O_RDWR) != 0 {
			if try.calls++; try.calls == at && fault == nil {
				cancel()
			} else if try.calls == at {
				return nil, fault()
			}
		}
		return os.OpenFile(name, flag, mode)
	}
	a, err := Open(ctx, env)
	m.must(err)
	m.t.Cleanup(func() { a.Close() })
	m.must(a.Unlock(ctx, secret.New("correct horse")))
	try.App, try.calls, try.dir = a, 0, filepath.Join(home, "kit")
	_, try.err = a.NewKit(ctx, kitOrder(try.dir))
	return try
}

// TestKitAllOrNothing makes each opening of a file for writing fail, and interrupts
// the command at each: either there is a kit and a seal, or neither and no file.
func TestKitAllOrNothing(t *testing.T) {
	alice, _ := kitMaker(t)
	disk := errors.New("the disk is gone")
	for name, fault := range map[string]func() error{"fault": func() error { return disk }, "interrupt": nil} {
		failed := 0
		for at := 1; ; at++ {
			try := alice.attempt(at, fault)
			seals, err := try.Seals(t.Context())
			alice.must(err)
			_, there := os.Lstat(try.dir)
			made := try.err == nil
			switch {
			case made != (len(seals) == 1) || made != (there == nil):
				t.Errorf("%s %d: %v, but %d seals, and of the folder: %v", name, at, try.err, len(seals), there)
			case made: // what failed was put off, or the interrupt came too late
			case fault != nil && !errors.Is(try.err, disk) || fault == nil && !errors.Is(try.err, context.Canceled):
				t.Errorf("%s %d: %v", name, at, try.err)
			default:
				failed++
				alice.must(try.CheckKitName(t.Context(), "bob"))
			}
			if try.calls < at {
				break
			}
		}
		if failed < 5 {
			t.Errorf("%s: only %d tries failed", name, failed)
		}
	}
}

// TestKitsShareNothing: a second kit has another password and another seal.
func TestKitsShareNothing(t *testing.T) {
	alice, _ := kitMaker(t)
	first, err := alice.NewKit(t.Context(), kitOrder(filepath.Join(t.TempDir(), "kit")))
	alice.must(err)
	o := kitOrder(filepath.Join(t.TempDir(), "kit"))
	o.For = "dave"
	second, err := alice.NewKit(t.Context(), o)
	alice.must(err)
	if first.password(t).Equal(second.password(t)) || first.Seal.ID == second.Seal.ID {
		t.Error("two kits have a password or a seal in common")
	}
	env := alice.env
	env.Folders.Data, env.Folders.State = filepath.Join(first.Dir, kitVault), t.TempDir()
	a, err := Open(t.Context(), env)
	alice.must(err)
	defer a.Close()
	if err := a.Unlock(t.Context(), second.password(t)); !errors.Is(err, vault.ErrPassword) {
		t.Errorf("the password of another kit: %v", err)
	}
}

// TestKitInDays holds how a wait is written for strangers.
func TestKitInDays(t *testing.T) {
	for d, want := range map[time.Duration]string{day: "1 day", 30 * day: "30 days", 36 * time.Hour: "1d12h"} {
		if got := InDays(d); got != want {
			t.Errorf("%v: %q, not %q", d, got, want)
		}
	}
}

// TestKitOfAVaultThatFailedLate: where the vault holds the seal though writing it
// failed, the kit gets its place; where it does not, nothing stays.
func TestKitOfAVaultThatFailedLate(t *testing.T) {
	alice, _ := kitMaker(t)
	k, err := alice.NewKit(t.Context(), kitOrder(filepath.Join(t.TempDir(), "kit")))
	alice.must(err)
	late := errors.New("synced too late")
	for _, sealed := range []bool{true, false} {
		f, err := beginKit(filepath.Join(t.TempDir(), "late"))
		alice.must(err)
		for _, name := range []string{kitVault, kitReadme, kitText, kitPage} {
			alice.must(f.fill(name, []byte("content")))
		}
		at := Kit{Seal: SealInfo{ID: k.Seal.ID}}
		if !sealed {
			at.Seal.ID[0] ^= 1
		}
		if err := alice.unbuilt(f, &at, late); !errors.Is(err, late) {
			t.Errorf("%v: %v", sealed, err)
		}
		_, err = os.Lstat(filepath.Join(f.dir, kitPage))
		if (err == nil) != sealed {
			t.Errorf("sealed %v, and then: %v", sealed, err)
		}
		if _, err := os.Lstat(f.path("")); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("sealed %v: something unfinished stays: %v", sealed, err)
		}
	}
}

// TestKitOutOfPlace: what could not be moved is told, with the place where it is.
func TestKitOutOfPlace(t *testing.T) {
	f, err := beginKit(filepath.Join(t.TempDir(), "kit"))
	if err != nil {
		t.Fatal(err)
	}
	err = f.place() // nothing was built
	if err == nil || !strings.Contains(err.Error(), "made and sealed for") || !strings.Contains(Explain(err).Hint, unfinished) {
		t.Error(err)
	}
}

// TestKitSheetSaysHowItIs: as many as are needed, who they are, both waits, and what
// a post that is no folder wants.
func TestKitSheetSaysHowItIs(t *testing.T) {
	facts := func(change func(*kitFacts)) string {
		f := kitFacts{For: "bob", Owner: "alice", Command: "alice", Withhold: []string{"carol <carol@example.org>", "dave"}, Threshold: 1,
			Wait: "30 days", Posts: []string{"dir:/post"}, Made: time.Unix(1_900_000_000, 0), Version: "v1"}
		change(&f)
		text, err := f.sheet(secret.New("six-words")).Text()
		if err != nil {
			t.Fatal(err)
		}
		return strings.Join(strings.Fields(text.Reveal()), " ")
	}
	for _, c := range []struct {
		change    func(*kitFacts)
		want, not string
	}{
		{func(*kitFacts) {}, "1 of these 2 must give their part", "once more"},
		{func(*kitFacts) {}, "carol <carol@example.org>, telephone: ____", "credentials"},
		{func(f *kitFacts) { f.Threshold = 2 }, "All of these must give their part", "of these 2"},
		{func(f *kitFacts) { f.Withhold = f.Withhold[:1] }, "--- They cannot read", "their part"},
		{func(f *kitFacts) { f.Longest = "60 days" }, "the wait runs once more: 60 days in the whole", "credentials"},
		{func(f *kitFacts) { f.Posts = append(f.Posts, "s3://box") }, "Post s3://box", "dir:/post, s3"},
		{func(f *kitFacts) { f.Posts = []string{"s3://box"} }, "wants credentials on the computer", "dir:"},
		{func(f *kitFacts) { f.Email = "a@example.org" }, "call alice <a@example.org> first", "credentials"},
	} {
		text := facts(c.change)
		if !strings.Contains(text, c.want) || strings.Contains(text, c.not) {
			t.Errorf("want %q and not %q:\n%s", c.want, c.not, text)
		}
	}
}
