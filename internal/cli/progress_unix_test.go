//go:build unix

package cli

import (
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
)

// TestErrorsStandOnALineOfTheirOwn holds that work which fails, or has something
// to say, leaves no half of its progress bar in front of that.
func TestErrorsStandOnALineOfTheirOwn(t *testing.T) {
	for name, end := range map[string]func(c *cli){
		"error": func(c *cli) { c.exit(errors.New("no room")) },
		"note":  func(c *cli) { c.note("no room") },
	} {
		master, tty, err := pty.Open()
		if err != nil {
			t.Fatal(err)
		}
		clock := &tourClock{now: time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)}
		c := newCLI(Env{Stdout: io.Discard, Stderr: tty, Clock: clock})
		step := c.progress()
		step("importing", 1, 10)
		clock.now = clock.now.Add(time.Second)
		step("importing", 2, 10)
		end(c)
		shown := ""
		for b := make([]byte, 4096); !strings.HasSuffix(shown, "\n"); {
			n, err := master.Read(b)
			if err != nil {
				t.Fatal(err)
			}
			shown += string(b[:n])
		}
		before, after, _ := strings.Cut(shown, "coffer: ")
		if !strings.Contains(before, "20 %") || !strings.HasSuffix(before, " \r") || after != "no room\r\n" {
			t.Errorf("%s: the terminal shows %q", name, shown)
		}
		tty.Close()
		master.Close()
	}
}
