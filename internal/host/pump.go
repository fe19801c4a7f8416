package host

import (
	"io"
	"time"
)

// pauseBeforeFlush is how long a child's output must pause before the last
// bytes that may begin a secret are shown. It is far longer than the gaps
// between pieces of one write, and short for somebody who waits for a prompt.
const pauseBeforeFlush = 60 * time.Millisecond

// pump copies a terminal's output to the masker until it ends, or pauses after
// the child has ended (a grandchild may keep the terminal open). When it pauses
// before that, what is held back is shown, but no more than three bytes of what
// may be a secret. Errors of the writer stay with the masker; the rest is still
// read, so that the child is not stuck.
func pump(r io.Reader, out *masker, ended <-chan struct{}) {
	stop := make(chan struct{})
	defer close(stop)
	chunks := readChunks(r, stop)
	pause := time.NewTimer(pauseBeforeFlush)
	defer pause.Stop()
	over := false
	for {
		select {
		case chunk, ok := <-chunks:
			if !ok {
				return
			}
			_, _ = out.Write(chunk)
			clear(chunk)
		case <-ended:
			over, ended = true, nil
		case <-pause.C:
			if over {
				return
			}
			if out.beginning() < minMasked {
				_ = out.Flush()
			}
		}
		pause.Reset(pauseBeforeFlush)
	}
}

// readChunks reads in the background until an error or stop.
func readChunks(r io.Reader, stop <-chan struct{}) <-chan []byte {
	chunks := make(chan []byte)
	go func() {
		defer close(chunks)
		for {
			chunk := make([]byte, 4<<10)
			n, err := r.Read(chunk)
			if n > 0 {
				select {
				case chunks <- chunk[:n]:
				case <-stop:
					return
				}
			}
			if err != nil {
				return
			}
		}
	}()
	return chunks
}
