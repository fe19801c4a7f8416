package box

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Path names an item by where it lies: BOX/FOLDER…/TITLE. Without a title it
// names a box. Several items may share one path.
type Path struct {
	Box    string
	Folder []string // outermost first
	Title  string
}

// ParsePath reads what [Path.String] writes, and any other byte of a name as %XX,
// too. Names come back in NFC and are case-sensitive; "/" and "%" inside a name
// are always written %2F and %25. "." and ".." are ordinary names. Errors are
// [ErrPath].
func ParsePath(s string) (Path, error) {
	if len(s) > maxPrinted {
		return Path{}, fmt.Errorf("%w: longer than %d bytes", ErrPath, maxPrinted)
	}
	if strings.HasPrefix(s, "@") {
		return Path{}, fmt.Errorf("%w: what starts with @ is an id", ErrPath)
	}
	names, err := SplitFolder(s)
	if err != nil {
		return Path{}, err
	}
	switch last := len(names) - 1; last {
	case -1:
		return Path{}, fmt.Errorf("%w: it is empty", ErrPath)
	case 0:
		return Path{Box: names[0]}, nil
	default:
		return Path{Box: names[0], Folder: names[1:last:last], Title: names[last]}, nil
	}
}

// String returns the path in the form that [ParsePath] reads: on one line, and
// safe to print to a terminal.
func (p Path) String() string {
	name := EscapeName(p.Box)
	if strings.HasPrefix(name, "@") {
		name = "%40" + name[1:] // an id starts with @
	}
	if p.Title == "" {
		return name
	}
	return name + "/" + joined(p.Folder, p.Title, EscapeName)
}

// indexName is what the blind index of a box knows an item by. It is part of the
// format and does not change with what is printed.
func indexName(folder []string, title string) string {
	return joined(folder, title, escapeSlash)
}

func joined(folder []string, title string, escape func(string) string) string {
	if len(folder) == 0 {
		return escape(title)
	}
	return joinNames(folder, escape) + "/" + escape(title)
}

// EscapeName writes one name as a part of a path: "/", "%" and every character
// that a terminal would obey or hide become %XX, byte by byte.
func EscapeName(s string) string {
	start := firstEscaped(s)
	if start == len(s) {
		return s
	}
	var b strings.Builder
	b.WriteString(s[:start])
	for rest := s[start:]; rest != ""; {
		r, size := utf8.DecodeRuneInString(rest)
		if plain(r, size) {
			b.WriteString(rest[:size])
		} else {
			b.WriteString(escapeBytes(rest[:size]))
		}
		rest = rest[size:]
	}
	return b.String()
}

// firstEscaped returns the offset of the first character to escape, or the
// length of s. Names are nearly always plain: this is their whole cost.
func firstEscaped(s string) int {
	for i := 0; i < len(s); {
		r, size := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s[i:])
		}
		if !plain(r, size) {
			return i
		}
		i += size
	}
	return len(s)
}

// plain tells whether a character stands in a path as it is.
func plain(r rune, size int) bool {
	switch {
	case r < utf8.RuneSelf:
		return r >= ' ' && r != 0x7f && r != '/' && r != '%'
	case r == utf8.RuneError && size == 1:
		return false
	}
	return unicode.IsGraphic(r) && !blank(r)
}

// blank names the characters that Unicode counts as letters or marks but that
// leave nothing on the screen.
func blank(r rune) bool {
	switch r {
	case 0x034f, 0x115f, 0x1160, 0x17b4, 0x17b5, 0x2800, 0x3164, 0xffa0:
		return true
	}
	return false
}

func escapeBytes(s string) string {
	var b strings.Builder
	for i := range len(s) {
		fmt.Fprintf(&b, "%%%02X", s[i])
	}
	return b.String()
}

func escapeSlash(s string) string {
	if !strings.ContainsAny(s, "/%") {
		return s
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "%", "%25"), "/", "%2F")
}

// JoinFolder writes names as one path, outermost first.
func JoinFolder(names []string) string { return joinNames(names, EscapeName) }

func joinNames(names []string, escape func(string) string) string {
	if len(names) == 1 {
		return escape(names[0])
	}
	parts := make([]string, len(names))
	for i, name := range names {
		parts[i] = escape(name)
	}
	return strings.Join(parts, "/")
}

// SplitFolder reads what [JoinFolder] writes; the empty string is the top of a
// box. Errors are [ErrPath].
func SplitFolder(s string) ([]string, error) {
	if s == "" {
		return nil, nil
	}
	if s[0] == '/' || s[len(s)-1] == '/' {
		return nil, fmt.Errorf("%w: a path does not begin or end with /", ErrPath)
	}
	parts := strings.Split(s, "/")
	if len(parts) > MaxDepth+2 {
		return nil, fmt.Errorf("%w: more than %d folders", ErrPath, MaxDepth)
	}
	for i, part := range parts {
		name, err := unescapeName(part)
		if err != nil {
			return nil, err
		}
		parts[i] = name
	}
	return parts, nil
}

func unescapeName(part string) (string, error) {
	var b strings.Builder
	for {
		head, tail, found := strings.Cut(part, "%")
		b.WriteString(head)
		if !found {
			break
		}
		n, err := strconv.ParseUint(tail[:min(2, len(tail))], 16, 8)
		if err != nil || len(tail) < 2 {
			return "", fmt.Errorf("%w: a %% in a name is written %%25", ErrPath)
		}
		b.WriteByte(byte(n))
		part = tail[2:]
	}
	name, err := cleanName("a name between two slashes", b.String())
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrPath, err)
	}
	return name, nil
}
