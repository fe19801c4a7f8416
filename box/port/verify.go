package port

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"hash"
	"io"
)

// Verify reads through rc and makes its end an [ErrInput] if the content has
// another size or hash than f says. It reads one byte beyond Size at most.
func Verify(rc io.ReadCloser, f File) io.ReadCloser {
	return &verifier{rc: rc, left: f.Size, want: f.SHA256, hash: sha256.New()}
}

type verifier struct {
	rc   io.ReadCloser
	left int64
	want [32]byte
	hash hash.Hash
}

func (v *verifier) Read(p []byte) (int, error) {
	if int64(len(p)) > v.left+1 {
		p = p[:v.left+1]
	}
	n, err := v.rc.Read(p)
	v.left -= int64(n)
	if v.left < 0 {
		return 0, Bad("an attachment is longer than it says")
	}
	v.hash.Write(p[:n])
	if errors.Is(err, io.EOF) {
		return n, v.end()
	}
	return n, err
}

func (v *verifier) end() error {
	if v.left > 0 {
		return Bad("an attachment is shorter than it says")
	}
	if !bytes.Equal(v.hash.Sum(nil), v.want[:]) {
		return Bad("an attachment does not fit its SHA-256; the file is damaged or was changed")
	}
	return io.EOF
}

func (v *verifier) Close() error { return v.rc.Close() }
