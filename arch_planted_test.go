package coffer_test

import (
	"strings"
	"testing"
)

// A check that finds nothing proves nothing: here every check finds what was
// planted for it, and lets its lawful neighbour pass.

func planted(t *testing.T, pkg, text string) []*source {
	t.Helper()
	if !strings.Contains(text, "package p\n") {
		text = "package p\n" + text
	}
	s := newSource(pkg)
	if err := s.add(pkg+"/planted.go", []byte(text)); err != nil {
		t.Fatal(err)
	}
	return []*source{s}
}

// wantFault wants exactly one fault that holds the words, or none at all.
func wantFault(t *testing.T, faults []string, words string) {
	t.Helper()
	switch {
	case words == "" && len(faults) > 0:
		t.Errorf("a fault where there is none: %q", faults)
	case words != "" && (len(faults) != 1 || !strings.Contains(faults[0], words)):
		t.Errorf("got %q, want one fault with %q", faults, words)
	}
}

func TestArchFindsPlantedArrows(t *testing.T) {
	for _, c := range []struct{ pkg, imp, want string }{
		{"internal/cli", "coffer/internal/app", ""},
		{"internal/cli", "coffer/vault", "may not import vault"},
		{"cmd/coffer-blob-s3", "coffer/vault/secret", "may not import vault/secret"},
		{"hibp", "coffer/vault/codec", "may not import vault/codec"},
		{"cmd/coffer-hibp", "coffer/hibp/helper", ""},
		{"cmd/coffer-hibp", "coffer/vault/secret", "may not import vault/secret"},
		{"hibp/helper", "coffer/internal/app", "may not import internal/app"},
		{"internal/app", "coffer/hibp/apart", ""},
		{"internal/app", "coffer/hibp/web", "may not import hibp/web"},
		{"internal/app", "coffer/hibp/server", "may not import hibp/server"},
		{"tui", "coffer/vault/secret", ""},
		{"tui", "coffer/box", "may not import box"},
		{"internal/app", "coffer/hibp", ""},
		{"internal/app", "coffer/box/port/csv", ""},
		{"internal/app", "coffer/tui", "may not import tui"},
		{"box/port/csv", "coffer/box/port", ""},
		{"box/port/csv", "coffer/box", ""},
		{"box/port/csv", "coffer/vault", "may not import vault"},
		{"box/portly", "coffer/box", "no row"},
		{"vault", "coffer/box", "may not import box"},
		{"vault", "coffer/vault/backup", "may not import vault/backup"},
		{"vault/clock", "coffer/vault", "may not import vault"},
		{"vault/later", "fmt", "no row"},
	} {
		t.Run(c.pkg+" "+c.imp, func(t *testing.T) {
			wantFault(t, checkArrows(arrows, planted(t, c.pkg, `import "`+c.imp+`"`)), c.want)
		})
	}
}

func TestArchFindsPlantedLibraries(t *testing.T) {
	for _, c := range []struct{ pkg, imp, want string }{
		{"vault", "go.etcd.io/bbolt", ""},
		{"box", "go.etcd.io/bbolt", "page store"},
		{"box", "go.etcd.io/bbolt/errors", "page store"},
		{"box/port/csv", "filippo.io/age", ""},
		{"vault", "filippo.io/age", "age file"},
		{"hibp/web", "net/http", ""},
		{"hibp/online", "net/http", "network"},
		{"hibp/apart", "crypto/tls", "as net/http"},
		{"internal/app", "net/http", "network"},
		{"internal/app", "net/http/httptrace", "network"},
		{"internal/app", "os/exec", "start function"},
		{"vault/agent", "github.com/fxamacker/cbor/v2", "codec"},
		{"internal/app", "charm.land/bubbletea/v2", "start-up"},
		{"box", "example.com/new", "no home"},
		{"box", "golang.org/x/text/unicode/norm", ""},
		{"box", "encoding/json", ""},
	} {
		t.Run(c.pkg+" "+c.imp, func(t *testing.T) {
			wantFault(t, checkLibraries(libraries, planted(t, c.pkg, `import "`+c.imp+`"`)), c.want)
		})
	}
}

