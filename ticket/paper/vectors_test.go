package paper

import (
	"bytes"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"
	"testing"

	"coffer/vault/secret"
	"coffer/vault/split"
)

// vectors.json is not made anew: shares and how they stand on paper, and what
// is typed wrong with the class of failure and what is said.
//
//go:embed testdata/vectors.json
var vectorsJSON []byte

type vector struct {
	Name  string
	Set   string
	Share string // the encoding of package split
	Words string
	Code  string
	Typed string
	Error string
	Says  string
}

func readVectors(t testing.TB) (vectors []vector) {
	t.Helper()
	if err := json.Unmarshal(vectorsJSON, &vectors); err != nil {
		t.Fatal(err)
	}
	return vectors
}

func (v vector) set(t *testing.T) split.Set {
	t.Helper()
	data, err := hex.DecodeString(v.Set)
	if err != nil {
		t.Fatal(err)
	}
	set, err := split.ParseSet(data)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// reads gives the share that a text opens.
func reads(set split.Set, typed string) (split.Share, error) {
	s, err := Parse(secret.New(typed))
	if err != nil {
		return split.Share{}, err
	}
	return s.Open(set)
}

func (v vector) good(t *testing.T) {
	set := v.set(t)
	data, err := hex.DecodeString(v.Share)
	if err != nil {
		t.Fatal(err)
	}
	for _, typed := range []string{v.Words, v.Code} {
		share, err := reads(set, typed)
		if err != nil {
			t.Fatal(err)
		}
		if again, err := share.Encode(); err != nil || !bytes.Equal(again, data) {
			t.Errorf("read %x, %v", again, err)
		}
		s, err := Of(set, share)
		if err != nil {
			t.Fatal(err)
		}
		words, wordsErr := s.Words()
		code, codeErr := s.Code()
		if wordsErr != nil || codeErr != nil || words.Reveal() != v.Words || code.Reveal() != v.Code {
			t.Errorf("wrote %s, %s, %v, %v", words.Reveal(), code.Reveal(), wordsErr, codeErr)
		}
	}
}

func TestVectors(t *testing.T) {
	classes := map[string]error{
		"word": ErrWord, "length": ErrLength, "checksum": ErrChecksum, "form": ErrForm,
		"kind": ErrKind, "generation": ErrGeneration, "foreign": ErrForeign, "altered": split.ErrAltered,
	}
	good, tried := 0, map[string]int{}
	for _, v := range readVectors(t) {
		t.Run(v.Name, func(t *testing.T) {
			if v.Error == "" {
				good++
				v.good(t)
				return
			}
			tried[v.Error]++
			if _, err := reads(v.set(t), v.Typed); classes[v.Error] == nil || !errors.Is(err, classes[v.Error]) || err.Error() != v.Says {
				t.Errorf("got %v, want the class %s and %q", err, v.Error, v.Says)
			}
		})
	}
	if bad := len(readVectors(t)) - good; good != 7 || bad != 30 || len(tried) != len(classes) {
		t.Errorf("%d good vectors and %d bad ones of %d classes", good, bad, len(tried))
	}
}

// FuzzParse types anything: what is read writes the words that were typed, and
// is read again as the same share. An error names one word of the list at
// most.
func FuzzParse(f *testing.F) {
	for _, v := range readVectors(f) {
		for _, seed := range []string{v.Words, v.Code, v.Typed} {
			f.Add([]byte(seed))
		}
	}
	f.Fuzz(func(t *testing.T, typed []byte) {
		s, err := Parse(secret.Take(bytes.Clone(typed)))
		if err != nil {
			if n := bytes.Count([]byte(err.Error()), []byte{'"'}); len(err.Error()) > 200 || n > 2 {
				t.Fatalf("says too much: %v", err)
			}
			return
		}
		words, wordsErr := s.Words()
		code, codeErr := s.Code()
		if wordsErr != nil || codeErr != nil {
			t.Fatal(wordsErr, codeErr)
		}
		if !bytes.Equal(compact(scanned(typed)), code.Bytes()) {
			written := splitWords(words.Bytes())
			same := func(w, typed []byte) bool { return bytes.HasPrefix(w, bytes.ToLower(typed)) }
			if !slices.EqualFunc(written, splitWords(typed), same) {
				t.Fatalf("%q became %q", typed, words.Reveal())
			}
		}
		for _, text := range []secret.Text{words.Clone(), code.Clone()} {
			again, err := Parse(text)
			if err != nil || again.Kind != s.Kind || again.Set != s.Set || !again.value.Equal(s.value) {
				t.Fatalf("%q is not read as it was: %v", typed, err)
			}
		}
	})
}

// FuzzPayload puts a good checksum under anything.
func FuzzPayload(f *testing.F) {
	for _, v := range readVectors(f) {
		if symbols, err := readWords([]byte(v.Words)); err == nil && len(symbols) == Words {
			payload, _ := fromSymbols(symbols[:dataWords])
			f.Add(payload)
		}
	}
	f.Add(make([]byte, payloadSize))
	f.Fuzz(func(t *testing.T, payload []byte) {
		if len(payload) != payloadSize {
			return
		}
		symbols := withChecksum(customization, toSymbols(payload))
		s, err := Parse(secret.New(spell(symbols)))
		if err != nil {
			if !errors.Is(err, ErrForm) {
				t.Fatalf("a foreign error: %v", err)
			}
			return
		}
		if again, err := s.payload(); err != nil || !bytes.Equal(again, payload) {
			t.Fatalf("%x became %x, %v", payload, again, err)
		}
	})
}
