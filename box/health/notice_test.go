package health

import (
	"crypto/sha256"
	"fmt"
	"os"
	"strings"
	"testing"
)

// TestNotices holds that the files carried over are those whose origin the
// notices tell.
func TestNotices(t *testing.T) {
	for file, notice := range map[string]string{"words.bin": "NOTICE.md", "testdata/common-10k.txt.gz": "testdata/NOTICE.md"} {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(notice)
		if err != nil {
			t.Fatal(err)
		}
		if sum := fmt.Sprintf("%x", sha256.Sum256(data)); !strings.Contains(string(text), sum) {
			t.Errorf("%s has the sum %s, which is not in %s", file, sum, notice)
		}
	}
}
