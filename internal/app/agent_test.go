//go:build unix

package app

import (
	"context"
	"errors"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"coffer/vault/agent"
	"coffer/vault/secret"
)

// TestWhereToGoInstead holds that a folder that cannot be used names its own way
// out: --dir chooses the vault, not the place of sessions.
func TestWhereToGoInstead(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	var env Env
	env.Folders.Runtime = file
	_, asked := env.client()
	_, started := env.started()
	for _, err := range []error{asked, started} {
		if e := Explain(err); e.Kind != Refused || e.Hint != runtimeHint || e.What != file+" is not a folder" {
			t.Errorf("a runtime folder: %v", err)
		}
	}
	env.Folders.Data = file
	_, err := Init(t.Context(), env, InitOptions{Password: secret.New("correct horse")})
	if e := Explain(err); e.Kind != Refused || e.Hint != dataHint || e.What != file+" is not a folder" {
		t.Errorf("the data folder: %v", err)
	}
}

// anotherVersion is an agent of version 9, which we do not have: it answers each
// request with that code, and ends when it was told to and obeys.
func anotherVersion(t *testing.T, dir string, code byte) {
	t.Helper()
	l, err := net.Listen("unix", filepath.Join(dir, "agent.sock"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			q := make([]byte, 4096) // the length, and then [version, operation, body]
			_, _ = c.Read(q)
			answer, end := []byte{0, 0, 0, 4, 0x83, 9, 1, 0x40}, q[6] == 1
			if end {
				answer[6] = code
			}
			_, _ = c.Write(answer)
			c.Close()
			if end && code == 0 {
				l.Close()
			}
		}
	}()
}

// TestAnAgentOfAnotherVersionIsEnded holds that what asks an agent of another
// version ends that one and starts another; and says so where it does not end.
func TestAnAgentOfAnotherVersionIsEnded(t *testing.T) {
	for code, want := range map[byte]error{0: nil, 2: agent.ErrVersion} {
		a, _ := movingApp(t)
		dir, err := os.MkdirTemp("", "a") // a path that is short enough for a socket
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { os.RemoveAll(dir) })
		anotherVersion(t, dir, code)
		env := a.env
		env.Folders.Runtime = dir
		ctx, stop := context.WithCancel(t.Context())
		over := make(chan error, 1)
		started := 0
		env.StartAgent = func(context.Context) error {
			started++
			ready := make(chan struct{})
			go func() {
				over <- ServeAgent(ctx, env, AgentOptions{Stay: true,
					Ready: func() error { close(ready); return nil },
					Wait:  func(ctx context.Context, _ time.Duration) error { <-ctx.Done(); return ctx.Err() }})
			}()
			<-ready
			return nil
		}
		c, err := env.client()
		if err != nil {
			t.Fatal(err)
		}
		err = env.withAgent(ctx, c, func() error { _, err := c.State(ctx, a.v.ID()); return err })
		if !errors.Is(err, want) || started == 0 != (want != nil) {
			t.Errorf("code %d: %v, %d agents started", code, err, started)
		}
		stop()
		if started > 0 {
			if err := <-over; err != nil {
				t.Error(err)
			}
		}
	}
}
