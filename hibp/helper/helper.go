package helper

import (
	"fmt"
	"io"
	"time"

	"coffer/hibp/apart"
	"coffer/hibp/online"
	"coffer/hibp/web"
)

// Env is what the program needs from outside.
type Env struct {
	In       io.Reader
	Out, Err io.Writer
	Now      func() time.Time
	Rand     io.Reader
}

// Exit codes.
const (
	done   = 0
	failed = 1
	misuse = 2
)

// Run is the whole program: arguments in, exit code out.
func Run(args []string, env Env) int {
	switch {
	case len(args) == 1 && args[0] == "ask":
		return env.exit(env.ask())
	case len(args) >= 3 && args[0] == "serve":
		return env.exit(env.serve(args[1], args[2:]))
	}
	fmt.Fprintln(env.Err, apart.Program+": coffer starts this program to look up passwords from breaches, and to serve breach data; see coffer hibp")
	return misuse
}

func (env Env) exit(err error) int {
	if err == nil {
		return done
	}
	fmt.Fprintln(env.Err, apart.Program+":", err)
	return failed
}

// ask makes the requests of a parent.
func (env Env) ask() error {
	return apart.Serve(env.In, env.Out, func(s online.Server) (online.Way, error) { return web.New(s, env.Now) })
}
