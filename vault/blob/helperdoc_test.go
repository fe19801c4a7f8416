package blob

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"os"
	"strings"
	"testing"
)

// TestHelperPage holds the page that others write helpers by to this client: the
// bytes of the greeting, the bounds, the words.
func TestHelperPage(t *testing.T) {
	page, err := os.ReadFile("../../docs/blob-helpers.md")
	must(t, err)
	text := strings.Join(strings.Fields(string(page)), " ")
	var greeting bytes.Buffer
	must(t, writeFrame(&greeting, frame{"hello 1", []byte("x:y")}, func() {}))
	must(t, writeFrame(&greeting, frame{"ok", []byte("1")}, func() {}))
	if want := hex.EncodeToString(greeting.Bytes()); !strings.Contains(strings.ReplaceAll(text, " ", ""), want) {
		t.Errorf("the greeting is not %s", want)
	}
	for _, bound := range []string{
		fmt.Sprintf("highest byte first; 1 to %d", maxHead),
		fmt.Sprintf("at most %d bytes, UTF-8", maxAddress),
		fmt.Sprintf("the object, at most %d MiB", MaxObject>>20),
		fmt.Sprintf("1 to %d characters, joined by", MaxPart),
		fmt.Sprintf("facts, at most %d KiB", maxMessage>>10),
		fmt.Sprintf("for a person, at most %d KiB", maxMessage>>10),
		fmt.Sprintf("at most %d MiB in a frame and %d,000,000 lines", maxPage>>20, maxListed/1_000_000),
		fmt.Sprintf("`[a-z0-9]+`, at most %d characters", maxScheme),
		fmt.Sprintf("shows at most %d characters", maxShown),
		fmt.Sprintf("For %.0f seconds at most nothing may move", patience.Seconds()),
		fmt.Sprintf("One request takes %.0f minutes at most", longest.Minutes()),
	} {
		if !strings.Contains(text, bound) {
			t.Errorf("the page does not say %q", bound)
		}
	}
	for _, word := range []string{"exists", "not-found", "too-large", "refused", "unavailable", "address"} {
		if kindOf(word) == nil || !strings.Contains(text, "| `"+word+"` |") {
			t.Errorf("%q is not a word of both", word)
		}
	}
}
