package file

import (
	"testing"

	"coffer/box/post"
)

// BenchmarkChange is what each change costs at the usual work factor: a sync makes
// some of them.
func BenchmarkChange(b *testing.B) {
	f := made(b)
	f.o.Work = 18
	n := byte(0)
	for b.Loop() {
		n++
		if err := f.Update(func(d post.Desk) error { return d.(*Desk).PutTicket([]byte{n}) }); err != nil {
			b.Fatal(err)
		}
	}
}
