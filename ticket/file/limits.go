package file

import "coffer/box/post"

// Bounds on what is read, and on what is written.
const (
	MaxTicket = 8 << 20 // bytes of what the ticket says
	MaxWork   = 22      // log2 of scrypt's work: of more, none is done

	maxPlain = post.MaxBag + MaxTicket + 1<<10 // what is encrypted
	maxFile  = maxPlain + 1<<20                // with what age adds: less than 1 in 1,000, and a header
)
