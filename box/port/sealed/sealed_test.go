package sealed_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"filippo.io/age"
	"filippo.io/age/armor"

	"coffer/box/port"
	"coffer/box/port/porttest"
	"coffer/box/port/sealed"
	"coffer/box/port/zip"
	"coffer/internal/required"
	"coffer/vault/secret"
)

// cheap keeps the tests fast; the shipped program uses the usual cost.
const cheap = 2

func seal(t testing.TB, w io.WriteCloser, err error, data []byte) {
	t.Helper()
	if err == nil {
		_, err = w.Write(data)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
}

func withPassphrase(t testing.TB, pass string, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := sealed.Passphrase(&b, secret.New(pass), cheap)
	seal(t, w, err, data)
	return b.Bytes()
}

func armoredCopy(t testing.TB, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := armor.NewWriter(&b)
	seal(t, w, nil, data)
	return b.Bytes()
}

// sources are the ways in which a file may come.
func sources(t testing.TB, data []byte) map[string]port.Source {
	return map[string]port.Source{
		"file": porttest.Seekable(data), "stream": porttest.Stream(data),
		"slow":          {R: iotest.OneByteReader(bytes.NewReader(data))},
		"armored file":  porttest.Seekable(armoredCopy(t, data)),
		"armored, late": porttest.Stream(append([]byte("\n\n"), armoredCopy(t, data)...)),
	}
}

// What was sealed opens to the same, from the beginning and from anywhere.
func TestRoundTrip(t *testing.T) {
	classic, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	hybrid, err := age.GenerateHybridIdentity()
	if err != nil {
		t.Fatal(err)
	}
	content := []byte(strings.Repeat("content ", 20_000)) // more than two chunks
	files := map[string]sealed.Opener{
		"classic":    {Identities: secret.New("# a comment\n" + classic.String() + "\n")},
		"hybrid":     {Identities: secret.New(hybrid.String())},
		"passphrase": {Passphrase: secret.New("correct horse")},
		"both given": {Passphrase: secret.New("correct horse"), Identities: secret.New(classic.String() + "\n" + hybrid.String())},
	}
	for name, with := range files {
		data := withPassphrase(t, "correct horse", content)
		switch name {
		case "classic":
			data = toRecipients(t, content, classic.Recipient().String())
		case "hybrid":
			data = toRecipients(t, content, hybrid.Recipient().String())
		}
		for way, src := range sources(t, data) {
			t.Run(name+"/"+way, func(t *testing.T) { opensTo(t, src, with, content) })
		}
	}
}

func toRecipients(t testing.TB, data []byte, to ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := sealed.EncryptTo(&b, to)
	seal(t, w, err, data)
	return b.Bytes()
}

func opensTo(t *testing.T, src port.Source, with sealed.Opener, content []byte) {
	open, err := sealed.Open(src, with)
	if err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(open.R)
	if err != nil || !bytes.Equal(got, content) {
		t.Fatalf("%d bytes of %d, %v", len(got), len(content), err)
	}
	if open.At == nil {
		return
	}
	part := make([]byte, 8)
	if _, err := open.At.ReadAt(part, 100_000); err != nil || string(part) != "content " || open.Size != int64(len(content)) {
		t.Fatalf("%q, %v, size %d", part, err, open.Size)
	}
}

func TestRecipientsRefused(t *testing.T) {
	classic, _ := age.GenerateX25519Identity()
	hybrid, _ := age.GenerateHybridIdentity()
	for _, c := range []struct {
		name string
		to   []string
		want error
	}{
		{"ssh", []string{"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHsKLqeplhpW+uObz5dvMgjz1OxfM/XXUB+VHtZ6isGN"}, sealed.ErrRecipient},
		{"plug-in", []string{"age1yubikey1q2w7u3vpya839jxxuq8g0sedh3d740d4xvn639sqhr95ejj8vu3hyfumptt"}, sealed.ErrRecipient},
		{"the secret itself", []string{classic.String()}, sealed.ErrRecipient},
		{"typing error", []string{classic.Recipient().String() + "x"}, sealed.ErrRecipient},
		{"mixed", []string{classic.Recipient().String(), hybrid.Recipient().String()}, sealed.ErrMixed},
		{"empty", []string{""}, sealed.ErrRecipient},
	} {
		_, err := sealed.EncryptTo(io.Discard, c.to)
		if !errors.Is(err, c.want) {
			t.Errorf("%s: got %v", c.name, err)
		}
		if err != nil && strings.Contains(err.Error(), "SECRET-KEY-1") {
			t.Errorf("%s: the error shows a secret: %v", c.name, err)
		}
	}
	if _, err := sealed.EncryptTo(io.Discard, nil); err == nil {
		t.Error("nobody to seal to: no error")
	}
	if _, err := sealed.EncryptTo(io.Discard, make([]string, sealed.MaxRecipients+1)); err == nil {
		t.Error("too many: no error")
	}
}

func TestPassphraseRefused(t *testing.T) {
	if _, err := sealed.Passphrase(io.Discard, secret.Text{}, cheap); err == nil {
		t.Error("empty passphrase: no error")
	}
	for _, cost := range []int{-1, 31} {
		if _, err := sealed.Passphrase(io.Discard, secret.New("x"), cost); err == nil {
			t.Errorf("cost %d: no error", cost)
		}
	}
}

func TestOpenRefused(t *testing.T) {
	id, _ := age.GenerateX25519Identity()
	other, _ := age.GenerateX25519Identity()
	byPass := withPassphrase(t, "right", []byte("content"))
	byID := toRecipients(t, []byte("content"), id.Recipient().String())
	wrong := sealed.Opener{Passphrase: secret.New("wrong")}
	for _, c := range []struct {
		name string
		in   []byte
		with sealed.Opener
		want error
	}{
		{"wrong passphrase", byPass, wrong, sealed.ErrKey},
		{"no passphrase", byPass, sealed.Opener{}, sealed.ErrPassphrase},
		{"identity, no passphrase", byPass, sealed.Opener{Identities: secret.New(id.String())}, sealed.ErrPassphrase},
		{"wrong identity", byID, sealed.Opener{Identities: secret.New(other.String())}, sealed.ErrKey},
		{"passphrase for a file to recipients", byID, wrong, sealed.ErrRecipients},
		{"nothing", byID, sealed.Opener{}, sealed.ErrRecipients},
		{"no identity at all", byID, sealed.Opener{Identities: secret.New("AGE-SECRET-KEY-1CANARY")}, sealed.ErrIdentity},
		{"a recipient for an identity", byID, sealed.Opener{Identities: secret.New(id.Recipient().String())}, sealed.ErrIdentity},
		{"not sealed", []byte("<coffer/>"), wrong, port.ErrInput},
		{"empty", nil, wrong, port.ErrInput},
		{"header cut off", byPass[:60], wrong, port.ErrInput},
		{"header without end", append([]byte("age-encryption.org/v1\n"), bytes.Repeat([]byte("-> x y\n\n"), 400_000)...), wrong, port.ErrInput},
		{"too much work", rework(byPass, "25"), wrong, port.ErrInput},
		{"absurd work", rework(byPass, "99999999999999999999"), wrong, port.ErrInput},
	} {
		for _, src := range []port.Source{porttest.Seekable(c.in), porttest.Stream(c.in)} {
			_, err := sealed.Open(src, c.with)
			if !errors.Is(err, c.want) {
				t.Errorf("%s: got %v, want %v", c.name, err, c.want)
			}
			if err != nil && strings.Contains(err.Error(), "CANARY") {
				t.Errorf("%s: the error shows a secret", c.name)
			}
		}
	}
}

// rework changes the work factor that a header claims.
func rework(data []byte, factor string) []byte {
	head, rest, _ := bytes.Cut(data, []byte(" 2\n"))
	return bytes.Join([][]byte{head, rest}, []byte(" "+factor+"\n"))
}

// Every cut and every changed byte of a small file is noticed.
func TestDamage(t *testing.T) {
	with := sealed.Opener{Passphrase: secret.New("x")}
	data := withPassphrase(t, "x", []byte("content"))
	for i := range data {
		flipped := bytes.Clone(data)
		flipped[i] ^= 1
		for _, broken := range [][]byte{data[:i], flipped} {
			for _, src := range []port.Source{porttest.Seekable(broken), porttest.Stream(broken)} {
				open, err := sealed.Open(src, with)
				if err == nil {
					_, err = io.ReadAll(open.R)
				}
				if !errors.Is(err, port.ErrInput) && !errors.Is(err, sealed.ErrKey) && !errors.Is(err, sealed.ErrRecipients) {
					t.Fatalf("byte %d: got %v", i, err)
				}
			}
		}
	}
}

func TestReadError(t *testing.T) {
	want := errors.New("disk")
	id, _ := age.GenerateX25519Identity()
	data := toRecipients(t, make([]byte, 200_000), id.Recipient().String())
	with := sealed.Opener{Identities: secret.New(id.String())}
	for _, n := range []int{0, 10, 100, 100_000} {
		open, err := sealed.Open(port.Source{R: io.MultiReader(bytes.NewReader(data[:n]), iotest.ErrReader(want))}, with)
		if err == nil {
			_, err = io.ReadAll(open.R)
		}
		if !errors.Is(err, want) {
			t.Errorf("after %d bytes: got %v", n, err)
		}
	}
}

func TestDetect(t *testing.T) {
	for in, want := range map[string]bool{
		"age-encryption.org/v1\n-> ": true, " \n-----BEGIN AGE ENCRYPTED FILE-----\n": true,
		"": false, "age-encryption.org/v2\n": false, "PK\x03\x04": false, "<?xml": false,
	} {
		if got := sealed.Detect([]byte(in)); got != want {
			t.Errorf("%q: %v", in, got)
		}
	}
}

// A sealed ZIP imports without ever lying anywhere in clear.
func TestSealedZip(t *testing.T) {
	content := porttest.Contents()["attachments"]
	data := withPassphrase(t, "x", porttest.Write(t, zip.Format{}, content))
	open, err := sealed.Open(porttest.Seekable(data), sealed.Opener{Passphrase: secret.New("x")})
	if err != nil {
		t.Fatal(err)
	}
	var c porttest.Collected
	if err := (zip.Format{}).Import(context.Background(), open, &c); err != nil || len(c.Content) != len(porttest.Flatten(t, content).Content) {
		t.Fatalf("%d files, %v", len(c.Content), err)
	}
}

// The age command opens what is sealed to a classic recipient.
func TestCommand(t *testing.T) {
	tool := required.Program(t, "age")
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	key := filepath.Join(t.TempDir(), "key.txt")
	if err := os.WriteFile(key, []byte(id.String()+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(tool, "-d", "-i", key)
	cmd.Stdin = bytes.NewReader(toRecipients(t, []byte("content"), id.Recipient().String()))
	if out, err := cmd.Output(); err != nil || string(out) != "content" {
		t.Fatalf("%q, %v", out, err)
	}
}

// FuzzOpen: no file panics, and errors are of the known kinds.
func FuzzOpen(f *testing.F) {
	data := withPassphrase(f, "x", []byte("content"))
	f.Add(data)
	f.Add(armoredCopy(f, data))
	f.Add([]byte("age-encryption.org/v1\n-> X25519 AAAA\nAAAA\n--- AAAA\n"))
	id, err := age.GenerateX25519Identity()
	if err != nil {
		f.Fatal(err)
	}
	with := sealed.Opener{Identities: secret.New(id.String())} // no scrypt: a fuzzer would only measure it
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, src := range []port.Source{porttest.Seekable(data), porttest.Stream(data)} {
			open, err := sealed.Open(src, with)
			if err == nil {
				_, err = io.Copy(io.Discard, open.R)
			}
			if err != nil && !errors.Is(err, port.ErrInput) && !errors.Is(err, sealed.ErrKey) && !errors.Is(err, sealed.ErrPassphrase) && !errors.Is(err, sealed.ErrRecipients) {
				t.Fatalf("an error of another kind: %v", err)
			}
		}
	})
}
