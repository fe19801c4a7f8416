package apart

import (
	"bufio"
	"errors"
	"fmt"
	"io"

	"coffer/hibp/online"
)

// listen takes what the child says until it ends, and settles what is open then.
func (c *Client) listen() {
	err := c.hear(bufio.NewReaderSize(c.child, buffer))
	if !c.isParting(err) {
		c.fail(err)
	}
	said, err := c.child.Wait()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.gone = errClosed
	switch {
	case c.fault != nil:
		c.gone = broken(c.fault, said)
	case err != nil:
		c.left = fmt.Errorf("%w %s ended with an error: %w", ErrHelper, Program, err)
	}
	for n := range c.open {
		c.settle(n, online.Fetched{}, c.gone)
	}
	close(c.ended)
}

// isParting tells whether the child ends because it was told that nothing more comes.
func (c *Client) isParting(err error) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.closing && c.fault == nil && errors.Is(err, io.EOF)
}

// broken is a fault for whoever asks.
func broken(fault error, said string) error {
	if !errors.Is(fault, errNonsense) && !errors.Is(fault, errSilent) {
		fault = errors.New("broke off")
	}
	err := fmt.Errorf("%w %s %w", ErrHelper, Program, fault)
	if said = plain(said, maxShown); said != "" {
		err = fmt.Errorf("%w; it wrote: %s", err, said)
	}
	return err
}

// hear takes answers until there are no more, or one is wrong.
func (c *Client) hear(r *bufio.Reader) error {
	first, err := readAnswer(r)
	switch {
	case err != nil:
		return err
	case first.word == wordRefused:
		return fmt.Errorf("%w: it refuses the server: %s", errNonsense, first.why) // which we have checked
	case first.word != wordReady:
		return fmt.Errorf("%w: an answer before it is ready", errNonsense)
	}
	for {
		a, err := readAnswer(r)
		if err == nil {
			err = c.take(a)
		}
		if err != nil {
			return err
		}
	}
}

// take gives an answer to whoever asked.
func (c *Client) take(a answer) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	w := c.open[a.n]
	switch {
	case w == nil || a.word == wordReady || a.word == wordRefused:
		return fmt.Errorf("%w: an answer to what was not asked", errNonsense)
	case a.word == wordSame && w.query.ETag == "":
		return fmt.Errorf("%w: what was never sent has not changed", errNonsense)
	case a.word == wordCancelled && !w.cancelled && !c.closing:
		return fmt.Errorf("%w: it gave up what is wanted", errNonsense)
	case a.word == wordCancelled:
		c.settle(a.n, online.Fetched{}, errClosed)
	case a.word == wordFailed:
		a.failed.Host = c.server.Host()
		c.settle(a.n, online.Fetched{}, a.failed)
	default:
		c.settle(a.n, a.got, nil)
	}
	return nil
}

// settle ends the wait for an answer. The caller holds the lock.
func (c *Client) settle(n uint64, got online.Fetched, err error) {
	w := c.open[n]
	delete(c.open, n)
	w.timer.Stop()
	w.got, w.err = got, err
	close(w.done)
	<-c.slots
}
