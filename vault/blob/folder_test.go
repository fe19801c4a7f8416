package blob

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func write(t testing.TB, path, text string) {
	t.Helper()
	must(t, os.MkdirAll(filepath.Dir(path), 0o700))
	must(t, os.WriteFile(path, []byte(text), 0o600))
}

func listed(t testing.TB, s Store, prefix string) []string {
	t.Helper()
	names := []string{}
	must(t, s.List(t.Context(), prefix, func(o Object) error {
		names = append(names, o.Name)
		return nil
	}))
	slices.Sort(names)
	return names
}

// files lists everything in a folder that is no folder, hidden or not.
func files(t testing.TB, dir string) (names []string) {
	t.Helper()
	must(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			name, _ := filepath.Rel(dir, path)
			names = append(names, filepath.ToSlash(name))
		}
		return err
	}))
	return names
}

// memoryDir is a folder in memory where there is one: what takes many files would
// wait for the disk.
func memoryDir(t testing.TB) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "coffer-test-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

func wantErr(t testing.TB, err, kind error) {
	t.Helper()
	if !errors.Is(err, kind) {
		t.Errorf("got %v, want %v", err, kind)
	}
}

// What others leave in the folder is no object, and stays.
func TestFolderPassesOverWhatIsForeign(t *testing.T) {
	dir := t.TempDir()
	foreign := []string{
		".stfolder/syncthing-folder.txt", ".stignore", ".stversions/a/b", "a/x.sync-conflict-20260102-030405-ABCDEFG",
		"a/x~", "a/.x.swp", "a/X", "a/x.txt", "a/.nfs0000000001", "a/.syncthing.x.tmp", "a/~syncthing~x.tmp",
		"Thumbs.db", ".DS_Store", "a/b/c/d", "a/" + strings.Repeat("x", MaxPart+1), "a/ x", "a/é",
	}
	for _, name := range foreign {
		write(t, filepath.Join(dir, name), "foreign")
	}
	write(t, filepath.Join(dir, "a/x"), "ours")
	s := newFolder(dir, time.Time{})
	if got := listed(t, s, ""); !slices.Equal(got, []string{"a/x"}) {
		t.Errorf("listed are %q", got)
	}
	if left := files(t, dir); len(left) != len(foreign)+1 {
		t.Errorf("left are %q", left)
	}
}

// A file under the name of a folder, and the other way round.
func TestFolderInTheWay(t *testing.T) {
	dir := t.TempDir()
	s := newFolder(dir, time.Time{})
	write(t, filepath.Join(dir, "a"), "file")
	must(t, os.MkdirAll(filepath.Join(dir, "b/c"), 0o700))
	if err := s.Put(t.Context(), "a/x", nil); err == nil || errors.Is(err, ErrExists) {
		t.Errorf("into a file: %v", err)
	}
	wantErr(t, s.Put(t.Context(), "b/c", nil), ErrExists)
	_, err := s.Get(t.Context(), "a/x", 1)
	wantErr(t, err, ErrNotFound)
	_, err = s.Get(t.Context(), "b/c", 1)
	wantErr(t, err, ErrNotFound)
	must(t, s.Delete(t.Context(), "b/c"))
	must(t, s.Delete(t.Context(), "a/x"))
	if got := listed(t, s, "a"); len(got) > 0 {
		t.Errorf("listed are %q", got)
	}
}

// What a crash left goes after a day, and nothing else does.
func TestFolderSweeps(t *testing.T) {
	dir := t.TempDir()
	now := time.Unix(2_000_000_000, 0)
	ages := map[string]time.Duration{
		"a/.syncthing.coffer-x.0.tmp":     25 * time.Hour,
		"a/.syncthing.coffer-x.claim.tmp": 25 * time.Hour,
		"a/.syncthing.coffer-y.0.tmp":     23 * time.Hour,
		"a/.syncthing.coffer-z.0.tmp":     -time.Hour, // a clock ahead of ours
		"a/.syncthing.foreign.tmp":        25 * time.Hour,
		"a/.coffer":                       25 * time.Hour,
		"a/old":                           1000 * time.Hour,
	}
	for name, age := range ages {
		write(t, filepath.Join(dir, name), "x")
		must(t, os.Chtimes(filepath.Join(dir, name), now, now.Add(-age)))
	}
	if listed(t, newFolder(dir, time.Time{}), ""); len(files(t, dir)) != len(ages) {
		t.Errorf("swept without a time: %q", files(t, dir))
	}
	if got := listed(t, newFolder(dir, now), "a"); !slices.Equal(got, []string{"a/old"}) {
		t.Errorf("listed are %q", got)
	}
	left := []string{"a/.coffer", "a/.syncthing.coffer-y.0.tmp", "a/.syncthing.coffer-z.0.tmp", "a/.syncthing.foreign.tmp", "a/old"}
	if got := files(t, dir); !slices.Equal(got, left) {
		t.Errorf("left are %q", got)
	}
}

