package health

import "testing"

func TestLooks(t *testing.T) {
	for text, want := range map[string]CharKinds{"": 0, "a": Lower, "É": Upper, "٣": Digit, "日": Lower, " ": Symbol, "aA1-": Lower | Upper | Digit | Symbol} {
		if _, got := looks([]byte(text)); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
	if n, _ := looks([]byte("äöü\xff")); n != 4 {
		t.Errorf("%d characters", n)
	}
}
