package jsonstream

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"testing/iotest"

	"coffer/box/port"
)

// FuzzValue: what is read writes and reads again to the same, in pieces of any
// size; encoding/json reads the same value; and what only encoding/json reads is
// one of what is refused on purpose.
func FuzzValue(f *testing.F) {
	for _, s := range []string{
		`{"a":[1,-2.5e3,true,false,null],"b":{"c":"d\u00e9\ud83d\udd11\n"},"":""}`, "\xEF\xBB\xBF[ ]", `"\ud800"`, `{"a":1,"a":2}`, "[[[[]]]]", "1 2", `"é鍵🔑"`, "\"\xff\"",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		v, err := read(bytes.NewReader(in))
		slow, slowErr := read(iotest.OneByteReader(bytes.NewReader(in)))
		if (err == nil) != (slowErr == nil) || err == nil && v.JSON() != slow.JSON() {
			t.Fatalf("in pieces it is something else: %v, %v", err, slowErr)
		}
		plain := bytes.TrimPrefix(in, []byte("\xEF\xBB\xBF"))
		std := json.Valid(plain)
		if err != nil {
			if !errors.Is(err, port.ErrInput) {
				t.Fatalf("an error of another kind: %v", err)
			}
			if std && !onPurpose(err.Error()) {
				t.Fatalf("encoding/json reads it: %v", err)
			}
			return
		}
		if !std {
			t.Fatal("encoding/json refuses it")
		}
		again, err := read(strings.NewReader(v.JSON()))
		if err != nil || again.JSON() != v.JSON() {
			t.Fatalf("%s, then %s, %v", v.JSON(), again.JSON(), err)
		}
		if a, b := decoded(t, plain), decoded(t, []byte(v.JSON())); a != b {
			t.Fatalf("encoding/json: %s; here: %s", a, b)
		}
	})
}

func onPurpose(what string) bool {
	for _, part := range []string{"twice", "UTF-8", "UTF-16", "half a character", "larger than", "longer than", "within one another", "digits"} {
		if strings.Contains(what, part) {
			return true
		}
	}
	return false
}

// decoded is what encoding/json reads, written by it.
func decoded(t *testing.T, in []byte) string {
	dec := json.NewDecoder(bytes.NewReader(in))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		t.Fatal(err)
	}
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}
