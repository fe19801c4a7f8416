package app

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"

	"coffer/hibp"
	"coffer/hibp/online"
)

// TestBreachCache: what is kept says nothing to whoever has the disk, and none of it
// can stand for something else.
func TestBreachCache(t *testing.T) {
	a, _ := movingApp(t)
	a.env.Folders.Cache = t.TempDir()
	open := func() *breachCache {
		t.Helper()
		c, err := a.openBreachCache("https://pwned.example")
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	c := open()
	password, other := hibp.Of(hibp.SHA1, []byte("hunter2")), hibp.Of(hibp.SHA1, []byte("other"))
	body, _ := hibp.Range{Kind: hibp.SHA1, Prefix: password.Prefix(), Lines: []hibp.Line{{Hash: password, Count: 17}}}.AppendText(nil)
	entry := online.Entry{Time: a.env.Clock.Now().Truncate(time.Second), Body: body}
	if err := c.Put(hibp.SHA1, password.Prefix(), entry); err != nil {
		t.Fatal(err)
	}
	got, there := open().Get(hibp.SHA1, password.Prefix())
	if !there || !got.Time.Equal(entry.Time) || !bytes.Equal(got.Body, body) {
		t.Errorf("%+v, %v", got, there)
	}
	for _, no := range []hibp.Prefix{other.Prefix(), password.Prefix() + 1} {
		if _, there := c.Get(hibp.SHA1, no); there {
			t.Errorf("%v is there", no)
		}
	}
	if _, there := c.Get(hibp.NTLM, password.Prefix()); there {
		t.Error("a SHA-1 range is there for NTLM")
	}
	err := filepath.Walk(a.env.Folders.Cache, func(path string, info os.FileInfo, err error) error {
		if err != nil || info.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		for _, said := range [][]byte{[]byte(password.Prefix().String()), body[:10], password.Sum()[:6]} {
			if bytes.Contains([]byte(path), said) || bytes.Contains(content, said) {
				t.Errorf("%s says %q", path, said)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if c, err := a.openBreachCache("https://other.example"); err != nil {
		t.Fatal(err)
	} else if _, there := c.Get(hibp.SHA1, password.Prefix()); there {
		t.Error("what one server said stands for another")
	}
	// mallory gives the file of one range for that of another
	if err := os.Rename(c.path(hibp.SHA1, password.Prefix()), c.path(hibp.SHA1, other.Prefix())); err != nil {
		t.Fatal(err)
	}
	if _, there := c.Get(hibp.SHA1, other.Prefix()); there {
		t.Error("a range stands for another one")
	}
	// what is too old goes
	if err := c.Put(hibp.SHA1, password.Prefix(), online.Entry{Time: entry.Time.Add(-online.DefaultMaxAge), Body: body}); err != nil {
		t.Fatal(err)
	}
	if _, there := open().Get(hibp.SHA1, password.Prefix()); there {
		t.Error("what is a month old is still there")
	}
	// a key of names that does not open, as after a rekey, begins anew
	if err := os.WriteFile(filepath.Join(c.dir, breachNameFile), []byte("junk"), 0o600); err != nil {
		t.Fatal(err)
	}
	if names, err := os.ReadDir(open().dir); err != nil || len(names) != 1 {
		t.Errorf("%d files are left, %v", len(names), err)
	}
}
