package blob

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// A frame of the helper protocol: the length of the head, the length of the body,
// both as four bytes with the highest first; the head, which is words of ASCII
// with one blank between them; the body, which is bytes. Both sides send frames
// and nothing else. docs/blob-helpers.md has the rules; coffer-blob-s3, which may
// import nothing of ours, has its own hand at them, and a test holds the two
// together.
type frame struct {
	head string
	body []byte
}

const frameHeader = 8

// writeFrame writes in pieces; after each it calls moved.
func writeFrame(w io.Writer, f frame, moved func()) error {
	start := make([]byte, 0, frameHeader+len(f.head))
	start = binary.BigEndian.AppendUint32(start, uint32(len(f.head)))
	start = binary.BigEndian.AppendUint32(start, uint32(len(f.body)))
	start = append(start, f.head...)
	if _, err := w.Write(start); err != nil {
		return err
	}
	for rest := f.body; len(rest) > 0; {
		n := min(len(rest), chunk)
		if _, err := w.Write(rest[:n]); err != nil {
			return err
		}
		moved()
		rest = rest[n:]
	}
	return nil
}

// errNonsense is what breaks the rules of the protocol.
var errNonsense = errors.New("says what the protocol does not allow")

// readFrame takes no memory for a body before room, which sees the head, has said
// how long it may be.
func readFrame(r io.Reader, room func(head string) int64, moved func()) (frame, error) {
	var start [frameHeader]byte
	if _, err := io.ReadFull(r, start[:]); err != nil {
		return frame{}, err
	}
	headLen, bodyLen := binary.BigEndian.Uint32(start[:4]), int64(binary.BigEndian.Uint32(start[4:]))
	if headLen == 0 || headLen > maxHead {
		return frame{}, fmt.Errorf("%w: a head of %d bytes", errNonsense, headLen)
	}
	head := make([]byte, headLen)
	if _, err := io.ReadFull(r, head); err != nil {
		return frame{}, noEOF(err)
	}
	f := frame{head: string(head)}
	if most := room(f.head); bodyLen > most {
		return frame{}, fmt.Errorf("%w: %d bytes where at most %d may come", errNonsense, bodyLen, most)
	}
	moved()
	f.body = make([]byte, bodyLen)
	for rest := f.body; len(rest) > 0; {
		n, err := io.ReadFull(r, rest[:min(len(rest), chunk)])
		if err != nil {
			return frame{}, noEOF(err)
		}
		moved()
		rest = rest[n:]
	}
	return f, nil
}

// noEOF says of an end in the middle of a frame that it came too early.
func noEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
