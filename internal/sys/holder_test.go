package sys

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestHolderRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pid := rapid.IntRange(1, 1<<31-1).Draw(t, "pid")
		note := rapid.String().Draw(t, "note")
		data := formatHolder(pid, note)
		if got := parseHolder(data); got.PID != pid || got.Note != cleanNote(note) {
			t.Fatalf("%q gives %+v", data, got)
		}
		if len(data) > maxHolder {
			t.Fatalf("%d bytes, more than a reader takes", len(data))
		}
	})
}

func TestHolder(t *testing.T) {
	for data, want := range map[string]BusyError{
		"":                          {},
		"12":                        {},
		"12\n":                      {PID: 12},
		"12\ncoffer add":            {PID: 12, Note: "coffer add"},
		"12\ncoffer add\nrest\n":    {PID: 12, Note: "coffer add"},
		"0\ncoffer\n":               {},
		"-1\ncoffer\n":              {},
		"99999999999\ncoffer\n":     {},
		"x\ncoffer\n":               {},
		"12\n\x1b]0;title\x07red":   {PID: 12, Note: "]0;titlered"},
		"12\na\u202eb\u200b\xffc":   {PID: 12, Note: "abc"},
		"12\n" + long("x", 500):     {PID: 12, Note: long("x", 200)},
		"12\n" + long("é", 500):     {PID: 12, Note: long("é", 100)},
		"12\nx" + long("é", 500):    {PID: 12, Note: "x" + long("é", 99)},
		"12\r\nwritten elsewhere\n": {},
	} {
		if got := parseHolder([]byte(data)); *got != want {
			t.Errorf("%.40q gives %+v, want %+v", data, got, want)
		}
	}
}

func long(s string, n int) string { return strings.Repeat(s, n) }

func TestBusyErrorText(t *testing.T) {
	for want, e := range map[string]*BusyError{
		"in use by another process; try again when it is done":         {},
		"in use by process 12; try again when it is done":              {PID: 12},
		"in use by process 12 (coffer add); try again when it is done": {PID: 12, Note: "coffer add"},
	} {
		if e.Error() != want {
			t.Errorf("%q, want %q", e.Error(), want)
		}
	}
}

// FuzzParseHolder reads lock files that anybody may have written.
func FuzzParseHolder(f *testing.F) {
	f.Add(formatHolder(1, "coffer add"))
	f.Add([]byte("12\n\x1b[31m\u202e\xff\nmore"))
	f.Fuzz(func(t *testing.T, data []byte) {
		got := parseHolder(data)
		if got.PID < 0 || len(got.Note) > maxNote || !utf8.ValidString(got.Note) ||
			strings.ContainsFunc(got.Note, unicode.IsControl) {
			t.Fatalf("%q gives %+v", data, got)
		}
		if got.PID == 0 {
			return
		}
		if again := parseHolder(formatHolder(got.PID, got.Note)); *again != *got {
			t.Fatalf("%+v becomes %+v", got, again)
		}
	})
}
