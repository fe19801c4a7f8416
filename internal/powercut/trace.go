package powercut

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// StraceFlags make strace write down all that a replay must know of, by the
// program and by its threads, into a file.
func StraceFlags(file string) []string {
	return []string{"-f", "-xx", "-s", "16777216", "-e", "trace=" + syscalls, "-o", file}
}

const syscalls = "openat,close,pwrite64,write,ftruncate,fdatasync,fsync,mkdir,mkdirat," +
	"rename,renameat,renameat2,linkat,unlink,unlinkat,rmdir"

// Call is one line of strace: what was called, with which arguments.
type Call struct {
	Name   string
	args   []string
	result int64
}

// ReadTrace puts interrupted lines together and leaves out what failed.
func ReadTrace(r io.Reader) (calls []Call, err error) {
	begun := make(map[string]string) // by thread
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 64<<20)
	resumed := regexp.MustCompile(`^<\.\.\. \w+ resumed>`)
	for lines.Scan() {
		thread, text, _ := strings.Cut(lines.Text(), " ")
		text = strings.TrimLeft(text, " ")
		if part, cut := strings.CutSuffix(text, "<unfinished ...>"); cut {
			begun[thread] = part
			continue
		}
		if at := resumed.FindString(text); at != "" {
			text = begun[thread] + strings.TrimPrefix(text, at)
		}
		c, ok, err := parseCall(text)
		if err != nil {
			return nil, err
		}
		if ok {
			calls = append(calls, c)
		}
	}
	return calls, lines.Err()
}

var callLine = regexp.MustCompile(`^(\w+)\((.*)\) += (-?\d+)( |$)`)

func parseCall(text string) (c Call, ok bool, err error) {
	m := callLine.FindStringSubmatch(text)
	if m == nil {
		if strings.HasPrefix(text, "---") || strings.HasPrefix(text, "+++") || strings.Contains(text, "= ?") {
			return c, false, nil // a signal, an exit, or a call that never returned
		}
		return c, false, fmt.Errorf("%.80q is not understood", text)
	}
	c = Call{Name: m[1]}
	if c.result, err = strconv.ParseInt(m[3], 10, 64); err != nil {
		return c, false, err
	}
	for _, a := range strings.Split(m[2], ", ") {
		a = strings.TrimSpace(a) // where a call was interrupted
		if quoted, is := strings.CutPrefix(a, `"`); is {
			quoted, is = strings.CutSuffix(quoted, `"`)
			raw, err := hex.DecodeString(strings.ReplaceAll(quoted, `\x`, ""))
			if !is || err != nil {
				return c, false, fmt.Errorf("%.80q has no whole text", text)
			}
			a = string(raw)
		}
		c.args = append(c.args, a)
	}
	return c, c.result >= 0, nil
}
