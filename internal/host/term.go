package host

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"coffer/vault/secret"

	"golang.org/x/term"
)

// ErrNoTerminal says that there is nobody to ask.
var ErrNoTerminal = errors.New("no terminal to ask on")

// Terminal is the person's keyboard and screen, whatever standard input and
// output are connected to. What is asked appears there and never on standard
// output. It is not for several goroutines at once.
type Terminal struct {
	in, out *os.File
	unseen  unseen
}

// OpenTerminal opens the terminal of this process. The error is
// [ErrNoTerminal] where there is none.
func OpenTerminal() (*Terminal, error) {
	in, out, err := openTerminal()
	if err != nil {
		return nil, ErrNoTerminal
	}
	return &Terminal{in: in, out: out}, nil
}

// Close closes the terminal's files. What is typed is shown again.
func (t *Terminal) Close() error {
	err := t.unseen.show(int(t.in.Fd()))
	if t.in == t.out {
		return errors.Join(err, t.in.Close())
	}
	return errors.Join(err, t.in.Close(), t.out.Close())
}

// Hide keeps from the screen what is typed between questions, until Close: a
// secret that is typed too early stays as unseen as one that was asked for. It
// is for a dialogue that asks by ReadPassword and ReadHiddenText.
func (t *Terminal) Hide() error {
	if err := t.unseen.hide(int(t.in.Fd())); err != nil {
		return fmt.Errorf("hide what is typed: %w", err)
	}
	return nil
}

// Discard drops what was typed since the last question: the next one does not
// take it for its answer.
func (t *Terminal) Discard() error { return discardInput(int(t.in.Fd())) }

// Write puts bytes onto the screen as they are, control sequences included.
// Text that comes from elsewhere must have passed [Safe].
func (t *Terminal) Write(p []byte) (int, error) { return t.out.Write(p) }

// Width returns the number of columns, 80 where that is unknown.
func (t *Terminal) Width() int { return widthOf(t.out) }

// IsTerminal reports whether f is a terminal.
func IsTerminal(f *os.File) bool { return f != nil && term.IsTerminal(int(f.Fd())) }

func widthOf(f *os.File) int {
	if width, _, err := term.GetSize(int(f.Fd())); err == nil && width > 0 {
		return width
	}
	return 80
}

// ReadPassword shows the prompt, made [Safe], and reads a line of at most 4 KiB
// that does not appear on the screen. The terminal is as before when it
// returns, also when ctx ends. Backspace and ^U work; ^C and an ended context
// give an error that wraps [context.Canceled] or what ended ctx, ^D on an empty
// line one that wraps [io.EOF].
func (t *Terminal) ReadPassword(ctx context.Context, prompt string) (secret.Text, error) {
	return t.hidden(ctx, prompt, readHidden)
}

// ReadHiddenText is ReadPassword for a text of several lines, at most 64 KiB: it
// ends with ^D. The line ends alone are seen, as an answer to the key.
func (t *Terminal) ReadHiddenText(ctx context.Context, prompt string) (secret.Text, error) {
	return t.hidden(ctx, prompt, func(in io.Reader) (secret.Text, error) { return readHiddenText(in, t.out) })
}

// hidden reads with the echo off, and puts the terminal back.
func (t *Terminal) hidden(ctx context.Context, prompt string, read func(io.Reader) (secret.Text, error)) (secret.Text, error) {
	in, err := newInterruptible(ctx, t.in)
	if err != nil {
		return secret.Text{}, err
	}
	defer in.Close()
	state, err := term.MakeRaw(int(t.in.Fd()))
	if err != nil {
		return secret.Text{}, fmt.Errorf("hide what is typed: %w", err)
	}
	defer term.Restore(int(t.in.Fd()), state)
	fmt.Fprint(t.out, Safe(prompt))
	defer fmt.Fprint(t.out, "\r\n")
	return read(in)
}

// ReadLine shows the prompt, made [Safe], and reads a line of at most 4 KiB as
// the terminal lets a person edit it. Errors are those of ReadPassword.
func (t *Terminal) ReadLine(ctx context.Context, prompt string) (string, error) {
	in, err := newInterruptible(ctx, t.in)
	if err != nil {
		return "", err
	}
	defer in.Close()
	fmt.Fprint(t.out, Safe(prompt))
	line, err := readLine(in)
	if err != nil {
		fmt.Fprintln(t.out)
	}
	return line, err
}

// Confirm asks a question and reports whether the answer was y or yes.
func (t *Terminal) Confirm(ctx context.Context, question string) (bool, error) {
	answer, err := t.ReadLine(ctx, question+" [y/N] ")
	answer = strings.ToLower(strings.TrimSpace(answer))
	return answer == "y" || answer == "yes", err
}

// ErrEnded is the error of a question that was answered with the end of the
// input, which is ^D. It is an [io.EOF].
var ErrEnded error = endedError{}

type endedError struct{}

func (endedError) Error() string { return "nothing was entered" }

func (endedError) Unwrap() error { return io.EOF }

var (
	errLineTooLong = fmt.Errorf("a line has at most %d bytes", maxLine)
	errTextTooLong = fmt.Errorf("a text that is typed has at most %d bytes", maxTyped)
)

// readLine reads up to the line end, byte by byte: what follows belongs to the
// next question.
func readLine(r io.Reader) (string, error) {
	var line []byte
	for {
		b, err := readByte(r)
		switch {
		case errors.Is(err, io.EOF) && len(line) > 0, b == '\n':
			return strings.TrimSuffix(string(line), "\r"), nil
		case err != nil:
			return "", typingError(err)
		case len(line) == maxLine:
			return "", errLineTooLong
		}
		line = append(line, b)
	}
}

func readByte(r io.Reader) (byte, error) {
	var b [1]byte
	if _, err := io.ReadFull(r, b[:]); err != nil {
		return 0, err
	}
	return b[0], nil
}

func typingError(err error) error {
	switch {
	case errors.Is(err, io.EOF):
		return ErrEnded
	case errors.Is(err, context.Canceled):
		return fmt.Errorf("interrupted: %w", err)
	}
	return fmt.Errorf("read from the terminal: %w", err)
}
