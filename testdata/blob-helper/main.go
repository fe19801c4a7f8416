// Coffer-blob-example keeps objects in a folder, "example:/path". It is the
// example of docs/blob-helpers.md: as short as a helper can be.
package main

import (
	"encoding/binary"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

var dir string // what the address says

func main() {
	for size := make([]byte, 8); ; {
		if _, err := io.ReadFull(os.Stdin, size); err != nil {
			return // no more requests
		}
		head := make([]byte, binary.BigEndian.Uint32(size))
		body := make([]byte, binary.BigEndian.Uint32(size[4:]))
		io.ReadFull(os.Stdin, head)
		io.ReadFull(os.Stdin, body)
		say(serve(append(strings.Split(string(head), " "), "", ""), body))
	}
}

func say(head string, body []byte) {
	size := binary.BigEndian.AppendUint32(nil, uint32(len(head)))
	size = binary.BigEndian.AppendUint32(size, uint32(len(body)))
	os.Stdout.Write(append(append(size, head...), body...))
}

func serve(words []string, body []byte) (head string, answer []byte) {
	path := filepath.Join(dir, words[1])
	var err error
	switch words[0] {
	case "hello":
		dir, answer = strings.TrimPrefix(string(body), "example:"), []byte("1")
	case "put":
		os.MkdirAll(filepath.Dir(path), 0o700)
		if err = os.WriteFile(path+".part", body, 0o600); err == nil {
			err = os.Link(path+".part", path) // never replaces
		}
		os.Remove(path + ".part")
	case "get":
		answer, err = os.ReadFile(path)
		if most, _ := strconv.Atoi(words[2]); len(answer) > most {
			return "error too-large", nil
		}
	case "list":
		filepath.WalkDir(path, func(file string, entry fs.DirEntry, err error) error {
			if info, err := os.Stat(file); err == nil && !info.IsDir() {
				name, _ := filepath.Rel(dir, file)
				say("objects", fmt.Appendf(nil, "%s %d\n", name, info.Size()))
			}
			return nil
		})
	case "delete":
		if err = os.Remove(path); os.IsNotExist(err) {
			err = nil
		}
	}
	switch {
	case os.IsExist(err):
		return "error exists", nil
	case os.IsNotExist(err):
		return "error not-found", nil
	case err != nil:
		return "error other", []byte(err.Error())
	}
	return "ok", answer
}
