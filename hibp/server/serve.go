package server

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"
)

// Bounds of one connection.
const (
	readTimeout  = 10 * time.Second
	writeTimeout = 30 * time.Second
	idleTimeout  = 2 * time.Minute
	maxHeader    = 16 << 10
)

// Serve answers on an address, HOST:PORT, until ctx ends; port 0 takes a free one. It
// calls ready with the address on which it listens. Without TLS: before anybody but
// this machine is served, a proxy with a certificate belongs in front.
func Serve(ctx context.Context, address string, h *Handler, ready func(address string)) error {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return err
	}
	s := &http.Server{
		Handler: h, ReadTimeout: readTimeout, WriteTimeout: writeTimeout, IdleTimeout: idleTimeout, MaxHeaderBytes: maxHeader,
	}
	ended := context.AfterFunc(ctx, func() { _ = s.Close() })
	defer ended()
	ready(listener.Addr().String())
	if err := s.Serve(listener); !errors.Is(err, http.ErrServerClosed) || ctx.Err() == nil {
		return err
	}
	return nil
}
