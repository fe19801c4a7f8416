package box

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	mrand "math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"coffer/vault"
	"coffer/vault/secret"
)

const password = "swordfish"

// fakeClock stands still until it is moved.
type fakeClock struct {
	now  time.Time
	boot time.Duration
}

func (c *fakeClock) Now() time.Time                { return c.now }
func (c *fakeClock) Boot() (string, time.Duration) { return "boot-1", c.boot }

// room is a vault in a temporary folder with the clock that it goes by.
type room struct {
	*vault.Vault
	t     testing.TB
	o     vault.Options
	clock *fakeClock
}

func newRoom(t testing.TB) *room {
	t.Helper()
	r := &room{t: t, clock: &fakeClock{now: time.Date(2030, 1, 2, 3, 4, 5, 0, time.UTC)}}
	dir := t.TempDir()
	r.o = vault.Options{
		Dir: filepath.Join(dir, "vault"), StateDir: filepath.Join(dir, "state"),
		Clock: r.clock, Rand: testRand(t), Stretch: cheap, Command: "test", Wait: time.Second, Names: IndexNames,
	}
	if err := os.MkdirAll(r.o.Dir, 0o700); err != nil {
		t.Fatal(err)
	}
	var err error
	r.Vault, err = vault.Create(t.Context(), r.o, secret.New(password), vault.Params{MemoryKiB: 8, Time: 1, Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { r.Close() })
	return r
}

// cheap stands for Argon2id, which no test can wait for.
func cheap(password, salt []byte, _ vault.Params) []byte {
	sum := sha256.Sum256(append(append([]byte("cheap"), salt...), password...))
	return sum[:]
}

// testRand is seeded, and the seed is printed.
func testRand(t testing.TB) io.Reader {
	var seed [32]byte
	copy(seed[:], fmt.Sprint(time.Now().UnixNano()))
	t.Logf("seed %q", seed)
	return mrand.NewChaCha8(seed)
}

// move opens the vault once more after a while, as the rule of two openings
// wants it.
func (r *room) move(d time.Duration) {
	r.clock.now, r.clock.boot = r.clock.now.Add(d), r.clock.boot+d
}

func (r *room) update(f func(*vault.Tx)) {
	r.t.Helper()
	err := r.Update(context.Background(), vault.Event{Action: "test"}, func(tx *vault.Tx) error {
		f(tx)
		return nil
	})
	if err != nil {
		r.t.Fatal(err)
	}
}

func (r *room) view(f func(*vault.Tx)) {
	r.t.Helper()
	err := r.View(context.Background(), func(tx *vault.Tx) error {
		f(tx)
		return nil
	})
	if err != nil {
		r.t.Fatal(err)
	}
}

// verify ends a test: the vault and its index fit together.
func (r *room) verify() {
	r.t.Helper()
	report, err := r.Verify(context.Background(), nil)
	if err != nil {
		r.t.Fatal(err)
	}
	for _, problem := range report.Problems {
		r.t.Error(problem)
	}
}

func (r *room) box(name string) (b Box) {
	r.t.Helper()
	r.update(func(tx *vault.Tx) { b = must(ensure(tx, name))(r.t) })
	return b
}

func ensure(tx *vault.Tx, name string) (Box, error) {
	b, _, err := EnsureBox(tx, name)
	return b, err
}

func (r *room) put(it *Item) {
	r.t.Helper()
	r.update(func(tx *vault.Tx) { ok(r.t, Put(tx, it)) })
}

func (r *room) get(it Item) (got Item) {
	r.t.Helper()
	r.view(func(tx *vault.Tx) { got = must(Get(tx, it.Box, it.ID))(r.t) })
	return got
}

// attach puts a file beside the vault and into the item.
func (r *room) attach(it *Item, name string, content []byte) {
	r.t.Helper()
	s := must(Stage(r.t.Context(), r.o.Dir, r.o.Rand, r.ID(), name, readerOf(content)))(r.t)
	r.update(func(tx *vault.Tx) {
		it.Attachments = append(it.Attachments, must(s.Commit(tx))(r.t))
		ok(r.t, Put(tx, it))
	})
}

// login makes an item with a secret.
func login(b Box, title string, folder ...string) Item {
	return Item{
		Box:   b.ID,
		Label: Label{Title: title, Folder: folder, Template: TemplateLogin, Tags: []string{"web"}},
		Fields: []Field{
			{Name: "username", Kind: Username, Tier: vault.Companion, Value: secret.New("ann")},
			{Name: "password", Kind: Password, Tier: vault.Core, Value: secret.New("hunter2-" + title)},
			{Name: "url", Kind: URL, Tier: vault.Companion, Value: secret.New("https://" + title + ".example")},
		},
	}
}

func set(it *Item, field, value string) {
	fields := append([]Field(nil), it.Fields...)
	for i := range fields {
		if fields[i].Name == field {
			fields[i].Value = secret.New(value)
		}
	}
	it.Fields = fields
}

func value(it Item, field string) string {
	f, _ := it.Field(field)
	return f.Value.Reveal()
}

func must[T any](v T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wants(t testing.TB, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Fatalf("got %v, want %v", err, want)
	}
}

// same compares items, secrets included, but not lists that are empty with
// those that are not there.
func same(t testing.TB, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Fatal(diff)
	}
}

func readerOf(b []byte) io.Reader { return bytes.NewReader(b) }
