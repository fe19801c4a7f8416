package csv

import (
	"bytes"
	"context"
	stdcsv "encoding/csv"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"coffer/box"
	"coffer/box/port"
	"coffer/box/port/porttest"
)

var update = flag.Bool("update", false, "write the golden files anew; then read the difference")

// What becomes of the tables of other programs; the golden files say it.
func TestFixtures(t *testing.T) {
	files, err := filepath.Glob("../../../testdata/csv/*.csv")
	if err != nil || len(files) < 6 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range append(files, "../../../testdata/keepassxc/export.csv", "testdata/apple.csv", "testdata/more.csv",
		"testdata/edge.csv", "testdata/safari.csv", "testdata/onepassword.csv", "testdata/nordpass.csv", "testdata/nordpass-old.csv",
		"testdata/lastpass-notes.csv", "testdata/nordpass-odd.csv") {
		name := filepath.Base(file)
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got := porttest.Read(t, Format{}, porttest.Stream(data)).Describe()
			golden := "testdata/" + strings.TrimSuffix(name, ".csv") + ".golden"
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if diff := porttest.Differ(got, string(want)); err != nil || diff != "" {
				t.Fatalf("%v, %s", err, diff)
			}
		})
	}
}

const chrome = "name,url,username,password,note\n"

func TestRefused(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"empty", "", "empty"},
		{"only a mark", "\xEF\xBB\xBF\n\n", "empty"},
		{"UTF-16", "\xFF\xFEn\x00", "UTF-16"},
		{"unknown", "colour,size,Name\nred,1,x\n", "of 3 these have names that are usual: Name;"},
		{"no header", "secret-1234,ann\n", "none of 2 has a name that is usual"},
		{"column twice", "name,url,username,password,Name\n", "columns 1 and 5 have the same name"},
		{"few columns", chrome + "a,b,c\n", "line 2: a row of 3"},
		{"many columns", chrome + "1,2,3,4,5,6\n", "line 2: a row of 6"},
		{"NUL", chrome + "a,b,c,d,e\na,b,c\x00,d,e\n", "line 3: a NUL"},
		{"latin1", chrome + "a,b,c,d\xe9,e\n", "line 2: text that is not UTF-8"},
		{"open quote", chrome + "a,b,c,d,e\n\"a,b\nc", "line 3: a quoted cell that never ends"},
		{"quote inside", chrome + "a,b\"c,d,e,f\n", "line 2: a quote inside"},
		{"after a quote", chrome + "\"a\"b,c,d,e,f\n", "line 2: something follows"},
		{"lone CR after a quote", chrome + "\"a\"\rb,c,d,e,f\n", "line 2: something follows"},
		{"columns without end", strings.Repeat(",", 1000), "columns"},
		{"header without end", strings.Repeat("x", 1<<20), "too long"},
		{"cell without end", chrome + `"` + strings.Repeat("x", maxCell+1), "line 2: a cell or a row is too long"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := Format{}.Import(context.Background(), porttest.Stream([]byte(c.in)), &porttest.Collected{})
			if !errors.Is(err, port.ErrInput) || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("got %v, want %q", err, c.want)
			}
		})
	}
}

// Files made to hurt, and what each is told, which is one line without a value.
func TestHostile(t *testing.T) {
	want := map[string]string{
		"column-twice": "line 1: columns 4 and 5 have the same name", "columns": "line 1: more than 256 columns",
		"cut-off": "line 2: a row of 4 columns; the header has 5", "shifted": "line 2: a row of 6 columns; the header has 5",
		"fields": "line 2: an item with more than 512 fields", "latin1": "line 2: text that is not UTF-8; save the file as UTF-8, as with iconv -f WINDOWS-1252 -t UTF-8",
		"nul": "line 2: a NUL byte; this is not a table of text", "utf16": "line 1: the file is UTF-16",
		"open-quote": "line 2: a quoted cell that never ends; the file may have been cut off",
	}
	files, err := filepath.Glob("testdata/hostile/*.csv")
	if err != nil || len(files) != len(want) {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var c porttest.Collected
		err = Format{}.Import(context.Background(), porttest.Stream(data), &c)
		if name := strings.TrimSuffix(filepath.Base(file), ".csv"); !errors.Is(err, port.ErrInput) || err.Error() != want[name] || len(c.Entries) > 0 {
			t.Errorf("%s: got %v and %d entries", name, err, len(c.Entries))
		}
	}
}

// An error must not print what may be a secret: of a table without a header not even
// what could be the name of a column.
func TestErrorsKeepSecrets(t *testing.T) {
	for _, in := range []string{
		"hunter2-canary,x\n", chrome + "hunter2-canary\n", chrome + "a,b\"hunter2-canary,c,d,e\n",
		"mail.example,hunter2!,hunter2!\n", "bank,ann,correct hunter battery staple\n", "name,url,HUNTER\n", "hunter,Hunter\n", "hunter,user\n1,2\n", "bank,correct hunter\nb,c\n",
	} {
		for _, columns := range []map[string]string{nil, {"anna": "username"}} {
			_, err := mapped(t, columns, in)
			if err == nil || strings.Contains(strings.ToLower(fmt.Sprintf("%v %+v", err, port.Sure(err))), "hunter") {
				t.Errorf("%q: %v", in, err)
			}
		}
	}
}

