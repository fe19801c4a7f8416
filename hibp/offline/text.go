package offline

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"

	"coffer/hibp"
)

// text is the official single file. Its lines are HASH:COUNT in rising order of the
// hashes; byte order marks and empty lines may stand between them, since the official
// tool writes range after range.
type text struct {
	f    *os.File
	size int64
	kind hibp.Kind
}

// progressEvery is after how many lines progress is told.
const progressEvery = 1 << 16

var (
	errLong  = fmt.Errorf("%w: a line is too long", ErrFormat)
	errCut   = fmt.Errorf("%w: the file ends early", ErrDamaged)
	errEmpty = fmt.Errorf("%w: too many empty lines", ErrFormat)
)

// window is how much is read around a place: some lines, in one read.
const window = 512

// maxWindows is how far it looks for a line among empty ones.
const maxWindows = 64

// maxLine is the longest line that can be one: a hash, a colon, a count, and marks.
const maxLine = 80

func openText(f *os.File, size int64) (Data, error) {
	t := &text{f: f, size: size}
	l, err := t.lineAfter(0)
	if err != nil {
		return nil, err
	}
	if l.end == 0 {
		return nil, fmt.Errorf("%w: no line HASH:COUNT in it", ErrFormat)
	}
	t.kind = l.hash.Kind()
	if err := t.sample(); err != nil {
		return nil, err
	}
	if err := t.whole(); err != nil {
		return nil, err
	}
	return t, nil
}

// samples are at how many places a text file is looked at when it is opened.
const samples = 64

// sample refuses what is sorted in another way, or not at all, by two lines at each of
// some places. That single lines stand where they should not, only [text.Check] finds.
func (t *text) sample() error {
	var before textLine
	for i := range int64(samples) {
		pos := i * (t.size / samples)
		for range 2 {
			l, err := t.lineAfter(pos)
			switch {
			case err != nil:
				return err
			case l.end == 0: // no line starts from there on
				return nil
			case before.end > 0 && l.start > before.start && l.compare(before.hash.Sum()) <= 0:
				return at(ErrUnsorted, "byte %d", l.start)
			case l.start > before.start || before.end == 0:
				before = l
			}
			pos = l.end
		}
	}
	return nil
}

func (t *text) Form() Form      { return FormText }
func (t *text) Kind() hibp.Kind { return t.kind }
func (t *text) Close() error    { return t.f.Close() }

// textLine is a line and where it stands. Without one, at the end, end is 0.
type textLine struct {
	hash       hibp.Hash
	count      uint64
	start, end int64 // end is after its line end
}

// Look halves the file between two lines until the hash is found, or two lines stand
// side by side between which it would be.
func (t *text) Look(_ context.Context, h hibp.Hash) (hibp.Answer, error) {
	if h.Kind() != t.kind {
		return hibp.Answer{}, hibp.ErrKind
	}
	l, err := t.atLeast(h.Sum())
	err = unplaced(err)
	if err != nil || l.end == 0 || l.compare(h.Sum()) != 0 {
		return hibp.Answer{}, err
	}
	return hibp.Answer{Count: l.count}, nil
}

// atLeast is the first line whose hash is not below sum, or none. Each line that it
// meets must stand between those already met, else the file is not sorted.
func (t *text) atLeast(sum []byte) (textLine, error) {
	var found, below textLine     // the nearest lines on both sides
	low, high := int64(0), t.size // what starts before low is below sum; from high on, nothing before found starts
	for low < high {
		mid := low + (high-low)/2
		l, err := t.lineAfter(mid)
		if err != nil {
			return textLine{}, err
		}
		if l.end == 0 || found.end > 0 && l.start >= found.start { // nothing new starts from mid on
			high = mid
			continue
		}
		if below.end > 0 && l.compare(below.hash.Sum()) <= 0 || found.end > 0 && l.compare(found.hash.Sum()) >= 0 {
			return textLine{}, at(ErrUnsorted, "byte %d", l.start)
		}
		if l.compare(sum) < 0 {
			low, below = l.end, l
		} else {
			high, found = mid, l
		}
	}
	return found, nil
}

func (l *textLine) compare(sum []byte) int { return bytes.Compare(l.hash.Sum(), sum) }

// lineAfter is the first line that starts at a place or after it.
func (t *text) lineAfter(pos int64) (textLine, error) {
	skip := pos > 0 // it may stand within a line
	if skip {
		pos--
	}
	var buf [window]byte
	for windows := 0; pos < t.size; windows++ {
		if windows > maxWindows {
			return textLine{}, at(errEmpty, "byte %d", pos)
		}
		b, err := t.read(buf[:], pos)
		if err != nil {
			return textLine{}, err
		}
		last := pos+int64(len(b)) >= t.size
		if skip {
			i := bytes.IndexByte(b, '\n')
			if i < 0 && !last {
				return textLine{}, at(errLong, "byte %d", pos)
			}
			if i < 0 {
				return textLine{}, nil
			}
			b, pos, skip = b[i+1:], pos+int64(i)+1, false
		}
		l, next, err := t.firstIn(b, pos, last)
		if err != nil || l.end > 0 {
			return l, err
		}
		pos = next
	}
	return textLine{}, nil
}

