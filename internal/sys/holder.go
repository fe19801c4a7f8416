package sys

import (
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// BusyError says that a lock was not to be had in time, and who held it last:
// PID is 0 where that is unknown, as with shared holders. Note is at most 200
// bytes without control characters. Both come from a file and prove nothing.
type BusyError struct {
	PID  int
	Note string
}

func (e *BusyError) Error() string {
	who := "another process"
	if e.PID != 0 {
		who = fmt.Sprintf("process %d", e.PID)
	}
	if e.Note != "" {
		who += fmt.Sprintf(" (%s)", e.Note)
	}
	return "in use by " + who + "; try again when it is done"
}

// leaveNote writes who holds the lock. A shared holder instead clears what a
// dead exclusive one left behind: while it holds the lock nobody else writes.
func leaveNote(file *os.File, mode Mode, note string) {
	if info, err := file.Stat(); err != nil || info.Size() > 0 {
		_ = file.Truncate(0)
	}
	if mode == Exclusive {
		_, _ = file.WriteAt(formatHolder(os.Getpid(), note), 0)
	}
}

// readHolder reads who holds the lock, as far as the file tells.
func readHolder(path string) *BusyError {
	file, err := openLock(path, Shared)
	if err != nil {
		return &BusyError{}
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, maxHolder))
	if err != nil {
		return &BusyError{}
	}
	return parseHolder(data)
}

// formatHolder is "pid\nnote\n".
func formatHolder(pid int, note string) []byte {
	return fmt.Appendf(nil, "%d\n%s\n", pid, cleanNote(note))
}

// parseHolder reads what formatHolder wrote, and nothing out of anything else.
func parseHolder(data []byte) *BusyError {
	first, rest, ok := strings.Cut(string(data), "\n")
	pid, err := strconv.ParseUint(first, 10, 31)
	if !ok || err != nil || pid == 0 {
		return &BusyError{}
	}
	note, _, _ := strings.Cut(rest, "\n")
	return &BusyError{PID: int(pid), Note: cleanNote(note)}
}

// cleanNote drops control, formatting and broken characters, so that a note is
// safe on a terminal, and cuts it to maxNote bytes.
func cleanNote(note string) string {
	note = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) || r == utf8.RuneError {
			return -1
		}
		return r
	}, note)
	for len(note) > maxNote {
		_, size := utf8.DecodeLastRuneInString(note)
		note = note[:len(note)-size]
	}
	return note
}
