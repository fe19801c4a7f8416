package apart

import (
	"context"
	"errors"
	"io"
	"testing"
	"testing/synctest"
	"time"

	"coffer/hibp"
	"coffer/hibp/hibptest"
	"coffer/hibp/online"
)

// heldProcess is a program that ends only when it is killed.
type heldProcess struct {
	*hibptest.Process
	killed context.CancelFunc
}

func (p heldProcess) Kill() { p.killed(); p.Process.Kill() }

// held is a client over a program that gets what ends when it is killed.
func held(t *testing.T, program func(killed <-chan struct{}, in io.Reader, out io.Writer) error) *Client {
	t.Helper()
	c, err := New(testServer, func() (Process, error) {
		ctx, killed := context.WithCancel(context.Background())
		return heldProcess{hibptest.Start(func(in io.Reader, out io.Writer) error { return program(ctx.Done(), in, out) }), killed}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestDeafChild: who gives up does not wait for a child that reads no more, nor do those
// who wait until it can be told of them.
func TestDeafChild(t *testing.T) {
	why := errors.New("no more")
	ctx, cancel := context.WithCancelCause(t.Context())
	c := held(t, func(killed <-chan struct{}, in io.Reader, _ io.Writer) error {
		_, err := in.Read(make([]byte, 1))
		cancel(why)
		<-killed
		return err
	})
	c.patience = 5 * time.Second // until it is ended, and they are told so
	asked := make(chan error)
	for i := range 3 {
		go func() {
			_, err := c.Fetch(ctx, testQuery(hibp.Prefix(i)))
			asked <- err
		}()
	}
	for range 3 {
		if err := <-asked; !errors.Is(err, why) {
			t.Error(err)
		}
	}
	c.child.Kill()
	if err := c.Close(); err != nil {
		t.Error(err)
	}
}

// TestDyingChild: who gives up does not wait until a child that was given up has ended.
func TestDyingChild(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		c := client(t, func(_ io.Reader, out io.Writer) error {
			_, err := io.WriteString(out, "nonsense\n")
			<-release
			return err
		})
		for range 2 { // the first starts it
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			if _, err := c.Fetch(ctx, testQuery(1)); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("%v", err)
			}
			cancel()
		}
		close(release)
		if _, err := c.Fetch(t.Context(), testQuery(1)); !errors.Is(err, errNonsense) {
			t.Errorf("%v", err)
		}
	})
}

// TestParting: a child that does not end when nothing more comes is ended after a while.
func TestParting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := held(t, func(killed <-chan struct{}, in io.Reader, out io.Writer) error {
			err := says("ready\n"+answer{word: wordSame, n: 1}.String())(in, out)
			<-killed
			return err
		})
		if _, err := c.Fetch(t.Context(), online.Query{Kind: hibp.SHA1, ETag: `"1"`}); err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		if err := c.Close(); err != nil || time.Since(start) != parting {
			t.Errorf("after %v: %v", time.Since(start), err)
		}
	})
}

// TestBadEnd: a child that ends with an error when nothing more comes is told of.
func TestBadEnd(t *testing.T) {
	why := errors.New("no memory")
	c := client(t, func(in io.Reader, out io.Writer) error {
		return errors.Join(says("ready\n"+answer{word: wordSame, n: 1}.String())(in, out), why)
	})
	if _, err := c.Fetch(t.Context(), online.Query{Kind: hibp.SHA1, ETag: `"1"`}); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := c.Close(); !errors.Is(err, ErrHelper) || !errors.Is(err, why) {
			t.Errorf("%v", err)
		}
	}
}

// TestMostOpen: no more requests than allowed are with the child at the same time.
func TestMostOpen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		c := over(t, func(ctx context.Context, _ online.Query) (online.Fetched, error) {
			<-release
			return online.Fetched{Body: []byte("x")}, nil
		})
		done := make(chan error)
		for i := range maxOpen + 3 {
			go func() {
				_, err := c.Fetch(t.Context(), testQuery(hibp.Prefix(i)))
				done <- err
			}()
		}
		synctest.Wait()
		c.mu.Lock()
		running := len(c.open)
		c.mu.Unlock()
		if running != maxOpen {
			t.Errorf("%d at the same time", running)
		}
		close(release)
		for range maxOpen + 3 {
			if err := <-done; err != nil {
				t.Error(err)
			}
		}
	})
}

// TestTooManyOpen: a parent that asks for more at the same time than it may is not served.
func TestTooManyOpen(t *testing.T) {
	for n, fits := range map[int]bool{maxOpen: true, maxOpen + 1: false} {
		in, parent := io.Pipe()
		go func() {
			said := ask{word: wordOpen, server: testServer}.append(nil)
			for i := range n {
				said = ask{word: wordGet, n: uint64(i) + 1, query: testQuery(hibp.Prefix(i))}.append(said)
			}
			_, _ = parent.Write(said)
			parent.Close()
		}()
		err := Serve(in, io.Discard, func(online.Server) (online.Way, error) {
			return oneWay(func(ctx context.Context, _ online.Query) (online.Fetched, error) {
				<-ctx.Done()
				return online.Fetched{}, context.Cause(ctx)
			}), nil
		})
		in.Close()
		if fits != (err == nil) || err != nil && !errors.Is(err, errNonsense) {
			t.Errorf("%d: %v", n, err)
		}
	}
}
