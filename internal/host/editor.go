package host

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"

	"coffer/internal/sys"
	"coffer/vault/secret"
)

// EditOptions says how to edit.
type EditOptions struct {
	Editor  string   // the setting; "" leaves it to VISUAL, EDITOR and vi
	Environ []string // as from os.Environ
	Dirs    []string // where a file may lie, see MemoryFolders
	Name    string   // the file's name, whose ending tells the editor what it is; "" is edit.txt

	Stdin          io.Reader
	Stdout, Stderr io.Writer

	inMemory func(string) bool // nil: sys.InMemory
}

// EditInMemory lets a person change content in their editor and returns what
// they saved, at most 1 MiB. The text lies in a file of mode 0600, in a fresh
// folder of mode 0700, on a file system in memory; else nothing is written and
// the error wraps [ErrNoMemory]. However it ends, that file and everything the
// editor left beside it is overwritten and removed; only a kill of this process
// leaves it there, for [SweepMemory]. If the editor fails, what it saved is not
// returned. But if it did not end by itself (a signal to it or to this process, a
// terminal that was closed), or if only that removal fails, there is an error and
// the text, too: it is for the caller not to lose it.
//
// While the editor runs, ctx is not looked at, since ^C is a key of the editor:
// a caller that ends ctx on an interrupt goes on with [context.WithoutCancel].
// Requests to end this process are handed to the editor.
func EditInMemory(ctx context.Context, content secret.Text, o EditOptions) (edited secret.Text, err error) {
	argv, err := editorCommand(o)
	if err != nil {
		return secret.Text{}, err
	}
	if err := ctx.Err(); err != nil {
		return secret.Text{}, err
	}
	held := HoldSignals()
	defer held.Release()
	signals := catchSignals()
	defer signals.stop()
	if o.inMemory == nil {
		o.inMemory = sys.InMemory
	}
	folder, err := newMemoryFolder(o.Dirs, editPrefix, o.inMemory)
	if err != nil {
		return secret.Text{}, err
	}
	defer func() { err = errors.Join(err, folder.destroy()) }()
	path, err := folder.write(fileName(o.Name), content)
	if err != nil {
		return secret.Text{}, fmt.Errorf("write the text to edit: %w", err)
	}
	failed := o.run(append(argv, path), folder.path, signals)
	if failed != nil && !held.Ending() && !o.endedFromOutside(failed) {
		return secret.Text{}, failed
	}
	edited, err = readEdited(path)
	return edited, errors.Join(failed, err)
}

// endedFromOutside tells whether an editor that failed did so because it was
// killed, or because its terminal is gone.
func (o EditOptions) endedFromOutside(failed error) bool {
	var exit *exec.ExitError
	if errors.As(failed, &exit) && exit.ExitCode() < 0 {
		return true
	}
	in, ok := o.Stdin.(*os.File)
	return ok && hungUp(in)
}

func fileName(name string) string {
	if name == "" {
		return "edit.txt"
	}
	return filepath.Base(name)
}

// editorCommand finds the editor and adds the flags that keep it discreet.
func editorCommand(o EditOptions) ([]string, error) {
	command := "vi"
	for _, wish := range []string{o.Editor, lookup(o.Environ, "VISUAL"), lookup(o.Environ, "EDITOR")} {
		if wish != "" {
			command = wish
			break
		}
	}
	words, err := splitWords(command)
	if err != nil {
		return nil, fmt.Errorf("no editor: %w", err)
	}
	program, err := findProgram(o.Environ, words[0])
	if err != nil {
		return nil, fmt.Errorf("no editor: %w; set EDITOR, or coffer config set editor COMMAND", err)
	}
	return slices.Concat([]string{program}, editorFlags(program), words[1:]), nil
}

// run runs the editor in the folder, so that files it writes into the current
// one lie in memory, too.
func (o EditOptions) run(argv []string, dir string, signals *signalRelay) error {
	cmd := exec.Command(argv[0], argv[1:]...)
	cmd.Env, cmd.Dir = append(ChildEnv(o.Environ), "PWD="+dir), dir
	cmd.Stdin, cmd.Stdout, cmd.Stderr = o.Stdin, o.Stdout, o.Stderr
	if err := cmd.Start(); err != nil {
		return fmt.Errorf("start the editor: %w", err)
	}
	signals.forwardTo(cmd.Process, inForeground())
	if err := cmd.Wait(); err != nil {
		return fmt.Errorf("the editor failed, nothing was changed: %w", err)
	}
	return nil
}

// readEdited reads what the editor saved, which may be a new file in the place
// of the old one but not something else.
func readEdited(path string) (secret.Text, error) {
	info, err := os.Lstat(path)
	if err != nil {
		return secret.Text{}, fmt.Errorf("the editor left no file, nothing was changed: %w", err)
	}
	if !info.Mode().IsRegular() {
		return secret.Text{}, errors.New("the editor left something that is not a file, nothing was changed")
	}
	f, err := os.Open(path)
	if err != nil {
		return secret.Text{}, err
	}
	defer f.Close()
	text := make([]byte, 0, min(info.Size(), maxEdited)+1)
	text, err = appendAll(text, io.LimitReader(f, maxEdited+1))
	if len(text) > maxEdited {
		clear(text)
		return secret.Text{}, fmt.Errorf("the edited text is longer than %d bytes, nothing was changed", maxEdited)
	}
	return secret.Take(text), err
}

// appendAll reads to the end, into the room that b has as long as there is any.
func appendAll(b []byte, r io.Reader) ([]byte, error) {
	for {
		if len(b) == cap(b) {
			b = append(b, 0)[:len(b)]
		}
		n, err := r.Read(b[len(b):cap(b)])
		b = b[:len(b)+n]
		if errors.Is(err, io.EOF) {
			return b, nil
		}
		if err != nil {
			return b, err
		}
	}
}
