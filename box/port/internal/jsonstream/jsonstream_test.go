package jsonstream

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"coffer/box"
	"coffer/box/port"
)

func read(in io.Reader) (Value, error) {
	r := NewReader(in)
	v, err := r.Value(1 << 20)
	if err != nil {
		return v, err
	}
	return v, r.End()
}

func TestValue(t *testing.T) {
	for in, want := range map[string]string{
		`null`: `null`, ` true `: `true`, "\xEF\xBB\xBFfalse": `false`, `-0.5e+7`: `-0.5e+7`,
		`{"a":[1,{}],"b":null,"":"x"}`:                  `{"a":[1,{}],"b":null,"":"x"}`,
		"\"\\u00e9\\uD83D\\uDD11\\n\\/\\\"\\\\ é 鍵 🔑\"": `"é🔑\n/\"\\ é 鍵 🔑"`,
		`[ ]`: `[]`, "[\t1 ,\r\n2]": `[1,2]`,
	} {
		for name, r := range map[string]io.Reader{"whole": strings.NewReader(in), "bytes": iotest.OneByteReader(strings.NewReader(in))} {
			if v, err := read(r); err != nil || v.JSON() != want {
				t.Errorf("%s %q: %s, %v", name, in, v.JSON(), err)
			}
		}
	}
}

func TestRefused(t *testing.T) {
	for in, want := range map[string]string{
		"": "ends too early", " ": "ends too early", "{": "ends too early", `"a`: "ends too early", `"a\`: "ends too early", `"\u12`: "ends too early",
		`{"a":1,"a":2}`: "stands twice", `[{"x":{"\u0061":1,"a":2}}]`: "stands twice",
		`{"a":1 "b":2}`: "not JSON", `[1,]`: "not JSON", `[,1]`: "not JSON", `{"a"}`: "not JSON", `{a:1}`: "not JSON", `{,}`: "not JSON",
		`nul`: "not JSON", `True`: "not JSON", "'a'": "not JSON", "[1]]": "something follows", "1 2": "something follows", "truefalse": "something follows",
		"01": "number", "-": "number", "1.": "number", ".5": "not JSON", "1e": "number", "+1": "not JSON", strings.Repeat("9", maxNumber+1): "digits",
		"\"\xff\"": "not UTF-8", "\"\xc3\"": "not UTF-8", "\"\xed\xa0\x80\"": "not UTF-8", "\"a\xc3": "not UTF-8",
		`"\ud800"`: "half a character", `"\ud800\u0041"`: "half a character", `"\udc00\ud800"`: "half a character", `"\udc00xxxxxx"`: "half a character",
		`"\x"`: "escape", `"\u00_0"`: "escape", "\"a\nb\"": "control character", "\"\x00\"": "control character", "\x00": "NUL",
		"\xFF\xFE{\x00": "UTF-16", "\n\n\n{]": "line 4", `// a`: "not JSON",
		strings.Repeat("[", maxDepth+1): "within one another", strings.Repeat(`{"a":`, maxDepth+1): "within one another",
		`"` + strings.Repeat("x", maxString+1) + `"`: "longer than", `{"` + strings.Repeat("x", maxName+1) + `":1}`: "longer than",
		"[" + strings.Repeat("0,", 1<<14) + "0]": "larger than",
	} {
		_, err := read(strings.NewReader(in))
		if len(in) > 50 {
			in = in[:50]
		}
		if !errors.Is(err, port.ErrInput) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v, want %q", in, err, want)
		}
	}
}

