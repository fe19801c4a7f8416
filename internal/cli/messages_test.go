package cli

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// hostile has a character of every sort that a terminal obeys or hides. There is
// no slash in it, so that it can be a name.
const hostile = "\x1b]0;PWN\x07\x1b[31mX\u202e\u200b\u0085\u3164\u2800"

// raw returns the characters of hostile that a text still has.
func raw(s string) (found []string) {
	for _, bad := range []string{"\x1b", "\x07", "\u202e", "\u200b", "\u0085", "\u3164", "\u2800"} {
		if strings.Contains(s, bad) {
			found = append(found, bad)
		}
	}
	return found
}

// TestMessagesAreSafe runs every command with hostile arguments, and with a
// hostile value of each flag, on a vault in which everything that can have a
// name has a hostile one. Nothing raw comes out, on a pipe neither.
func TestMessagesAreSafe(t *testing.T) {
	if len(raw(hostile)) != 7 {
		t.Fatal("the planted characters are not found")
	}
	p := newPerson(t)
	t.Chdir(p.home) // where files with such names may lie
	box, path := "bo"+hostile, "bo"+hostile+"/fo"+hostile+"/ti"+hostile
	p.write("f"+hostile+".txt", "content")
	p.must("", "template", "new", "tm"+hostile, "--field", "fl"+hostile)
	runs := 0
	var before []byte // the vault, when the item was there
	vault := func() []byte {
		b, _ := os.ReadFile(p.path(".local/share/coffer/vault.db"))
		return b
	}
	try := func(args ...string) {
		t.Helper()
		runs++
		if before == nil || !bytes.Equal(vault(), before) {
			p.coffer("sesame", "add", path, "--template", "login", "--stdin", "--set", "us"+hostile+"=v"+hostile, "--tag", "tg"+hostile)
			before = vault()
		}
		code, stdout, stderr := p.coffer("sesame", args...)
		if found := raw(stdout + stderr); len(found) > 0 {
			t.Errorf("coffer %q (%d): raw %q in %q", args, code, found, stdout+stderr)
		}
	}
	leaves((&cli{}).root(nil), func(cmd *cobra.Command) {
		words := strings.Fields(cmd.CommandPath())[1:]
		switch words[0] {
		case "tour", "completion": // print their own text, at length
			return
		case "agent": // runs until it is interrupted
			return
		}
		with := func(args ...string) { try(append(words[:len(words):len(words)], args...)...) }
		for _, args := range [][]string{
			nil, {hostile}, {box}, {path}, {path, "--json"}, {path, "--yes"}, {box, hostile, "--yes"}, {path, hostile}, {path, p.path("f" + hostile + ".txt")},
			{path, path}, {"tm" + hostile}, {"xml", p.path(hostile)}, {"--", hostile},
		} {
			with(args...)
		}
		cmd.Flags().VisitAll(func(f *pflag.Flag) {
			switch {
			case f.Value.Type() == "bool":
				with(path, "--"+f.Name)
			case f.Name == "output":
				with(path, "--"+f.Name, p.path("no"+hostile+"/x"))
			default:
				with(path, "--"+f.Name, hostile)
				with("--"+f.Name, hostile+"="+hostile)
			}
		})
	})
	for _, args := range [][]string{
		{"--dir", p.path("new" + hostile), "init", "--kdf", "64MiB,3,4"}, {"--dir", p.path("none" + hostile), "ls"},
		{"nocmd" + hostile}, {"ls", "--noflag" + hostile}, {"--password-file", p.path("pw" + hostile), "ls"}, {"help", hostile},
		{"get", path, "-o", p.path("out" + hostile)}, {"get", path, "-o", p.path("out" + hostile)},
		{"export", "xml", "-o", p.path("ex" + hostile)}, {"export", "xml", "-o", p.path("ex" + hostile)},
		{"import", "xml", p.path("ex" + hostile)}, {"import", "csv", p.path("f" + hostile + ".txt")},
		{"run", "--env", "A=coffer://" + hostile, "--", "true"}, {"add", path, "--generate"},
	} {
		try(args...)
	}
	if runs < 500 {
		t.Errorf("only %d runs", runs)
	}
}
