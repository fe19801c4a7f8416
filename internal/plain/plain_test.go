package plain

import (
	"strings"
	"testing"
)

func TestEmail(t *testing.T) {
	for email, fine := range map[string]bool{
		"": true, "a@b": true, "alice@mail.example": true, "grüße@example.org": true, strings.Repeat("a", MaxEmail-2) + "@b": true,
		"a": false, "@b": false, "a@": false, "a@b@c": false, "a b@c": false, "a@b\n": false, "a@\u202eb": false,
		"a@\u3164b": false, "a@\xff": false, "a@" + strings.Repeat("b", MaxEmail): false,
	} {
		if _, err := Email(email); (err == nil) != fine {
			t.Errorf("%q: %v", email, err)
		}
	}
	if s, err := Email("e\u0301va@b"); s != "\u00e9va@b" || err != nil {
		t.Errorf("%q, %v", s, err)
	}
}
