package host

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"time"

	"coffer/internal/sys"
	"coffer/vault/secret"
)

// clearNote is what the process that clears the clipboard gets to know: enough
// to recognise the secret, not the secret. (A short one could be guessed from
// it by whoever reads that process's memory, and so the clipboard.)
type clearNote struct {
	key, sum [32]byte
	after    time.Duration
	tool     string
}

const (
	noteHead    = 32 + 32 + 8
	maxToolName = 16
)

func (n clearNote) encode() []byte {
	b := append(n.key[:], n.sum[:]...)
	b = binary.BigEndian.AppendUint64(b, uint64(n.after))
	return append(b, n.tool...)
}

func decodeNote(b []byte) (clearNote, error) {
	var n clearNote
	if len(b) <= noteHead || len(b) > noteHead+maxToolName {
		return n, errors.New("the note about the clipboard has a wrong length")
	}
	copy(n.key[:], b)
	copy(n.sum[:], b[32:])
	n.after = time.Duration(binary.BigEndian.Uint64(b[64:]))
	n.tool = string(b[noteHead:])
	if n.after < 0 || n.after > maxClear {
		return n, errors.New("the note about the clipboard has a wrong time")
	}
	return n, nil
}

// matches reports whether content is the secret the note is about.
func (n clearNote) matches(content secret.Text) bool {
	return hmac.Equal(n.sum[:], keyedSum(n.key, content))
}

func keyedSum(key [32]byte, content secret.Text) []byte {
	mac := hmac.New(sha256.New, key[:])
	mac.Write(content.Bytes())
	return mac.Sum(nil)
}

// ClearLater starts a process that outlives this one, with the arguments argv,
// which must lead to [RunClearer]: it will clear the clipboard after the time
// (at most ten minutes) if content is still on it. It is told over a pipe: a
// random key out of rand and the keyed hash of content.
func (c *Clipboard) ClearLater(argv []string, content secret.Text, after time.Duration, rand io.Reader) error {
	note := clearNote{after: after, tool: c.tool.name}
	if _, err := io.ReadFull(rand, note.key[:]); err != nil {
		return err
	}
	copy(note.sum[:], keyedSum(note.key, content))
	if _, err := decodeNote(note.encode()); err != nil {
		return err
	}
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Env, cmd.Dir, cmd.SysProcAttr = c.environ, rootFolder(), detached()
	if err := startWith(cmd, note.encode()); err != nil {
		return fmt.Errorf("the clipboard will not clear itself: %w", err)
	}
	return nil
}

// startWith starts a process, hands it its input and does not wait for its end.
// The input is small enough for the pipe to take it at once.
func startWith(cmd *exec.Cmd, input []byte) error {
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	sys.KeepInherited()
	if err := cmd.Start(); err != nil {
		return err
	}
	_, err = in.Write(input)
	err = errors.Join(err, in.Close())
	go func() { _ = cmd.Wait() }() // for a caller that lives longer
	return err
}

// RunClearer is the body of the process that [Clipboard.ClearLater] starts: it
// reads the note from r, waits, and clears the clipboard if the secret is still
// on it. If wait is interrupted, it clears at once: the session is ending.
func RunClearer(ctx context.Context, r io.Reader, environ []string, wait func(context.Context, time.Duration) error) error {
	b, err := io.ReadAll(io.LimitReader(r, noteHead+maxToolName+1))
	if err != nil {
		return err
	}
	note, err := decodeNote(b)
	if err != nil {
		return err
	}
	c, err := namedClipboard(note.tool, environ)
	if err != nil {
		return err
	}
	_ = wait(ctx, note.after)
	return c.clearIf(context.WithoutCancel(ctx), note)
}

// clearIf clears the clipboard if what is on it matches. What cannot be read is
// not ours to clear.
func (c *Clipboard) clearIf(ctx context.Context, note clearNote) error {
	content, err := c.read(ctx)
	if err != nil {
		return err
	}
	defer content.Wipe()
	if !note.matches(content) {
		return nil
	}
	return c.Clear(ctx)
}