func TestReadError(t *testing.T) {
	want := errors.New("disk")
	for _, head := range []string{"", chrome, chrome + `"a`, chrome + `"a"`, chrome + "a,"} {
		src := port.Source{R: io.MultiReader(strings.NewReader(head), iotest.ErrReader(want))}
		if err := (Format{}).Import(context.Background(), src, &porttest.Collected{}); !errors.Is(err, want) {
			t.Errorf("%q: got %v", head, err)
		}
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := (Format{}).Import(ctx, porttest.Stream([]byte(chrome)), &porttest.Collected{}); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
}

// Very many rows pass through without being held.
func TestManyRows(t *testing.T) {
	const n = 200_000
	var sink nothing
	src := port.Source{R: io.MultiReader(strings.NewReader(chrome), &repeat{line: []byte("a,https://a.example,ann,secret,\n"), left: n})}
	if err := (Format{}).Import(context.Background(), src, &sink); err != nil || int(sink) != n {
		t.Fatal(sink, err)
	}
}

// repeat gives a line again and again.
type repeat struct {
	line []byte
	left int
	at   int
}

func (r *repeat) Read(p []byte) (n int, _ error) {
	for n < len(p) && r.left > 0 {
		k := copy(p[n:], r.line[r.at:])
		n, r.at = n+k, r.at+k
		if r.at == len(r.line) {
			r.at, r.left = 0, r.left-1
		}
	}
	if n == 0 {
		return 0, io.EOF
	}
	return n, nil
}

// nothing counts items.
type nothing int

func (*nothing) Box(port.Box) error          { return nil }
func (*nothing) Template(box.Template) error { return nil }
func (n *nothing) Item(*port.Entry) error    { *n++; return nil }
func (*nothing) Report(port.Note)            {}

// rows reads a whole table.
func rows(in []byte) ([][]string, error) {
	r := newReader(bytes.NewReader(in))
	if err := r.begin(); err != nil {
		return nil, err
	}
	r.most = maxRow
	var all [][]string
	for {
		cells, err := r.row()
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		all = append(all, cells)
	}
}

// FuzzReader: what is read writes and reads again to the same; and
// encoding/csv reads the same, but for line ends.
func FuzzReader(f *testing.F) {
	for _, s := range []string{chrome + "a,\"b\r\n\"\"c\",,d,\r\n\r\n\"\"", "\xEF\xBB\xBFa\n", "a,b\nc", "a;b\nc;d,e\n", "a\t\";\"\n", "\"a\"\r", "a\r\n\rb\n", ",\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		got, err := rows(in)
		if err != nil {
			if !errors.Is(err, port.ErrInput) {
				t.Fatalf("an error of another kind: %v", err)
			}
			return
		}
		again, err := rows(write(got))
		if err != nil || !slices.EqualFunc(got, again, slices.Equal) {
			t.Fatalf("%q, then %q, %v", got, again, err)
		}
		comma := newReader(bytes.NewReader(in))
		_ = comma.begin()
		std := stdcsv.NewReader(bytes.NewReader(bytes.TrimPrefix(in, []byte("\xEF\xBB\xBF"))))
		std.FieldsPerRecord, std.Comma = -1, rune(comma.comma)
		want, err := std.ReadAll()
		if err != nil || !slices.EqualFunc(plain(got), plain(want), slices.Equal) {
			t.Fatalf("encoding/csv: %q, %v; here: %q", want, err, got)
		}
	})
}

func write(table [][]string) []byte {
	var b bytes.Buffer
	for _, row := range table {
		for i, cell := range row {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(`"` + strings.ReplaceAll(cell, `"`, `""`) + `"`)
		}
		b.WriteByte('\n')
	}
	return b.Bytes()
}

// plain makes line ends alike, and leaves out rows of one empty cell.
func plain(table [][]string) [][]string {
	var out [][]string
	for _, row := range table {
		var cells []string
		for _, cell := range row {
			cells = append(cells, strings.ReplaceAll(cell, "\r", ""))
		}
		if len(cells) > 1 || cells[0] != "" {
			out = append(out, cells)
		}
	}
	return out
}

// FuzzImport: no table panics, and every item has what an item needs.
func FuzzImport(f *testing.F) {
	files, _ := filepath.Glob("../../../testdata/csv/*.csv")
	if len(files) < 6 {
		f.Fatal("seeds are missing")
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var c porttest.Collected
		if err := (Format{}).Import(context.Background(), porttest.Stream(data), &c); err != nil && !errors.Is(err, port.ErrInput) {
			t.Fatalf("an error of another kind: %v", err)
		}
		for _, e := range c.Entries {
			seen := make(map[string]bool)
			for _, field := range e.Fields {
				if seen[field.Name] || field.Name == "" || field.Value.IsZero() {
					t.Fatalf("field %q", field.Name)
				}
				seen[field.Name] = true
			}
			if e.Title == "" || e.Template == "" {
				t.Fatal("no title or template")
			}
		}
	})
}

func BenchmarkImport(b *testing.B) {
	const n = 10_000
	data := []byte(chrome + strings.Repeat("acme,https://www.acme.example/login,ann@acme.example,aDJ38j3d83jd,a note\n", n))
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		var sink nothing
		if err := (Format{}).Import(context.Background(), porttest.Stream(data), &sink); err != nil || sink != n {
			b.Fatal(sink, err)
		}
	}
}
