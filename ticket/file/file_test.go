package file

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	mrand "math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"filippo.io/age"

	"coffer/box/contact"
	"coffer/box/post"
	"coffer/internal/sys"
	"coffer/vault"
	"coffer/vault/blob"
	"coffer/vault/blob/blobtest"
	"coffer/vault/secret"
)

// cheap is how a file is opened in tests.
func cheap(path string) Options {
	return Options{
		Path: path, Work: 1, Command: "coffer ticket",
		Now:      func() time.Time { return time.Unix(1893456000, 0) },
		Credited: func() time.Duration { return time.Hour },
	}
}

var password = secret.New("correct horse")

func identity(t testing.TB, seed byte) contact.Identity {
	t.Helper()
	id, err := contact.NewIdentity(mrand.NewChaCha8([32]byte{seed}))
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// puts is what somebody does who asks for nothing but this.
func puts(ticket string) func(post.Desk) error {
	return func(d post.Desk) error { return d.(*Desk).PutTicket([]byte(ticket)) }
}

// made is a new file.
func made(t testing.TB) *File {
	t.Helper()
	f, err := Create(t.Context(), cheap(filepath.Join(t.TempDir(), "alice.ticket")), password, identity(t, 1), puts("please"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// again closes a file and opens it once more.
func (f *File) again(t testing.TB) *File {
	t.Helper()
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	g, err := Open(t.Context(), f.o, password)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { g.Close() })
	return g
}

// says returns what the ticket says, and how many channels there are.
func says(t testing.TB, f *File) (ticket string, channels int) {
	t.Helper()
	err := f.View(func(d post.Desk) error {
		ticket = string(d.(*Desk).Ticket())
		all, err := d.Channels()
		channels = len(all)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return ticket, channels
}

func channel(n byte) post.Channel {
	return post.Channel{In: post.Mailbox{n}, Out: post.Mailbox{n, 1}, Kinds: post.OfMatter}
}

// TestFile: what was put is there when the file is opened again, the ticket and the
// mail alike; each changes alone, too.
func TestFile(t *testing.T) {
	f := made(t).again(t)
	if !f.Me().Public().Equal(identity(t, 1).Public()) {
		t.Error("another identity")
	}
	for i, change := range []func(d *Desk) error{
		func(d *Desk) error { return errors.Join(d.PutChannel(channel(1)), d.PutTicket([]byte("both"))) },
		func(d *Desk) error { return d.PutTicket([]byte("ticket alone")) },
		func(d *Desk) error { return d.PutChannel(channel(2)) },
		func(d *Desk) error { return d.PutTicket(nil) },
	} {
		if err := f.Update(func(d post.Desk) error { return change(d.(*Desk)) }); err != nil {
			t.Fatal(err)
		}
		ticket, channels := says(t, f)
		f = f.again(t)
		if got, n := says(t, f); got != ticket || n != channels {
			t.Errorf("opened again, %q and %d channels became %q and %d", ticket, channels, got, n)
		}
		if want := []string{"both", "ticket alone", "ticket alone", ""}[i]; ticket != want || channels != []int{1, 1, 2, 2}[i] {
			t.Errorf("after change %d: %q, %d channels", i, ticket, channels)
		}
	}
}

// TestAllOrNothing: what fails leaves the ticket, the mail and the file as they were;
// so does what cannot be written.
func TestAllOrNothing(t *testing.T) {
	f := made(t)
	before, err := os.ReadFile(f.o.Path)
	if err != nil {
		t.Fatal(err)
	}
	no := errors.New("no")
	change := func(err error) error {
		return f.Update(func(d post.Desk) error {
			return errors.Join(d.(*Desk).PutTicket([]byte("other")), d.PutChannel(channel(1)), err)
		})
	}
	if err := change(no); !errors.Is(err, no) {
		t.Errorf("the error became %v", err)
	}
	aside := f.o.Path + " aside"
	err = os.Rename(f.o.Path, aside)
	if err == nil {
		err = os.MkdirAll(filepath.Join(f.o.Path, "in the way"), 0o700)
	}
	if err != nil {
		t.Fatal(err)
	}
	alone := f.Update(func(d post.Desk) error { return d.(*Desk).PutTicket([]byte("other")) })
	if err := change(nil); err == nil || alone == nil {
		t.Errorf("written over a folder: %v, %v", err, alone)
	}
	if ticket, n := says(t, f); ticket != "please" || n != 0 {
		t.Errorf("%q, %d channels", ticket, n)
	}
	if err := errors.Join(os.RemoveAll(f.o.Path), os.Rename(aside, f.o.Path)); err != nil {
		t.Fatal(err)
	}
	after, err := os.ReadFile(f.o.Path)
	if err != nil || !bytes.Equal(after, before) {
		t.Errorf("the file has changed: %v", err)
	}
	if names := lying(t, f); strings.Join(names, " ") != "alice.ticket alice.ticket.lock" {
		t.Errorf("left are %q", names)
	}
	if err := change(nil); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

// lying lists the folder of a file.
func lying(t testing.TB, f *File) (names []string) {
	t.Helper()
	all, err := os.ReadDir(filepath.Dir(f.o.Path))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range all {
		names = append(names, e.Name())
	}
	return names
}

// TestNothingNew: what changes nothing is not written.
func TestNothingNew(t *testing.T) {
	f := made(t)
	before, err := os.ReadFile(f.o.Path)
	if err == nil {
		err = f.Update(func(d post.Desk) error { return d.(*Desk).PutTicket([]byte("please")) })
	}
	after, err2 := os.ReadFile(f.o.Path)
	if err := errors.Join(err, err2); err != nil || !bytes.Equal(after, before) {
		t.Errorf("written anew: %v", err)
	}
}

// TestReadOnly: who only looks changes nothing.
func TestReadOnly(t *testing.T) {
	f := made(t)
	err := f.View(func(d post.Desk) error { return d.(*Desk).PutTicket([]byte("x")) })
	if !errors.Is(err, vault.ErrReadOnly) {
		t.Errorf("the ticket: %v", err)
	}
	if err := f.View(func(d post.Desk) error { return d.PutChannel(channel(1)) }); !errors.Is(err, vault.ErrReadOnly) {
		t.Errorf("a channel: %v", err)
	}
	err = f.Update(func(d post.Desk) error { return d.(*Desk).PutTicket(make([]byte, MaxTicket+1)) })
	if !errors.Is(err, ErrTooLarge) {
		t.Errorf("a ticket that is too large: %v", err)
	}
	if ticket, n := says(t, f); ticket != "please" || n != 0 {
		t.Errorf("%q, %d channels", ticket, n)
	}
}

// TestCopies: what is handed out is not what is kept.
func TestCopies(t *testing.T) {
	f, data := made(t), []byte("mine")
	err := f.Update(func(d post.Desk) error { return d.(*Desk).PutTicket(data) })
	clear(data)
	err2 := f.View(func(d post.Desk) error { clear(d.(*Desk).Ticket()); return nil })
	if ticket, _ := says(t, f); ticket != "mine" || err != nil || err2 != nil {
		t.Errorf("%q, %v, %v", ticket, err, err2)
	}
}

// TestWiped: what a ticket said before is not left in memory, whether the change
// stands or not.
func TestWiped(t *testing.T) {
	f := made(t)
	before := f.ticket
	var twice [][]byte
	change := func(text string, err error) error {
		return f.Update(func(d post.Desk) error {
			desk := d.(*Desk)
			err1 := desk.PutTicket([]byte("first"))
			twice = append(twice, desk.ticket)
			err2 := desk.PutTicket([]byte(text))
			twice = append(twice, desk.ticket)
			return errors.Join(err1, err2, err)
		})
	}
	if err := change("nothing comes of it", errors.New("no")); err == nil {
		t.Error("it came")
	}
	for i, b := range twice {
		if !bytes.Equal(b, make([]byte, len(b))) {
			t.Errorf("%d: %q is left", i, b)
		}
	}
	if string(before) != "please" {
		t.Errorf("what stands became %q", before)
	}
	if err := change("other", nil); err != nil || !bytes.Equal(before, make([]byte, len(before))) {
		t.Errorf("%q is left: %v", before, err)
	}
	if got, _ := says(t, f); got != "other" {
		t.Errorf("%q", got)
	}
}

// TestOnDisk: only the owner reads the file, and the stock age opens it.
func TestOnDisk(t *testing.T) {
	f := made(t)
	info, err := os.Stat(f.o.Path)
	if err != nil || info.Mode().Perm()&0o077 != 0 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	data, err := os.ReadFile(f.o.Path)
	if err != nil {
		t.Fatal(err)
	}
	id, err := age.NewScryptIdentity("correct horse")
	if err != nil {
		t.Fatal(err)
	}
	r, err := age.Decrypt(bytes.NewReader(data), id)
	if err != nil {
		t.Fatal(err)
	}
	if plain, err := io.ReadAll(r); err != nil || !bytes.Contains(plain, []byte("please")) {
		t.Errorf("%q, %v", plain, err)
	}
}

// TestPassword: another one opens nothing, and one word is one password, whatever
// keyboard wrote it.
func TestPassword(t *testing.T) {
	f := made(t)
	f.Close()
	for _, other := range []string{"", "correct hors", "Correct horse", strings.Repeat("x", 1000)} {
		if _, err := Open(t.Context(), f.o, secret.New(other)); !errors.Is(err, ErrPassword) {
			t.Errorf("%q: %v", other, err)
		}
	}
	o := cheap(filepath.Join(t.TempDir(), "x"))
	if _, err := Create(t.Context(), o, secret.Text{}, identity(t, 1), puts("")); err == nil {
		t.Error("an empty password was taken")
	}
	composed, err := Create(t.Context(), o, secret.New("\u00e9t\u00e9"), identity(t, 1), puts(""))
	if err != nil {
		t.Fatal(err)
	}
	composed.Close()
	f, err = Open(t.Context(), o, secret.New("e\u0301te\u0301"))
	if err != nil {
		t.Fatal(err)
	}
	f.Close()
}

// TestCreate: nothing is overwritten, and what cannot be is not made.
func TestCreate(t *testing.T) {
	f := made(t)
	f.Close()
	if _, err := Create(t.Context(), f.o, password, identity(t, 2), puts("")); !errors.Is(err, fs.ErrExist) {
		t.Errorf("over another one: %v", err)
	}
	g, err := Open(t.Context(), f.o, password)
	if err != nil || !g.Me().Public().Equal(identity(t, 1).Public()) {
		t.Fatalf("it is another one: %v", err)
	}
	g.Close()
	for _, work := range []int{-1, 0, MaxWork + 1} {
		o := cheap(filepath.Join(t.TempDir(), "x"))
		o.Work = work
		_, err := Create(t.Context(), o, password, identity(t, 1), puts(""))
		_, err2 := Open(t.Context(), o, password)
		if err == nil || err2 == nil || len(lying(t, &File{o: o})) > 0 {
			t.Errorf("work %d: %v, %v", work, err, err2)
		}
	}
	o := cheap(filepath.Join(t.TempDir(), "x"))
	if _, err := Create(t.Context(), o, password, identity(t, 1), puts(strings.Repeat("x", MaxTicket+1))); !errors.Is(err, ErrTooLarge) {
		t.Errorf("a ticket that is too large: %v", err)
	}
	if _, err := Create(t.Context(), o, password, contact.Identity{}, puts("")); !errors.Is(err, contact.ErrKeys) {
		t.Errorf("of nobody: %v", err)
	}
	if _, err := Open(t.Context(), o, password); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("one that is not there: %v", err)
	}
	no := errors.New("no")
	if _, err := Create(t.Context(), o, password, identity(t, 1), func(post.Desk) error { return no }); !errors.Is(err, no) {
		t.Errorf("the error became %v", err)
	}
	f, err = Create(t.Context(), o, password, identity(t, 1), func(d post.Desk) error { return d.PutChannel(channel(1)) })
	if err != nil {
		t.Fatal(err)
	}
	if ticket, n := says(t, f.again(t)); ticket != "" || n != 1 {
		t.Errorf("made with a channel, it has %d and says %q", n, ticket)
	}
}

// TestClosed: a file that is closed says nothing more.
func TestClosed(t *testing.T) {
	f := made(t)
	for range 2 {
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	nothing := func(post.Desk) error { return nil }
	if err := f.View(nothing); !errors.Is(err, ErrClosed) {
		t.Error(err)
	}
	if err := f.Update(nothing); !errors.Is(err, ErrClosed) {
		t.Error(err)
	}
	if !f.Me().Encode().IsZero() {
		t.Error("the identity is left")
	}
}

// TestOneAtATime: who has the file open keeps others out, and says who it is.
func TestOneAtATime(t *testing.T) {
	f := made(t)
	var busy *sys.BusyError
	if _, err := Open(t.Context(), f.o, password); !errors.As(err, &busy) || busy.Note != "coffer ticket" || busy.PID != os.Getpid() {
		t.Errorf("a second one: %v", err)
	}
	if _, err := Create(t.Context(), f.o, password, identity(t, 2), puts("")); !errors.As(err, &busy) {
		t.Errorf("a new one: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	o := f.o
	o.Wait = time.Hour
	if _, err := Open(ctx, o, password); !errors.Is(err, context.Canceled) {
		t.Errorf("one that gave up: %v", err)
	}
}

// TestNoChangeIsLost: many who change the file at the same time change it one after
// the other.
func TestNoChangeIsLost(t *testing.T) {
	f := made(t)
	f.Close()
	o := f.o
	o.Wait = time.Minute
	const each, many = 5, 4
	var all sync.WaitGroup
	for range many {
		all.Go(func() {
			for range each {
				if err := adds(t.Context(), o); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	f, err := Open(t.Context(), o, password)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got, _ := says(t, f); got != "please"+strings.Repeat("!", each*many) {
		t.Errorf("%q", got)
	}
}

// adds opens a file and writes one more letter into its ticket.
func adds(ctx context.Context, o Options) error {
	f, err := Open(ctx, o, password)
	if err != nil {
		return err
	}
	err = f.Update(func(d post.Desk) error {
		desk := d.(*Desk)
		return desk.PutTicket(append(desk.Ticket(), '!'))
	})
	return errors.Join(err, f.Close())
}

// written makes a file of a header and a content that somebody else chose.
func written(t testing.TB, data []byte) Options {
	t.Helper()
	o := cheap(filepath.Join(t.TempDir(), "x.ticket"))
	if err := os.WriteFile(o.Path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return o
}

func lockedIn(t testing.TB, plain []byte) []byte {
	t.Helper()
	data, err := locked(plain, password, 1)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestHostileFiles: what is no ticket file is refused in a word, before any work
// that is not worth it.
func TestHostileFiles(t *testing.T) {
	f := made(t)
	good, err := os.ReadFile(f.o.Path)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := unlocked(good, password)
	if err != nil {
		t.Fatal(err)
	}
	header := func(stanza string) []byte {
		body := base64.RawStdEncoding.EncodeToString(make([]byte, 32))
		return []byte("age-encryption.org/v1\n-> " + stanza + "\n" + body + "\n--- " + body + "\n" + strings.Repeat("x", 100))
	}
	salt := base64.RawStdEncoding.EncodeToString(make([]byte, 16))
	me := identity(t, 1).Public()
	toMe, err := me.Wrap(plain)
	if err != nil {
		t.Fatal(err)
	}
	changed := func(at int, to byte) []byte { b := bytes.Clone(plain); b[at] = to; return b }
	for what, c := range map[string]struct {
		data []byte
		want error
	}{
		"nothing":                     {nil, ErrDamaged},
		"no age file":                 {[]byte("please"), ErrDamaged},
		"work of 2^21":                {header("scrypt " + salt + " 21"), ErrWork},
		"work of 2^30":                {header("scrypt " + salt + " 30"), ErrWork},
		"work of many digits":         {header("scrypt " + salt + " " + strings.Repeat("9", 100)), ErrWork},
		"work that is no number":      {header("scrypt " + salt + " x"), ErrDamaged},
		"work of 0":                   {header("scrypt " + salt + " 0"), ErrDamaged},
		"no salt":                     {header("scrypt 1"), ErrDamaged},
		"a short salt":                {header("scrypt AAAA 1"), ErrDamaged},
		"another lock":                {header("X25519 " + salt), ErrDamaged},
		"to an identity":              {toMe, ErrDamaged},
		"without its end":             {good[:len(good)-1], ErrDamaged},
		"with something after it":     {append(bytes.Clone(good), 0), ErrDamaged},
		"another key for the content": {flipped(good, len(good)-len(plain)-20), ErrDamaged},
		"no content":                  {lockedIn(t, nil), ErrDamaged},
		"a later version":             {lockedIn(t, changed(1, version+1)), ErrVersion},
		"a later version, longer":     {lockedIn(t, append([]byte{plain[0] + 1, version + 1}, append(bytes.Clone(plain[2:]), 0)...)), ErrVersion},
		"an earlier version":          {lockedIn(t, changed(1, 0)), ErrDamaged},
		"too many parts":              {lockedIn(t, append(changed(0, plain[0]+1), 0)), ErrDamaged},
		"something after the content": {lockedIn(t, append(bytes.Clone(plain), 0)), ErrDamaged},
		"a short identity":            {lockedIn(t, content(t, make([]byte, 63), emptyBag(t), nil)), ErrDamaged},
		"no bag":                      {lockedIn(t, content(t, make([]byte, 64), nil, nil)), ErrDamaged},
		"a ticket that is too large":  {lockedIn(t, content(t, make([]byte, 64), emptyBag(t), make([]byte, MaxTicket+1))), ErrDamaged},
	} {
		if _, err := Open(t.Context(), written(t, c.data), password); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := Open(t.Context(), written(t, good), password); err != nil {
		t.Errorf("the good one: %v", err)
	}
}

func flipped(b []byte, at int) []byte {
	b = bytes.Clone(b)
	b[at] ^= 1
	return b
}

// TestWhatLiesThere: a folder, a link and a file that is too long are no ticket
// files.
func TestWhatLiesThere(t *testing.T) {
	f := made(t)
	f.Close()
	folder := cheap(t.TempDir())
	if _, err := Open(t.Context(), folder, password); err == nil {
		t.Error("a folder was opened")
	}
	link := cheap(filepath.Join(t.TempDir(), "link"))
	if err := os.Symlink(f.o.Path, link.Path); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), link, password); !errors.Is(err, ErrDamaged) {
		t.Errorf("a link: %v", err)
	}
	if _, err := Create(t.Context(), link, password, identity(t, 1), puts("")); !errors.Is(err, fs.ErrExist) {
		t.Errorf("made in the place of a link: %v", err)
	}
	long := written(t, nil)
	if err := os.Truncate(long.Path, maxFile+1); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), long, password); !errors.Is(err, ErrDamaged) {
		t.Errorf("one that is too long: %v", err)
	}
}

// TestDamage: no flipped bit of a file is taken in.
func TestDamage(t *testing.T) {
	f := made(t)
	good, err := os.ReadFile(f.o.Path)
	if err != nil {
		t.Fatal(err)
	}
	for at := range good {
		// The work factor may become one that takes long: TestHostileFiles has it.
		if at < 60 && good[at] == '1' && good[at+1] == '\n' {
			continue
		}
		plain, err := unlocked(flipped(good, at), password)
		if err == nil {
			t.Errorf("a bit at %d was not noticed: %d bytes", at, len(plain))
		}
	}
}

// TestErrorsAreSilent: no error quotes a password or what is in the file.
func TestErrorsAreSilent(t *testing.T) {
	f := made(t)
	_, err := Open(t.Context(), f.o, password)
	f.Close()
	_, err2 := Open(t.Context(), f.o, secret.New("wrong and secret"))
	_, err3 := Open(t.Context(), written(t, []byte("wrong and secret")), password)
	for _, err := range []error{err, err2, err3} {
		if s := fmt.Sprintf("%v %+v %#v", err, err, err); strings.Contains(s, "secret") || strings.Contains(s, "horse") {
			t.Errorf("%s", s)
		}
	}
}

// TestCourier: over a ticket file the courier carries letters both ways, and what
// it knows is there when the file is opened again.
func TestCourier(t *testing.T) {
	f, bob, store := made(t), identity(t, 2), new(blobtest.Memory)
	rand := mrand.NewChaCha8([32]byte{3})
	alice := f.Me().Public()
	at := map[bool]post.Mailbox{true: {1}, false: {2}} // of alice, of bob
	bag := post.NewBag(post.BagOptions{Now: f.o.Now, Credited: f.o.Credited, Save: func([]byte) error { return nil }})
	var heard []string
	runs := func(home post.Home, me contact.Identity) {
		t.Helper()
		c := &post.Courier{Home: home, Me: me, Posts: []blob.Store{store}, Rand: rand, Handlers: map[string]post.Handler{
			"note": {Over: post.OfMatter, Take: func(d post.Desk, l post.Received) error {
				heard = append(heard, string(l.Body))
				if desk, ok := d.(*Desk); ok {
					return desk.PutTicket(l.Body)
				}
				return nil
			}},
		}}
		if r, err := c.Sync(t.Context()); err != nil || len(r.Failed)+len(r.Aside) > 0 {
			t.Fatalf("%+v, %v", r, err)
		}
	}
	writes := func(home post.Home, me contact.Identity, to contact.Public, ours bool) {
		t.Helper()
		err := home.Update(func(d post.Desk) error {
			err := d.PutChannel(post.Channel{Peer: to, In: at[ours], Out: at[!ours], Kinds: post.OfMatter})
			_, err2 := post.Send(d, me, at[ours], post.Letter{Kind: "note", Body: fmt.Appendf(nil, "from alice: %v", ours)})
			return errors.Join(err, err2)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	writes(f, f.Me(), bob.Public(), true)
	writes(bag, bob, alice, false)
	for range 3 {
		f = f.again(t)
		runs(f, f.Me())
		runs(bag, bob)
	}
	if len(heard) != 2 || heard[0] == heard[1] || len(blobtest.Names(t, store, "")) > 0 {
		t.Errorf("heard %q, left %q", heard, blobtest.Names(t, store, ""))
	}
	if got, _ := says(t, f.again(t)); got != "from alice: false" {
		t.Errorf("the ticket says %q", got)
	}
}

// gathering is a new file that gathers changes.
func gathering(t testing.TB) *File {
	t.Helper()
	o := cheap(filepath.Join(t.TempDir(), "alice.ticket"))
	o.Gather = true
	f, err := Create(t.Context(), o, password, identity(t, 1), puts("please"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// TestGather: changes stand in memory, each whole or not at all, and in the file
// after one writing; without it the file is as it was.
func TestGather(t *testing.T) {
	f := gathering(t)
	change := func(n byte, err error) error {
		return f.Update(func(d post.Desk) error {
			return errors.Join(d.(*Desk).PutTicket([]byte{'a' + n}), d.PutChannel(channel(n)), err)
		})
	}
	for n := byte(1); n <= 4; n++ {
		if err := change(n, nil); err != nil {
			t.Fatal(err)
		}
	}
	no := errors.New("no")
	if err := change(9, no); !errors.Is(err, no) {
		t.Errorf("the error became %v", err)
	}
	if ticket, n := says(t, f); ticket != "e" || n != 4 || f.Spent() != 1 {
		t.Errorf("%q, %d channels, the password was stretched %d times", ticket, n, f.Spent())
	}
	f = f.again(t)
	if ticket, n := says(t, f); ticket != "please" || n != 0 {
		t.Errorf("without a flush, %q and %d channels", ticket, n)
	}
	for n := byte(1); n <= 4; n++ {
		if err := change(n, nil); err != nil {
			t.Fatal(err)
		}
	}
	for range 2 {
		if err := f.Flush(); err != nil {
			t.Fatal(err)
		}
	}
	if f.Spent() != 2 {
		t.Errorf("opened and written once, the password was stretched %d times", f.Spent())
	}
	if ticket, n := says(t, f.again(t)); ticket != "e" || n != 4 {
		t.Errorf("after a flush, %q and %d channels", ticket, n)
	}
}

// TestGatherUnwritten: what cannot be written stays gathered.
func TestGatherUnwritten(t *testing.T) {
	f := gathering(t)
	if err := f.Update(puts("other")); err != nil {
		t.Fatal(err)
	}
	aside := f.o.Path + " aside"
	if err := errors.Join(os.Rename(f.o.Path, aside), os.MkdirAll(filepath.Join(f.o.Path, "in the way"), 0o700)); err != nil {
		t.Fatal(err)
	}
	if f.Flush() == nil {
		t.Error("written over a folder")
	}
	if err := errors.Join(os.RemoveAll(f.o.Path), os.Rename(aside, f.o.Path), f.Flush()); err != nil {
		t.Fatal(err)
	}
	if ticket, _ := says(t, f.again(t)); ticket != "other" {
		t.Errorf("written later: %q", ticket)
	}
	if err := f.Flush(); !errors.Is(err, ErrClosed) {
		t.Errorf("of a closed file: %v", err)
	}
}
