package sys

import (
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
	"unsafe"
)

// Forget overwrites what this process has used and given up: what the collector
// frees keeps its bytes until somebody else gets the place, and so does a stack
// below what is in use. Secrets that nobody wiped, because a library copied them
// or they were strings, are gone afterwards, unless something still refers to
// them; of registers something may stay, see [clearSignalStacks]. It takes some ten
// milliseconds, and more where the system is slow to give and take pages.
func Forget() {
	forgetting.Lock()
	defer forgetting.Unlock()
	defer clearSignalStacks()                       // last: the collector interrupts, too
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1)) // one cache of free places, and not one for each processor
	defer debug.SetGCPercent(debug.SetGCPercent(-1))
	runtime.GC()  // what a sync.Pool holds lives through one
	for range 2 { // the collector moves stacks to pages that it has just freed
		debug.FreeOSMemory()
		clearPlaces() // first: with them goes what the allocator holds ready and gives to stacks uncleared
		clearStacks()
	}
}

// forgetting is held by whoever does: it changes what holds for the process.
var forgetting sync.Mutex

// spanSize is the unit of the allocator: places of one size lie in a row of
// these, and the first place is at the start of one.
const spanSize = 8 << 10

// largest is the largest size of which the allocator keeps rows; longer ones
// have memory of their own, which goes back to the system.
const largest = 32 << 10

// clearPlaces takes every free place of every size, which fills it with zeros.
// Memory with pointers in it and memory without lie in different rows.
func clearPlaces() {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	most := int(m.HeapInuse) + 4*largest // there are no more free places than that
	for size := 8; size <= largest; size = roundUp(size + 1) {
		takeAll(size, wholeRow(size, 0), most, bytesPlace)
		takeAll(size, wholeRow(size, pointerBits(size)), most, pointersPlace)
	}
}

// roundUp is the size of the place that so many bytes get.
func roundUp(n int) int { return cap(slices.Grow([]byte(nil), n)) }

// bytesPlace takes a place without pointers.
func bytesPlace(size int) uintptr { return uintptr(unsafe.Pointer(unsafe.SliceData(newBytes(size)))) }

// pointersPlace takes one with pointers.
func pointersPlace(size int) uintptr {
	if size > 512 {
		size -= 8 // of a header that stands before those
	}
	return uintptr(unsafe.Pointer(unsafe.SliceData(newPointers(size / 8))))
}

// Not to be put on the stack.

//go:noinline
func newBytes(n int) []byte { return make([]byte, n) }

//go:noinline
func newPointers(n int) []*byte { return make([]*byte, n) }

// takeAll takes places until a whole row of them was empty: one after the other
// from the start of the row to that of another. Then no other place is left.
// Long places lie in rows of a length that is not known here; of these it takes
// more than the longest row holds, too.
//
// wholeRow is the length of an empty row, to the byte: one with a place in use at
// its end would let it stop too early.
func takeAll(size, wholeRow, most int, take func(int) uintptr) {
	var last uintptr
	whole := false
	for run, taken := 0, 0; taken < most; taken += size {
		at := take(size)
		start := at%spanSize <= 8 // a header may stand before it
		if start && whole && (size <= 1<<10 || taken > 2*longestRow) {
			return
		}
		switch {
		case run > 0 && at == last+uintptr(size):
			run += size
		case start:
			run = size
		default:
			run = 0
		}
		whole = run >= wholeRow
		last = at
	}
}

// wholeRow is how many bytes in a row tell an empty one, of which the last few
// may be the collector's.
func wholeRow(size, bits int) int {
	if size > 1<<10 {
		return size
	}
	return (spanSize - bits) / size * size
}

// pointerBits is the length of the collector's notes at the end of a row: a bit
// for each word, where the places are small enough.
func pointerBits(size int) int {
	if size > 512 {
		return 0
	}
	return spanSize / 64
}

// longestRow is the length of the longest row.
const longestRow = 10 * spanSize

// clearStacks overwrites the stacks that ended goroutines left, and the part of
// this one's that is not in use: there are stacks of each power of two. Each is
// filled to its end and held, so that the next goroutine gets another one.
func clearStacks() {
	var ready sync.WaitGroup
	release := make(chan struct{})
	for range stacks {
		for size := 2 << 10; size <= deepest; size *= 2 {
			ready.Add(1)
			go descend(size-spared, nil, &ready, release) // directly: no frame above may keep what it does not use
		}
	}
	ready.Wait()
	ready.Add(1)
	close(release)
	descend(deepest, nil, &ready, release)
}

const (
	stacks  = 32
	deepest = 64 << 10 // bytes of the largest stack
	// spared is what is left at the end of a stack: the guard, which only the
	// runtime and what never calls anything use, and a level or two of descend.
	spared = 928 + 2*256
)

// descend puts zeros on the stack until so many bytes of it are used, and waits
// at the bottom. The zeros of the level above move when the stack does.
//
//go:noinline
func descend(left int, above *[zeroed]byte, ready *sync.WaitGroup, release <-chan struct{}) {
	var zeros [zeroed]byte
	if above != nil {
		left -= int(uintptr(unsafe.Pointer(above)) - uintptr(unsafe.Pointer(&zeros)))
	}
	if left <= 0 {
		ready.Done()
		<-release
	} else {
		descend(left, &zeros, ready, release)
	}
	keep(&zeros)
}

// zeroed is how many bytes one level of descend overwrites: most of its frame.
const zeroed = 128

// keep does nothing with it, which the compiler does not know.
//
//go:noinline
func keep(*[zeroed]byte) {}
