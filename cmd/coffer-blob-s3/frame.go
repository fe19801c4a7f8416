package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// request is a frame from Coffer.
type request struct {
	head string
	body []byte
}

// readRequest returns [io.EOF] where no more requests come.
func readRequest(in io.Reader) (request, error) {
	var size [8]byte
	if _, err := io.ReadFull(in, size[:]); err != nil {
		return request{}, err
	}
	head, body := binary.BigEndian.Uint32(size[:4]), binary.BigEndian.Uint32(size[4:])
	if head == 0 || head > maxHead || body > maxObject {
		return request{}, fmt.Errorf("a request of %d and %d bytes is none", head, body)
	}
	rest := make([]byte, head+body)
	if _, err := io.ReadFull(in, rest); err != nil {
		return request{}, errors.New("a request ends in the middle")
	}
	return request{string(rest[:head]), rest[head:]}, nil
}

// writeFrame writes an answer.
func writeFrame(out io.Writer, head string, body []byte) error {
	start := binary.BigEndian.AppendUint32(nil, uint32(len(head)))
	start = binary.BigEndian.AppendUint32(start, uint32(len(body)))
	if _, err := out.Write(append(start, head...)); err != nil || len(body) == 0 {
		return err
	}
	_, err := out.Write(body)
	return err
}
