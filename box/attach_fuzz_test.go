package box

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"filippo.io/age"

	"coffer/vault"
)

// FuzzOpenAttachment puts a hostile file in the place of an attachment's: it is
// damage, unless it gives the very bytes that were attached.
func FuzzOpenAttachment(f *testing.F) {
	r := newRoom(f)
	want := bytes.Repeat([]byte("plan"), 50)
	it := login(r.box("work"), "acme")
	r.attach(&it, "plan", want)
	a := r.get(it).Attachments[0]
	path := filepath.Join(r.o.Dir, vault.BlobsName, a.Blob.String())
	whole := must(os.ReadFile(path))(f)
	f.Add(whole)
	f.Add(whole[:len(whole)-1])
	f.Add(append(bytes.Clone(whole), 0))
	f.Add(bytes.Replace(whole, []byte(stanzaType), []byte("X25519"), 1))
	f.Add([]byte("age-encryption.org/v1\n-> coffer-attachment AAAA\n\n--- AAAA\n"))
	id := r.ID()
	f.Fuzz(func(t *testing.T, file []byte) {
		dir := t.TempDir()
		ok(t, os.Mkdir(filepath.Join(dir, vault.BlobsName), 0o700))
		ok(t, os.WriteFile(filepath.Join(dir, vault.BlobsName, a.Blob.String()), file, 0o600))
		var damaged *vault.DamagedError
		rc, err := OpenAttachment(dir, id, a)
		if err != nil {
			if !errors.As(err, &damaged) {
				t.Fatalf("a foreign error: %v", err)
			}
			return
		}
		defer rc.Close()
		got, err := io.ReadAll(rc)
		if err != nil && !errors.As(err, &damaged) {
			t.Fatalf("a foreign error: %v", err)
		}
		if int64(len(got)) > a.Size || err == nil && !bytes.Equal(got, want) {
			t.Fatalf("%d bytes, %v", len(got), err)
		}
	})
}

// FuzzUnwrap gives the stanza's parser what passes for a header: one of ours,
// with any nonce and body.
func FuzzUnwrap(f *testing.F) {
	r := newRoom(f)
	it := login(r.box("work"), "acme")
	r.attach(&it, "plan", []byte("plan"))
	a := r.get(it).Attachments[0]
	lock := fileLock{key: a.Key, vault: r.ID(), blob: a.Blob, rand: r.o.Rand}
	key := bytes.Repeat([]byte{7}, fileKeySize)
	s := must(lock.Wrap(key))(f)[0]
	f.Add(s.Type, s.Args[0], s.Body, 1)
	f.Add("X25519", s.Args[0], s.Body, 1)
	f.Add(s.Type, s.Args[0]+"=", s.Body, 1)
	f.Add(s.Type, base64.StdEncoding.EncodeToString(make([]byte, 12)), s.Body, 1)
	f.Add(s.Type, s.Args[0], s.Body[1:], 2)
	f.Fuzz(func(t *testing.T, kind, nonce string, body []byte, count int) {
		stanza := &age.Stanza{Type: kind, Args: []string{nonce}, Body: body}
		all := []*age.Stanza{stanza, stanza, stanza}[:uint(count)%4]
		got, err := lock.Unwrap(all)
		ours := len(all) == 1 && kind == s.Type && nonce == s.Args[0] && bytes.Equal(body, s.Body)
		if ours != (err == nil) || ours != bytes.Equal(got, key) || err != nil && !errors.Is(err, errStanza) {
			t.Fatalf("%x, %v", got, err)
		}
	})
}
