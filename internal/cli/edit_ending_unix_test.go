//go:build unix

package cli

import (
	"os"
	"strings"
	"syscall"
	"testing"
)

// editing starts coffer edit with a script for an editor, and waits until that
// has saved a new user name.
func (p *person) editing(t *testing.T, editor string) *keyboard {
	t.Helper()
	p.write("ed", "#!/bin/sh\n"+editor)
	if err := os.Chmod(p.path("ed"), 0o700); err != nil {
		t.Fatal(err)
	}
	k := p.types(t, []string{"EDITOR=" + p.path("ed")}, "edit", "work/mail")
	k.expect("saved")
	return k
}

const saveBob = `sed -i 's/: ann$/: bob/' "$1"; echo saved; `

// hangUp closes the terminal, and waits for the end of the program.
func (k *keyboard) hangUp() {
	k.t.Helper()
	if err := k.master.Close(); err != nil {
		k.t.Fatal(err)
	}
	k.code()
}

// Whoever closes the terminal, or shuts the machine down, over an editor that
// has saved finds the text as an item beside the old one.
func TestEditorEndsFromOutside(t *testing.T) {
	for name, c := range map[string]struct {
		editor string
		end    func(*keyboard)
	}{
		"the terminal is closed, and the editor dies of that": {saveBob + "read key", (*keyboard).hangUp},
		"the terminal is closed, and the editor fails":        {"trap '' HUP; " + saveBob + "read key; exit 1", (*keyboard).hangUp},
		"a request to end": {"trap 'exit 1' TERM; " + saveBob + "while :; do read key; done", func(k *keyboard) {
			k.cmd.Process.Signal(syscall.SIGTERM)
			k.expect("your text is kept as work/mail (unfinished edit")
			k.code()
		}},
		"the editor is killed": {saveBob + "kill -9 $$", func(k *keyboard) {
			k.expect("your text is kept as work/mail (unfinished edit")
			k.code()
		}},
	} {
		t.Run(name, func(t *testing.T) {
			p := newPerson(t)
			p.must("secret", "add", "work/mail", "--stdin", "--set", "username=ann")
			c.end(p.editing(t, c.editor))
			if got := p.must("", "get", "work/mail", "username"); got != "ann\n" {
				t.Errorf("the item has %q", got)
			}
			if got := p.must("", "get", p.unfinished(), "username"); got != "bob\n" {
				t.Errorf("kept is %q", got)
			}
		})
	}
}

// unfinished is the path of the text that was kept.
func (p *person) unfinished() string {
	p.t.Helper()
	for path := range strings.Lines(p.must("", "ls")) {
		if strings.Contains(path, "unfinished edit") {
			return strings.TrimSpace(path)
		}
	}
	p.t.Fatal("nothing was kept")
	return ""
}

// An editor that gives up by itself changes nothing.
func TestEditorGivesUp(t *testing.T) {
	p := newPerson(t)
	p.must("secret", "add", "work/mail", "--stdin", "--set", "username=ann")
	k := p.editing(t, saveBob+"exit 1")
	k.expect("the editor failed, nothing was changed")
	if k.code(); p.must("", "ls") != "work/mail\n" {
		t.Errorf("there is %q", p.must("", "ls"))
	}
}

// Requests to end that come again and again do not end the saving.
func TestRequestsToEndWhileSaving(t *testing.T) {
	p := newPerson(t)
	p.must("secret", "add", "work/mail", "--stdin", "--set", "username=ann")
	k := p.editing(t, "trap '' TERM\n"+saveBob+`
up=$PPID
(exec </dev/null >/dev/null 2>&1; while kill -TERM $up; do :; done) &
`)
	k.expect("changed work/mail: username")
	k.code()
	if got := p.must("", "get", "work/mail", "username"); got != "bob\n" {
		t.Errorf("got %q", got)
	}
}

// Who closes the terminal over the question loses nothing.
func TestTerminalEndsAtTheQuestion(t *testing.T) {
	p := newPerson(t)
	p.must("secret", "add", "work/mail", "--stdin", "--set", "username=ann")
	k := p.editing(t, saveBob+`sed -i '5a hunter2' "$1"`)
	k.expect("[e/k/d] ")
	k.hangUp()
	if got := p.must("", "get", p.unfinished()); !strings.Contains(got, "bob") || !strings.Contains(got, "hunter2") {
		t.Errorf("kept is %q", got)
	}
}
