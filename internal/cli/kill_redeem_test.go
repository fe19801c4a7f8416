package cli

import (
	"bytes"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// sheetWords reads the words of the share for recover off a sheet, in one line.
func (p *person) sheetWords(name string) string {
	p.t.Helper()
	file := name + ".txt"
	p.must("", "trustee", "paper", name, "-o", p.path(file))
	_, share, _ := strings.Cut(string(p.read(file)), "Share “recover”")
	share, _, _ = strings.Cut(share, "Share “reset”")
	words := make([]string, 100)
	for _, m := range regexp.MustCompile(`(\d+)\. ([a-z]+)`).FindAllStringSubmatch(share, -1) {
		n, _ := strconv.Atoi(m[1])
		words[n] = m[2]
	}
	return strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), " ")
}

func (p *person) read(name string) []byte {
	p.t.Helper()
	data, err := os.ReadFile(p.path(name))
	if err != nil {
		p.t.Fatal(err)
	}
	return data
}

// TestKilledRedeem kills a redeem at random moments: the copy of the vault file is as it
// was, in the folder is nothing or all of the vault, and the next attempt is not told
// that the copy is an older one.
func TestKilledRedeem(t *testing.T) {
	p := newPerson(t)
	p.must("", "vault", "edit", "--name", "Alice")
	p.must("swordfish-9", "add", "work/mail", "--stdin")
	p.must("", "trustee", "set", "--threshold", "2", "--paper-only", "--paper", "dave", "--paper", "erin")
	dave, erin, file := p.sheetWords("dave"), p.sheetWords("erin"), p.read(".local/share/coffer/vault.db")
	machine := func() *person {
		q := &person{t: t, home: t.TempDir()}
		q.env = p.env
		q.env.Environ = []string{"HOME=" + q.home, "TMPDIR=" + q.home}
		for name, text := range map[string]string{"pw": "battery staple horse\n", "dave": dave, "erin": erin, "copy.db": string(file)} {
			q.write(name, text)
		}
		return q
	}
	args := func(q *person) []string {
		return []string{"--dir", q.path("out"), "ticket", "redeem", "--vault", q.path("copy.db"), "--share", q.path("dave"), "--share", q.path("erin"),
			"--new-password-file", q.path("pw")}
	}
	whole := machine()
	took := whole.duration("", args(whole)...)
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	rnd, stopped, left := rand.New(rand.NewPCG(seed, 9)), 0, 0
	q := machine()
	for range kills() {
		confirmed := q.killed(time.Duration(rnd.Int64N(int64(took)*5/4)), "", args(q)...)
		if !bytes.Equal(q.read("copy.db"), file) {
			t.Fatal("the copy has changed")
		}
		if !confirmed {
			stopped++
		}
		if _, err := os.Stat(q.path("out.recovering")); err == nil {
			left++
		}
		if _, err := os.Stat(q.path("out")); err == nil {
			if got := q.must("", "--dir", q.path("out"), "get", "work/mail"); got != "swordfish-9\n" {
				t.Fatalf("got %q", got)
			}
			q.must("", "--dir", q.path("out"), "verify")
			q = machine()
		} else if confirmed {
			t.Fatal("confirmed, and nothing is there")
		}
	}
	if stopped == 0 || left == 0 {
		t.Errorf("%d runs were killed in time, %d left something: the test proves nothing", stopped, left)
	}
	if code, _, errs := q.coffer("", args(q)...); code != 0 {
		t.Fatalf("the last attempt: code %d: %s", code, errs)
	}
	if _, err := os.Stat(q.path("out.recovering")); err == nil {
		t.Error("what an attempt left is still there")
	}
}
