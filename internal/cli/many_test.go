package cli

import (
	"bufio"
	"fmt"
	"os"
	"testing"
)

// manyRows is how many items a big import brings. An import is one transaction,
// which lies in memory: a million rows take a minute and about 2 GiB, and under
// the race detector, which tries a sample, a multiple of that.
func manyRows() int {
	if raceEnabled {
		return 5_000
	}
	return 50_000
}

// TestImportOfManyRows imports a table of many rows, all of which are there
// afterwards.
func TestImportOfManyRows(t *testing.T) {
	p := newPerson(t)
	f, err := os.Create(p.path("many.csv"))
	if err != nil {
		t.Fatal(err)
	}
	w := bufio.NewWriter(f)
	fmt.Fprintln(w, "name,url,username,password,note")
	for i := range manyRows() {
		fmt.Fprintf(w, "title %d,https://host%d.example,ann,password %d,\n", i, i, i)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	p.must("", "import", "csv", p.path("many.csv"), "--into", "web")
	if have := p.titles(); len(have) != manyRows() {
		t.Errorf("%d of %d items arrived", len(have), manyRows())
	}
	last := manyRows() - 1
	if got := p.must("", "get", fmt.Sprintf("web/title %d", last)); got != fmt.Sprintf("password %d\n", last) {
		t.Errorf("the last one holds %q", got)
	}
	p.must("", "verify")
}
