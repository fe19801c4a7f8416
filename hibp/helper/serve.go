package helper

import (
	"context"
	"fmt"
	"io"

	"coffer/hibp"
	"coffer/hibp/apart"
	"coffer/hibp/offline"
	"coffer/hibp/server"
)

// serve answers on an address from breach data, until the standard input ends. It says
// where it listens, or why it cannot.
func (env Env) serve(listen string, files []string) error {
	h := &server.Handler{Rand: env.Rand}
	for _, path := range files {
		d, err := offline.Open(path)
		if err != nil {
			return err
		}
		defer d.Close()
		if err := put(h, d); err != nil {
			return err
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		_, _ = io.Copy(io.Discard, env.In)
		cancel()
	}()
	var said error
	listening := false
	err := server.Serve(ctx, listen, h, func(address string) {
		listening = true
		if said = apart.SayListening(env.Out, address); said != nil {
			cancel()
		}
	})
	if err != nil && !listening {
		return apart.SayNotListening(env.Out, err)
	}
	if said != nil {
		return said
	}
	return err
}

// put puts breach data into their place.
func put(h *server.Handler, d offline.Data) error {
	r, whole := d.(hibp.Ranger)
	place := &h.SHA1
	if d.Kind() == hibp.NTLM {
		place = &h.NTLM
	}
	if !whole || *place != nil {
		return fmt.Errorf("give the text file or the folder of ranges, and at most one of %v hashes", d.Kind())
	}
	*place = r
	return nil
}
