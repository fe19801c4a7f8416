package host

import (
	"fmt"
	"os"
)

// TerminalDevice is the name of the device of the first of these files that is a
// terminal, for programs that are told where to ask; empty where the system does
// not say it.
func TerminalDevice(files ...*os.File) string {
	for _, f := range files {
		if IsTerminal(f) {
			name, _ := os.Readlink(fmt.Sprintf("/proc/self/fd/%d", f.Fd()))
			return name
		}
	}
	return ""
}
