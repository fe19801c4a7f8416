package gen

import (
	"encoding/binary"
	"fmt"
	"io"
)

// dice turns random bytes into even choices. It reads ahead in small blocks;
// wipe clears what is left of them.
type dice struct {
	rand  io.Reader
	block [64]byte
	left  []byte // the unused end of block
}

// roll returns a number from 0 to n-1, each equally likely; n is 1 to 65536.
// Values from the incomplete last round of n are thrown away, so there is no
// bias towards small numbers.
func (d *dice) roll(n int) (int, error) {
	const values = 1 << 16
	for fair := values - values%n; ; {
		v, err := d.uint16()
		if err != nil {
			return 0, err
		}
		if v < fair {
			return v % n, nil
		}
	}
}

func (d *dice) uint16() (int, error) {
	if len(d.left) < 2 {
		if _, err := io.ReadFull(d.rand, d.block[:]); err != nil {
			return 0, fmt.Errorf("no randomness to draw from: %w", err)
		}
		d.left = d.block[:]
	}
	v := binary.BigEndian.Uint16(d.left)
	d.left = d.left[2:]
	return int(v), nil
}

func (d *dice) wipe() {
	clear(d.block[:])
	d.left = nil
}
