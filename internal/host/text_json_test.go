package host

import (
	"encoding/json"
	"testing"

	"pgregory.net/rapid"
)

func TestSafeJSON(t *testing.T) {
	in := "{\n\t\"a\": \"\u009b31m\x7f\u202eé\U000e0041\"}\n"
	want := "{\n\t\"a\": \"\\u009b31m\\u007f\\u202eé\\udb40\\udc41\"}\n"
	if got := string(SafeJSON([]byte(in))); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestSafeJSONIsEqualAndSafe(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := rapid.String().Draw(t, "text")
		doc, err := json.Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		safe := SafeJSON(doc)
		var got string
		if err := json.Unmarshal(safe, &got); err != nil || got != want {
			t.Fatalf("%q became %q: %v", want, got, err)
		}
		if SafeLines(string(safe)) != string(safe) {
			t.Fatalf("not safe: %q", safe)
		}
	})
}
