package blob

import (
	"fmt"
	"path/filepath"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Options is what a store takes from its surroundings.
type Options struct {
	// Now is the time that tells what a crash left from what is being written;
	// without it a folder is not swept.
	Now time.Time
}

// Open opens the store at an address: "dir:/path" or "NAME:…". Nothing is asked
// and nothing started before the first call.
func Open(address string, o Options) (Opened, error) {
	scheme, rest, err := Split(address)
	if err != nil {
		return nil, err
	}
	if scheme == "dir" {
		if !filepath.IsAbs(rest) {
			return nil, fmt.Errorf("%w: dir: wants the whole path of a folder, as in dir:/path", ErrAddress)
		}
		return newFolder(rest, o.Now), nil
	}
	return nil, fmt.Errorf("%w: no helper program for %s", ErrAddress, scheme)
}

// Split checks an address and gives the part before the first colon, which is
// "dir" or the name of a helper, and what follows.
func Split(address string) (scheme, rest string, err error) {
	scheme, rest, found := strings.Cut(address, ":")
	switch {
	case len(address) > maxAddress:
		return "", "", fmt.Errorf("%w: longer than %d bytes", ErrAddress, maxAddress)
	case !utf8.ValidString(address) || strings.ContainsFunc(address, unicode.IsControl):
		return "", "", fmt.Errorf("%w: it holds characters that nobody can see", ErrAddress)
	case !found || rest == "" || !isPart(scheme) || len(scheme) > maxScheme:
		return "", "", fmt.Errorf("%w: write dir:/path, s3://bucket/prefix, or NAME:… for the helper coffer-blob-NAME", ErrAddress)
	}
	return scheme, rest, nil
}
