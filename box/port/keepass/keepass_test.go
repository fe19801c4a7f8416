package keepass_test

import (
	"context"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"coffer/box/port"
	"coffer/box/port/keepass"
	"coffer/box/port/porttest"
)

var update = flag.Bool("update", false, "write the golden files anew; then read the difference")

const fixtures = "../../../testdata/keepassxc/"

// What the real keepassxc-cli wrote, and the file that it was made from, which
// holds what KeePassXC loses. The golden files say what becomes of them.
func TestFixtures(t *testing.T) {
	for file, golden := range map[string]string{
		fixtures + "export.xml": "testdata/export.golden",
		fixtures + "source.xml": "testdata/source.golden",
		"testdata/keepass2.xml": "testdata/keepass2.golden",
	} {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := porttest.Read(t, keepass.Format{}, porttest.Seekable(data)).Describe()
			if stream := porttest.Read(t, keepass.Format{}, porttest.Stream(data)).Describe(); stream != got {
				t.Error("from a stream it is something else than from a file")
			}
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if diff := porttest.Differ(got, string(want)); err != nil || diff != "" {
				t.Fatalf("%v, %s", err, diff)
			}
		})
	}
}

func doc(meta, root string) string {
	return "<KeePassFile><Meta>" + meta + "</Meta><Root>" + root + "</Root></KeePassFile>"
}

func TestRefused(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"other XML", "<coffer/>", "not KeePass 2 XML"},
		{"no group", doc("", ""), "no group"},
		{"two groups", doc("", "<Group/><Group/>"), "more than one group"},
		{"encrypted value", doc("", `<Group><Entry><String><Key>Password</Key><Value Protected="True">AAAA</Value></String></Entry></Group>`), "encrypted"},
		{"encrypted attachment", doc(`<Binaries><Binary ID="0" Protected="True">AAAA</Binary></Binaries>`, "<Group/>"), "encrypted"},
		{"attachment not base64", doc(`<Binaries><Binary ID="0">!</Binary></Binaries>`, "<Group/>"), "not base64"},
		{"attachment not packed", doc(`<Binaries><Binary ID="0" Compressed="True">AAAA</Binary></Binaries>`, "<Group/>"), "not packed"},
		{"attachment twice", doc(`<Binaries><Binary ID="0">AAAA</Binary><Binary ID="0">AAAA</Binary></Binaries>`, "<Group/>"), "twice"},
		{"entity", `<!DOCTYPE KeePassFile [<!ENTITY x "y">]>` + doc("", "<Group/>"), "document type"},
		{"deep", doc("", strings.Repeat("<Group>", 500)), "nested"},
		{"text in between", doc("x", ""), "text between"},
		{"element in a value", doc("", "<Group><Name><b/></Name></Group>"), "only text"},
		{"long value", doc("", "<Group><Entry><String><Key>"+strings.Repeat("x", port.MaxValue+1)+"</Key></String></Entry></Group>"), "longer than"},
		{"many strings", doc("", "<Group><Entry>"+strings.Repeat("<String/>", port.MaxParts+1)+"</Entry></Group>"), "parts"},
		{"cut off", doc("", "<Group><Entry>")[:50], "ends"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := keepass.Format{}.Import(context.Background(), porttest.Seekable([]byte(c.in)), &porttest.Collected{})
			if !errors.Is(err, port.ErrInput) || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("got %v, want %q", err, c.want)
			}
		})
	}
}

// Files that mean harm, or were harmed: each gives one line that says what is wrong.
func TestHostile(t *testing.T) {
	wants := map[string]string{
		"billion-laughs.xml": "document type", "bomb.xml": "larger than 64 MiB", "cut-off.xml": "ends", "deep.xml": "nested", "encrypted.xml": "encrypted",
		"entity.xml": "a reference other than", "external-entity.xml": "document type", "latin1.xml": "UTF-8", "many-strings.xml": "more than 512 strings",
		"not-base64.xml": "not base64", "not-packed.xml": "not packed", "not-utf8.xml": "UTF-8", "nul.xml": "XML does not allow", "number-twice.xml": "stands twice",
		"trailing.xml": "something follows", "two-roots.xml": "more than one group", "utf16.xml": "UTF-16",
	}
	files, err := filepath.Glob("testdata/hostile/*")
	if err != nil || len(files) != len(wants) {
		t.Fatalf("%d files for %d errors, %v", len(files), len(wants), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			err = keepass.Format{}.Import(context.Background(), porttest.Seekable(data), &porttest.Collected{})
			want := wants[filepath.Base(file)]
			if !errors.Is(err, port.ErrInput) || want == "" || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
				t.Fatalf("got %v, want %q", err, want)
			}
		})
	}
}

// No cut of a real export imports without an error.
func TestTruncated(t *testing.T) {
	data, err := os.ReadFile(fixtures + "export.xml")
	if err != nil {
		t.Fatal(err)
	}
	for i := range 50 {
		n := len(data) * i / 50
		if err := (keepass.Format{}).Import(context.Background(), porttest.Seekable(data[:n]), &porttest.Collected{}); !errors.Is(err, port.ErrInput) {
			t.Fatalf("cut to %d bytes: got %v", n, err)
		}
	}
}
