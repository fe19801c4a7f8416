package main

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// observe is the script command `observe N DIR TEXT...`: it reads a post as
// whoever runs it would. There are at least N objects, all under random names, all of
// a size that tells only how many times 4 KiB there are, and none of the texts is
// in them. Before that it plants each text and finds it.
func observe(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 {
		ts.Fatalf("usage: observe N DIR TEXT...")
	}
	dir := ts.MkAbs(args[1])
	for _, text := range args[2:] {
		if len(text) < 5 {
			ts.Fatalf("%q is so short that it may stand anywhere", text)
		}
		planted := []byte("xx" + text + "xx")
		if found := seen(planted, text); !found {
			ts.Fatalf("a planted %q was not found", text)
		}
	}
	objects := 0
	ts.Check(filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		objects++
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		return suspicious(filepath.ToSlash(name), data, args[2:])
	}))
	if least, err := strconv.Atoi(args[0]); err != nil || objects < least {
		ts.Fatalf("%d objects lie there, and not %s", objects, args[0])
	}
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

var objectName = regexp.MustCompile(`^[0-9a-z]{26}/[0-9a-z]{26}$`)

// suspicious tells what an object gives away.
func suspicious(name string, data []byte, texts []string) error {
	if !objectName.MatchString(name) {
		return errors.New("the name of an object: " + name)
	}
	_, body, _ := bytes.Cut(data, []byte("\n--- "))
	_, body, _ = bytes.Cut(body, []byte("\n"))
	if len(body)%4096 != 16+16 { // a nonce, and the sum of one chunk
		return errors.New("the size of " + name)
	}
	for _, text := range texts {
		if seen(append([]byte(name+"\n"), data...), text) {
			return errors.New(text + " is in " + name)
		}
	}
	return nil
}

// seen finds a text as it stands, in other letters, and in two encodings.
func seen(data []byte, text string) bool {
	if bytes.Contains(bytes.ToLower(data), []byte(strings.ToLower(text))) || bytes.Contains(data, []byte(hex.EncodeToString([]byte(text)))) {
		return true
	}
	coded := strings.TrimRight(base64.StdEncoding.EncodeToString([]byte(text)), "=")
	return bytes.Contains(data, []byte(coded[:len(coded)-1]))
}
