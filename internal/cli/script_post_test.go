package cli

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// What whoever runs a post does to it, behind everybody's back. A post is given by
// its address.

// listObjects is the script command `objects POST...`: it prints the names of all
// objects with their sizes.
func listObjects(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: objects POST...")
	}
	out := ts.Stdout() // empty from here on
	for _, address := range args {
		objects := objectsIn(placeFor(ts, address))
		for _, name := range slices.Sorted(maps.Keys(objects)) {
			fmt.Fprintln(out, name, len(objects[name]))
		}
	}
}

// carryObjects is the script command `carry FROM TO`: it copies all objects between
// posts and folders. Those that are there already stay as they are.
func carryObjects(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: carry FROM TO")
	}
	to := placeFor(ts, args[1])
	for name, data := range objectsIn(placeFor(ts, args[0])) {
		ts.Check(putFile(filepath.Join(to, filepath.FromSlash(name)), data))
	}
}

// loseObjects is the script command `lose POST...`: all objects are gone.
func loseObjects(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: lose POST...")
	}
	for _, address := range args {
		dir := placeFor(ts, address)
		for name := range objectsIn(dir) {
			ts.Check(os.Remove(filepath.Join(dir, filepath.FromSlash(name))))
		}
	}
}

// plantObject is the script command `plant FILE NAME POST`: a file lies under that
// name in every mailbox in which there is something.
func plantObject(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: plant FILE NAME POST")
	}
	dir := placeFor(ts, args[2])
	objects := objectsIn(dir)
	if len(objects) == 0 {
		ts.Fatalf("there is no mailbox with something in it")
	}
	planted, err := os.OpenFile(ts.MkAbs(plantedFile), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	ts.Check(err)
	for name := range objects {
		mailbox, _, _ := strings.Cut(name, "/")
		_, werr := fmt.Fprintf(planted, "%s/%s\n", mailbox, args[1])
		err = errors.Join(err, werr, putFile(filepath.Join(dir, mailbox, args[1]), []byte(ts.ReadFile(args[0]))))
	}
	ts.Check(errors.Join(err, planted.Close()))
}

func putFile(path string, data []byte) error {
	if exists(path) {
		return nil
	}
	return errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, data, 0o600))
}

// placeFor is the folder behind a post, or a folder of the script.
func placeFor(ts *testscript.TestScript, address string) string {
	if !strings.Contains(address, ":") {
		return ts.MkAbs(address)
	}
	dir := placeOf(ts.Value(gatewayKey{}), address)
	if dir == "" {
		ts.Fatalf("no post of this script: %s", address)
	}
	return dir
}

// buildHelper is the script command `buildhelper DIR`: it builds the example of
// docs/blob-helpers.md there, as coffer-blob-example.
func buildHelper(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: buildhelper DIR")
	}
	out := filepath.Join(ts.MkAbs(args[0]), "coffer-blob-example")
	said, err := exec.Command("go", "build", "-o", out, "../../testdata/blob-helper/main.go").CombinedOutput()
	if err != nil {
		ts.Fatalf("%v: %s", err, said)
	}
}

// spreadObjects is the script command `spread POST`: everything lies in every
// mailbox once more, as if somebody forwarded all to all, who cannot read it.
func spreadObjects(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: spread POST")
	}
	dir := placeFor(ts, args[0])
	objects := objectsIn(dir)
	for name, data := range objects {
		_, letter, _ := strings.Cut(name, "/")
		for other := range objects {
			mailbox, _, _ := strings.Cut(other, "/")
			ts.Check(putFile(filepath.Join(dir, mailbox, letter), data))
		}
	}
}
