package draft

import (
	"slices"
	"strings"
	"testing"

	"coffer/box"
)

func TestSecret(t *testing.T) {
	for _, name := range []string{"PIN", "my pin", "cardPin", "API key", "api_key", "Passwort", "Recovery codes", "token2", "totp", "CVV", "ssh-private-key",
		"Card number", "CardNumber", "Backup phrase", "seed phrase", "Answer", "Security answer"} {
		if !Secret(name) {
			t.Errorf("%q is secret", name)
		}
	}
	for _, name := range []string{"shipping", "keyboard", "Customer number", "url", "spinner", "tango", "monkey", "discard", "answered", ""} {
		if Secret(name) {
			t.Errorf("%q is not secret", name)
		}
	}
}

func TestCustom(t *testing.T) {
	var it Sheet
	it.Custom("note", "one\ntwo", false)
	it.Custom("note", "again", false)
	it.Custom("note", "third", true)
	it.Custom("PIN", "0042", false)
	it.Custom(" ", "nameless", false)
	it.Custom("empty", "", true)
	want := []box.Field{
		{Name: "note", Kind: box.Multiline, Tier: box.Companion}, {Name: "note 2", Kind: box.Text, Tier: box.Companion},
		{Name: "note 3", Kind: box.Password, Tier: box.Core}, {Name: "PIN", Kind: box.PIN, Tier: box.Core},
		{Name: "field", Kind: box.Text, Tier: box.Companion},
	}
	if len(it.Fields) != len(want) {
		t.Fatalf("%d fields, want %d", len(it.Fields), len(want))
	}
	for i, f := range it.Fields {
		if f.Name != want[i].Name || f.Kind != want[i].Kind || f.Tier != want[i].Tier {
			t.Errorf("%d: %s %s %s, want %s %s %s", i, f.Name, f.Kind, f.Tier, want[i].Name, want[i].Kind, want[i].Tier)
		}
	}
}

func TestTOTP(t *testing.T) {
	for _, c := range []struct {
		in   TOTP
		want string
	}{
		{TOTP{Secret: "gezd gnbv="}, "otpauth://totp/a%2Fb?secret=GEZDGNBV"},
		{TOTP{Secret: "GEZDGNBV", Period: 60, Digits: 8, Algorithm: "SHA256"}, "otpauth://totp/a%2Fb?secret=GEZDGNBV&period=60&digits=8&algorithm=SHA256"},
		{TOTP{Secret: "0189"}, ""},
		{TOTP{}, ""},
	} {
		if got, ok := c.in.URI("a/b"); got != c.want || ok != (c.want != "") {
			t.Errorf("%v: got %q", c.in, got)
		}
	}
}

func TestSmallRules(t *testing.T) {
	if got, ok := Tags(" a; b,c ;;a", ";,"); !ok || !slices.Equal(got, []string{"a", "b", "c"}) {
		t.Errorf("tags %q", got)
	}
	for in, want := range map[string]string{
		"https://ann@acme.example/x": "acme.example", "acme.example": "acme.example", "android://hash@com.example/": "com.example", "": Untitled,
	} {
		if got := Host(in); got != want {
			t.Errorf("%q: host %q, want %q", in, got, want)
		}
	}
	if got, ok := Tags(strings.Repeat("a;", 1<<20), ";"); !ok || len(got) != 1 {
		t.Errorf("one tag many times: got %d, %v", len(got), ok)
	}
	if got := Where([]string{"a/b"}, "c"); got != "a%2Fb/c" {
		t.Errorf("where %q", got)
	}
}

// An item that is filled in without end is full before it costs much memory.
func TestSheetIsBounded(t *testing.T) {
	var s Sheet
	for range box.MaxFields {
		s.Custom("x", strings.Repeat("x", 1<<20), false)
	}
	if n := len(s.Fields); !s.Full() || n != MaxSize>>20-1 {
		t.Errorf("%d fields", n)
	}
}
