//go:build unix

package host

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"coffer/internal/required"
	"coffer/vault/secret"
)

// editing prepares an edit with a script as the editor, in a folder that counts
// as memory.
func editing(t *testing.T, body string) EditOptions {
	t.Helper()
	bin := t.TempDir()
	return EditOptions{
		Editor:   "'" + script(t, bin, "my editor", body) + "' --flag 'two words'",
		Environ:  append(os.Environ(), "COFFER_SESSION=session-key", "OUT="+bin),
		Dirs:     []string{t.TempDir()},
		inMemory: func(string) bool { return true },
	}
}

func TestEditInMemory(t *testing.T) {
	o := editing(t, `test "$1 $2" = "--flag two words" || exit 9
cat "$3"; stat -c "%a" "$3" "$(dirname "$3")" 2>/dev/null
env >"$OUT/env"; pwd >>"$OUT/env"; echo "$3" >"$OUT/path"
echo changed >"$3"`)
	var out strings.Builder
	o.Stdout = &out
	got, err := EditInMemory(t.Context(), secret.New("old\n"), o)
	if err != nil || got.Reveal() != "changed\n" {
		t.Fatalf("got %q, %v", got.Reveal(), err)
	}
	if out.String() != "old\n600\n700\n" {
		t.Errorf("the editor saw %q", out.String())
	}
	onlyFiles(t, o.Dirs[0])
	env, err := os.ReadFile(filepath.Join(filepath.Dir(strings.Trim(strings.Split(o.Editor, "' ")[0], "'")), "env"))
	if err != nil || !strings.Contains(string(env), "OUT=") {
		t.Fatalf("the environment shows nothing: %q, %v", env, err)
	}
	if strings.Contains(string(env), "COFFER_") || strings.Contains(string(env), "session-key") {
		t.Error("our variables reached the editor")
	}
}

func TestEditInMemoryLeavesNothing(t *testing.T) {
	for name, test := range map[string]struct {
		body, want, err string
	}{
		"backups":           {`cp "$3" "$3~"; cp "$3" .edit.txt.swp; mkdir d; cp "$3" d/x; ln "$3" hard; chmod 0 d/x; echo new >"$3"`, "new\n", ""},
		"new file in place": {`echo new >tmp; mv tmp "$3"`, "new\n", ""},
		"read-only":         {`chmod 400 "$3"`, "old", ""},
		"emptied":           {`: >"$3"`, "", ""},
		"fails":             {`echo new >"$3"; exit 3`, "", "failed, nothing was changed"},
		"killed":            {`echo new >"$3"; kill -9 $$`, "new\n", "failed, nothing was changed"},
		"removed":           {`rm "$3"`, "", "left no file"},
		"link out":          {`rm "$3"; ln -s /etc/passwd "$3"`, "", "not a file"},
		"pipe":              {`rm "$3"; mkfifo "$3"`, "", "not a file"},
		"folder":            {`rm "$3"; mkdir "$3"`, "", "not a file"},
		"too long":          {`head -c 1048577 /dev/zero >"$3"`, "", "longer than"},
		"just short enough": {`head -c 1048576 /dev/zero >"$3"`, strings.Repeat("\x00", 1<<20), ""},
	} {
		t.Run(name, func(t *testing.T) {
			o := editing(t, test.body)
			got, err := EditInMemory(t.Context(), secret.New("old"), o)
			if got.Reveal() != test.want {
				t.Errorf("got %.20q", got.Reveal())
			}
			if (err == nil) != (test.err == "") || err != nil && !strings.Contains(err.Error(), test.err) {
				t.Errorf("error %v, want %q", err, test.err)
			}
			onlyFiles(t, o.Dirs[0])
		})
	}
}

