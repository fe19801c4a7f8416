// Pictures draws the frames that the tests of the screens hold as pictures for the docs:
// for each docs/pictures/NAME.svg that a page names, the frame NAME.80x24.ansi or
// NAME.120x40.ansi of the package that has one. With -check it writes nothing and fails
// where a picture is not what is drawn now.
//
//	go run ./testdata/pictures [-check]
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
)

func main() {
	check := flag.Bool("check", false, "write nothing, and fail where a picture is old")
	flag.Parse()
	if err := run(*check); err != nil {
		fmt.Fprintln(os.Stderr, "pictures:", err)
		os.Exit(1)
	}
}

var named = regexp.MustCompile(`pictures/([a-z0-9-]+)\.svg`)

// run draws all pictures that README.md and docs/*.md name.
func run(check bool) error {
	names, err := wanted()
	if err != nil {
		return err
	}
	if len(names) == 0 {
		return fmt.Errorf("no page names a picture")
	}
	for _, name := range names {
		frame, err := frameOf(name)
		if err != nil {
			return err
		}
		if err := put(filepath.Join("docs", "pictures", name+".svg"), draw(frame, name), check); err != nil {
			return err
		}
	}
	fmt.Printf("%d pictures\n", len(names))
	return left(names)
}

func wanted() (names []string, err error) {
	pages, err := filepath.Glob("docs/*.md")
	if err != nil {
		return nil, err
	}
	for _, page := range append(pages, "README.md") {
		text, err := os.ReadFile(page)
		if err != nil {
			return nil, err
		}
		for _, m := range named.FindAllSubmatch(text, -1) {
			names = append(names, string(m[1]))
		}
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

// frameOf finds the one frame of that name, the smaller size first.
func frameOf(name string) (string, error) {
	for _, size := range []string{"80x24", "120x40"} {
		found, err := filepath.Glob("tui/*/testdata/frames/" + name + "." + size + ".ansi")
		if err != nil {
			return "", err
		}
		top, err := filepath.Glob("tui/testdata/frames/" + name + "." + size + ".ansi")
		if err != nil {
			return "", err
		}
		switch found = append(found, top...); len(found) {
		case 0:
		case 1:
			text, err := os.ReadFile(found[0])
			return string(text), err
		default:
			return "", fmt.Errorf("several frames are called %s: %v", name, found)
		}
	}
	return "", fmt.Errorf("there is no frame %s; a test writes one with Golden", name)
}

func put(path string, picture []byte, check bool) error {
	if check {
		have, err := os.ReadFile(path)
		if err == nil && !bytes.Equal(have, picture) {
			err = fmt.Errorf("%s is old; go run ./testdata/pictures draws it anew", path)
		}
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return err
	}
	return os.WriteFile(path, picture, 0o644)
}

// left fails where there is a picture that no page names.
func left(names []string) error {
	have, err := filepath.Glob("docs/pictures/*.svg")
	if err != nil {
		return err
	}
	for _, path := range have {
		name := filepath.Base(path)
		if !slices.Contains(names, name[:len(name)-len(".svg")]) {
			return fmt.Errorf("no page names %s", path)
		}
	}
	return nil
}
