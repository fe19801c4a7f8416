package split

import (
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"testing"
)

// vectors.json was computed once, by other arithmetic than the library's and with fixed
// polynomials, and is not made anew: sets and shares as they are encoded, and
// the key that comes out or the class of failure.
//
//go:embed testdata/vectors.json
var vectorsJSON []byte

type vector struct {
	Name   string
	Set    string
	Shares []string
	Key    string
	Error  string
}

var classes = map[string]error{
	"threshold": ErrThreshold, "set": ErrSet, "share": ErrShare, "zero": ErrZero, "foreign": ErrForeign,
	"altered": ErrAltered, "twice": ErrTwice, "too few": ErrTooFew, "too many": ErrTooMany,
}

// combine reads what a vector has, and puts it together.
func (v vector) combine() (key []byte, err error) {
	data, err := hex.DecodeString(v.Set)
	if err != nil {
		return nil, err
	}
	set, err := ParseSet(data)
	if err != nil {
		return nil, err
	}
	var shares []Share
	for _, text := range v.Shares {
		if data, err = hex.DecodeString(text); err != nil {
			return nil, err
		}
		s, err := ParseShare(data)
		if err != nil {
			return nil, err
		}
		shares = append(shares, s)
	}
	combined, err := Combine(set, shares)
	return combined.Bytes(), err
}

func TestVectors(t *testing.T) {
	var vectors []vector
	if err := json.Unmarshal(vectorsJSON, &vectors); err != nil {
		t.Fatal(err)
	}
	good, bad := 0, map[string]int{}
	for _, v := range vectors {
		key, err := v.combine()
		switch {
		case v.Error == "":
			good++
			if err != nil || v.Key == "" || hex.EncodeToString(key) != v.Key {
				t.Errorf("%s: %x, %v", v.Name, key, err)
			}
		case classes[v.Error] == nil:
			t.Errorf("%s: %q is no class", v.Name, v.Error)
		default:
			bad[v.Error]++
			if !errors.Is(err, classes[v.Error]) || key != nil {
				t.Errorf("%s: got %v, want %v", v.Name, err, classes[v.Error])
			}
		}
	}
	if good != 18 || len(vectors)-good != 37 || len(bad) != len(classes) {
		t.Errorf("%d good vectors and %d bad ones of %d classes", good, len(vectors)-good, len(bad))
	}
}
