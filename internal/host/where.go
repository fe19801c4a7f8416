package host

import (
	"os"
	"runtime"
	"strconv"
	"strings"
)

// Hostname is what this machine calls itself; empty where it does not say.
func Hostname() string {
	name, err := os.Hostname()
	if err != nil {
		return ""
	}
	return Safe(name)
}

// TerminalName is the terminal that a person sits at, and the address from which
// they use it over ssh. Empty for a program without one.
func TerminalName(getenv func(string) string) string {
	name := ""
	for i, f := range []*os.File{os.Stdin, os.Stdout, os.Stderr} {
		if !IsTerminal(f) {
			continue
		}
		if name = "terminal"; runtime.GOOS == "linux" {
			if path, err := os.Readlink("/proc/self/fd/" + strconv.Itoa(i)); err == nil {
				name = strings.TrimPrefix(path, "/dev/")
			}
		}
		break
	}
	if from, _, ok := strings.Cut(getenv("SSH_CONNECTION"), " "); ok && name != "" {
		name += " from " + from
	}
	return Safe(name)
}
