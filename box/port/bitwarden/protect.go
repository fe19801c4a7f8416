package bitwarden

import (
	"bufio"
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"

	"coffer/box/port"
	"coffer/vault/secret"
)

// Protect writes JSON that a password opens, which is Bitwarden's ".json
// (Encrypted)". rand gives salt and starting values.
func (f Format) Protect(ctx context.Context, w io.Writer, c port.Content, pass secret.Text, rand io.Reader) error {
	return protect(ctx, w, c, pass, usual(f.KDF), rand)
}

func protect(ctx context.Context, w io.Writer, c port.Content, pass secret.Text, cost cost, rand io.Reader) error {
	return protected(ctx, w, func(w io.Writer) error { return export(ctx, w, c) }, pass, cost, rand)
}

// protected writes the file around what content writes.
func protected(ctx context.Context, w io.Writer, content func(io.Writer) error, pass secret.Text, cost cost, rand io.Reader) error {
	if pass.IsZero() {
		return errors.New("an empty password protects nothing; choose one")
	}
	random := make([]byte, 16+16)
	if _, err := io.ReadFull(rand, random); err != nil {
		return err
	}
	salt := base64.StdEncoding.EncodeToString(random[:16])
	k, err := cost.derive(ctx, pass, salt)
	if err != nil {
		return err
	}
	defer k.wipe()
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "{\n  \"encrypted\": true,\n  \"passwordProtected\": true,\n  \"salt\": %q,\n", salt)
	fmt.Fprintf(out, "  \"kdfType\": %d,\n  \"kdfIterations\": %d,\n", cost.kdf, cost.rounds)
	if cost.kdf == kdfArgon2 {
		fmt.Fprintf(out, "  \"kdfMemory\": %d,\n  \"kdfParallelism\": %d,\n", cost.mib, cost.parallel)
	}
	validation := func(w io.Writer) error {
		_, err := io.WriteString(w, uuid([16]byte(random[16:])))
		return err
	}
	if err := encrypted(out, "encKeyValidation_DO_NOT_EDIT", ",\n", k, rand, validation); err != nil {
		return err
	}
	if err := encrypted(out, "data", "\n}\n", k, rand, content); err != nil {
		return err
	}
	return out.Flush()
}

// encrypted writes a member whose value is what write writes.
func encrypted(out *bufio.Writer, name, after string, k keys, rand io.Reader, write func(io.Writer) error) error {
	fmt.Fprintf(out, "  %q: \"", name)
	e, err := newEncrypter(out, k, rand)
	if err != nil {
		return err
	}
	in := bufio.NewWriter(e)
	if err := cmp.Or(write(in), in.Flush(), e.Close()); err != nil {
		return err
	}
	_, err = out.WriteString("\"" + after)
	return err
}