// A crash left a temporary file of the same object, half written.
func TestFolderAfterACrash(t *testing.T) {
	for name, give := range allWays() {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			s := newFolder(dir, time.Time{})
			s.ways = give
			write(t, filepath.Join(dir, "a/.syncthing.coffer-x.0.tmp"), "ha")
			if got := listed(t, s, ""); len(got) > 0 {
				t.Errorf("a half file is listed as %q", got)
			}
			must(t, s.Put(t.Context(), "a/x", []byte("half")))
			if got := files(t, dir); !slices.Equal(got, []string{"a/.syncthing.coffer-x.0.tmp", "a/x"}) {
				t.Errorf("there are %q", got)
			}
		})
	}
}

// The claim of a writer that crashed keeps others from its name, but is no object.
func TestFolderAfterACrashWithAClaim(t *testing.T) {
	dir := t.TempDir()
	now := time.Unix(2_000_000_000, 0)
	claim := filepath.Join(dir, "a/.syncthing.coffer-x.claim.tmp")
	write(t, claim, "")
	must(t, os.Chtimes(claim, now, now.Add(-time.Hour)))
	s := newFolder(dir, now)
	s.ways = []way{byClaim}
	wantErr(t, s.Put(t.Context(), "a/x", nil), ErrUnavailable)
	must(t, s.Put(t.Context(), "a/y", nil))
	s.now = now.Add(leftover)
	listed(t, s, "")
	must(t, s.Put(t.Context(), "a/x", nil))
	wantErr(t, s.Put(t.Context(), "a/x", nil), ErrExists)
	if got := files(t, dir); !slices.Equal(got, []string{"a/x", "a/y"}) {
		t.Errorf("there are %q", got)
	}
}

// allWays are the ways alone and in their order. A way that this file system does
// not have is not tried alone.
func allWays() map[string][]way {
	all := map[string][]way{"in order": ways(), "claim": {byClaim}, "link": {byLink}}
	if runtime.GOOS == "linux" || runtime.GOOS == "windows" {
		all["rename"] = []way{byRename}
	}
	broken := func(*os.Root, string, string) error { return errors.ErrUnsupported }
	all["without links"] = []way{broken, byRename, byClaim}
	all["without both"] = []way{broken, broken, byClaim}
	return all
}

// Somebody makes the object after Put has looked: no way replaces it.
func TestFolderWaysReplaceNothing(t *testing.T) {
	for name, give := range allWays() {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			s := newFolder(dir, time.Time{})
			s.ways = append([]way{func(at *os.Root, _, name string) error {
				must(t, at.WriteFile(name, []byte("theirs"), 0o600))
				return errors.ErrUnsupported
			}}, give...)
			wantErr(t, s.Put(t.Context(), "a/x", []byte("ours")), ErrExists)
			data, err := s.Get(t.Context(), "a/x", 10)
			if err != nil || string(data) != "theirs" {
				t.Errorf("it holds %q, %v", data, err)
			}
			if got := files(t, dir); !slices.Equal(got, []string{"a/x"}) {
				t.Errorf("there are %q", got)
			}
		})
	}
}

// On NFS the answer to a link may be lost, and the second try finds the name taken:
// by this very file.
func TestFolderLostAnswer(t *testing.T) {
	for name, second := range allWays() {
		t.Run(name, func(t *testing.T) {
			s := newFolder(t.TempDir(), time.Time{})
			s.ways = append([]way{func(at *os.Root, temp, name string) error {
				must(t, at.Link(temp, name))
				return errors.ErrUnsupported
			}}, second...)
			must(t, s.Put(t.Context(), "a/x", []byte("ours")))
		})
	}
}

func TestFolderNoWay(t *testing.T) {
	dir := t.TempDir()
	s := newFolder(dir, time.Time{})
	s.ways = []way{func(*os.Root, string, string) error { return errors.ErrUnsupported }}
	if err := s.Put(t.Context(), "a/x", nil); err == nil || errors.Is(err, ErrExists) {
		t.Errorf("got %v", err)
	}
	if got := files(t, dir); len(got) > 0 {
		t.Errorf("there are %q", got)
	}
}

