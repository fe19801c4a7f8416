package host

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
	"testing"

	"coffer/vault/secret"

	"pgregory.net/rapid"
)

const masked = "[masked]"

func texts(list ...string) []secret.Text {
	var all []secret.Text
	for _, s := range list {
		all = append(all, secret.New(s))
	}
	return all
}

// newTestMasker makes a masker with patterns of its own.
func newTestMasker(w io.Writer, secrets []secret.Text, replacement string) *masker {
	p, _ := compile(secrets)
	return newMasker(w, p, replacement)
}

// mask writes the pieces one by one and returns what comes out.
func mask(t testing.TB, secrets []secret.Text, pieces ...string) string {
	t.Helper()
	var out bytes.Buffer
	m := newTestMasker(&out, secrets, masked)
	for _, piece := range pieces {
		if n, err := m.Write([]byte(piece)); err != nil || n != len(piece) {
			t.Fatalf("Write = %d, %v", n, err)
		}
	}
	if err := m.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestMasker(t *testing.T) {
	for _, test := range []struct {
		name    string
		secrets []string
		in      []string
		want    string
	}{
		{"plain", []string{"hunter2"}, []string{"pw=hunter2\n"}, "pw=[masked]\n"},
		{"nothing to mask", nil, []string{"hunter2"}, "hunter2"},
		{"across chunks", []string{"hunter2"}, []string{"pw=hun", "ter", "2\n"}, "pw=[masked]\n"},
		{"only a beginning", []string{"hunter2"}, []string{"hunt", "er3"}, "hunter3"},
		{"beginning at the end", []string{"hunter2"}, []string{"hunter"}, "hunter"},
		{"restart inside a beginning", []string{"aab1"}, []string{"aaab1"}, "a[masked]"},
		{"longest first", []string{"secret", "secretary"}, []string{"secretary secret"}, "[masked] [masked]"},
		{"longer one fails late", []string{"secret", "secretary"}, []string{"secretar", "x"}, "[masked]arx"},
		{"overlap", []string{"abcd", "cdef"}, []string{"xabcdefx"}, "x[masked]x"},
		{"inside a longer beginning", []string{"bcde", "abcdef"}, []string{"abcde", "x"}, "a[masked]x"},
		{"touching", []string{"abcd"}, []string{"abcd", "abcd"}, "[masked]"},
		{"too short", []string{"abc"}, []string{"abc"}, "abc"},
		{"line end not printed", []string{"hunter2\n"}, []string{"'hunter2'"}, "'[masked]'"},
		{"lines", []string{"-----BEGIN\nshort\nlong enough"}, []string{"long enough\nshort"}, "[masked]\nshort"},
		{"through a terminal", []string{"line\nand\nline"}, []string{"line\r\nand\r\nline"}, "[masked]"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := mask(t, texts(test.secrets...), test.in...); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestMaskerEncodings(t *testing.T) {
	const value = `p&ss"w<rd>/ü+%`
	quoted, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"base64":     base64.RawStdEncoding.EncodeToString([]byte(value)),
		"base64 url": base64.RawURLEncoding.EncodeToString([]byte(value)),
		"hex":        hex.EncodeToString([]byte(value)),
		"HEX":        strings.ToUpper(hex.EncodeToString([]byte(value))),
		"query":      url.QueryEscape(value),
		"path":       url.PathEscape(value),
		"json":       strings.Trim(string(quoted), `"`),
	} {
		if got := mask(t, texts(value), "<", text, ">"); got != "<"+masked+">" {
			t.Errorf("%s: %q became %q", name, text, got)
		}
	}
}

// A basic authorization holds user and password in one base64 text: whatever
// stands before, at most the characters that the password shares may be seen.
func TestMaskerBase64InsideLongerText(t *testing.T) {
	const value = "correct horse battery"
	for shift := range 7 {
		text := base64.StdEncoding.EncodeToString([]byte(strings.Repeat("u", shift) + value + ":tail"))
		got := mask(t, texts(value), text)
		if !strings.Contains(got, masked) {
			t.Errorf("shift %d: %q not masked", shift, got)
		}
		if left := len(text) - (len(got) - len(masked)); left < len(value)*8/6-1 {
			t.Errorf("shift %d: only %d characters masked in %q", shift, left, got)
		}
	}
}

func TestMaskerCountsWhatItCannotMask(t *testing.T) {
	_, left := compile(texts("", "abc", "ab\r\n", "abcd", strings.Repeat("x", maxPatterns)))
	if left != 3 {
		t.Errorf("left out %d, want 3", left)
	}
}

func TestMaskerFlush(t *testing.T) {
	var out bytes.Buffer
	m := newTestMasker(&out, texts("password123"), masked)
	fmt.Fprint(m, "your pass")
	if out.String() != "your " || len(m.held) != 4 {
		t.Fatalf("passed on %q, held %d", out.String(), len(m.held))
	}
	if err := m.Flush(); err != nil || out.String() != "your pass" || len(m.held) != 0 {
		t.Fatalf("after Flush: %q, %v", out.String(), err)
	}
	fmt.Fprint(m, "word123!")
	if got := out.String(); got != "your pass"+masked+"!" {
		t.Errorf("the rest of a flushed beginning: %q", got)
	}
	fmt.Fprint(m, " pass")
	_ = m.Flush()
	fmt.Fprint(m, "ing")
	if got := out.String(); got != "your pass"+masked+"! passing" {
		t.Errorf("a flushed beginning of nothing: %q", got)
	}
}

type brokenWriter struct{ err error }

func (b brokenWriter) Write([]byte) (int, error) { return 0, b.err }

func TestMaskerKeepsItsError(t *testing.T) {
	full := errors.New("disk full")
	m := newTestMasker(brokenWriter{full}, texts("hunter2"), masked)
	if _, err := m.Write([]byte("text")); !errors.Is(err, full) {
		t.Errorf("Write: %v", err)
	}
	if _, err := m.Write([]byte("more")); !errors.Is(err, full) {
		t.Errorf("second Write: %v", err)
	}
	if err := m.Close(); !errors.Is(err, full) {
		t.Errorf("Close: %v", err)
	}
}

// maskWhole is the same rule without a stream: mark every occurrence of every
// form, then replace each run of marked bytes.
func maskWhole(text string, secrets []secret.Text) string {
	marked := make([]bool, len(text))
	for _, s := range secrets {
		for _, form := range maskedForms(s.Bytes()) {
			for at := range text {
				if strings.HasPrefix(text[at:], string(form)) {
					for i := range form {
						marked[at+i] = true
					}
				}
			}
		}
	}
	var out strings.Builder
	for i := range text {
		if !marked[i] {
			out.WriteByte(text[i])
		} else if i == 0 || !marked[i-1] {
			out.WriteString(masked)
		}
	}
	return out.String()
}

// drawText makes a text over few letters, in which secrets and their parts
// abound, and cuts it anywhere.
func drawText(t *rapid.T, secrets []string) []string {
	parts := []string{"a", "b", "\n", "x"}
	for _, s := range secrets {
		parts = append(parts, s, s[:len(s)/2], s[len(s)/2:], hex.EncodeToString([]byte(s)))
	}
	text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(parts), 0, 40).Draw(t, "parts"), "")
	var pieces []string
	for text != "" {
		n := rapid.IntRange(1, len(text)).Draw(t, "cut")
		pieces, text = append(pieces, text[:n]), text[n:]
	}
	return pieces
}

func TestMaskerEqualsNaiveRule(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOfN(rapid.StringMatching(`[ab\n]{1,12}`), 0, 4).Draw(t, "secrets")
		pieces := drawText(t, list)
		whole := strings.Join(pieces, "")
		var out bytes.Buffer
		m := newTestMasker(&out, texts(list...), masked)
		for _, piece := range pieces {
			_, _ = m.Write([]byte(piece))
		}
		_ = m.Close()
		if want := maskWhole(whole, texts(list...)); out.String() != want {
			t.Fatalf("%q with %q: got %q, want %q", pieces, list, out.String(), want)
		}
	})
}

