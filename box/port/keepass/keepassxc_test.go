package keepass_test

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"coffer/box"
	"coffer/box/port"
	"coffer/box/port/keepass"
	"coffer/box/port/porttest"
	"coffer/internal/required"
)

// TestKeePassXC: the real program takes a thousand mixed items of ours. Each title,
// user name, password, URL, code and attachment can be had of it again, and its own
// export brings back everything but attachments, which it leaves out.
func TestKeePassXC(t *testing.T) {
	k := keepassxc{t: t, tool: required.Program(t, "keepassxc-cli"), dir: t.TempDir()}
	entries := mixed(1000)
	k.take(porttest.Write(t, keepass.Format{}, porttest.ContentOf([]port.Box{{Name: "work", Note: "a note"}}, nil, entries...)))
	t.Run("shown", func(t *testing.T) { k.shown(t, entries) })
	t.Run("codes", func(t *testing.T) { k.codes(t, entries) })
	t.Run("attachments", func(t *testing.T) { k.attachments(t, entries) })
	t.Run("its export", func(t *testing.T) { k.comesBack(t, entries) })
}

// mixed makes items of many kinds.
func mixed(n int) []*port.Entry {
	all := make([]*port.Entry, n)
	for i := range all {
		e := &port.Entry{BoxName: []string{"work", "home"}[i%2]}
		e.ID, e.Title = porttest.ID(uint64(i)+1), fmt.Sprintf("item %d <&> größe \"鍵\"", i)
		e.Created, e.Changed = porttest.Date().Add(time.Duration(i)*time.Minute), porttest.Date().Add(time.Duration(i)*time.Hour)
		e.Fields = []box.Field{
			field("username", box.Username, box.Companion, fmt.Sprintf("ann+%d@acme.example", i)),
			field("password", box.Password, box.Core, fmt.Sprintf(" pass <%d> \"&' ]]> ", i)),
			field("url", box.URL, box.Companion, fmt.Sprintf("https://acme.example/?a=%d&b=2#c", i)),
		}
		e.Template = "login"
		mix(e, i)
		all[i] = e
	}
	return all
}

// mix adds what not every item has.
func mix(e *port.Entry, i int) {
	add := func(fields ...box.Field) { e.Fields = append(e.Fields, fields...) }
	if i%3 == 0 {
		seed := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(fmt.Appendf(nil, "seed of item %07d", i))
		add(field("totp", box.TOTP, box.Core, "otpauth://totp/acme:ann?secret="+seed+"&issuer=acme"))
	}
	if i%4 > 0 {
		e.Folder = []string{"mail & more", fmt.Sprint("group ", i%10)}
	}
	switch i % 5 {
	case 1:
		e.Template, e.Favourite = "card", true
		add(field("number", box.Number, box.Core, fmt.Sprint("4111", i)), field("pin", box.PIN, box.Core, "0042"), field("expiry", box.Text, box.Companion, "12/30"))
	case 2:
		add(field("second url", box.URL, box.Companion, "https://two.example"), field("bytes", box.File, box.Core, "\x00\xff"), field("notes", box.Multiline, box.Core, "one\n\ttwo\n"))
	case 3:
		e.Tags, e.Expires, e.OnExpiry = []string{"one", "two words"}, porttest.Date().AddDate(5, 0, 0), box.Delete
		old := e.Item
		old.Fields = []box.Field{field("password", box.Password, box.Core, fmt.Sprint("former ", i))}
		e.Former = []box.Item{old, old}
	case 4:
		e.Files = []port.File{porttest.FileOf("größe.txt", fmt.Appendf(nil, "content of %d\n", i)), porttest.FileOf("all.bin", bytes.Repeat([]byte{0, 255, '\r', '\n'}, i))}
	}
	if i%50 == 7 {
		e.Trashed = porttest.Date().AddDate(0, 1, 0)
	}
}

type keepassxc struct {
	t        *testing.T
	tool     string
	dir      string
	key, kdb string
}

// take imports a document into a new database with a key file.
func (k *keepassxc) take(doc []byte) {
	file := filepath.Join(k.dir, "coffer.xml")
	k.key, k.kdb = filepath.Join(k.dir, "key"), filepath.Join(k.dir, "coffer.kdbx")
	if err := os.WriteFile(file, doc, 0o600); err != nil {
		k.t.Fatal(err)
	}
	k.run(nil, "import", "--quiet", "--set-key-file", k.key, "--decryption-time", "100", file, k.kdb)
}

func (k *keepassxc) run(stdin []byte, args ...string) string {
	k.t.Helper()
	var out, complaints bytes.Buffer
	cmd := exec.Command(k.tool, args...)
	cmd.Env = append(os.Environ(), "QT_QPA_PLATFORM=offscreen", "LC_ALL=C.UTF-8", "TERM=dumb", "COLUMNS=10000") // it breaks what it repeats at the width
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(stdin), &out, &complaints
	if err := cmd.Run(); err != nil || complaints.Len() > 0 {
		k.t.Fatalf("keepassxc-cli %s: %v\n%s", args[0], err, complaints.String())
	}
	return out.String()
}

