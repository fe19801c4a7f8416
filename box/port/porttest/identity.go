package porttest

import (
	"bytes"
	"context"
	"io"
	"testing"

	"filippo.io/age"
)

// Identity makes a key for the files of a folder: to whom to encrypt, and what opens
// them.
func Identity(t testing.TB) (recipient string, open func(context.Context, string, io.Reader) (io.ReadCloser, error)) {
	t.Helper()
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	return id.Recipient().String(), func(_ context.Context, _ string, r io.Reader) (io.ReadCloser, error) {
		inside, err := age.Decrypt(r, id)
		if err != nil {
			return nil, err
		}
		b, err := io.ReadAll(inside)
		return io.NopCloser(bytes.NewReader(b)), err
	}
}
