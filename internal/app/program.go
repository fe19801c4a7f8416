package app

import (
	"crypto/sha256"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"

	"coffer/internal/host"
)

// Program says which program wrote something, so that a stranger can check what they
// download against it.
type Program struct {
	Version  string // of the module
	Revision string // of its source; empty where that is not known
	Changed  bool   // the source was changed since
	Go       string // what built it
	Platform string // as linux/amd64
	Sum      [sha256.Size]byte
}

// ThisProgram reads what the Go command recorded in the program that runs, and computes its
// checksum.
func ThisProgram() (p Program, err error) {
	p = Program{Version: "(devel)", Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
	if info, ok := debug.ReadBuildInfo(); ok {
		p.read(info)
	}
	f, err := host.OpenThisProgram()
	if err != nil {
		return p, fmt.Errorf("the program's own file: %w", err)
	}
	defer f.Close()
	sum := sha256.New()
	if _, err := io.Copy(sum, f); err != nil {
		return p, fmt.Errorf("the program's own file: %w", err)
	}
	p.Sum = [sha256.Size]byte(sum.Sum(nil))
	return p, nil
}

func (p *Program) read(info *debug.BuildInfo) {
	if info.Main.Version != "" {
		p.Version = info.Main.Version
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			p.Revision = s.Value
		case "vcs.modified":
			p.Changed = s.Value == "true"
		}
	}
}

// lines are for people, each with fewer than 100 characters.
func (p Program) lines() []string {
	lines := []string{"Written by Coffer " + p.Version}
	if p.Revision != "" {
		line := "Source revision: " + p.Revision
		if p.Changed {
			line += ", changed since"
		}
		lines = append(lines, line)
	}
	return append(lines,
		"Built with "+p.Go+" for "+p.Platform,
		"SHA-256 of that program:",
		fmt.Sprintf("%x", p.Sum),
		"A program for another computer, or of another version, has another checksum: compare what you",
		"download with what is published for it, at more than one place.")
}
