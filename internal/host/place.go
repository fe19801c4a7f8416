package host

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Place is what stands under a path where something is to be written, at the moment. Whoever
// writes is told again by [WriteAtomic] and [WriteFolder].
type Place struct {
	Taken bool   // something is there
	File  bool   // which [WriteAtomic] can replace
	Lost  string // the folder in which it would lie, where that is none
	Free  string // another name beside it that is free; empty where none was found
}

// maxFree is how many names are tried.
const maxFree = 100

// LookAt looks what stands under a path.
func LookAt(path string) (p Place) {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		above := filepath.Dir(filepath.Clean(path))
		if info, err := os.Stat(above); err != nil || !info.IsDir() {
			p.Lost = above
		}
		return p
	}
	if err != nil {
		return p
	}
	p.Taken = true
	p.File = info.Mode().IsRegular() || info.Mode().Type() == fs.ModeSymlink
	p.Free = freeBeside(path)
	return p
}

// freeBeside counts up before the ends of a name, such as .zip.age.
func freeBeside(path string) string {
	path = filepath.Clean(path)
	stem, ends := path, ""
	for range 2 {
		end := filepath.Ext(stem)
		if end == "" || end == filepath.Base(stem) || ends != "" && ends != ".age" {
			break
		}
		stem, ends = strings.TrimSuffix(stem, end), end+ends
	}
	for n := 2; n < maxFree; n++ {
		name := stem + "-" + strconv.Itoa(n) + ends
		if _, err := os.Lstat(name); errors.Is(err, fs.ErrNotExist) {
			return name
		}
	}
	return ""
}