func TestArchFindsPlantedSymbols(t *testing.T) {
	for _, c := range []struct{ name, pkg, text, want string }{
		{"call", "box", "import \"time\"\nvar x = time.Now()", "time.Now"},
		{"value", "box", "import \"time\"\nvar now = time.Now", "time.Now"},
		{"other name", "box", "import t \"time\"\nvar x = t.Now()", "time.Now"},
		{"dot", "box", "import . \"time\"\nvar x = Now()", "dot import"},
		{"method", "box", "import \"time\"\nfunc f(c interface{ Now() time.Time }) { c.Now() }", ""},
		{"at home", "internal/cli", "import \"time\"\nvar x = time.Now()", ""},
		{"elapsed", "vault", "import \"time\"\nfunc f(t time.Time) any { return time.Since(t) }", "time.Since"},
		{"randomness", "vault", "import \"crypto/rand\"\nvar r = rand.Reader", "crypto/rand"},
		{"randomness unused", "vault", "import _ \"crypto/rand\"", "crypto/rand"},
		{"weak randomness", "internal/cli", "import \"math/rand/v2\"\nvar n = rand.Int()", "math/rand/v2"},
		{"environment", "internal/app", "import \"os\"\nvar e = os.Getenv(\"X\")", "os.Getenv"},
		{"environment at home", "internal/host", "import \"os\"\nvar e = os.Getenv(\"X\")", ""},
		{"init", "internal/cli", "func init() {}", "func init"},
		{"method named init", "tui", "type m struct{}\nfunc (m) init() {}", ""},
		{"in a program for go run", "box", "//go:build ignore\n\npackage p\nimport \"time\"\nvar x = time.Now()", ""},
		{"constraint in the wrong place", "box", "package p\n//go:build ignore\nimport \"time\"\nvar x = time.Now()", "time.Now"},
	} {
		t.Run(c.name, func(t *testing.T) {
			wantFault(t, checkSymbols(symbols, planted(t, c.pkg, c.text)), c.want)
		})
	}
}

func TestArchFindsPlantedRows(t *testing.T) {
	for _, c := range []struct {
		name  string
		table []row
		want  string
	}{
		{"down", []row{{pkg: "a", imports: []string{"b"}, why: "w"}, {pkg: "b", why: "w"}}, ""},
		{"up", []row{{pkg: "b", why: "w"}, {pkg: "c", imports: []string{"b"}, why: "w"}}, "does not point down"},
		{"nowhere", []row{{pkg: "a", imports: []string{"b"}, why: "w"}}, "does not point down"},
		{"twice", []row{{pkg: "a", why: "w"}, {pkg: "a", why: "w"}}, "twice"},
		{"no reason", []row{{pkg: "a"}}, "no reason"},
	} {
		t.Run(c.name, func(t *testing.T) { wantFault(t, checkTable(c.table), c.want) })
	}
}

func TestArchFindsPlantedNetwork(t *testing.T) {
	std := []listed{
		{ImportPath: "net/http", Standard: true},
		{ImportPath: "crypto/tls", Standard: true},
		{ImportPath: "expvar", Standard: true, Deps: []string{"net/http"}},
		{ImportPath: "fmt", Standard: true},
	}
	for _, c := range []struct {
		name string
		dep  listed
		want string
	}{
		{"direct", listed{ImportPath: "example.com/x", Imports: []string{"net/http"}}, "example.com/x"},
		{"through another", listed{ImportPath: "coffer/vault", Imports: []string{"expvar"}}, "by expvar"},
		{"at home elsewhere", listed{ImportPath: "coffer/hibp/web", Imports: []string{"net/http"}}, "coffer/hibp/web"},
		{"TLS alone", listed{ImportPath: "coffer/hibp/online", Imports: []string{"crypto/tls"}}, "brings crypto/tls"},
		{"without", listed{ImportPath: "coffer/box", Imports: []string{"fmt"}}, ""},
	} {
		t.Run(c.name, func(t *testing.T) { wantFault(t, checkNetwork(append(std, c.dep)), c.want) })
	}
}

// TestArchSeesThisModule holds that the loader finds packages, files for other
// systems and uses at all.
func TestArchSeesThisModule(t *testing.T) {
	packages, foreignFiles, uses := 0, 0, 0
	for _, s := range ours(t) {
		packages++
		uses += len(s.uses)
		for _, file := range s.imports {
			if strings.HasSuffix(file, "_windows.go") {
				foreignFiles++
			}
		}
	}
	if packages < 5 || foreignFiles == 0 || uses < 50 {
		t.Errorf("saw %d packages, %d imports for windows, %d uses: the scan is broken", packages, foreignFiles, uses)
	}
}
