package vault

import (
	"runtime"
	"time"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"coffer/vault/secret"
)

// Params are the costs of Argon2id (RFC 9106) for one keyslot.
type Params struct {
	_         struct{} `cbor:",toarray"`
	MemoryKiB uint32   // KiB
	Time      uint32   // passes
	Threads   uint8    // lanes
}

// Stretch turns a password into 32 bytes at the given cost. The password is
// UTF-8 in NFC.
type Stretch func(password, salt []byte, p Params) []byte

// Argon2id is the [Stretch] of every vault outside of tests.
func Argon2id(password, salt []byte, p Params) []byte {
	key := argon2.IDKey(password, salt, p.Time, p.MemoryKiB, p.Threads, 32)
	runtime.GC() // hand back up to 1 GiB at once, before the real work starts
	return key
}

// check refuses costs that a file has no business to ask for.
func (p Params) check() error {
	switch {
	case p.MemoryKiB < 8*uint32(p.Threads), p.MemoryKiB > maxMemoryKiB,
		p.Time < 1, p.Time > maxTime, p.Threads < 1, p.Threads > maxThreads:
		return ErrParams
	}
	return nil
}

// AtLeast tells whether no cost of p is below that of q.
func (p Params) AtLeast(q Params) bool {
	return p.MemoryKiB >= q.MemoryKiB && p.Time >= q.Time && p.Threads >= q.Threads
}

// atLeast raises each cost of p to that of q.
func (p Params) atLeast(q Params) Params {
	return Params{
		MemoryKiB: max(p.MemoryKiB, q.MemoryKiB), Time: max(p.Time, q.Time), Threads: max(p.Threads, q.Threads),
	}
}

// Measure finds the largest power of two of memory, from the [Floor] to 1 GiB,
// for which stretching stays under the limit on this machine.
func Measure(stretch Stretch, now func() time.Time, limit time.Duration) Params {
	best := Floor
	for p := Floor; p.MemoryKiB <= 1<<20; p.MemoryKiB *= 2 {
		start := now()
		stretch([]byte("measure"), make([]byte, 16), p)
		took := now().Sub(start)
		if took > limit {
			break
		}
		best = p
		if took > limit/2 { // twice the memory takes at least twice the time
			break
		}
	}
	return best
}

// normal returns the bytes that are stretched; the caller wipes them.
func normal(password secret.Text) []byte { return norm.NFC.Append(nil, password.Bytes()...) }
