package cli

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"coffer/hibp"
	"coffer/hibp/offline"
	"coffer/hibp/server"
)

// pwned is the script command `pwned LIST`: LIST has lines COUNT PASSWORD. It writes
// pwned.txt and ntlm.txt, as the official tool does, and serves both in this process,
// where $PWNED is the address.
func pwned(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: pwned LIST")
	}
	h := &server.Handler{Rand: rand.Reader}
	for kind, place := range map[hibp.Kind]*hibp.Ranger{hibp.SHA1: &h.SHA1, hibp.NTLM: &h.NTLM} {
		path := ts.MkAbs(map[hibp.Kind]string{hibp.SHA1: "pwned.txt", hibp.NTLM: "ntlm.txt"}[kind])
		ts.Check(os.WriteFile(path, breachText(kind, ts.ReadFile(args[0])), 0o600))
		d, err := offline.Open(path)
		ts.Check(err)
		ts.Defer(func() { d.Close() })
		*place = d.(hibp.Ranger)
	}
	ctx, cancel := context.WithCancel(context.Background())
	address, ended := make(chan string, 1), make(chan error, 1)
	go func() { ended <- server.Serve(ctx, "127.0.0.1:0", h, func(a string) { address <- a }) }()
	ts.Defer(func() { cancel(); <-ended })
	select {
	case a := <-address:
		ts.Setenv("PWNED", "http://"+a)
	case err := <-ended:
		ended <- err
		ts.Check(err)
	}
}

// breachText is breach data as lines, from lines COUNT PASSWORD.
func breachText(kind hibp.Kind, list string) []byte {
	var lines []hibp.Line
	for line := range strings.Lines(list) {
		var l hibp.Line
		password := ""
		if n, _ := fmt.Sscanf(line, "%d %s", &l.Count, &password); n == 2 {
			l.Hash = hibp.Of(kind, []byte(password))
			lines = append(lines, l)
		}
	}
	slices.SortFunc(lines, func(a, b hibp.Line) int { return bytes.Compare(a.Hash.Sum(), b.Hash.Sum()) })
	var text []byte
	for _, l := range lines {
		text, _ = l.Hash.AppendText(text)
		text = fmt.Appendf(text, ":%d\r\n", l.Count)
	}
	return text
}

// pwnedFolder is the script command `pwnedfolder DIR LIST`: the ranges of the passwords
// of LIST, and no others, as files.
func pwnedFolder(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: pwnedfolder DIR LIST")
	}
	dir := ts.MkAbs(args[0])
	ts.Check(os.MkdirAll(dir, 0o700))
	for line := range bytes.Lines(breachText(hibp.SHA1, ts.ReadFile(args[1]))) {
		ts.Check(os.WriteFile(filepath.Join(dir, string(line[:5])+".txt"), line[5:], 0o600))
	}
}

// freePort is the script command `freeport NAME`: a port on which nobody listens.
func freePort(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: freeport NAME")
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	ts.Check(err)
	_, port, _ := net.SplitHostPort(l.Addr().String())
	ts.Check(l.Close())
	ts.Setenv(args[0], port)
}

// waitServe is the script command `waitserve HOST:PORT`: it waits until somebody
// listens there.
func waitServe(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: waitserve HOST:PORT")
	}
	ts.Check(poll(context.Background(), func() bool {
		c, err := net.Dial("tcp", args[0])
		if err == nil {
			c.Close()
		}
		return err == nil
	}))
}
