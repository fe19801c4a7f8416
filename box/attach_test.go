package box

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"coffer/vault"
	"coffer/vault/secret"
)

func (r *room) stage(name string, content []byte) *Staged {
	r.t.Helper()
	return must(Stage(r.t.Context(), r.o.Dir, r.o.Rand, r.ID(), name, bytes.NewReader(content)))(r.t)
}

func (r *room) read(a Attachment) string {
	r.t.Helper()
	rc := must(OpenAttachment(r.o.Dir, r.ID(), a))(r.t)
	defer rc.Close()
	return string(must(io.ReadAll(rc))(r.t))
}

func (r *room) files() (names []string) {
	r.t.Helper()
	for _, f := range must(os.ReadDir(filepath.Join(r.o.Dir, vault.BlobsName)))(r.t) {
		names = append(names, f.Name())
	}
	return names
}

func TestAttach(t *testing.T) {
	r := newRoom(t)
	it := login(r.box("work"), "acme")
	for name, size := range map[string]int{"empty": 0, "small": 5, "chunk": 64 << 10, "more": 64<<10 + 1} {
		content := bytes.Repeat([]byte("canary!"), size/7+1)[:size]
		r.attach(&it, name, content)
		a := r.get(it).Attachments[len(it.Attachments)-1]
		if r.read(a) != string(content) || a.Size != int64(size) {
			t.Errorf("%s is not what was attached", name)
		}
		file := must(os.ReadFile(filepath.Join(r.o.Dir, vault.BlobsName, a.Blob.String())))(t)
		if bytes.Contains(file, []byte("canary!")) || !bytes.HasPrefix(file, []byte("age-encryption.org/v1\n-> coffer-attachment ")) {
			t.Errorf("%s does not lie in an age file", name)
		}
	}
	r.verify()
}

func TestAttachmentNames(t *testing.T) {
	r := newRoom(t)
	it := login(r.box("work"), "acme")
	r.attach(&it, "../../etc/passwd", []byte("x")) // a name is never a path
	same(t, "../../etc/passwd", it.Attachments[0].Name)
	s := r.stage("../../etc/passwd", []byte("y"))
	r.update(func(tx *vault.Tx) {
		twice := it
		twice.Attachments = append(twice.Attachments, must(s.Commit(tx))(t))
		wants(t, Put(tx, &twice), ErrBound)
	})
	_, err := Stage(t.Context(), r.o.Dir, r.o.Rand, r.ID(), "a\x00", strings.NewReader("x"))
	wants(t, err, ErrBound)
}

// TestAttachmentAttacks: every way to put another file in its place is noticed.
func TestAttachmentAttacks(t *testing.T) {
	r := newRoom(t)
	it := login(r.box("work"), "acme")
	r.attach(&it, "a", bytes.Repeat([]byte("a"), 100_000))
	r.attach(&it, "b", bytes.Repeat([]byte("b"), 100_000))
	a, b := it.Attachments[0], it.Attachments[1]
	path := func(a Attachment) string { return filepath.Join(r.o.Dir, vault.BlobsName, a.Blob.String()) }
	original := must(os.ReadFile(path(a)))(t)
	other := must(os.ReadFile(path(b)))(t)
	var resealed bytes.Buffer // with the right key, but other content
	w := must(age.Encrypt(&resealed, fileLock{key: a.Key, vault: r.ID(), blob: a.Blob, rand: r.o.Rand}))(t)
	must(w.Write(bytes.Repeat([]byte("c"), 100_000)))(t)
	ok(t, w.Close())
	flipped := bytes.Clone(original)
	flipped[len(flipped)-50]++

	for name, file := range map[string][]byte{
		"swapped": other, "cut": original[:len(original)-1], "cut at a chunk": original[:len(original)-34_000],
		"header only": original[:100], "empty": nil, "flipped": flipped, "longer": append(bytes.Clone(original), 0),
		"sealed anew": resealed.Bytes(), "two stanzas": twoStanzas(t, r, a),
	} {
		t.Run(name, func(t *testing.T) {
			ok(t, os.WriteFile(path(a), file, 0o600))
			rc, err := OpenAttachment(r.o.Dir, r.ID(), a)
			if err == nil {
				_, err = io.Copy(io.Discard, rc)
				rc.Close()
			}
			var damaged *vault.DamagedError
			if !errors.As(err, &damaged) {
				t.Errorf("got %v", err)
			}
		})
	}
	ok(t, os.WriteFile(path(a), original, 0o600))
	for name, change := range map[string]func(*Attachment){
		"another key":  func(a *Attachment) { a.Key = b.Key },
		"another size": func(a *Attachment) { a.Size-- },
		"another hash": func(a *Attachment) { a.SHA256[0]++ },
	} {
		t.Run(name, func(t *testing.T) {
			x := a
			change(&x)
			rc, err := OpenAttachment(r.o.Dir, r.ID(), x)
			if err == nil {
				_, err = io.Copy(io.Discard, rc)
				rc.Close()
			}
			if err == nil {
				t.Error("nobody notices")
			}
		})
	}
	_, err := OpenAttachment(r.o.Dir, vault.ID{1}, a)
	if err == nil {
		t.Error("opens in another vault")
	}
	locked := a
	locked.Key = secret.Key{}
	_, err = OpenAttachment(r.o.Dir, r.ID(), locked)
	wants(t, err, vault.ErrLocked)
	ok(t, os.Remove(path(a)))
	_, err = OpenAttachment(r.o.Dir, r.ID(), a)
	wants(t, err, ErrNotFound)
}