// Where occurrences neither overlap nor touch, the masker does what
// strings.Replacer does with the longest pattern first.
func TestMaskerEqualsReplacer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOfN(rapid.StringMatching(`k[a-e]{3,8}`), 1, 5).Draw(t, "secrets")
		words := rapid.SliceOf(rapid.SampledFrom(append(slices.Clone(list), "k", "kab", "none"))).Draw(t, "words")
		whole := strings.Join(words, " ")
		slices.SortFunc(list, func(a, b string) int { return len(b) - len(a) })
		var pairs []string
		for _, s := range list {
			pairs = append(pairs, s, masked)
		}
		var out bytes.Buffer
		m := newTestMasker(&out, texts(list...), masked)
		for rest := whole; rest != ""; {
			n := rapid.IntRange(1, len(rest)).Draw(t, "cut")
			_, _ = m.Write([]byte(rest[:n]))
			rest = rest[n:]
		}
		_ = m.Close()
		if want := strings.NewReplacer(pairs...).Replace(whole); out.String() != want {
			t.Fatalf("%q with %q: got %q, want %q", whole, list, out.String(), want)
		}
	})
}

// However the text is cut and flushed, no whole secret comes through, and the
// text without secrets comes through as it was.
func TestMaskerFlushedAnywhere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		list := rapid.SliceOfN(rapid.StringMatching(`[ab]{4,8}`), 1, 3).Draw(t, "secrets")
		pieces := drawText(t, list)
		var out bytes.Buffer
		m := newTestMasker(&out, texts(list...), "#")
		for _, piece := range pieces {
			_, _ = m.Write([]byte(piece))
			if rapid.Bool().Draw(t, "flush") {
				_ = m.Flush()
			}
		}
		_ = m.Close()
		for _, s := range list {
			if strings.Contains(out.String(), s) {
				t.Fatalf("%q came through in %q", s, out.String())
			}
		}
		if whole := strings.Join(pieces, ""); maskWhole(whole, texts(list...)) == whole && out.String() != whole {
			t.Fatalf("%q became %q", whole, out.String())
		}
	})
}

func BenchmarkMasker(b *testing.B) {
	text := bytes.Repeat([]byte("aaaaaaaaaaaaaaab nothing to see here, move along\n"), 1000)
	m := newTestMasker(&bytes.Buffer{}, texts(strings.Repeat("a", 200)+"b", "hunter2"), masked)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		m.w.(*bytes.Buffer).Reset()
		_, _ = m.Write(text)
	}
}
