package keepass_test

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"coffer/box"
	"coffer/box/port"
	"coffer/box/port/keepass"
	"coffer/box/port/porttest"
)

const pair = "<String><Key>a</Key><Value>b</Value></String>"

func entries(inner string) []byte {
	return []byte(doc("", "<Group><Name>top</Name><Entry>"+inner+"</Entry></Group>"))
}

func history(n int, inner string) string {
	return "<History>" + strings.Repeat("<Entry>"+inner+"</Entry>", n) + "</History>"
}

// What an entry holds costs no more than its length.
func TestWorkIsLinear(t *testing.T) {
	const file = "<Binary><Key>f</Key><Value>AAAA</Value></Binary>"
	for name, c := range map[string]struct {
		n     int
		input func(n int) []byte
	}{
		"equal keys":            {125, func(n int) []byte { return entries(strings.Repeat(pair, n)) }},
		"equal keys in history": {10, func(n int) []byte { return entries(history(n, strings.Repeat(pair, 500))) }},
		"equal files":           {250, func(n int) []byte { return entries(strings.Repeat(file, n)) }},
		"files in history":      {250, func(n int) []byte { return entries(strings.Repeat(file, 1000) + history(n, file)) }},
		"tags":                  {60, func(n int) []byte { return entries("<Tags>" + strings.Repeat("a;", n) + "</Tags>") }},
		"groups": {50, func(n int) []byte {
			long := "<Group><Name>" + strings.Repeat("x", port.MaxName) + "</Name>"
			return []byte(doc("", "<Group>"+strings.Repeat(long, 100)+strings.Repeat("<Group><Name>e</Name></Group>", 40*n)+strings.Repeat("</Group>", 101)))
		}},
	} {
		t.Run(name, func(t *testing.T) { porttest.Linear(t, keepass.Format{}, c.input, c.n) })
	}
}

// What no item can hold is refused before it is put together.
func TestTooMuch(t *testing.T) {
	var names strings.Builder
	for i := range box.MaxTags + 1 {
		names.WriteString(strings.Repeat("t", i+1) + ";")
	}
	many := strings.Repeat(pair, box.MaxFields+1)
	for name, in := range map[string][]byte{
		"more than 512 strings": entries(many),
		"512 strings":           entries(history(1, many)),
		"256 tags":              entries("<Tags>" + names.String() + "</Tags>"),
		"1024 attachments":      entries(strings.Repeat("<Binary><Key>f</Key><Value>AAAA</Value></Binary>", box.MaxAttachments+1)),
		"16 KiB":                []byte(doc("", "<Group><Name>"+strings.Repeat("x", port.MaxName+1)+"</Name></Group>")),
		"longer than 16 KiB":    entries("<String><Key>" + strings.Repeat("x", port.MaxName+1) + "</Key></String>"),
	} {
		err := keepass.Format{}.Import(context.Background(), porttest.Stream(in), &porttest.Collected{})
		if !errors.Is(err, port.ErrInput) || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// Everything that is kept of an entry counts, not its strings alone.
func TestEntryTooLarge(t *testing.T) {
	one := "<Entry><Tags>" + strings.Repeat("x", 1<<20) + "</Tags></Entry>"
	parts := []io.Reader{strings.NewReader("<KeePassFile><Root><Group><Entry><History>")}
	for range port.MaxEntry>>20 + 1 {
		parts = append(parts, strings.NewReader(one))
	}
	err := keepass.Format{}.Import(context.Background(), port.Source{R: io.MultiReader(parts...)}, &porttest.Collected{})
	if !errors.Is(err, port.ErrInput) || !strings.Contains(err.Error(), "larger than") {
		t.Errorf("got %v", err)
	}
}

// Who gives up while one entry is read or put together does not wait for its
// end.
func TestCancelledWithinAnEntry(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	data := entries(history(1000, pair))
	src := port.Source{R: io.MultiReader(strings.NewReader(string(data[:100])), hook(cancel), strings.NewReader(string(data[100:])))}
	var c porttest.Collected
	if err := (keepass.Format{}).Import(ctx, src, &c); !errors.Is(err, context.Canceled) || len(c.Entries) > 0 {
		t.Errorf("got %v, %d entries", err, len(c.Entries))
	}
}

// hook is a reader of nothing that does something once.
type hook func()

func (h hook) Read([]byte) (int, error) {
	h()
	return 0, io.EOF
}

// A note stays small however long the path is, and names the end of it.
func TestNotesAreSmall(t *testing.T) {
	long := "<Group><Name>" + strings.Repeat("/", port.MaxName) + "</Name>"
	c := porttest.Read(t, keepass.Format{}, porttest.Stream([]byte(doc("", "<Group>"+strings.Repeat(long, 100)+
		"<Group><Name>the end</Name></Group>"+strings.Repeat("</Group>", 101)))))
	if len(c.Notes) != 1 || len(c.Notes[0].Where) > port.MaxNote || !strings.HasSuffix(c.Notes[0].Where, "%2F/the end") {
		t.Errorf("%d notes, the first of %d bytes", len(c.Notes), len(c.Notes[0].Where))
	}
}