func TestEditInMemoryRefuses(t *testing.T) {
	o := editing(t, `echo ran >"$OUT/ran"`)
	o.inMemory = func(string) bool { return false }
	_, err := EditInMemory(t.Context(), secret.New("old"), o)
	if !errors.Is(err, ErrNoMemory) || !strings.Contains(err.Error(), "XDG_RUNTIME_DIR") {
		t.Errorf("no memory: %v", err)
	}
	onlyFiles(t, o.Dirs[0])
	o.Dirs = []string{filepath.Join(o.Dirs[0], "none")}
	o.inMemory = func(string) bool { return true }
	if _, err := EditInMemory(t.Context(), secret.New("old"), o); !errors.Is(err, ErrNoMemory) {
		t.Errorf("no folder: %v", err)
	}
	for _, editor := range []string{"/none/at/all", "'open", "none-such-editor"} {
		o = editing(t, "")
		o.Editor = editor
		if _, err := EditInMemory(t.Context(), secret.New("old"), o); err == nil || !strings.Contains(err.Error(), "editor") {
			t.Errorf("%s: %v", editor, err)
		}
		onlyFiles(t, o.Dirs[0])
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := EditInMemory(ctx, secret.New("old"), editing(t, "")); !errors.Is(err, context.Canceled) {
		t.Errorf("ended context: %v", err)
	}
}

// The editor's process asks ours to end, as a logout does: the request comes
// back to it, and the file is gone afterwards.
func TestEditInMemorySurvivesSignals(t *testing.T) {
	for _, name := range []string{"TERM", "HUP", "INT"} {
		never, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		defer w.Close()
		o := editing(t, `trap 'exit 7' `+name+`; kill -`+name+` $PPID; read wait; exit 8`)
		if name == "INT" { // from a key, it would reach the editor by itself
			o = editing(t, `trap : INT; kill -INT $PPID; exit 7`)
		}
		o.Stdin = never
		got, err := EditInMemory(t.Context(), secret.New("old"), o)
		if exit := new(exec.ExitError); !errors.As(err, &exit) || exit.ExitCode() != 7 {
			t.Errorf("%s: %v", name, err)
		}
		if lost := got.IsZero(); lost != (name == "INT") { // who ends this process decided nothing about the text
			t.Errorf("%s: text lost: %v", name, lost)
		}
		onlyFiles(t, o.Dirs[0])
	}
}

func TestEditorChoice(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"vi", "one", "two", "three"} {
		script(t, dir, name, "")
	}
	environ := []string{"PATH=" + dir}
	for _, test := range []struct {
		setting, visual, editor, want string
	}{
		{"", "", "", "vi"}, {"", "", "three", "three"}, {"", "two", "three", "two"}, {"one", "two", "three", "one"},
	} {
		o := EditOptions{Editor: test.setting, Environ: append(environ, "VISUAL="+test.visual, "EDITOR="+test.editor)}
		if argv, err := editorCommand(o); err != nil || argv[0] != filepath.Join(dir, test.want) {
			t.Errorf("%+v: %q, %v", test, argv, err)
		}
	}
}

func TestEditorFlags(t *testing.T) {
	dir := t.TempDir()
	script(t, dir, "vim.basic", "")
	if err := os.Symlink("vim.basic", filepath.Join(dir, "vi")); err != nil {
		t.Fatal(err)
	}
	for program, want := range map[string]string{
		filepath.Join(dir, "vi"): "viminfo=",
		"/usr/bin/vim":           "viminfo=",
		"/usr/bin/vim.tiny":      "viminfo=",
		"/usr/bin/nvim":          "shada=",
		"/usr/bin/gvim":          "-f",
		"/usr/bin/nano":          "--ignorercfiles",
		"/usr/bin/emacs-29.4":    "make-backup-files nil",
		"/usr/bin/vimdiffy":      "",
		"/usr/bin/code":          "",
	} {
		if flags := strings.Join(editorFlags(program), " "); !strings.Contains(flags, want) || want == "" && flags != "" {
			t.Errorf("%s: %q", program, flags)
		}
	}
}