// What is stepped over is looked at as sharply, but for names that stand twice.
func TestWalk(t *testing.T) {
	r := NewReader(strings.NewReader(`{"skipped":{"x":[1,"y",{"a":1,"a":2}]},"list":[{"n":1},{"n":2},3],"text":"a\u0062c"}`))
	var got []string
	err := r.Object(func(name string) error {
		switch name {
		case "list":
			return r.Array(func() error {
				if kind, err := r.Kind(); err != nil || kind != Object {
					return err
				}
				v, err := r.Record(1 << 10)
				got = append(got, v.Take("n").Plain())
				return err
			})
		case "text":
			in, err := r.Pieces()
			if err != nil {
				return err
			}
			b, err := io.ReadAll(in)
			got = append(got, string(b))
			return err
		}
		return nil
	})
	if err = errors.Join(err, r.End()); err != nil || strings.Join(got, " ") != "1 2 abc" {
		t.Fatal(got, err)
	}
	for in, want := range map[string]string{
		`{"a":[1,}`: "not JSON", `{"a":"x`: "ends too early", `{"a":1,"a":2}`: "twice", `[]`: "an object is expected", `{"a":"` + "\xff" + `"}`: "not UTF-8",
	} {
		if err := NewReader(strings.NewReader(in)).Object(func(string) error { return nil }); !errors.Is(err, port.ErrInput) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: got %v", in, err)
		}
	}
}

func TestRecord(t *testing.T) {
	const in = `{"text":"a","flag":true,"n":7,"none":null,"in":{"x":"y","left":"z"},"all":[{"k":1}],"unknown":[0],"empty":[{"a":""}]}`
	r := NewReader(strings.NewReader(in))
	o, err := r.Record(1 << 12)
	if err != nil {
		t.Fatal(err)
	}
	n, ok := o.Int("n")
	_, none := o.Int("none")
	sub := o.Record("in")
	if o.Text("text") != "a" || !o.Flag("flag") || n != 7 || !ok || none || sub.Text("x") != "y" || len(o.Records("all")) != 1 || o.Record("none").Text("x") != "" {
		t.Error("something was not read")
	}
	if o.Err() != nil || o.Text("missing") != "" || o.Has("none") || !o.Has("flag") {
		t.Error(o.Err())
	}
	rest, within := o.Rest(), sub.Rest()
	if len(rest) != 1 || rest[0].Name != "unknown" || rest[0].Value.Plain() != "[0]" || len(within) != 1 || within[0].Name != "left" {
		t.Error(rest, within)
	}
	sub.Text("left")
	if sub.Flag("x"); o.Err() == nil || !strings.Contains(o.Err().Error(), `line 1: "x" is not true or false`) {
		t.Error(o.Err())
	}
}

// An error of the file itself comes as it is.
func TestReadError(t *testing.T) {
	own := errors.New("disk")
	for _, head := range []string{"", "{", `{"a":"x`, `[1`, `"\`, `"\u`, "tr"} {
		if _, err := read(io.MultiReader(strings.NewReader(head), iotest.ErrReader(own))); !errors.Is(err, own) {
			t.Errorf("%q: got %v", head, err)
		}
	}
}

// An array of any length passes through one window.
func TestEndless(t *testing.T) {
	const n, one = 200_000, "{\"a\":[1,\"é\\u00e9\"]},"
	r := NewReader(io.MultiReader(strings.NewReader("["), io.LimitReader(&again{what: one}, int64(n*len(one))), strings.NewReader("0]")))
	count := 0
	err := r.Array(func() error { count++; return nil })
	if err = errors.Join(err, r.End()); err != nil || count != n+1 {
		t.Fatal(count, err)
	}
}

type again struct {
	what string
	at   int
}

func (a *again) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = a.what[a.at%len(a.what)]
		a.at++
	}
	return len(p), nil
}

// A value that would grow far beyond its size in the file ends where nobody takes it
// any more.
func TestJSONIsBounded(t *testing.T) {
	one := `"` + strings.Repeat(`\u0001`, box.MaxValue/2) + `"`
	v, err := NewReader(strings.NewReader(`{"a":[` + strings.Repeat(one+",", 20) + `1],"b":2}`)).Value(port.MaxEntry)
	if err != nil {
		t.Fatal(err)
	}
	if n := len(v.Plain()); n <= box.MaxValue || n > 7*box.MaxValue {
		t.Errorf("%d bytes", n)
	}
}
