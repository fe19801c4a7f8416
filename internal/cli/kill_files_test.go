package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"testing"
	"time"
)

// blobs lists the attachments folder.
func (p *person) blobs() (names []string) {
	p.t.Helper()
	files, err := os.ReadDir(p.path(".local/share/coffer/attachments"))
	if err != nil && !os.IsNotExist(err) {
		p.t.Fatal(err)
	}
	for _, f := range files {
		names = append(names, f.Name())
	}
	return names
}

// tomorrow sets the program's clock so that what this test writes is no longer
// taken for somebody's unfinished work.
func (p *person) tomorrow() {
	p.t.Helper()
	p.write("clock", time.Now().Add(48*time.Hour).UTC().Format(time.RFC3339))
}

// content is a file that tells itself apart from all others.
func content(n, size int) []byte {
	return bytes.Repeat(fmt.Appendf(nil, "file %d of many; ", n), size/16)
}

// TestKilledAttachLosesNothing kills attach at random moments: what was
// confirmed reads back whole, and the next attach leaves no file of none.
func TestKilledAttachLosesNothing(t *testing.T) {
	p := newPerson(t)
	p.tomorrow()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 2))
	p.must("secret", "add", "work/a", "--template", "login", "--stdin")
	attach := func(n int) []string {
		p.write("plan", string(content(n, 300<<10)))
		return []string{"attach", "work/a", p.path("plan"), "--name", fmt.Sprintf("plan %d", n)}
	}
	whole := p.duration("", attach(0)...)
	confirmed, litter := map[int]bool{0: true}, 0
	for n := 1; n <= kills(); n++ {
		have := len(p.blobs())
		confirmed[n] = p.killed(time.Duration(rnd.Int64N(int64(whole)*5/4)), "", attach(n)...)
		if !confirmed[n] && len(p.blobs()) > have {
			litter++
		}
		if n%10 == 0 {
			p.must("", "verify")
		}
	}
	t.Logf("%d of %d killed runs left a file", litter, kills())
	p.must("", attach(kills()+1)...)
	confirmed[kills()+1] = true
	attached := p.attached("work/a")
	for n, ok := range confirmed {
		name := fmt.Sprintf("plan %d", n)
		if ok && !attached[name] {
			t.Errorf("%s was confirmed and is not there", name)
		}
		if attached[name] && p.must("", "get", "work/a", name, "-o", "-") != string(content(n, 300<<10)) {
			t.Errorf("%s does not read back whole", name)
		}
	}
	if files := p.blobs(); len(files) != len(attached) {
		t.Errorf("%d files for %d attachments: %q", len(files), len(attached), files)
	}
	if len(attached) == len(confirmed) {
		t.Error("no run was killed in time: the test proves nothing")
	}
	p.must("", "verify")
}

func (p *person) attached(ref string) map[string]bool {
	p.t.Helper()
	var item struct {
		Attachments []struct {
			Name string `json:"name"`
		} `json:"attachments"`
	}
	if err := json.Unmarshal([]byte(p.must("", "show", ref, "--json")), &item); err != nil {
		p.t.Fatal(err)
	}
	names := make(map[string]bool)
	for _, a := range item.Attachments {
		names[a.Name] = true
	}
	return names
}

// TestKilledImportOfFiles kills import at random moments while it writes
// attachments: all of an import is there, or nothing.
func TestKilledImportOfFiles(t *testing.T) {
	p := newPerson(t)
	p.tomorrow()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rnd := rand.New(rand.NewPCG(seed, 3))
	const files = 12
	from := newPerson(t)
	from.must("secret", "add", "work/a", "--template", "login", "--stdin")
	for n := range files {
		from.write(fmt.Sprintf("plan %d", n), string(content(n, 40<<10)))
		from.must("", "attach", "work/a", from.path(fmt.Sprintf("plan %d", n)))
	}
	from.must("", "export", "zip", "-o", p.path("in.zip"))
	into := func(n int) []string {
		return []string{"import", "zip", p.path("in.zip"), "--into", fmt.Sprintf("box%d", n)}
	}
	whole := p.duration("", into(0)...)
	confirmed := map[int]bool{0: true}
	for n := 1; n <= kills()/2; n++ {
		if confirmed[n] = p.killed(time.Duration(rnd.Int64N(int64(whole)*5/4)), "", into(n)...); confirmed[n] {
			whole = whole * 3 / 4 // the machine has more time now than it had for the first one
		}
	}
	p.must("", "verify")
	p.write("last", "the last one")
	p.must("", "attach", "box0/a", p.path("last"))
	there := 0
	for n, ok := range confirmed {
		ref := fmt.Sprintf("box%d/a", n)
		code, _, _ := p.coffer("", "show", ref)
		if ok && code != 0 {
			t.Errorf("%s was confirmed and is not there", ref)
		}
		if code != 0 {
			continue
		}
		there++
		for f := range files {
			if p.must("", "get", ref, fmt.Sprintf("plan %d", f), "-o", "-") != string(content(f, 40<<10)) {
				t.Errorf("%s: file %d does not read back whole", ref, f)
			}
		}
	}
	if have := p.blobs(); len(have) != files*there+1 {
		t.Errorf("%d files for %d imports of %d and one more", len(have), there, files)
	}
	if there == len(confirmed) {
		t.Error("no run was killed in time: the test proves nothing")
	}
	p.must("", "verify")
}
