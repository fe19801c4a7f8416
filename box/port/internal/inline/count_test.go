package inline

import (
	"encoding/base64"
	"errors"
	"io"
	"strings"
	"testing"

	"coffer/box/port"
	"coffer/box/port/internal/scan"
)

// One attachment that is opened again and again counts each time, whether it is
// fetched from the file or lies in memory.
func TestOpenedWithoutEnd(t *testing.T) {
	const size = 1000
	text := "<v>" + base64.StdEncoding.EncodeToString(make([]byte, size)) + "</v>"
	for name, src := range map[string]port.Source{
		"file":   {At: strings.NewReader(text), Size: int64(len(text))},
		"stream": {},
	} {
		b := Belt{Src: src, went: port.Allowance(0) - 3*size}
		f, err := take(&b, text)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for i := range 3 {
			if err := readThrough(f); (err != nil) != (i == 2) || err != nil && !errors.Is(err, port.ErrInput) {
				t.Errorf("%s: the %d. time: %v", name, i+1, err)
			}
		}
		if _, err := take(&b, text); !errors.Is(err, port.ErrInput) {
			t.Errorf("%s: another one: %v", name, err)
		}
	}
}

// What is large because the file is large is nothing to wonder at.
func TestLargeFile(t *testing.T) {
	b := Belt{Src: port.Source{At: strings.NewReader("<v>AAAA</v>"), Size: 2 * port.Allowance(0) / port.MaxRatio}, went: port.Allowance(0)}
	if _, err := take(&b, "<v>AAAA</v>"); err != nil {
		t.Error(err)
	}
	stream := Belt{read: b.Src.Size, went: port.Allowance(0)}
	if r := stream.count(strings.NewReader("x")); readAll(r) != nil {
		t.Error("a stream of which as much was read is refused")
	}
}

func take(b *Belt, text string) (port.File, error) {
	x := scan.NewReader(strings.NewReader(text))
	if _, err := x.Next(); err != nil {
		return port.File{}, err
	}
	return b.Take(x, "v", nil)
}

func readThrough(f port.File) error {
	rc, err := f.Open()
	if err != nil {
		return err
	}
	return errors.Join(readAll(rc), rc.Close())
}

func readAll(r io.Reader) error {
	_, err := io.Copy(io.Discard, r)
	return err
}
