package cli

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// leaves calls f for every command that a person can run.
func leaves(cmd *cobra.Command, f func(*cobra.Command)) {
	for _, sub := range cmd.Commands() {
		if sub.Hidden || sub.Name() == "help" {
			continue
		}
		if sub.Runnable() {
			f(sub)
		}
		leaves(sub, f)
	}
}

// outcomes says for each command path whether a script runs it successfully,
// and whether one runs it into a failure.
type outcomes map[string]*struct{ good, bad bool }

// note reads one line of a script.
func (o outcomes) note(root *cobra.Command, line string) {
	words := strings.Fields(line)
	if len(words) > 2 && words[0] == "as" { // as NAME [=CODE] ARG...
		code, args := "0", words[2:]
		if words[2][0] == '=' {
			code, args = words[2][1:], words[3:]
		}
		words = append([]string{"code", code, "coffer"}, args...)
	}
	bad := false
	for i, w := range words {
		switch {
		case w == "!":
			bad = true
		case w == "code" && i+1 < len(words) && words[i+1] != "0":
			bad = true
		case w == "coffer" && i > 0 && (words[i-1] == "exec" || i > 1 && words[i-2] == "code"):
			cmd, _, err := root.Find(words[i+1:])
			if err != nil {
				return
			}
			at := o[cmd.CommandPath()]
			if at == nil {
				at = &struct{ good, bad bool }{}
				o[cmd.CommandPath()] = at
			}
			at.good, at.bad = at.good || !bad, at.bad || bad
			return
		}
	}
}

// TestEveryCommandIsScripted holds that each command stands in a script that
// succeeds and in one that fails.
func TestEveryCommandIsScripted(t *testing.T) {
	scripts, err := filepath.Glob("testdata/script/*.txt")
	if err != nil || len(scripts) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	root := (&cli{}).root(nil)
	seen := make(outcomes)
	for _, path := range scripts {
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		for sc := bufio.NewScanner(f); sc.Scan(); {
			if strings.HasPrefix(sc.Text(), "-- ") {
				break // files follow
			}
			seen.note(root, sc.Text())
		}
		f.Close()
	}
	count := 0
	leaves(root, func(cmd *cobra.Command) {
		count++
		at := seen[cmd.CommandPath()]
		if at == nil || !at.good {
			t.Errorf("%s: no script runs it successfully", cmd.CommandPath())
		}
		if at == nil || !at.bad {
			t.Errorf("%s: no script runs it into a failure", cmd.CommandPath())
		}
	})
	if count < 20 {
		t.Errorf("only %d commands were found", count)
	}
}

// TestEveryCommandIsExplained holds help and README to the command tree.
func TestEveryCommandIsExplained(t *testing.T) {
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	leaves((&cli{}).root(nil), func(cmd *cobra.Command) {
		if cmd.Short == "" || !cmd.HasExample() {
			t.Errorf("%s: a command has a short text and examples", cmd.CommandPath())
		}
		row := fmt.Sprintf("| `%s` | %s |", escaped(strings.TrimPrefix(cmd.UseLine(), "coffer ")), cmd.Short)
		row = strings.ReplaceAll(row, " [flags]", "")
		if !strings.Contains(string(readme), row) {
			t.Errorf("README.md lacks the row\n%s", row)
		}
	})
}

// escaped is for a cell of a table.
func escaped(s string) string { return strings.ReplaceAll(s, "|", `\|`) }

// TestCommandsAreMadeByName holds that each command is found without making the
// others, whatever flags stand before it.
func TestCommandsAreMadeByName(t *testing.T) {
	c := &cli{}
	for _, g := range c.groups() {
		for _, m := range g.makers {
			if name := m.make().Name(); name != m.name {
				t.Errorf("%s is listed as %s", name, m.name)
			}
			args := []string{"-q", "--dir", "get", "--password-file", "ls", "--json", m.name}
			root := c.root(args)
			cmd, _, err := root.Find(args)
			if err != nil || cmd.Name() != m.name || len(root.Commands()) != 1 {
				t.Errorf("%s: %v, with %d commands", m.name, err, len(root.Commands()))
			}
		}
	}
	for _, args := range [][]string{nil, {"help", "get"}, {"nonsense", "get"}, {"--json"}, {"__complete", "g"}} {
		if n := len(c.root(args).Commands()); n < 30 {
			t.Errorf("%q: only %d commands", args, n)
		}
	}
}