// A stick is pulled out, and comes back.
func TestFolderVanishes(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "stick")
	must(t, os.Mkdir(dir, 0o700))
	s := newFolder(dir, time.Time{})
	must(t, s.Put(t.Context(), "a/x", []byte("x")))
	must(t, os.Rename(dir, dir+"-away"))
	check := func() {
		t.Helper()
		wantErr(t, s.Put(t.Context(), "a/y", nil), ErrUnavailable)
		wantErr(t, s.Delete(t.Context(), "a/x"), ErrUnavailable)
		_, err := s.Get(t.Context(), "a/x", 1)
		wantErr(t, err, ErrUnavailable)
		wantErr(t, s.List(t.Context(), "", nil), ErrUnavailable)
		wantErr(t, s.List(t.Context(), "a", nil), ErrUnavailable)
		_, err = s.Check(t.Context(), "c/x")
		wantErr(t, err, ErrUnavailable)
	}
	check()
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Error("the folder was made anew")
	}
	must(t, os.Rename(dir+"-away", dir))
	if got := listed(t, s, ""); !slices.Equal(got, []string{"a/x"}) {
		t.Errorf("listed are %q", got)
	}
}

// In the middle of a list too.
func TestFolderVanishesInAList(t *testing.T) {
	dir := memoryDir(t)
	s := newFolder(dir, time.Time{})
	for i := range 3 * batch {
		write(t, filepath.Join(dir, fmt.Sprintf("m%d/x", i)), "")
	}
	n := 0
	err := s.List(t.Context(), "", func(Object) error {
		if n++; n == 1 {
			return os.RemoveAll(dir)
		}
		return nil
	})
	if n == 3*batch {
		t.Error("everything was listed")
	}
	wantErr(t, err, ErrUnavailable)
}

// TestFolderHundredThousand holds that a long list takes no memory for its length.
func TestFolderHundredThousand(t *testing.T) {
	objects := 100_000
	if raceEnabled || testing.Short() {
		objects = 10_000
	}
	dir := memoryDir(t)
	must(t, os.MkdirAll(filepath.Join(dir, "m"), 0o700))
	root, err := os.OpenRoot(filepath.Join(dir, "m"))
	must(t, err)
	defer root.Close()
	for i := range objects {
		f, err := root.Create(fmt.Sprintf("%d", i))
		must(t, err)
		must(t, f.Close())
	}
	s := newFolder(dir, time.Time{})
	n, most := 0, uint64(0)
	var before, now runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	must(t, s.List(t.Context(), "m", func(Object) error {
		if n++; n%(objects/10) == 0 {
			runtime.GC()
			runtime.ReadMemStats(&now)
			most = max(most, now.HeapAlloc)
		}
		return nil
	}))
	if n != objects {
		t.Errorf("listed are %d of %d", n, objects)
	}
	if grown := int64(most) - int64(before.HeapAlloc); grown > 1<<20 {
		t.Errorf("the heap grew by %d bytes", grown)
	}
}

func TestFolderErrorsNameTheObjectAlone(t *testing.T) {
	dir := t.TempDir()
	s := newFolder(dir, time.Time{})
	s.ways = []way{func(at *os.Root, temp, name string) error { return at.Link(temp+"-none", name) }}
	err := s.Put(t.Context(), "a/x", []byte("secret"))
	if err == nil || strings.Contains(err.Error(), tempPrefix) || strings.Contains(err.Error(), "secret") {
		t.Errorf("got %v", err)
	}
	_, err = newFolder("/none\x1b[2J", time.Time{}).Get(t.Context(), "a", 1)
	if err == nil || strings.ContainsRune(err.Error(), 0x1b) {
		t.Errorf("got %v", err)
	}
}

func TestFolderHoldsWhatWasPut(t *testing.T) {
	dir := t.TempDir()
	s := newFolder(dir, time.Time{})
	must(t, s.Put(t.Context(), "a/x", []byte("content")))
	if data, err := os.ReadFile(filepath.Join(dir, "a", "x")); err != nil || !bytes.Equal(data, []byte("content")) {
		t.Errorf("the file holds %q, %v", data, err)
	}
	if got := files(t, dir); !slices.Equal(got, []string{"a/x"}) {
		t.Errorf("there are %q", got)
	}
}