// read reads a window.
func (t *text) read(buf []byte, pos int64) ([]byte, error) {
	n, err := t.f.ReadAt(buf, pos)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if int64(n) < min(window, t.size-pos) { // it was cut off meanwhile
		return nil, at(errCut, "byte %d", pos)
	}
	return buf[:n], nil
}

// firstIn is the first line in a window that stands at pos, and begins with a line; last
// says that the file ends with it. Where there is none, next is where to read on.
func (t *text) firstIn(b []byte, pos int64, last bool) (l textLine, next int64, err error) {
	for len(b) > 0 {
		line, rest, ended := bytes.Cut(b, []byte("\n"))
		if !ended && !last {
			if len(line) >= maxLine {
				return textLine{}, 0, at(errLong, "byte %d", pos)
			}
			return textLine{}, pos, nil // the rest of it is in the next window
		}
		end := pos + int64(len(b)-len(rest))
		l, there, err := t.parse(line)
		if err != nil {
			return textLine{}, 0, at(err, "byte %d", pos)
		}
		if there {
			l.start, l.end = pos, end
			return l, end, nil
		}
		b, pos = rest, end
	}
	return textLine{}, pos, nil
}

// parse reads one line; there is none in an empty one.
func (t *text) parse(line []byte) (l textLine, there bool, err error) {
	line = bytes.TrimSuffix(line, []byte("\r"))
	for bytes.HasPrefix(line, []byte("\ufeff")) {
		line = line[len("\ufeff"):]
	}
	if len(line) == 0 {
		return textLine{}, false, nil
	}
	digits, count, _ := bytes.Cut(line, []byte(":"))
	kind := t.kind
	if kind == 0 { // the first line says it
		switch len(digits) {
		case 2 * hibp.SHA1.Size():
			kind = hibp.SHA1
		case 2 * hibp.NTLM.Size():
			kind = hibp.NTLM
		}
	}
	l.hash, err = hibp.ParseHash(kind, digits)
	if err == nil {
		l.count, err = strconv.ParseUint(string(count), 10, 63)
	}
	if err != nil {
		return textLine{}, false, fmt.Errorf("%w: a line is not HASH:COUNT", ErrFormat)
	}
	return l, true, nil
}

// Each reads all lines in order, and holds them to it.
func (t *text) Each(ctx context.Context, f func(h hibp.Hash, count uint64) error, progress func(done, all int64)) error {
	in := bufio.NewReaderSize(io.NewSectionReader(t.f, 0, t.size), 1<<20)
	var rising rising
	var holes holes
	for n, pos := 0, int64(0); ; n++ {
		if n%progressEvery == 0 {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			if progress != nil {
				progress(pos, t.size)
			}
		}
		line, err := in.ReadSlice('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return at(err, "byte %d", pos)
		}
		l, there, badLine := t.parse(bytes.TrimSuffix(line, []byte("\n")))
		if badLine != nil {
			return at(badLine, "byte %d", pos)
		}
		if there {
			l.start = pos
			if err := rising.next(l); err != nil {
				return err
			}
			holes.next(l.hash.Key())
			if err := f(l.hash, l.count); err != nil {
				return err
			}
		}
		if pos += int64(len(line)); err != nil { // the end
			if pos != t.size {
				return at(errCut, "byte %d", pos)
			}
			return holes.end()
		}
	}
}

// Check reads the whole file: every line must be one, and stand in order.
func (t *text) Check(ctx context.Context, progress func(done, all int64)) error {
	return t.Each(ctx, func(hibp.Hash, uint64) error { return nil }, progress)
}

// Range collects the lines under a prefix, for a server. All of them must rise, and those
// of a window before and after them too: a range would else begin after a line that stands
// elsewhere, or end with it.
func (t *text) Range(ctx context.Context, p hibp.Prefix) (hibp.Range, error) {
	r := hibp.Range{Kind: t.kind, Prefix: p}
	first := make([]byte, t.kind.Size())
	first[0], first[1], first[2] = byte(p>>12), byte(p>>4), byte(p<<4)
	l, err := t.atLeast(first)
	if err != nil {
		return hibp.Range{}, err
	}
	start := l.start
	if l.end == 0 {
		start = t.size
	}
	var rising rising
	for pos, past := max(0, start-window), int64(0); past < window; {
		l, err := t.lineAfter(pos)
		if err == nil && l.end > 0 {
			err = rising.next(l)
		}
		switch {
		case err != nil:
			return hibp.Range{}, err
		case ctx.Err() != nil:
			return hibp.Range{}, context.Cause(ctx)
		case l.end == 0:
			return r, nil
		case l.hash.Prefix() > p:
			past += l.end - pos
		case l.hash.Prefix() == p && l.count > 0:
			r.Lines = append(r.Lines, hibp.Line{Hash: l.hash, Count: l.count})
		}
		pos = l.end
	}
	return r, nil
}

// Estimate takes all lines to be as long as the first.
func (t *text) Estimate() int64 {
	l, err := t.lineAfter(0)
	if err != nil || l.end == 0 {
		return 0
	}
	return t.size / (l.end - l.start)
}
