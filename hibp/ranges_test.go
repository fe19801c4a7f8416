package hibp

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

// The range of "password", and what may stand around it.
const (
	passwordSuffix = "1E4C9B93F3F0682250B6CF8331B7EE68FD8"
	otherSuffix    = "0018A45C4D1DEF81644B54AB7F969B88D65"
)

func TestParseRange(t *testing.T) {
	h := Of(SHA1, []byte("password"))
	for name, body := range map[string]string{
		"CRLF, no end":    otherSuffix + ":3\r\n" + passwordSuffix + ":7",
		"CRLF at the end": otherSuffix + ":3\r\n" + passwordSuffix + ":7\r\n",
		"LF":              otherSuffix + ":3\n" + passwordSuffix + ":7\n",
		"a mark first":    "\ufeff" + otherSuffix + ":3\r\n" + passwordSuffix + ":7",
		"empty lines":     "\r\n" + otherSuffix + ":3\r\n\r\n" + passwordSuffix + ":7\r\n\r\n",
		"lower case":      strings.ToLower(otherSuffix + ":3\r\n" + passwordSuffix + ":7"),
		"padding":         otherSuffix + ":3\r\n" + passwordSuffix + ":7\r\n" + strings.Replace(otherSuffix, "0", "F", 1) + ":0",
		"padding of it":   passwordSuffix + ":0\r\n" + otherSuffix + ":3\r\n" + passwordSuffix + ":7",
		"unsorted":        passwordSuffix + ":7\r\n" + otherSuffix + ":3",
		"leading zeros":   otherSuffix + ":003\r\n" + passwordSuffix + ":0007",
	} {
		r, err := ParseRange(SHA1, h.Prefix(), []byte(body))
		if err != nil || len(r.Lines) != 2 || r.Count(h) != 7 || r.Count(Of(SHA1, []byte("other"))) != 0 {
			t.Errorf("%s: %d lines, count %d, %v", name, len(r.Lines), r.Count(h), err)
		}
	}
}

func TestBrokenRanges(t *testing.T) {
	p := Of(SHA1, []byte("password")).Prefix()
	for name, body := range map[string]string{
		"a page":             "<!DOCTYPE html><html><body>Sign in to the network</body></html>",
		"cut in a suffix":    otherSuffix + ":3\r\n" + passwordSuffix[:20],
		"cut at the colon":   otherSuffix + ":3\r\n" + passwordSuffix,
		"cut before a count": otherSuffix + ":3\r\n" + passwordSuffix + ":",
		"whole hashes":       "5BAA6" + passwordSuffix + ":7",
		"NTLM":               "F7EAEE8FB117AD06BDD830B7586:7",
		"a count below 0":    passwordSuffix + ":-7",
		"a count with more":  passwordSuffix + ":7 ",
		"a count of 20":      passwordSuffix + ":10000000000000000000",
		"no hex digits":      strings.Replace(passwordSuffix, "1", "G", 1) + ":7",
		"a mark later":       otherSuffix + ":3\r\n\ufeff" + passwordSuffix + ":7",
		"CR alone":           otherSuffix + ":3\r" + passwordSuffix + ":7",
		"too much":           strings.Repeat("\n", MaxRangeBytes+1),
		"too many lines":     strings.Repeat(passwordSuffix+":7\n", maxRangeLines+1),
	} {
		if r, err := ParseRange(SHA1, p, []byte(body)); !errors.Is(err, ErrRange) {
			t.Errorf("%s: %d lines, %v", name, len(r.Lines), err)
		}
	}
}

// TestMessagesHideLines: what a server or a file holds is not repeated.
func TestMessagesHideLines(t *testing.T) {
	_, err := ParseRange(SHA1, 0x5baa6, []byte(passwordSuffix+"!"))
	if err == nil || strings.Contains(err.Error(), passwordSuffix[:4]) || strings.Contains(strings.ToUpper(err.Error()), "5BAA6") {
		t.Errorf("%v", err)
	}
}

func FuzzParseRange(f *testing.F) {
	f.Add(uint32(0x5baa6), []byte(otherSuffix+":3\r\n"+passwordSuffix+":7"))
	f.Add(uint32(0), []byte("\ufeff\r\n"+otherSuffix+":0\n"))
	f.Fuzz(func(t *testing.T, prefix uint32, body []byte) {
		for _, kind := range []Kind{SHA1, NTLM} {
			p := Prefix(prefix % Prefixes)
			r, err := ParseRange(kind, p, body)
			if err != nil {
				if !errors.Is(err, ErrRange) {
					t.Errorf("%v", err)
				}
				continue
			}
			text, _ := r.AppendText(nil)
			again, err := ParseRange(kind, p, text)
			if err != nil || len(again.Lines) != len(r.Lines) {
				t.Fatalf("written and read again: %d lines of %d, %v", len(again.Lines), len(r.Lines), err)
			}
			for i, l := range r.Lines {
				if again.Lines[i] != l || l.Hash.Prefix() != p || l.Count == 0 || r.Count(l.Hash) < l.Count {
					t.Errorf("line %d", i)
				}
			}
			if second, _ := again.AppendText(nil); !bytes.Equal(second, text) {
				t.Error("not the same bytes")
			}
		}
	})
}
