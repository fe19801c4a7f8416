package codec

import (
	"bytes"
	"encoding/hex"
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// sample has every kind of field that our formats use.
type sample struct {
	Name  string            `cbor:"1,keyasint,omitempty"`
	Raw   []byte            `cbor:"2,keyasint,omitempty"`
	Count uint64            `cbor:"3,keyasint,omitempty"`
	Off   int64             `cbor:"4,keyasint,omitempty"`
	On    bool              `cbor:"5,keyasint,omitempty"`
	At    time.Time         `cbor:"6,keyasint,omitzero"`
	Tags  []string          `cbor:"7,keyasint,omitempty"`
	Map   map[string]uint32 `cbor:"8,keyasint,omitempty"`
	ID    [4]byte           `cbor:"9,keyasint"`
	Inner []inner           `cbor:"10,keyasint,omitempty"`
}

type inner struct {
	_    struct{} `cbor:",toarray"`
	Kind uint8
	Text string
}

func drawSample(t *rapid.T) sample {
	s := sample{
		Name:  rapid.String().Draw(t, "name"),
		Raw:   rapid.SliceOfN(rapid.Byte(), 1, 40).Draw(t, "raw"),
		Count: rapid.Uint64().Draw(t, "count"),
		Off:   rapid.Int64().Draw(t, "off"),
		On:    rapid.Bool().Draw(t, "on"),
		Tags:  rapid.SliceOfN(rapid.String(), 1, 5).Draw(t, "tags"),
		Map:   rapid.MapOfN(rapid.String(), rapid.Uint32(), 1, 5).Draw(t, "map"),
		At:    time.Unix(rapid.Int64Range(-1e10, 1e10).Draw(t, "at"), 0),
	}
	copy(s.ID[:], s.Raw)
	s.Inner = []inner{{Kind: 1, Text: s.Name}}
	return s
}

func TestRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := drawSample(t)
		data, err := Marshal(want)
		if err != nil {
			t.Fatal(err)
		}
		var got sample
		if err := UnmarshalCanonical(data, &got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(inner{})); diff != "" {
			t.Fatal(diff)
		}
	})
}

// TestDeterministic pins bytes: this encoding is part of every format.
func TestDeterministic(t *testing.T) {
	for want, v := range map[string]any{
		"f6":                          time.Time{},
		"1a5f5e1000":                  time.Unix(1600000000, 999),
		"44cafe0102":                  [4]byte{0xca, 0xfe, 1, 2},
		"82016178":                    inner{Kind: 1, Text: "x"},
		"a3616101616202626161" + "03": map[string]int{"aa": 3, "b": 2, "a": 1},
		"a20a02616101":                map[any]int{"a": 1, 10: 2},
		"a10944000000" + "00":         sample{},
		"f93e00":                      1.5,
		"1903e8":                      1000,
	} {
		data, err := Marshal(v)
		if got := hex.EncodeToString(data); err != nil || got != want {
			t.Errorf("%T: %s, %v; want %s", v, got, err, want)
		}
	}
}

// TestMalformed holds what a strict reader refuses.
func TestMalformed(t *testing.T) {
	for name, c := range map[string]struct{ data, fault string }{
		"nothing":          {"", "empty"},
		"cut short":        {"a1014161", ""},
		"truncated":        {"a1", "cut short"},
		"trailing":         {"a1016178" + "00", "something follows the end"},
		"duplicate key":    {"a2016178016179", "a key twice"},
		"unknown field":    {"a1186301", "an unknown field"},
		"unknown name":     {"a1644e616d656178", "an unknown field"},
		"indefinite map":   {"bf016178ff", "an indefinite length"},
		"indefinite text":  {"a1017f6178ff", "an indefinite length"},
		"tag":              {"a106c11a5f5e1000", "a tag"},
		"bignum":           {"a103c24101", "a tag"},
		"wrong kind":       {"a1016178"[:4] + "01", "a value of the wrong kind"},
		"bytes for text":   {"a1014178", "a value of the wrong kind"},
		"bad utf-8":        {"a10161ff", "not an item we know"},
		"too big":          {"a10a81821901006178", "a value of the wrong kind"},
		"nan":              {"a106f97e00", ""},
		"huge array":       {"a1079b7fffffffffffffff", "over a limit"},
		"huge text":        {"a1017b7fffffffffffffff", "cut short"},
		"array over limit": {"a1079a00100001", "over a limit"},
		"map over limit":   {"a108ba00010001", "over a limit"},
		"reserved length":  {"a1011c", ""},
		"just a break":     {"ff", ""},
		"nesting":          {"a107" + strings.Repeat("81", maxNesting) + "00", "over a limit"},
	} {
		t.Run(name, func(t *testing.T) {
			data, err := hex.DecodeString(c.data)
			if err != nil {
				t.Fatal(err)
			}
			var s sample
			err = Unmarshal(data, &s)
			if !errors.Is(err, ErrMalformed) || !strings.HasSuffix(err.Error(), c.fault) {
				t.Errorf("got %v, want %q", err, c.fault)
			}
		})
	}
}

