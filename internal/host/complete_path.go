package host

import (
	"context"
	"os"
	"path/filepath"
	"strings"
)

// CompletePathAt is [CompletePath] of a path as [ExpandHome] reads it; what begins with ~
// still does.
func CompletePathAt(ctx context.Context, start, home string) (common string, names []string, err error) {
	full := ExpandHome(start, home)
	if full == start {
		return CompletePath(ctx, start)
	}
	if start == "~" {
		full += string(filepath.Separator)
	}
	common, names, err = CompletePath(ctx, full)
	return "~" + strings.TrimPrefix(common, filepath.Clean(home)), names, err
}

// CompletePath finds what the beginning of a path can be: the longest text that all have in
// common, and the names. A folder ends with a separator; what begins with a point is found
// by who typed one.
func CompletePath(ctx context.Context, start string) (common string, names []string, err error) {
	folder, begin := filepath.Split(start)
	look := folder
	if look == "" {
		look = "."
	}
	entries, err := os.ReadDir(look)
	if err != nil {
		return start, nil, err
	}
	for _, e := range entries {
		if err := ctx.Err(); err != nil {
			return start, nil, err
		}
		name := e.Name()
		if !strings.HasPrefix(name, begin) || begin == "" && strings.HasPrefix(name, ".") {
			continue
		}
		if info, err := os.Stat(filepath.Join(look, name)); err == nil && info.IsDir() {
			name += string(filepath.Separator)
		}
		names = append(names, name)
	}
	if len(names) == 0 {
		return start, nil, nil
	}
	return folder + commonStart(names), names, nil
}

// commonStart is what all names begin with.
func commonStart(names []string) string {
	common := []rune(names[0])
	for _, name := range names[1:] {
		n := 0
		for _, r := range name {
			if n == len(common) || common[n] != r {
				break
			}
			n++
		}
		common = common[:min(n, len(common))]
	}
	return string(common)
}
