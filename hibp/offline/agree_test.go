package offline

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"coffer/hibp"
	"coffer/hibp/hibptest"
)

// forms makes a corpus in all forms but the folder, which is a million files.
func forms(t testing.TB, c *hibptest.Corpus) map[string]Data {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "pwned.txt")
	if err := c.TextFile(path); err != nil {
		t.Fatal(err)
	}
	all := map[string]Data{"text": open(t, path)}
	for name, shape := range map[string]Shape{
		"table": {Form: FormTable}, "filter16": {Form: FormFilter, Bits: 16}, "filter8": {Form: FormFilter, Bits: 8},
	} {
		path := filepath.Join(dir, name)
		built, err := Build(t.Context(), all["text"].(Scanner), path, shape, nil)
		if err != nil || built.Hashes != uint64(len(c.Lines)) {
			t.Fatalf("%s: %+v, %v", name, built, err)
		}
		if info, err := os.Stat(path); err != nil || info.Size() != built.Bytes {
			t.Fatalf("%s: %d bytes said, %v", name, built.Bytes, err)
		}
		all[name] = open(t, path)
	}
	return all
}

func open(t testing.TB, path string) Data {
	t.Helper()
	d, err := Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

func look(t testing.TB, d hibp.Source, password []byte) hibp.Answer {
	t.Helper()
	a, err := d.Look(context.Background(), hibp.Of(d.Kind(), password))
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// TestFormsAgree: every member is found with its count, or possible in a filter, and
// of the others none, or as few as a filter says.
func TestFormsAgree(t *testing.T) {
	for _, kind := range []hibp.Kind{hibp.SHA1, hibp.NTLM} {
		members, others := 20_000, 20_000
		all := forms(t, hibptest.New(kind, members))
		for name, d := range all {
			if err := d.Check(t.Context(), nil); err != nil {
				t.Errorf("%v %s: %v", kind, name, err)
			}
			isFilter := d.Form() == FormFilter
			for i := range members {
				a := look(t, d, hibptest.Member(i))
				if want := (hibp.Answer{Count: hibptest.Count(i)}); !isFilter && a != want || isFilter && !a.Possible {
					t.Fatalf("%v %s: member %d is %+v", kind, name, i, a)
				}
			}
			wrong := 0
			for i := range others {
				if look(t, d, hibptest.Other(i)).Found() {
					wrong++
				}
			}
			// The mean of 20,000 is 0.3 and 78; six deviations above both.
			if most := map[string]int{"filter16": 6, "filter8": 130}[name]; wrong > most {
				t.Errorf("%v %s: %d of %d others found, at most %d", kind, name, wrong, others, most)
			}
		}
	}
}

// TestSmall: data with few hashes, where edges are near.
func TestSmall(t *testing.T) {
	for n := 1; n <= 40; n++ {
		c := hibptest.New(hibp.SHA1, n)
		for name, d := range forms(t, c) {
			for i := range n {
				if !look(t, d, hibptest.Member(i)).Found() {
					t.Errorf("%s of %d: member %d is not found", name, n, i)
				}
			}
			for i := range 100 {
				if d.Form() != FormFilter && look(t, d, hibptest.Other(i)).Found() {
					t.Errorf("%s of %d: other %d is found", name, n, i)
				}
			}
		}
	}
}

// TestFolder: a folder answers for the ranges that it has, with and without .txt, and
// does not know about the others.
func TestFolder(t *testing.T) {
	const end = 0x400
	c := hibptest.New(hibp.SHA1, 200_000)
	dir := t.TempDir()
	if err := c.Folder(dir, end); err != nil {
		t.Fatal(err)
	}
	for p := range hibp.Prefix(end) {
		if p%3 == 0 {
			name := filepath.Join(dir, p.String())
			if err := os.Rename(name+".txt", name); err != nil {
				t.Fatal(err)
			}
		}
	}
	d := open(t, dir)
	known, unknown := 0, 0
	for i := range len(c.Lines) {
		h := hibp.Of(hibp.SHA1, hibptest.Member(i))
		if h.Prefix() >= end {
			if unknown++; unknown > 100 {
				continue
			}
		}
		a, err := d.Look(t.Context(), h)
		switch {
		case h.Prefix() < end && err == nil && a.Count == hibptest.Count(i):
			known++
		case h.Prefix() >= end && isMissing(err):
		default:
			t.Fatalf("member %d of range %v: %+v, %v", i, h.Prefix(), a, err)
		}
	}
	if known < 100 {
		t.Errorf("%d members in the ranges", known)
	}
	if err := d.Check(t.Context(), nil); !isMissing(err) {
		t.Errorf("a folder that lacks ranges is checked: %v", err)
	}
}