func TestCanonical(t *testing.T) {
	for name, data := range map[string]string{
		"long integer": "a2031801094400000000",
		"long length":  "a20178017809440000" + "0000",
		"key order":    "a2094400000000016178",
		"empty field":  "a2016009440000" + "0000",
	} {
		raw, err := hex.DecodeString(data)
		if err != nil {
			t.Fatal(err)
		}
		var s sample
		if err := Unmarshal(raw, &s); err != nil {
			t.Errorf("%s: a plain reader refuses it: %v", name, err)
		}
		if err := UnmarshalCanonical(raw, new(sample)); !errors.Is(err, ErrMalformed) {
			t.Errorf("%s: accepted as canonical", name)
		}
	}
}

func TestSequence(t *testing.T) {
	var data []byte
	for _, v := range []any{inner{Kind: 1, Text: "label"}, "the rest"} {
		item, err := Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		data = append(data, item...)
	}
	var label inner
	rest, err := UnmarshalFirst(data, &label)
	if err != nil || label.Text != "label" {
		t.Fatalf("%+v, %v", label, err)
	}
	var body string
	if rest, err = UnmarshalFirst(rest, &body); err != nil || body != "the rest" || len(rest) != 0 {
		t.Fatalf("%q, %q, %v", body, rest, err)
	}
	if _, err = UnmarshalFirst(rest, &body); !errors.Is(err, ErrMalformed) {
		t.Fatalf("the end of the sequence: %v", err)
	}
	if rest, err = UnmarshalFirst([]byte{0xa1}, &body); !errors.Is(err, ErrMalformed) || rest != nil {
		t.Fatalf("%q, %v", rest, err)
	}
}

// TestErrorsQuoteNothing plants a secret wherever the library would quote it.
func TestErrorsQuoteNothing(t *testing.T) {
	const canary, number = "hunter2-canary", uint64(987654321)
	quotes := 0
	for name, v := range map[string]any{
		"key":    map[string]int{canary: 1},
		"value":  map[int]string{3: canary},
		"number": map[int]any{10: []any{[]any{number, ""}}},
		"text":   canary,
	} {
		data, err := Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		if name == "key" { // the same key twice
			data = append(append([]byte{0xa2}, data[1:]...), data[1:]...)
			quotes += quoted(modes().dec.Unmarshal(data, &map[string]int{}), canary)
			if quoted(Unmarshal(data, &map[string]int{}), canary) > 0 {
				t.Error("a duplicate key is quoted")
			}
		}
		var s sample
		quotes += quoted(modes().dec.Unmarshal(data, &s), canary, "987654321")
		if quoted(Unmarshal(data, &s), canary, "987654321") > 0 {
			t.Errorf("%s is quoted", name)
		}
	}
	if quotes == 0 {
		t.Error("the library quotes nothing, so this test proves nothing")
	}
}

func quoted(err error, texts ...string) int {
	for _, text := range texts {
		if strings.Contains(err.Error(), text) {
			return 1
		}
	}
	return 0
}

func TestMarshalRefuses(t *testing.T) {
	const bad = "ab\xffcd"
	for _, v := range []any{
		math.NaN(), math.Inf(1), make(chan int), func() {},
		bad, []string{"ok", bad}, map[string]int{bad: 1}, map[int]any{1: []any{1.5, []byte{0xff}, "ä"[:1]}},
		sample{Raw: []byte{1}, At: time.Unix(1, 0), Inner: []inner{{Text: bad}}},
		"ä" + strings.Repeat("x", 70000) + "ä"[:1],
	} {
		data, err := Marshal(v)
		if err == nil {
			t.Errorf("%T encodes to %d bytes", v, len(data))
			continue
		}
		if quoted(err, bad) > 0 {
			t.Errorf("%T is quoted", v)
		}
	}
}

// TestTextStandsAnywhere holds that nothing but text must be UTF-8, after heads
// of every length.
func TestTextStandsAnywhere(t *testing.T) {
	for _, n := range []int{0, 1, 23, 24, 255, 256, 65535, 65536} {
		v := []any{
			bytes.Repeat([]byte{0xff}, n), strings.Repeat("x", n), n, -n, uint64(1) << 40, 1.5, float64(n) / 3, nil, true,
			make([]int, n), map[int]string{n: "ä"},
		}
		if _, err := Marshal(v); err != nil {
			t.Errorf("%d: %v", n, err)
		}
	}
}

// FuzzUnmarshal holds that what is canonical encodes to the same bytes, that
// all errors are ours and that a sequence is cut where its item ends.
func FuzzUnmarshal(f *testing.F) {
	for _, v := range []any{sample{}, sample{Name: "x", Tags: []string{"a"}, At: time.Unix(1, 0)}, inner{}, []any{1, "a"}, nil} {
		data, err := Marshal(v)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
		f.Add(append(data, 0xff))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, target := range []func() any{
			func() any { return new(sample) }, func() any { return new(inner) }, func() any { return new(any) },
		} {
			v := target()
			if err := UnmarshalCanonical(data, v); err != nil {
				if !errors.Is(err, ErrMalformed) {
					t.Fatalf("a foreign error: %v", err)
				}
				continue
			}
			again, err := Marshal(v)
			if err != nil || !bytes.Equal(again, data) {
				t.Fatalf("%x became %x, %v", data, again, err)
			}
			rest, err := UnmarshalFirst(append(data, 0xff), target())
			if err != nil || !bytes.Equal(rest, []byte{0xff}) {
				t.Fatalf("the rest is %x, %v", rest, err)
			}
		}
	})
}
