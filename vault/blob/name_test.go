package blob

import (
	"errors"
	"strings"
	"testing"
)

func TestSplit(t *testing.T) {
	for address, want := range map[string][2]string{
		"dir:/a b":                              {"dir", "/a b"},
		"s3://bucket/p?a=b":                     {"s3", "//bucket/p?a=b"},
		"x:y:z":                                 {"x", "y:z"},
		"":                                      {},
		"/path":                                 {},
		":x":                                    {},
		"dir:":                                  {},
		"DIR:/x":                                {},
		"a-b:x":                                 {},
		"../evil:x":                             {},
		"dir:/a\x00":                            {},
		"dir:/a\n":                              {},
		"dir:/a\x1b[2J":                         {},
		"dir:/\xff":                             {},
		strings.Repeat("a", maxScheme+1) + ":x": {},
		"dir:/" + strings.Repeat("a", maxAddress): {},
	} {
		scheme, rest, err := Split(address)
		if got := [2]string{scheme, rest}; got != want || (err == nil) != (want[0] != "") {
			t.Errorf("%q: %q, %v", address, got, err)
		}
		if err != nil && (!errors.Is(err, ErrAddress) || strings.ContainsAny(err.Error(), "\x00\x1b\n")) {
			t.Errorf("%q: %v", address, err)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	for _, address := range []string{"dir:relative", "dir:../up", "dir:~/x", "", "file:///x"} {
		if _, err := Open(address, Options{}); err == nil {
			t.Errorf("%q was opened", address)
		}
	}
}

func FuzzCheckName(f *testing.F) {
	for _, seed := range []string{"a", "a/b/c", "a/b/c/d", "..", "a//b", "A", "a\x00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		parts := strings.Split(name, "/")
		good := len(parts) <= MaxParts
		for _, part := range parts {
			good = good && part != "" && len(part) <= MaxPart && strings.Trim(part, "abcdefghijklmnopqrstuvwxyz0123456789") == ""
		}
		if err := CheckName(name); (err == nil) != good || err != nil && !errors.Is(err, ErrName) {
			t.Errorf("%q: %v", name, err)
		}
	})
}