func twoStanzas(t *testing.T, r *room, a Attachment) []byte {
	var buf bytes.Buffer
	l := fileLock{key: a.Key, vault: r.ID(), blob: a.Blob, rand: r.o.Rand}
	w := must(age.Encrypt(&buf, l, l))(t)
	ok(t, w.Close())
	return buf.Bytes()
}

func TestTooLargeLeavesNothing(t *testing.T) {
	r := newRoom(t)
	_, err := Stage(t.Context(), r.o.Dir, r.o.Rand, r.ID(), "x", io.LimitReader(zeros{}, MaxAttachment+1))
	wants(t, err, ErrBound)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = Stage(ctx, r.o.Dir, r.o.Rand, r.ID(), "x", zeros{})
	wants(t, err, context.Canceled)
	_, err = Stage(t.Context(), r.o.Dir, r.o.Rand, r.ID(), "x", io.MultiReader(strings.NewReader("x"), broken{}))
	wants(t, err, io.ErrUnexpectedEOF)
	r.stage("discarded", nil).Discard()
	if names := r.files(); len(names) != 0 {
		t.Errorf("%v stays", names)
	}
	s := must(Stage(t.Context(), r.o.Dir, r.o.Rand, r.ID(), "x", io.LimitReader(zeros{}, MaxAttachment)))(t)
	same(t, int64(MaxAttachment), s.Size)
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// TestDetach: the file stays as long as the history has it.
func TestDetach(t *testing.T) {
	r := newRoom(t)
	it := login(r.box("work"), "acme")
	r.attach(&it, "scan", []byte("content"))
	scan := it.Attachments[0]
	it.Attachments = nil
	r.put(&it)
	sweep := func() { r.update(func(tx *vault.Tx) { ok(t, Sweep(tx)) }) }
	sweep()
	same(t, "content", r.read(scan))
	for _, password := range []string{"a", "b", "c"} {
		set(&it, "password", password)
		r.update(func(tx *vault.Tx) { ok(t, Put(tx, &it, Keep(2))) })
	}
	sweep()
	if names := r.files(); len(names) != 0 {
		t.Errorf("%v stays", names)
	}
	r.verify()
}

// TestDetachWithoutHistory: nothing is left that could have the file.
func TestDetachWithoutHistory(t *testing.T) {
	r := newRoom(t)
	it := login(r.box("work"), "acme")
	r.attach(&it, "scan", []byte("content"))
	it.Attachments = nil
	r.update(func(tx *vault.Tx) { ok(t, Put(tx, &it, Keep(0))) })
	r.update(func(tx *vault.Tx) { ok(t, Sweep(tx)) })
	if names := r.files(); len(names) != 0 {
		t.Errorf("%v stays", names)
	}
}

func TestSweep(t *testing.T) {
	r := newRoom(t)
	it := login(r.box("work"), "acme")
	r.attach(&it, "scan", []byte("content"))
	orphan, stale, fresh := r.stage("orphan", nil), r.stage("stale", nil), r.stage("fresh", nil)
	r.update(func(tx *vault.Tx) { must(orphan.Commit(tx))(t) })
	for s, age := range map[*Staged]time.Duration{stale: 25 * time.Hour, fresh: 23 * time.Hour} {
		at := r.clock.now.Add(-age)
		ok(t, os.Chtimes(s.path()+partSuffix, at, at))
	}
	strange := filepath.Join(r.o.Dir, vault.BlobsName, "notes.txt")
	ok(t, os.WriteFile(strange, nil, 0o600))
	r.view(func(tx *vault.Tx) { wants(t, Sweep(tx), vault.ErrReadOnly) })
	r.update(func(tx *vault.Tx) { ok(t, Sweep(tx)) })
	want := map[string]bool{it.Attachments[0].Blob.String(): true, fresh.Blob.String() + partSuffix: true, "notes.txt": true}
	got := make(map[string]bool)
	for _, name := range r.files() {
		got[name] = true
	}
	same(t, want, got)
	same(t, "content", r.read(it.Attachments[0]))
}

func TestSweepWithoutAttachments(t *testing.T) {
	r := newRoom(t)
	r.update(func(tx *vault.Tx) { ok(t, Sweep(tx)) })
}
