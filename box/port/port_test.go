package port_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"testing"
	"testing/iotest"

	"coffer/box/port"
	"coffer/box/port/porttest"
)

func TestInputError(t *testing.T) {
	err := fmt.Errorf("import: %w", port.BadLine(7, "a thing of %d", 3))
	if !errors.Is(err, port.ErrInput) || err.Error() != "import: line 7: a thing of 3" {
		t.Errorf("got %v", err)
	}
	if got := port.Bad("no line").Error(); got != "no line" {
		t.Errorf("got %q", got)
	}
	if errors.Is(io.ErrUnexpectedEOF, port.ErrInput) {
		t.Error("an error of reading counts as one of the input")
	}
}

// Whatever is not exactly what was announced ends in an error, before a byte
// too many has come.
func TestVerify(t *testing.T) {
	content := []byte("some content")
	right := porttest.FileOf("a", content)
	other := right
	other.SHA256[31] ^= 1
	for name, c := range map[string]struct {
		content []byte
		file    port.File
		ok      bool
	}{
		"right":   {content, right, true},
		"empty":   {nil, porttest.FileOf("", nil), true},
		"longer":  {append(bytes.Clone(content), "!!!"...), right, false},
		"shorter": {content[:3], right, false},
		"nothing": {nil, right, false},
		"other":   {content, other, false},
	} {
		for _, r := range []io.Reader{bytes.NewReader(c.content), iotest.OneByteReader(bytes.NewReader(c.content)), iotest.DataErrReader(bytes.NewReader(c.content))} {
			got, err := io.ReadAll(port.Verify(io.NopCloser(r), c.file))
			if c.ok != (err == nil) || err != nil && !errors.Is(err, port.ErrInput) || len(got) > len(content) {
				t.Errorf("%s: %d bytes, %v", name, len(got), err)
			}
		}
	}
}

func TestVerifyReadError(t *testing.T) {
	want := errors.New("disk")
	rc := port.Verify(io.NopCloser(iotest.ErrReader(want)), porttest.FileOf("a", []byte("x")))
	if _, err := io.ReadAll(rc); !errors.Is(err, want) {
		t.Errorf("got %v", err)
	}
}
