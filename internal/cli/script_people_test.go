package cli

import (
	"errors"
	"os/exec"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// Script commands for stories of several people, each with a vault of their own in
// a folder of their name.

// as is the script command `as NAME [=CODE] ARG...`: it runs coffer in the vault of
// a person, which must end with that code, or else with 0.
func as(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: as NAME [=CODE] ARG...")
	}
	want, rest := 0, args[1:]
	if text, ok := strings.CutPrefix(args[1], "="); ok {
		code, err := strconv.Atoi(text)
		ts.Check(err)
		want, rest = code, args[2:]
	}
	if got := runAs(ts, args[0], rest...); got != want {
		ts.Fatalf("ended with %d, not %d", got, want)
	}
}

func runAs(ts *testscript.TestScript, name string, args ...string) int {
	line := append([]string{"--dir", name, "--password-file", ts.Getenv("PW")}, args...)
	var exit *exec.ExitError
	switch err := ts.Exec("coffer", line...); {
	case errors.As(err, &exit):
		return exit.ExitCode()
	case err != nil:
		ts.Fatalf("%v", err)
	}
	return 0
}

func mustAs(ts *testscript.TestScript, name string, args ...string) {
	if code := runAs(ts, name, args...); code != 0 {
		ts.Fatalf("%s: coffer %s ended with %d", name, strings.Join(args, " "), code)
	}
}

// people is the script command `people POST NAME...`: each gets a vault, a card in
// NAME.card, and the post.
func people(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: people POST NAME...")
	}
	place := args[0]
	for _, name := range args[1:] {
		mustAs(ts, name, "init", "--name", strings.ToUpper(name[:1])+name[1:], "--kdf", "64MiB,3,4")
		mustAs(ts, name, "post", "set", place)
		mustAs(ts, name, "contact", "card", "-o", name+".card")
	}
}

// meet is the script command `meet NAME NAME...`: the first and each of the others
// become contacts under their names, and compare the safety number.
func meet(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: meet NAME NAME...")
	}
	first := args[0]
	for _, other := range args[1:] {
		mustAs(ts, first, "contact", "request", other+".card", "--as", other)
		mustAs(ts, other, "contact", "request", first+".card", "--as", first)
		for range 2 {
			mustAs(ts, first, "sync")
			mustAs(ts, other, "sync")
		}
		mustAs(ts, first, "contact", "verify", other, "--yes")
		mustAs(ts, other, "contact", "verify", first, "--yes")
	}
}

// rounds is the script command `rounds N NAME...`: so many times, each of them
// syncs.
func rounds(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: rounds N NAME...")
	}
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	for range n {
		for _, name := range args[1:] {
			mustAs(ts, name, "sync")
		}
	}
}
