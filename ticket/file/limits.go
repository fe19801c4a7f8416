package file

import "coffer/box/post"

// Bounds on what is read, and on what is written.
const (
	MaxTicket = 8 << 20 // bytes of what the ticket says
	MaxWork   = 20      // log2 of scrypt's work, four times of what is written: 1 GiB of memory for some seconds; of more, none is done

	maxPlain = post.MaxBag + MaxTicket + 1<<10 // what is encrypted
	maxFile  = maxPlain + 1<<20                // with what age adds: less than 1 in 1,000, and a header
)