// ask puts questions to the database, each a line, in one session, and returns the
// answers.
func (k *keepassxc) ask(questions []string) []string {
	k.t.Helper()
	out := k.run([]byte(strings.Join(questions, "\n")+"\n"), "open", "--no-password", "--key-file", k.key, k.kdb)
	var answers []string
	for _, q := range questions {
		before, after, found := strings.Cut(out, "Coffer> "+q+"\n")
		if !found {
			k.t.Fatalf("no answer to %s", q)
		}
		if len(answers) > 0 {
			answers[len(answers)-1] = before
		}
		answers, out = append(answers, after), after
	}
	last := len(answers) - 1
	answers[last], _, _ = strings.Cut(answers[last], "Coffer> ")
	return answers
}

// pathOf is where an item lies in the database.
func pathOf(e *port.Entry) string {
	path := append([]string{e.BoxName}, e.Folder...)
	if !e.Trashed.IsZero() {
		path = []string{"Recycle Bin"}
	}
	return `"/` + strings.ReplaceAll(strings.Join(append(path, e.Title), "/"), `"`, `\"`) + `"`
}

func (k *keepassxc) shown(t *testing.T, entries []*port.Entry) {
	k.t = t
	var questions []string
	for _, e := range entries {
		questions = append(questions, "show -s -a Title -a UserName -a Password -a URL "+pathOf(e))
	}
	answers := k.ask(questions)
	for i, e := range entries {
		want := strings.Join([]string{e.Title, e.Fields[0].Value.Reveal(), e.Fields[1].Value.Reveal(), e.Fields[2].Value.Reveal()}, "\n") + "\n"
		if answers[i] != want {
			t.Fatalf("got %q, want %q", answers[i], want)
		}
	}
}

func (k *keepassxc) codes(t *testing.T, entries []*port.Entry) {
	k.t = t
	with := slices.DeleteFunc(slices.Clone(entries), func(e *port.Entry) bool { return seedOf(e) == nil })
	var questions []string
	for _, e := range with {
		questions = append(questions, "show -t "+pathOf(e))
	}
	from := time.Now()
	answers := k.ask(questions)
	for i, e := range with {
		got := strings.TrimSpace(answers[i])
		ok := false
		for at := from.Unix() / 30; at <= time.Now().Unix()/30; at++ {
			ok = ok || got == codeAt(seedOf(e), at)
		}
		if !ok {
			t.Fatalf("%s: got the code %q", e.Title, got)
		}
	}
	if len(with) < len(entries)/4 {
		t.Errorf("only %d of %d have a code", len(with), len(entries))
	}
}

func seedOf(e *port.Entry) []byte {
	for _, f := range e.Fields {
		if f.Kind == box.TOTP {
			_, rest, _ := strings.Cut(f.Value.Reveal(), "secret=")
			seed, _, _ := strings.Cut(rest, "&")
			raw, _ := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(seed)
			return raw
		}
	}
	return nil
}

// codeAt is RFC 6238 with its usual settings.
func codeAt(seed []byte, step int64) string {
	mac := hmac.New(sha1.New, seed)
	_ = binary.Write(mac, binary.BigEndian, step)
	sum := mac.Sum(nil)
	n := binary.BigEndian.Uint32(sum[sum[19]&15:]) & 0x7FFFFFFF
	return fmt.Sprintf("%06d", n%1_000_000)
}

func (k *keepassxc) attachments(t *testing.T, entries []*port.Entry) {
	k.t = t
	with := slices.DeleteFunc(slices.Clone(entries), func(e *port.Entry) bool { return len(e.Files) == 0 })
	var questions []string
	for _, e := range with {
		for n, f := range e.Files {
			questions = append(questions, fmt.Sprintf("attachment-export %s %q %s", pathOf(e), f.Name, k.out(e, n)))
		}
	}
	k.ask(questions)
	for _, e := range with {
		for n := range e.Files {
			got, err := os.ReadFile(k.out(e, n))
			content, _ := e.Files[n].Open()
			want := new(bytes.Buffer)
			if _, readErr := want.ReadFrom(content); err != nil || readErr != nil || !bytes.Equal(got, want.Bytes()) {
				t.Fatalf("%s, %s: %d bytes, %v", e.Title, e.Files[n].Name, len(got), err)
			}
		}
	}
	if len(with) < len(entries)/6 {
		t.Errorf("only %d of %d have attachments", len(with), len(entries))
	}
}

func (k *keepassxc) out(e *port.Entry, n int) string {
	return filepath.Join(k.dir, fmt.Sprintf("%s-%d", e.ID, n))
}

func (k *keepassxc) comesBack(t *testing.T, entries []*port.Entry) {
	k.t = t
	doc := k.run(nil, "export", "--quiet", "--format", "xml", "--no-password", "--key-file", k.key, k.kdb)
	got := porttest.Read(t, keepass.Format{}, porttest.Seekable([]byte(doc)))
	missing := 0
	for _, n := range got.Notes {
		if strings.Contains(n.What, "is not in the file") {
			missing++
		} else if !strings.Contains(n.What, "folders have no notes here") {
			t.Errorf("%s: %s", n.Where, n.What)
		}
	}
	want := &porttest.Collected{}
	for _, e := range entries {
		missing -= len(e.Files)
		bare := *e
		bare.Files = nil
		want.Entries = append(want.Entries, &bare)
	}
	if missing != 0 {
		t.Errorf("%d attachments too many or too few were reported", missing)
	}
	asInKeePass(want)
	asInKeePass(got)
	if diff := porttest.Differ(got.Describe(), want.Describe()); diff != "" {
		t.Error(diff)
	}
}
