package mirror

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"coffer/hibp"
	"coffer/hibp/online"
)

// etags is which ranges are in the folder, and the ETag that each came with. It lies in
// the folder as a file of lines "PREFIX ETAG", whose first says the kind.
type etags struct {
	kind hibp.Kind
	have map[hibp.Prefix]string
}

const etagsName = "etags.index"

// maxETags bounds the list, in bytes.
const maxETags = 128 << 20

// ErrFolder means that the folder holds something else.
var ErrFolder = errors.New("the folder holds something else than these ranges")

func readETags(dir *os.Root, kind hibp.Kind) (*etags, error) {
	e := &etags{kind: kind, have: map[hibp.Prefix]string{}}
	f, err := dir.Open(etagsName)
	if errors.Is(err, fs.ErrNotExist) {
		return e, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	all, err := io.ReadAll(io.LimitReader(f, maxETags+1))
	if err != nil {
		return nil, err
	}
	if len(all) == 0 { // cut off
		return e, nil
	}
	return e, e.parse(all)
}

func (e *etags) parse(all []byte) error {
	first, rest, _ := bytes.Cut(all, []byte("\n"))
	if string(first) != e.first() || len(all) > maxETags {
		return fmt.Errorf("%w: %s does not begin with %q", ErrFolder, etagsName, e.first())
	}
	for line := range bytes.Lines(rest) {
		digits, etag, _ := bytes.Cut(bytes.TrimSuffix(line, []byte("\n")), []byte(" "))
		p, err := hibp.ParsePrefix(string(digits))
		if err != nil || len(etag) > online.MaxETag {
			return fmt.Errorf("%w: %s has a line that is not a prefix and an ETag", ErrFolder, etagsName)
		}
		e.have[p] = string(etag)
	}
	return nil
}

func (e *etags) first() string { return "ranges of " + e.kind.String() }

func (e *etags) of(p hibp.Prefix) (string, bool) {
	etag, there := e.have[p]
	return etag, there
}

func (e *etags) set(p hibp.Prefix, etag string) { e.have[p] = etag }

// write writes the list, in the order of the prefixes.
func (e *etags) write(dir *os.Root) error {
	var all bytes.Buffer
	fmt.Fprintln(&all, e.first())
	for p := range hibp.Prefix(hibp.Prefixes) {
		if etag, there := e.have[p]; there {
			fmt.Fprintf(&all, "%s %s\n", p, etag)
		}
	}
	return write(dir, etagsName, all.Bytes())
}
