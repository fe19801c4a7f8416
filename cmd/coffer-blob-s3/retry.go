package main

import (
	"context"
	"time"
)

// retry carries out one try after the other until one succeeds, or fails for good,
// or too many failed. The pauses double from one to the next.
func (b *bucket) retry(ctx context.Context, try func(ctx context.Context, n int) error) error {
	pause := firstPause
	for n := 1; ; n++ {
		bounded, cancel := context.WithTimeout(ctx, oneTry)
		err := try(bounded, n)
		cancel()
		if err == nil {
			return nil
		}
		f := failureOf(err)
		if !f.again || n == maxTries || ctx.Err() != nil {
			return f
		}
		if err := b.sleep(ctx, pause); err != nil {
			return f
		}
		pause = min(2*pause, longPause)
	}
}

// sleep waits, unless the context ends.
func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
