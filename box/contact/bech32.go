package contact

// bech32 writes bytes as BIP 173 does, in lower case. Age reads its identities
// and recipients in this form and offers no other way in.
func bech32(prefix string, data []byte) []byte {
	const letters = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
	values := fiveBits(data)
	sum := bech32Sum(prefix, values)
	out := append(make([]byte, 0, len(prefix)+1+len(values)+len(sum)), prefix...)
	out = append(out, '1')
	for _, v := range append(values, sum...) {
		out = append(out, letters[v])
	}
	clear(values)
	return out
}

// fiveBits cuts bytes into groups of five bits, the last one filled with zeros.
func fiveBits(data []byte) []byte {
	out := make([]byte, 0, len(data)*8/5+8) // room for the checksum
	var acc, bits uint
	for _, b := range data {
		acc, bits = acc<<8|uint(b), bits+8
		for bits >= 5 {
			bits -= 5
			out = append(out, byte(acc>>bits&31))
		}
	}
	if bits > 0 {
		out = append(out, byte(acc<<(5-bits)&31))
	}
	return out
}

// bech32Sum is the checksum of BIP 173, a BCH code over prefix and values.
func bech32Sum(prefix string, values []byte) []byte {
	sum := uint32(1)
	add := func(v byte) {
		top := sum >> 25
		sum = sum&0x1ffffff<<5 ^ uint32(v)
		for i, g := range [...]uint32{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3} {
			if top>>i&1 == 1 {
				sum ^= g
			}
		}
	}
	for i := range len(prefix) {
		add(prefix[i] >> 5)
	}
	add(0)
	for i := range len(prefix) {
		add(prefix[i] & 31)
	}
	for _, v := range values {
		add(v)
	}
	for range 6 {
		add(0)
	}
	sum ^= 1
	out := make([]byte, 6)
	for i := range out {
		out[i] = byte(sum >> (5 * (5 - i)) & 31)
	}
	return out
}
