package health

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"flag"
	"maps"
	"math"
	"os"
	"slices"
	"testing"

	"github.com/trustelem/zxcvbn/frequency"
)

var writeWords = flag.Bool("write-words", false, "write words.bin from the lists of github.com/trustelem/zxcvbn")

// maxPacked is what the words may add to the program.
const maxPacked = 300 << 10

type rankedWord struct {
	rank int
	list byte
}

// sourceWords are the lists as the module has them: each word once, with its
// lowest rank.
func sourceWords(t testing.TB) map[string]rankedWord {
	lists := map[string]byte{
		"passwords": 0, "us_tv_and_film": 1, "english_wikipedia": 1,
		"male_names": 2, "female_names": 2, "surnames": 2,
	}
	if len(lists) != len(frequency.FrequencyLists) {
		t.Fatal("the module has other lists than expected")
	}
	all := map[string]rankedWord{}
	for _, name := range slices.Sorted(maps.Keys(frequency.FrequencyLists)) {
		list, known := lists[name]
		if !known {
			t.Fatalf("the list %s is not known", name)
		}
		for i, w := range frequency.FrequencyLists[name] {
			if old, there := all[w]; !there || old.rank > i+1 {
				all[w] = rankedWord{i + 1, list}
			}
		}
	}
	return all
}

// codeOf is the highest code whose rank is not above.
func codeOf(rank int) int {
	code := 0
	for code+1 < 64 && rankOf(code+1) <= float64(rank)+1e-9 {
		code++
	}
	return code
}

func packWords(t testing.TB, all map[string]rankedWord) []byte {
	plain := binary.LittleEndian.AppendUint32(nil, uint32(len(all)))
	var classes []byte
	last := ""
	for _, w := range slices.Sorted(maps.Keys(all)) {
		shared := 0
		for shared < min(len(w), len(last)) && w[shared] == last[shared] {
			shared++
		}
		plain = append(append(append(plain, byte(shared)), w[shared:]...), 0)
		classes = append(classes, all[w].list<<6|byte(codeOf(all[w].rank)))
		last = w
	}
	var packed bytes.Buffer
	f, err := flate.NewWriter(&packed, flate.BestCompression)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Write(append(plain, classes...)); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return packed.Bytes()
}

// TestWords holds that the embedded list is that of the module, every word of
// it, and that no rank is higher there or lower by more than a sixth.
func TestWords(t *testing.T) {
	source := sourceWords(t)
	if *writeWords {
		if err := os.WriteFile("words.bin", packWords(t, source), 0o644); err != nil {
			t.Fatal(err)
		}
		t.Fatal("written; now run the test without -write-words")
	}
	v := words()
	if len(v.classes) != len(source) || len(source) < 90_000 {
		t.Fatalf("%d words, %d in the module", len(v.classes), len(source))
	}
	for i := range v.classes {
		w, there := source[string(v.word(i))]
		if !there {
			t.Fatalf("word %d is not in the module", i)
		}
		log10, kind := v.rank(i)
		if off := math.Log10(float64(w.rank)) - log10; off < -1e-9 || off > math.Log10(1.2) {
			t.Errorf("word %d has rank %d, and 10^%.3f in the list", i, w.rank, log10)
		}
		if want := []Reason{CommonPassword, CommonWord, PersonName}[w.list]; kind != want {
			t.Errorf("word %d is %v, not %v", i, kind, want)
		}
	}
	t.Logf("%d words in %d bytes", len(v.classes), len(packedWords))
	if len(packedWords) > maxPacked {
		t.Errorf("more than %d bytes", maxPacked)
	}
}

// TestNarrow finds every word letter by letter, and none that is not there.
func TestNarrow(t *testing.T) {
	v := words()
	find := func(w string) bool {
		if len(w) < 2 {
			return false
		}
		s := v.pair(rune(w[0]), rune(w[1]))
		for depth := 2; depth < len(w); depth++ {
			s = v.narrow(s, depth, rune(w[depth]))
		}
		return !s.empty() && v.length(s.lo) == len(w)
	}
	for i := range v.classes {
		if w := string(v.word(i)); len(w) > 1 && !find(w) {
			t.Fatalf("word %d is not found", i)
		}
	}
	for _, w := range []string{"qqqqqz", "passwordpassword", "zzzzzzzzz", "\x7f\x7f", "a\x00", "pässword"} {
		if find(w) {
			t.Errorf("%q is found", w)
		}
	}
}

// TestUnpackRefuses damages the list in every way that matters.
func TestUnpackRefuses(t *testing.T) {
	good := map[string]rankedWord{"ab": {1, 0}, "abc": {2, 1}, "b": {300, 2}}
	plain := func(change func([]byte) []byte) string {
		var packed bytes.Buffer
		f, _ := flate.NewWriter(&packed, flate.BestSpeed)
		_, _ = f.Write(change([]byte{3, 0, 0, 0, 0, 'a', 'b', 0, 2, 'c', 0, 0, 'b', 0, 0, 65, 150}))
		_ = f.Close()
		return packed.String()
	}
	same := func(b []byte) []byte { return b }
	if v, err := unpack(plain(same)); err != nil || len(v.classes) != 3 {
		t.Fatal(err)
	}
	if v, err := unpack(string(packWords(t, good))); err != nil || string(v.word(1)) != "abc" {
		t.Fatal(err)
	}
	for name, change := range map[string]func([]byte) []byte{
		"empty":         func(b []byte) []byte { return nil },
		"cut":           func(b []byte) []byte { return b[:len(b)-1] },
		"more":          func(b []byte) []byte { return append(b, 0) },
		"too many":      func(b []byte) []byte { b[3] = 255; return b },
		"more shared":   func(b []byte) []byte { b[8] = 3; return b },
		"out of order":  func(b []byte) []byte { b[12] = 'A'; return b },
		"twice":         func(b []byte) []byte { b[9] = 0; return append(b[:10], b[11:]...) },
		"not ASCII":     func(b []byte) []byte { b[12] = 200; return b },
		"one more word": func(b []byte) []byte { b[0] = 4; return b },
	} {
		if _, err := unpack(plain(change)); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	if _, err := unpack("no deflate"); err == nil {
		t.Error("taken without being deflate")
	}
}
