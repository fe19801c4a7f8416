package host

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestSafe(t *testing.T) {
	for in, want := range map[string]string{
		"":                        "",
		"plain, ünï, 漢字, 😀":       "plain, ünï, 漢字, 😀",
		"a b":                     "a b",
		"\x1b[2J":                 `\x1b[2J`,
		"\x1b]52;c;ZXZpbA==\a":    `\x1b]52;c;ZXZpbA==\x07`,
		"\u009b31m":               `\x9b31m`,
		"\x9b31m":                 `\x9b31m`,
		"\x7f\x00":                `\x7f\x00`,
		"over\rwritten\b":         `over\rwritten\x08`,
		"two\nlines\t":            `two\nlines\t`,
		"gpj.\u202etxt":           `gpj.\u202etxt`,
		"\u2066isolate\u2069":     `\u2066isolate\u2069`,
		"ze\u200bro\u200d\ufeff":  `ze\u200bro\u200d\ufeff`,
		"soft\u00adhyphen":        `soft\xadhyphen`,
		"line\u2028par\u2029":     `line\u2028par\u2029`,
		"tag\U000e0041":           `tag\U000e0041`,
		"private\ue000":           `private\ue000`,
		"blank\u3164":             `blank\u3164`,
		"bad\xff\xc3":             `bad\xff\xc3`,
		"surrogate\xed\xa0\x80":   `surrogate\xed\xa0\x80`,
		"replacement \ufffd":      "replacement \ufffd",
		`back\slash`:              `back\slash`,
		strings.Repeat("x", 1000): strings.Repeat("x", 1000),
	} {
		if got := Safe(in); got != want {
			t.Errorf("Safe(%q) = %q, want %q", in, got, want)
		}
	}
	if got := SafeLines("a\n\tb\r\n\x1b"); got != "a\n\tb"+`\r`+"\n"+`\x1b` {
		t.Errorf("SafeLines: %q", got)
	}
}

func FuzzSafe(f *testing.F) {
	f.Add("\x1b]0;title\a")
	f.Add("\xff\u202e\u200b")
	f.Add("fine\n")
	f.Fuzz(func(t *testing.T, s string) {
		safe, lines := Safe(s), SafeLines(s)
		for _, r := range safe {
			if unicode.Is(unicode.C, r) || unicode.In(r, unicode.Zl, unicode.Zp) {
				t.Fatalf("%q is left in %q", r, safe)
			}
		}
		if !utf8.ValidString(safe) || !utf8.ValidString(lines) {
			t.Fatalf("no UTF-8: %q", safe)
		}
		if Safe(safe) != safe {
			t.Fatalf("not stable: %q", safe)
		}
		if got := strings.NewReplacer("\n", `\n`, "\t", `\t`).Replace(lines); got != safe {
			t.Fatalf("lines %q differ from %q", lines, safe)
		}
	})
}

func BenchmarkSafe(b *testing.B) {
	for b.Loop() {
		Safe("work/mail/a quite usual title of an item")
	}
}
