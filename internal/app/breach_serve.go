package app

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"strings"
	"time"

	"coffer/hibp"
	"coffer/hibp/apart"
	"coffer/hibp/offline"
	"coffer/internal/host"
)

// ServeBreaches answers as the range service does, from at most one file or folder of
// each kind of hashes, until ctx ends. It calls ready with the address. A program of its
// own does it, which ends with this one.
func (e Env) ServeBreaches(ctx context.Context, paths []string, listen string, ready func(address string)) error {
	if err := checkServed(paths); err != nil {
		return err
	}
	if err := e.findHIBP(); err != nil {
		return err
	}
	args := []string{"serve", listen}
	for _, path := range paths {
		path, err := filepath.Abs(path) // it stands in another folder
		if err != nil {
			return err
		}
		args = append(args, path)
	}
	h, err := e.startHIBP(args...)
	if err != nil {
		return apart.NotStarted(err)
	}
	return serveUntil(ctx, h, listen, ready)
}

// partingTime is how long the program may take to end.
const partingTime = 5 * time.Second

// serveUntil waits for a program that serves, and has it end with ctx.
func serveUntil(ctx context.Context, h *host.Helper, listen string, ready func(address string)) error {
	stop := context.AfterFunc(ctx, func() { end(h) })
	defer stop()
	address, err := apart.Listening(h)
	if err == nil {
		ready(address)
		_, err = io.ReadFull(h, make([]byte, 1)) // it says nothing more, until it ends
	}
	end(h)
	said, _ := h.Wait()
	var cannot *apart.ListenError
	switch {
	case ctx.Err() != nil:
		return nil
	case errors.As(err, &cannot):
		return &Error{Kind: Other, What: "cannot listen on " + host.Safe(listen) + ": " + host.Safe(cannot.Why), Hint: "take another --listen HOST:PORT", Err: err}
	}
	return brokeOff(said, err)
}

// brokeOff is that the program ended while it should serve, with what it wrote.
func brokeOff(said string, err error) error {
	what := "the helper program " + apart.Program + " broke off"
	if said = strings.TrimSpace(said); said != "" {
		what += "; it wrote: " + host.Safe(said)
	}
	return &Error{Kind: Network, What: what, Err: err}
}

// end tells a program that nothing more comes, and ends one that does not end then. Once
// it has ended that does nothing.
func end(h *host.Helper) {
	_ = h.CloseWrite()
	time.AfterFunc(partingTime, h.Kill)
}

// checkServed opens what is to be served, to say what is wrong with it.
func checkServed(paths []string) error {
	served := map[hibp.Kind]bool{}
	for _, path := range paths {
		d, err := offline.Open(path)
		if err != nil {
			return breachFileError(path, err)
		}
		d.Close()
		if _, whole := d.(hibp.Ranger); !whole {
			return Fail(Usage, "serve the text file or the folder of ranges", "%s is a %s, which does not hold whole hashes", host.Safe(path), d.Form())
		}
		if served[d.Kind()] {
			return Fail(Usage, "give at most one of each kind", "there are two files of %v hashes", d.Kind())
		}
		served[d.Kind()] = true
	}
	return nil
}
