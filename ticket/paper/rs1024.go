package paper

import "slices"

// customization begins what the checksum is taken over, so that a share of
// another program is none here.
const customization = "coffer share"

// step takes one more symbol into the checksum RS1024 of SLIP-0039, a
// Reed-Solomon code over GF(1024). It is linear: what two inputs differ in
// becomes what two checksums differ in.
func step(sum uint32, symbol uint16) uint32 {
	top := sum >> 20
	sum = (sum&0xfffff)<<10 ^ uint32(symbol)
	for i, g := range [10]uint32{
		0x00e0e040, 0x01c1c080, 0x03838100, 0x07070200, 0x0e0e0009,
		0x1c0c2412, 0x38086c24, 0x3090fc48, 0x21b1f890, 0x03f3f120,
	} {
		if top>>i&1 == 1 {
			sum ^= g
		}
	}
	return sum
}

// residue is 0 for symbols whose last three are the right checksum.
func residue(custom string, symbols []uint16) uint32 {
	sum := uint32(1)
	for _, c := range []byte(custom) {
		sum = step(sum, uint16(c))
	}
	for _, s := range symbols {
		sum = step(sum, s)
	}
	return sum ^ 1
}

// withChecksum appends the three symbols that are missing.
func withChecksum(custom string, data []uint16) []uint16 {
	symbols := append(slices.Clone(data), 0, 0, 0)
	sum := residue(custom, symbols)
	for i := range checkWords {
		symbols[len(data)+i] = uint16(sum >> (wordBits * (checkWords - 1 - i)) & 1023)
	}
	return symbols
}

// change finds the one place at which another symbol makes the residue 0, from
// the last place to the first. residueAt is the residue where that place is
// looked at. The code has distance 4: one place fits, or none, unless three
// symbols and more are wrong.
func change(places int, residueAt func(place int) uint32) (place int, found bool) {
	var becomes [1 << wordBits]uint32 // of each difference in a symbol, in the residue
	for d := range becomes {
		becomes[d] = uint32(d)
	}
	for place := places - 1; place >= 0; place-- {
		if slices.Contains(becomes[:], residueAt(place)) {
			return place, true
		}
		for d := range becomes {
			becomes[d] = step(becomes[d], 0)
		}
	}
	return 0, false
}

// oneWrong finds the one symbol that is wrong.
func oneWrong(symbols []uint16) (place int, found bool) {
	sum := residue(customization, symbols)
	return change(len(symbols), func(int) uint32 { return sum })
}

// swapped finds two neighbours that stand in each other's place, and gives the
// first.
func swapped(symbols []uint16) (place int, found bool) {
	s := slices.Clone(symbols)
	defer clear(s)
	for i := range len(s) - 1 {
		s[i], s[i+1] = s[i+1], s[i]
		if residue(customization, s) == 0 {
			return i, true
		}
		s[i], s[i+1] = s[i+1], s[i]
	}
	return 0, false
}

// oneMissing finds the place where one symbol more makes them whole.
func oneMissing(symbols []uint16) (place int, found bool) {
	s := make([]uint16, len(symbols)+1)
	defer clear(s)
	return change(len(s), func(place int) uint32 {
		copy(s, symbols[:place])
		s[place] = 0
		copy(s[place+1:], symbols[place:])
		return residue(customization, s)
	})
}

// oneTooMany finds a symbol without which they are whole.
func oneTooMany(symbols []uint16) (place int, found bool) {
	s := make([]uint16, len(symbols)-1)
	defer clear(s)
	for place := range symbols {
		copy(s, symbols[:place])
		copy(s[place:], symbols[place+1:])
		if residue(customization, s) == 0 {
			return place, true
		}
	}
	return 0, false
}
