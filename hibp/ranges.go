package hibp

import (
	"bytes"
	"crypto/subtle"
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"
)

// Bounds of what is read as one range. The real ones have about 1,500 lines in
// 60 kB, and up to 1,000 lines of padding.
const (
	MaxRangeBytes = 4 << 20
	maxRangeLines = 1 << 16
)

// ErrRange means that something is not the range of the prefix: whoever sent or
// wrote it was interrupted, or sends something else. It says nothing about any
// password.
var ErrRange = errors.New("not a range of hashes")

// Line is one hash that is known from breaches, and how often it was seen there.
type Line struct {
	Hash  Hash
	Count uint64 // at least 1
}

// Range is all that breach data know under one prefix.
type Range struct {
	Kind   Kind
	Prefix Prefix
	Lines  []Line // as they came
	Padded int    // how many lines of padding there were
}

// ParseRange reads the body that a range server sends, or a file of a folder of
// ranges: lines SUFFIX:COUNT, the suffix being all hex digits after the prefix. Line
// ends may be CRLF or LF and the last may lack; a byte order mark before the first
// line and empty lines are passed over. Lines with count 0 are padding, and not
// kept. Everything else is [ErrRange], and nothing of it is believed.
func ParseRange(kind Kind, prefix Prefix, body []byte) (Range, error) {
	r := Range{Kind: kind, Prefix: prefix}
	if len(body) > MaxRangeBytes {
		return Range{}, fmt.Errorf("%w: more than %d bytes", ErrRange, MaxRangeBytes)
	}
	body = bytes.TrimPrefix(body, []byte("\ufeff"))
	r.Lines = make([]Line, 0, min(len(body)/36, maxRangeLines)) // about as many as there are
	for n := 1; len(body) > 0; n++ {
		var line []byte
		line, body, _ = bytes.Cut(body, []byte("\n"))
		line = bytes.TrimSuffix(line, []byte("\r"))
		if len(line) == 0 {
			continue
		}
		if n > maxRangeLines {
			return Range{}, fmt.Errorf("%w: more than %d lines", ErrRange, maxRangeLines)
		}
		l, err := parseLine(kind, prefix, line)
		if err != nil {
			return Range{}, fmt.Errorf("%w: line %d is not a suffix of %d hex digits, a colon and a count",
				ErrRange, n, 2*kind.Size()-prefixDigits)
		}
		if l.Count == 0 {
			r.Padded++
			continue
		}
		r.Lines = append(r.Lines, l)
	}
	return r, nil
}

// parseLine reads SUFFIX:COUNT.
func parseLine(kind Kind, prefix Prefix, line []byte) (Line, error) {
	var digits [2 * sha1Size]byte
	n := 2 * kind.Size()
	if n == 0 || len(line) < n-prefixDigits+2 || line[n-prefixDigits] != ':' {
		return Line{}, ErrHash
	}
	copy(digits[:], prefix.String())
	copy(digits[prefixDigits:], line[:n-prefixDigits])
	count, err := parseCount(line[n-prefixDigits+1:])
	if err != nil {
		return Line{}, err
	}
	h := Hash{kind: kind}
	if _, err := hex.Decode(h.sum[:], digits[:n]); err != nil {
		return Line{}, ErrHash
	}
	return Line{Hash: h, Count: count}, nil
}

// parseCount reads a count in decimal digits and nothing else.
func parseCount(digits []byte) (uint64, error) {
	const most = 19 // digits of what fits
	if len(digits) == 0 || len(digits) > most {
		return 0, ErrHash
	}
	count := uint64(0)
	for _, c := range digits {
		if c < '0' || c > '9' {
			return 0, ErrHash
		}
		count = 10*count + uint64(c-'0')
	}
	return count, nil
}

// Count says how often a hash was seen in breaches, 0 for never. Every line is
// compared, in constant time, so that how long it takes says nothing about which
// line it was, or whether there was one.
func (r Range) Count(h Hash) uint64 {
	count := uint64(0)
	for i := range r.Lines {
		same := uint64(subtle.ConstantTimeCompare(r.Lines[i].Hash.sum[:], h.sum[:]))
		count |= -same & r.Lines[i].Count
	}
	return count
}

// AppendText writes the range as the service sends it: CRLF between lines, and none
// at the end.
func (r Range) AppendText(dst []byte) ([]byte, error) {
	for i, l := range r.Lines {
		if i > 0 {
			dst = append(dst, '\r', '\n')
		}
		dst = l.AppendSuffix(dst)
	}
	return dst, nil
}

// AppendSuffix writes the line as it stands in a range: SUFFIX:COUNT.
func (l Line) AppendSuffix(dst []byte) []byte {
	start := len(dst)
	dst, _ = l.Hash.AppendText(dst)
	dst = append(dst[:start], dst[start+prefixDigits:]...)
	return strconv.AppendUint(append(dst, ':'), l.Count, 10)
}
