package host

import (
	"encoding/base64"
	"errors"
	"io"

	"coffer/vault/secret"
)

// The control sequence OSC 52 (xterm, "Manipulate Selection Data") lets a
// terminal set the clipboard of the screen it stands on, also over ssh. Some
// terminals do not know it, or allow it only by a setting; none answers.

// CopyOSC52 sets the clipboard through the terminal w. What is longer than
// 56 kB, which terminals drop silently, is an error.
func CopyOSC52(w io.Writer, s secret.Text) error {
	if base64.StdEncoding.EncodedLen(s.Len()) > maxOSC52 {
		return errors.New("too long for the terminal's clipboard; write it to a file instead")
	}
	sequence := base64.StdEncoding.AppendEncode([]byte("\x1b]52;c;"), s.Bytes())
	sequence = append(sequence, '\a')
	defer clear(sequence)
	_, err := w.Write(sequence)
	return err
}

// ClearOSC52 clears the clipboard through the terminal w, whatever is on it: a
// terminal is not asked what that is. It writes a blank first, since tmux and
// others pass over the request to clear.
func ClearOSC52(w io.Writer) error {
	_, err := io.WriteString(w, "\x1b]52;c;IA==\a\x1b]52;c;!\a")
	return err
}
