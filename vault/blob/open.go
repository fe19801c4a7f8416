package blob

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// AlwaysAllowed tells whether a scheme needs no leave of the machine: folders, and the
// helper that belongs to the project.
func AlwaysAllowed(scheme string) bool { return scheme == "dir" || scheme == "s3" }

// Options is what a store takes from its surroundings.
type Options struct {
	// Now is the time that tells what a crash left from what is being written;
	// without it a folder is not swept.
	Now time.Time
	// Start starts a helper program. Without it there are folders only.
	Start Start
	// Helpers are the names of the helper programs that may be started besides
	// s3. They come from the settings of the machine, never from a vault.
	Helpers []string
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
	if !AlwaysAllowed(scheme) && !slices.Contains(o.Helpers, scheme) {
		return nil, fmt.Errorf("%w coffer-blob-%s is not allowed on this machine; list %q in the setting post.helpers to allow it", ErrHelper, scheme, scheme)
	}
	if o.Start == nil {
		return nil, fmt.Errorf("%w coffer-blob-%s cannot be started here", ErrHelper, scheme)
	}
	return newHelper(scheme, address, o.Start), nil
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
