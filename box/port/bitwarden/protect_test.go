package bitwarden

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"

	"golang.org/x/crypto/argon2"

	"coffer/box/port"
	"coffer/box/port/porttest"
	"coffer/box/port/sealed"
	"coffer/internal/required"
	"coffer/vault/secret"
)

const password = "halibut é 🔑"

// cheap is what the tests pay.
func cheap(kdf KDF) cost {
	if kdf == PBKDF2 {
		return cost{kdf: kdfPBKDF2, rounds: minRounds}
	}
	return cost{kdf: kdfArgon2, rounds: minPasses, mib: minMiB, parallel: 4}
}

// zeros is randomness that a test can foresee.
type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	clear(p)
	return len(p), nil
}

func protectedFile(t testing.TB, c port.Content, cost cost) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := protect(context.Background(), &b, c, secret.New(password), cost, zeros{}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// protectedText protects any text.
func protectedText(t testing.TB, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	content := func(w io.Writer) error { _, err := io.WriteString(w, text); return err }
	if err := protected(context.Background(), &b, content, secret.New(password), cheap(PBKDF2), zeros{}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// bring opens a file if it is protected, and reads it.
func bring(src port.Source, pass string, sink port.Sink) error {
	locked, err := Format{}.Locked(src)
	if err != nil {
		return err
	}
	if locked {
		if src, err = (Format{}).Unlock(context.Background(), src, secret.New(pass)); err != nil {
			return err
		}
	}
	return Format{}.Import(context.Background(), src, sink)
}

// What goes out protected comes in as what goes out in clear does.
func TestProtected(t *testing.T) {
	for _, name := range []string{"nothing at all", "every name", "attachments", "history"} {
		for _, kdf := range []KDF{PBKDF2, Argon2id} {
			t.Run(fmt.Sprint(name, kdf), func(t *testing.T) {
				c := porttest.Contents()[name]
				var got porttest.Collected
				if err := bring(porttest.Seekable(protectedFile(t, c, cheap(kdf))), password, &got); err != nil {
					t.Fatal(err)
				}
				want := porttest.Read(t, Format{}, porttest.Seekable(porttest.Write(t, Format{}, c)))
				if diff := porttest.Differ(got.Describe(), want.Describe()); diff != "" {
					t.Error(diff)
				}
			})
		}
	}
}

// The form of what is written is Bitwarden's.
func TestForm(t *testing.T) {
	for kdf, want := range map[KDF]string{
		PBKDF2:   `{"encrypted":true,"kdfIterations":5000,"kdfType":0,"passwordProtected":true,"salt":"AAAAAAAAAAAAAAAAAAAAAA=="}`,
		Argon2id: `{"encrypted":true,"kdfIterations":2,"kdfMemory":16,"kdfParallelism":4,"kdfType":1,"passwordProtected":true,"salt":"AAAAAAAAAAAAAAAAAAAAAA=="}`,
	} {
		if got := outside(t, protectedFile(t, porttest.ContentOf(nil, nil), cheap(kdf))); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	}
}

// outside is what stands in a protected file beside the encrypted texts.
func outside(t *testing.T, file []byte) string {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal(file, &m); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"data", "encKeyValidation_DO_NOT_EDIT"} {
		if s, _ := m[name].(string); !strings.HasPrefix(s, "2.") || strings.Count(s, "|") != 2 {
			t.Errorf("%s is %q", name, s)
		}
		delete(m, name)
	}
	b, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// What Protect writes costs what Bitwarden's own files do.
func TestUsual(t *testing.T) {
	if got := usual(PBKDF2); got != (cost{kdf: kdfPBKDF2, rounds: 600_000}) {
		t.Errorf("got %+v", got)
	}
	var b bytes.Buffer
	if err := (Format{}).Protect(context.Background(), &b, porttest.ContentOf(nil, nil), secret.New(password), zeros{}); err != nil {
		t.Fatal(err)
	}
	const want = `{"encrypted":true,"kdfIterations":3,"kdfMemory":64,"kdfParallelism":4,"kdfType":1,"passwordProtected":true,"salt":"AAAAAAAAAAAAAAAAAAAAAA=="}`
	if got := outside(t, b.Bytes()); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// A wrong password is told from damage, and damage of any byte is noticed before
// anything is believed.
func TestWrongOrDamaged(t *testing.T) {
	data := protectedFile(t, porttest.Contents()["label"], cheap(PBKDF2))
	if err := bring(porttest.Seekable(data), "wrong", &porttest.Collected{}); !errors.Is(err, sealed.ErrKey) || errors.Is(err, port.ErrInput) {
		t.Errorf("a wrong password: %v", err)
	}
	from := bytes.Index(data, []byte(`"data": "2.`)) + len(`"data": "2.`)
	for at := from; at < len(data)-5; at += 7 {
		broken := bytes.Clone(data)
		if broken[at] = 'A'; data[at] == 'A' {
			broken[at] = 'B'
		}
		var sink porttest.Collected
		err := bring(porttest.Seekable(broken), password, &sink)
		if !errors.Is(err, port.ErrInput) || errors.Is(err, sealed.ErrKey) || len(sink.Entries) > 0 {
			t.Fatalf("byte %d: %v, %d items", at, err, len(sink.Entries))
		}
	}
	changed := bytes.Replace(data, []byte(`"kdfIterations": 5000`), []byte(`"kdfIterations": 5001`), 1)
	if err := bring(porttest.Seekable(changed), password, &porttest.Collected{}); !errors.Is(err, sealed.ErrKey) {
		t.Errorf("another cost: %v", err)
	}
	for i := range 50 {
		err := bring(porttest.Seekable(data[:len(data)*i/50]), password, &porttest.Collected{})
		if !errors.Is(err, port.ErrInput) && !errors.Is(err, sealed.ErrKey) {
			t.Fatalf("cut to %d of 50: %v", i, err)
		}
	}
}

// What a file asks for is refused before any of it is spent.
func TestCost(t *testing.T) {
	for _, c := range []cost{
		{}, {kdf: 2, rounds: 600_000}, {kdf: -1, rounds: 600_000},
		{rounds: minRounds - 1}, {rounds: maxRounds + 1}, {rounds: 1 << 62}, {rounds: -1},
		{kdf: kdfArgon2, rounds: 1, mib: 64, parallel: 4}, {kdf: kdfArgon2, rounds: 11, mib: 64, parallel: 4},
		{kdf: kdfArgon2, rounds: 3, mib: 15, parallel: 4}, {kdf: kdfArgon2, rounds: 3, mib: 1 << 40, parallel: 4},
		{kdf: kdfArgon2, rounds: 3, mib: 64, parallel: 0}, {kdf: kdfArgon2, rounds: 3, mib: 64, parallel: 256},
		{kdf: kdfArgon2, rounds: 3, mib: 64 + 1<<32, parallel: 4}, {kdf: kdfArgon2, rounds: 3 + 1<<32, mib: 64, parallel: 4},
	} {
		file := fmt.Sprintf(`{"encrypted":true,"passwordProtected":true,"salt":"x","kdfType":%d,"kdfIterations":%d,"kdfMemory":%d,"kdfParallelism":%d,"data":"2.a|b|c"}`,
			c.kdf, c.rounds, c.mib, c.parallel)
		err := bring(porttest.Seekable([]byte(file)), password, &porttest.Collected{})
		if !errors.Is(err, port.ErrInput) || !strings.Contains(err.Error(), "is to be hashed") {
			t.Errorf("%+v: got %v", c, err)
		}
	}
}

func TestLocked(t *testing.T) {
	for in, want := range map[string]bool{
		`{"encrypted":true,"passwordProtected":true,"data":"x"}`: true, `{"encrypted":true,"passwordProtected":true`: true, `{"passwordProtected":true,"encrypted":true,"x":1}`: true,
		`{"encrypted":false,"passwordProtected":true}`: false, `{"encrypted":true,"items":[`: false, "": false, "PK\x03\x04": false, "[]": false,
	} {
		if got, err := (Format{}).Locked(porttest.Seekable([]byte(in))); got != want || err != nil {
			t.Errorf("%s: %v, %v", in, got, err)
		}
	}
	if got, err := (Format{}).Locked(porttest.Stream([]byte(`{"encrypted":true,"passwordProtected":true}`))); got || err != nil {
		t.Error("of a stream nobody knows")
	}
	src := port.Source{R: strings.NewReader(""), At: brokenAt{}, Size: 10}
	if _, err := (Format{}).Locked(src); !errors.Is(err, errOwn) {
		t.Errorf("got %v", err)
	}
	for _, in := range []string{`{"encrypted":false,"items":[]}`, `{"encrypted":true,"passwordProtected":true}`} {
		if _, err := (Format{}).Unlock(context.Background(), porttest.Seekable([]byte(in)), secret.New("x")); !errors.Is(err, port.ErrInput) {
			t.Errorf("%s: %v", in, err)
		}
	}
}

type brokenAt struct{}

func (brokenAt) ReadAt([]byte, int64) (int, error) { return 0, errOwn }

func TestUnlockCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	data := protectedFile(t, porttest.Contents()["label"], cheap(PBKDF2))
	if _, err := (Format{}).Unlock(ctx, porttest.Seekable(data), secret.New(password)); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// A file whose texts no key could fit is refused before a key is made at the cost that it names: nobody would come to that
// here, since all is given up already.
func TestFormComesBeforeCost(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	whole := string(protectedFile(t, porttest.Contents()["label"], cheap(PBKDF2)))
	member := regexp.MustCompile(`"(encKeyValidation_DO_NOT_EDIT|data)": "2\.[^"]*"`)
	if n := len(member.FindAllString(whole, -1)); n != 2 {
		t.Fatalf("%d encrypted texts", n)
	}
	for _, text := range []string{"", "1.x", "2.", "2.AAAA|", "2.AAAAAAAAAAAAAAAAAAAAAA==|!|!"} {
		for _, name := range []string{"encKeyValidation_DO_NOT_EDIT", "data"} {
			if name == "data" && strings.HasSuffix(text, "!") {
				continue // nothing but the beginning of the content is read before
			}
			data := member.ReplaceAllStringFunc(whole, func(m string) string {
				if !strings.HasPrefix(m, strconv.Quote(name)) {
					return m
				}
				return strconv.Quote(name) + ": " + strconv.Quote(text)
			})
			if _, err := (Format{}).Unlock(ctx, porttest.Seekable([]byte(data)), secret.New(password)); !errors.Is(err, port.ErrInput) {
				t.Errorf("%s %q: %v", name, text, err)
			}
		}
	}
}

// Texts of every length around a block, in pieces of any size.
func TestCipher(t *testing.T) {
	k, err := cheap(PBKDF2).derive(t.Context(), secret.New("x"), "salt")
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{0, 1, 15, 16, 17, 31, 32, 32<<10 - 1, 32 << 10, 32<<10 + 1, 100_000} {
		var b bytes.Buffer
		e, err := newEncrypter(&b, k, zeros{})
		if err != nil {
			t.Fatal(err)
		}
		text := bytes.Repeat([]byte("0123456789a"), n/11+1)[:n]
		for _, part := range [][]byte{text[:n/3], text[n/3:]} {
			if _, err := e.Write(bytes.Clone(part)); err != nil {
				t.Fatal(err)
			}
		}
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
		for _, r := range []io.Reader{bytes.NewReader(b.Bytes()), iotest.OneByteReader(bytes.NewReader(b.Bytes()))} {
			d, err := newDecrypter(r, k)
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(d)
			if err != nil || !bytes.Equal(got, text) {
				t.Fatalf("%d bytes: %d, %v", n, len(got), err)
			}
		}
	}
}

// The vector of RFC 9106, 5.3, is of other inputs than ours (a key and data that are
// associated), which the library does not offer; this one is of the reference
// implementation, test.c, version 0x13.
func TestArgon2id(t *testing.T) {
	got := argon2.IDKey([]byte("password"), []byte("somesalt"), 2, 64<<10, 1, 32)
	if want := "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7"; hex.EncodeToString(got) != want {
		t.Errorf("got %x", got)
	}
}

// job is what the other implementation is to do, and done is what it has: see
// testdata/bitwarden.mjs.
type (
	job struct {
		Cost   map[string]int `json:"cost,omitempty"`
		Secret string         `json:"secret"`
		Text   string         `json:"text"`
	}
	done struct{ Text, Error string }
)

// node has the other implementation do all jobs, in one process.
func node(t *testing.T, jobs ...job) (all []done) {
	t.Helper()
	packages, err := filepath.Abs("../../../testdata/backup-reader")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(packages, "node_modules")); err != nil {
		required.Working(t, errors.New("its packages are not there: npm ci --prefix testdata/backup-reader"))
	}
	in, err := json.Marshal(jobs)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(required.Program(t, "node"), "testdata/bitwarden.mjs", packages)
	cmd.Stdin = bytes.NewReader(in)
	var complaint strings.Builder
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err == nil {
		err = json.Unmarshal(out, &all)
	}
	if err != nil || len(all) != len(jobs) {
		t.Fatalf("%d answers: %v\n%s", len(all), err, complaint.String())
	}
	return all
}

// Node opens what we protect at the cost that is usual, and we open what Node protects
// at another.
func TestNode(t *testing.T) {
	c := porttest.Contents()["every name"]
	plain := string(fixture(t, "all.json"))
	protected := func(cost cost) string { return string(protectedFile(t, c, cost)) }
	all := node(t,
		job{Text: plain, Secret: password, Cost: map[string]int{"kdfType": kdfPBKDF2, "kdfIterations": minRounds + 1}},
		job{Text: plain, Secret: password, Cost: map[string]int{"kdfType": kdfArgon2, "kdfIterations": 3, "kdfMemory": minMiB + 1, "kdfParallelism": 3}},
		job{Text: protected(usual(PBKDF2)), Secret: password},
		job{Text: protected(usual(Argon2id)), Secret: password},
		job{Text: protected(cheap(PBKDF2)), Secret: "wrong"},
		job{Text: protected(cheap(Argon2id)), Secret: "wrong"},
	)
	for _, made := range all[:2] {
		var got porttest.Collected
		if err := bring(porttest.Seekable([]byte(made.Text)), password, &got); err != nil {
			t.Fatal(err, made.Error)
		}
		golden(t, "all.golden", got.Describe())
	}
	want := string(porttest.Write(t, Format{}, c))
	for _, opened := range all[2:4] {
		if opened.Text != want {
			t.Errorf("Node opened %d bytes of %d, %s", len(opened.Text), len(want), opened.Error)
		}
	}
	for _, opened := range all[4:] {
		if opened.Error != "the MAC does not fit" {
			t.Errorf("Node opens it with another password: %q", opened.Error)
		}
	}
}

// FuzzUnlock: no protected file panics, gives an error of another kind, or costs
// more than the least that a file may ask for.
func FuzzUnlock(f *testing.F) {
	f.Add(protectedFile(f, porttest.Contents()["label"], cheap(PBKDF2)))
	f.Add([]byte(`{"encrypted":true,"passwordProtected":true,"salt":"","kdfType":0,"kdfIterations":5000,"encKeyValidation_DO_NOT_EDIT":"2.|||","data":"2.|||"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		var h head
		if h.read(bytes.NewReader(data), false) == nil && (h.cost.kdf != kdfPBKDF2 || h.cost.rounds > 2*minRounds) {
			return
		}
		err := bring(porttest.Seekable(data), password, &porttest.Collected{})
		if err != nil && !errors.Is(err, port.ErrInput) && !errors.Is(err, sealed.ErrKey) {
			t.Fatalf("an error of another kind: %v", err)
		}
	})
}
