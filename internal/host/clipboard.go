package host

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"runtime"
	"unicode/utf16"

	"coffer/vault/secret"
)

// ErrNoClipboard says that there is no display with a clipboard, or no program
// to reach it with. Then [CopyOSC52] may do.
var ErrNoClipboard = errors.New("no clipboard program found; install wl-clipboard, xclip or xsel")

// Clipboard is the system's clipboard, reached through a program of the system.
// What is copied goes to it over a pipe. Programs of the same user can read a
// clipboard at any time, and clipboard managers may keep what was on it.
type Clipboard struct {
	tool    clipboardTool
	environ []string
}

// clipboardTool holds the commands of one kind of clipboard.
type clipboardTool struct {
	name               string
	needs              string // a variable without which there is no such display
	write, read, clear []string
	utf16              bool // takes what is not ASCII as UTF-16 only
}

// clipboardTools lists the tools to look for on a system, the best first.
func clipboardTools(goos string) []clipboardTool {
	powershell := []string{"powershell.exe", "-NoProfile", "-NonInteractive", "-Command",
		"[Console]::OutputEncoding = [Text.Encoding]::UTF8; [Console]::Out.Write((Get-Clipboard -Raw))"}
	windows := clipboardTool{name: "clip.exe", write: []string{"clip.exe"}, read: powershell, clear: []string{"clip.exe"}, utf16: true}
	switch goos {
	case "windows":
		return []clipboardTool{windows}
	case "darwin":
		return []clipboardTool{{name: "pbcopy", write: []string{"pbcopy"}, read: []string{"pbpaste"}, clear: []string{"pbcopy"}}}
	}
	return []clipboardTool{
		{name: "wl-copy", needs: "WAYLAND_DISPLAY", write: []string{"wl-copy", "--type", "text/plain;charset=utf-8"},
			read: []string{"wl-paste", "--no-newline"}, clear: []string{"wl-copy", "--clear"}},
		{name: "xclip", needs: "DISPLAY", write: []string{"xclip", "-selection", "clipboard", "-in"},
			read: []string{"xclip", "-selection", "clipboard", "-out"}, clear: []string{"xclip", "-selection", "clipboard", "-in"}},
		{name: "xsel", needs: "DISPLAY", write: []string{"xsel", "--clipboard", "--input"},
			read: []string{"xsel", "--clipboard", "--output"}, clear: []string{"xsel", "--clipboard", "--clear"}},
		windows, // Linux inside Windows
	}
}

// FindClipboard looks for a clipboard that environ, a list as [os.Environ]
// gives it, leads to: its display is named, its programs are on the PATH. The
// error is [ErrNoClipboard].
func FindClipboard(environ []string) (*Clipboard, error) {
	for _, tool := range clipboardTools(runtime.GOOS) {
		if tool.needs != "" && lookup(environ, tool.needs) == "" {
			continue
		}
		if c := (&Clipboard{tool, ChildEnv(environ)}); c.works() {
			return c, nil
		}
	}
	return nil, ErrNoClipboard
}

// namedClipboard returns the clipboard that [Clipboard.Name] named.
func namedClipboard(name string, environ []string) (*Clipboard, error) {
	for _, tool := range clipboardTools(runtime.GOOS) {
		if tool.name == name {
			return &Clipboard{tool, ChildEnv(environ)}, nil
		}
	}
	return nil, ErrNoClipboard
}

// works reports whether all programs are there: a clipboard that cannot be read
// back could not be cleared.
func (c *Clipboard) works() bool {
	for _, argv := range [][]string{c.tool.write, c.tool.read, c.tool.clear} {
		if _, err := findProgram(c.environ, argv[0]); err != nil {
			return false
		}
	}
	return true
}

// Name returns the name of the program in use.
func (c *Clipboard) Name() string { return c.tool.name }

// Copy puts the secret, at most 1 MiB, onto the clipboard. Where that fails, or ctx
// ends meanwhile, it takes away what may have got there already.
func (c *Clipboard) Copy(ctx context.Context, s secret.Text) error {
	if s.Len() > maxClipboard {
		return fmt.Errorf("too long for the clipboard: %d bytes, at most %d", s.Len(), maxClipboard)
	}
	content := s.Bytes()
	if c.tool.utf16 {
		content = asUTF16(content)
		defer clear(content)
	}
	err := c.run(ctx, c.tool.write, bytes.NewReader(content), nil)
	if err == nil {
		return nil
	}
	if ctx.Err() != nil {
		err = ctx.Err()
	}
	return errors.Join(err, c.takeBack(context.WithoutCancel(ctx), s))
}

// takeBack clears the clipboard if the beginning of the secret is on it, or if
// nobody can tell.
func (c *Clipboard) takeBack(ctx context.Context, s secret.Text) error {
	on, err := c.read(ctx)
	defer on.Wipe()
	if err == nil && (on.IsZero() || !bytes.HasPrefix(s.Bytes(), bytes.TrimRight(on.Bytes(), "\r\n"))) {
		return nil
	}
	return c.Clear(ctx)
}

// Clear empties the clipboard, whatever is on it.
func (c *Clipboard) Clear(ctx context.Context) error {
	return c.run(ctx, c.tool.clear, bytes.NewReader(nil), nil)
}

// read returns what is on the clipboard; more than 1 MiB is cut off, and so
// never equal to what [Clipboard.Copy] put there.
func (c *Clipboard) read(ctx context.Context) (secret.Text, error) {
	out := &boundedBuffer{room: maxClipboard + 1}
	err := c.run(ctx, c.tool.read, nil, out)
	return secret.Take(out.kept), err
}

// run starts a program and waits, not for ever. Its own messages go nowhere: a
// program that stays in the background to serve the clipboard keeps what it
// inherits open.
func (c *Clipboard) run(ctx context.Context, argv []string, in io.Reader, out io.Writer) error {
	path, err := findProgram(c.environ, argv[0])
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, toolPatience)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, argv[1:]...)
	cmd.Env, cmd.Stdin, cmd.Stdout, cmd.WaitDelay = c.environ, in, out, toolPatience
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("clipboard program %s: %w", argv[0], err)
	}
	return nil
}

// boundedBuffer keeps the first bytes that are written to it.
type boundedBuffer struct {
	kept []byte
	room int
}

func (b *boundedBuffer) Write(p []byte) (int, error) {
	b.kept = append(b.kept, p[:min(len(p), b.room-len(b.kept))]...)
	return len(p), nil
}

// asUTF16 returns text that is not plain ASCII in little-endian UTF-16.
func asUTF16(text []byte) []byte {
	out := make([]byte, 0, 2*len(text))
	ascii := true
	for _, unit := range utf16.Encode([]rune(string(text))) {
		ascii = ascii && unit < 0x80
		out = append(out, byte(unit), byte(unit>>8))
	}
	if ascii {
		return bytes.Clone(text)
	}
	return out
}