// The person's own settings turn on everything that writes elsewhere; the plain
// vim does so, ours leaves no trace.
func TestVimLeavesNoTrace(t *testing.T) {
	vim := required.Program(t, "vim")
	home := t.TempDir()
	rc := `set backup writebackup backupdir=` + home + ` directory=` + home + ` viminfo='100,n` + home + `/info
if has('persistent_undo') | set undofile undodir=` + home + ` | endif`
	if err := os.WriteFile(filepath.Join(home, ".vimrc"), []byte(rc), 0o600); err != nil {
		t.Fatal(err)
	}
	environ := append(os.Environ(), "HOME="+home, "TERM=dumb")
	edit := []string{"-u", home + "/.vimrc", "-c", "%s/old/new/", "-c", "wq"}
	plain := filepath.Join(t.TempDir(), "plain.txt")
	if err := os.WriteFile(plain, []byte("old\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := newScreen(t)
	cmd := exec.Command(vim, append(slices.Clone(edit), plain)...)
	cmd.Env, cmd.Stdin, cmd.Stdout, cmd.Stderr = environ, s.tty, s.tty, s.tty
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(home); err != nil || len(left) < 2 {
		t.Fatalf("the settings under test do nothing: %v, %v", left, err)
	}
	entries, _ := os.ReadDir(home)
	for _, e := range entries {
		if e.Name() != ".vimrc" {
			os.Remove(filepath.Join(home, e.Name()))
		}
	}
	o := editing(t, "")
	o.Editor = vim + " -u " + home + "/.vimrc -c %s/old/new/ -c wq"
	o.Environ, o.Stdin, o.Stdout, o.Stderr = environ, s.tty, s.tty, s.tty
	got, err := EditInMemory(t.Context(), secret.New("old\n"), o)
	if err != nil || got.Reveal() != "new\n" {
		t.Errorf("got %q, %v", got.Reveal(), err)
	}
	onlyFiles(t, home, ".vimrc")
}

func TestMemoryFolderOverwrites(t *testing.T) {
	folder, err := newMemoryFolder([]string{t.TempDir()}, editPrefix, func(string) bool { return true })
	if err != nil {
		t.Fatal(err)
	}
	path, err := folder.write("x", secret.New(strings.Repeat("secret", 30000)))
	if err != nil {
		t.Fatal(err)
	}
	still, err := os.Open(path) // keeps the content reachable
	if err != nil {
		t.Fatal(err)
	}
	defer still.Close()
	if err := folder.destroy(); err != nil {
		t.Fatal(err)
	}
	left, err := appendAll(nil, still)
	if err != nil || len(left) != 180000 || strings.Trim(string(left), "\x00") != "" {
		t.Errorf("%d bytes are left, not all zero (%v)", len(left), err)
	}
	if _, err := os.Stat(folder.path); !errors.Is(err, syscall.ENOENT) {
		t.Errorf("the folder: %v", err)
	}
}

// TestSweepMemory: a folder whose process is gone goes, with all that is in it;
// one in use, one that a person was told of, and what is not ours or no folder
// stay.
func TestSweepMemory(t *testing.T) {
	dir := t.TempDir()
	yes := func(string) bool { return true }
	add := func(prefix string) memoryFolder {
		t.Helper()
		folder, err := newMemoryFolder([]string{dir}, prefix, yes)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := folder.write("item.txt", secret.New("secret")); err != nil {
			t.Fatal(err)
		}
		return folder
	}
	used, left, open, others := add(editPrefix), add(editPrefix), add(editPrefix), add("someone-else-")
	kept, err := keepIn([]string{dir}, yes, secret.New("typed"))
	if err != nil {
		t.Fatal(err)
	}
	elsewhere := t.TempDir()
	if err := errors.Join(os.Chmod(open.path, 0o755), os.Symlink(elsewhere, filepath.Join(dir, editPrefix+"link")),
		os.WriteFile(filepath.Join(dir, editPrefix+"file"), nil, 0o600)); err != nil {
		t.Fatal(err)
	}
	for _, folder := range []memoryFolder{left, open, others} {
		folder.release() // as the end of a process does
	}
	still, err := os.Open(filepath.Join(left.path, "item.txt"))
	if err != nil {
		t.Fatal(err)
	}
	defer still.Close()
	if none := sweep([]string{dir}, func(string) bool { return false }); len(none) > 0 {
		t.Errorf("removed from a disk: %q", none)
	}
	if removed := sweep([]string{dir, filepath.Join(dir, "nowhere")}, yes); !slices.Equal(removed, []string{left.path}) {
		t.Errorf("removed %q, not %q", removed, left.path)
	}
	if b, err := appendAll(nil, still); err != nil || strings.Trim(string(b), "\x00") != "" {
		t.Errorf("its content is there: %q, %v", b, err)
	}
	for _, path := range []string{used.path, open.path, others.path, kept, elsewhere, filepath.Join(dir, editPrefix+"file")} {
		if _, err := os.Lstat(path); err != nil {
			t.Error(err)
		}
	}
}

func TestKeepInMemory(t *testing.T) {
	dir := t.TempDir()
	path, err := keepIn([]string{dir}, func(string) bool { return true }, secret.New("typed"))
	if err != nil {
		t.Fatal(err)
	}
	holds(t, path, "typed")
	if info, err := os.Stat(path); err != nil || info.Mode() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	if err := CheckPrivate(filepath.Dir(path)); err != nil {
		t.Error(err)
	}
	if _, err := keepIn([]string{dir}, func(string) bool { return false }, secret.New("typed")); !errors.Is(err, ErrNoMemory) {
		t.Errorf("no memory: %v", err)
	}
}

func TestMemoryFolders(t *testing.T) {
	if got := MemoryFolders("/run/user/1/coffer"); !slices.Equal(got, []string{"/run/user/1", "/dev/shm"}) {
		t.Errorf("got %q", got)
	}
	if got := MemoryFolders(""); !slices.Equal(got, []string{"/dev/shm"}) {
		t.Errorf("got %q", got)
	}
}
