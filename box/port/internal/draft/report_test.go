package draft

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

// A name is cut between characters, never in one.
func TestShort(t *testing.T) {
	if got := Short("name"); got != "name" {
		t.Errorf("got %q", got)
	}
	for _, name := range []string{strings.Repeat("鍵", 50), "x" + strings.Repeat("é", 90), strings.Repeat("\x80", 200)} {
		if got := Short(name); len(got) > 110 || !strings.HasSuffix(got, "…") || utf8.ValidString(name) && !utf8.ValidString(got) {
			t.Errorf("%q became %q", name, got)
		}
	}
}

// What is beyond the bound is counted, not passed over.
func TestUnknown(t *testing.T) {
	var u Unknown
	if u.String() != "" {
		t.Errorf("of nothing it says %q", u.String())
	}
	for _, name := range []string{"b", "a", "b"} {
		u.Add(name)
	}
	if got := u.String(); got != "parts that are not known were left out: a, b" {
		t.Errorf("got %q", got)
	}
	for i := range 100 {
		u.Add(fmt.Sprint("n", i))
	}
	if got := u.String(); !strings.HasSuffix(got, " (and others, 52 times)") {
		t.Errorf("got %q", got)
	}
}

func TestRemarks(t *testing.T) {
	var r Remarks
	for i := range 60 {
		r.Add("number %d", i)
		r.Add("number %d", i/2)
	}
	if all := r.All(); len(all) != 51 || all[49] != "number 49" || all[50] != "and more like these (10)" {
		t.Errorf("%d remarks, at last %q", len(all), all[len(all)-2:])
	}
}
