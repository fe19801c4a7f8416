package app

import (
	"bytes"
	"errors"
	"iter"
	"testing"

	"coffer/box"
	"coffer/box/port"
	"coffer/vault/secret"
)

func heavy(n int) port.Entry {
	value := secret.Take(bytes.Repeat([]byte{'x'}, n))
	it := box.Item{Label: box.Label{Title: "acme"}, Fields: []box.Field{{Name: "note", Kind: box.Multiline, Value: value}}}
	return port.Entry{Item: it, Former: []box.Item{it}}
}

// What goes out in one file comes in again: both have the same bound, which counts the history, too.
func TestTextsOfOneFileAreBounded(t *testing.T) {
	e := heavy(1 << 20)
	items := func(n int) iter.Seq2[*port.Entry, error] {
		return func(yield func(*port.Entry, error) bool) {
			for range n {
				if !yield(&e, nil) {
					return
				}
			}
		}
	}
	for n, refused := range map[int]bool{port.MaxTexts >> 21: false, port.MaxTexts>>21 + 1: true} {
		var out error
		for _, out = range weighed(items(n)) {
		}
		var much *port.TooMuchError
		if errors.As(out, &much) != refused {
			t.Errorf("%d items go out with %v", n, out)
		}
		s, in := sink{}, error(nil)
		for range n {
			in = s.weigh(&e)
		}
		if errors.Is(in, port.ErrInput) != refused {
			t.Errorf("%d items come in with %v", n, in)
		}
	}
	s := sink{o: ImportOptions{action: "backup.restore"}, texts: port.MaxTexts}
	if err := s.weigh(&e); err != nil {
		t.Errorf("a state of the vault itself: %v", err)
	}
}
