package host

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// findProgram returns the absolute path of the program that name stands for:
// a path when it holds a separator, else the first match on the PATH of
// environ. Relative folders on the PATH are passed over, so that the current
// folder cannot slip a program in. Errors wrap [fs.ErrNotExist] or
// [fs.ErrPermission] (it is there, but is not a program).
func findProgram(environ []string, name string) (string, error) {
	if strings.ContainsRune(name, os.PathSeparator) || strings.Contains(name, "/") {
		return asProgram(name)
	}
	found := fmt.Errorf("program %q is not on the PATH: %w", name, fs.ErrNotExist)
	for _, dir := range filepath.SplitList(lookup(environ, "PATH")) {
		if !filepath.IsAbs(dir) || name == "" {
			continue
		}
		path, err := asProgram(filepath.Join(dir, name))
		if err == nil {
			return path, nil
		}
		if errors.Is(err, fs.ErrPermission) {
			found = err
		}
	}
	return "", found
}

// asProgram checks that path, or path with an ending that Windows knows, is a
// file that may be run.
func asProgram(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	for _, ending := range programEndings(path) {
		info, statErr := os.Stat(path + ending)
		if statErr != nil {
			err = statErr
			continue
		}
		if info.Mode().IsRegular() && (runtime.GOOS == "windows" || info.Mode()&0o111 != 0) {
			return path + ending, nil
		}
		return "", fmt.Errorf("%s cannot be run: %w", Safe(path), fs.ErrPermission)
	}
	return "", fmt.Errorf("no program there: %w", err)
}

func programEndings(path string) []string {
	if runtime.GOOS == "windows" && filepath.Ext(path) == "" {
		return []string{".exe", ".com", ".cmd", ".bat"}
	}
	return []string{""}
}
