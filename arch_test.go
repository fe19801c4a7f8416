package coffer_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

// TestArchArrows holds the order of our packages.
func TestArchArrows(t *testing.T) {
	report(t, checkArrows(arrows, ours(t)))
}

// TestArchLibraries holds the home of every library.
func TestArchLibraries(t *testing.T) {
	report(t, checkLibraries(libraries, ours(t)))
}

// TestArchSymbols holds where time, randomness and the environment come in.
func TestArchSymbols(t *testing.T) {
	report(t, checkSymbols(symbols, ours(t)))
}

// TestArchTable holds that the table itself points down and gives reasons.
func TestArchTable(t *testing.T) {
	report(t, checkTable(arrows))
	for _, h := range slices.Concat(libraries, symbols) {
		if h.why == "" {
			t.Errorf("%s has a home without a reason", h.what)
		}
	}
}

// TestArchNetwork holds that nothing brings net/http or crypto/tls into the main program,
// no package of ours and no library behind our backs: start-up pays for it, and
// nothing there may use it.
func TestArchNetwork(t *testing.T) {
	if _, err := os.Stat("cmd/coffer"); err != nil {
		t.Fatal("cmd/coffer is missing: ", err)
	}
	report(t, checkNetwork(goList(t, "-deps", "./cmd/coffer")))
}

func report(t *testing.T, faults []string) {
	t.Helper()
	for _, f := range faults {
		t.Error(f)
	}
}

// checkTable finds rows without a reason, rows that stand twice, and arrows
// that do not point down.
func checkTable(table []row) (faults []string) {
	for i, r := range table {
		if r.why == "" {
			faults = append(faults, r.pkg+" has no reason")
		}
		if slices.ContainsFunc(table[:i], func(o row) bool { return o.pkg == r.pkg }) {
			faults = append(faults, r.pkg+" stands twice")
		}
		for _, imp := range r.imports {
			below := func(o row) bool { return o.pkg == imp }
			if imp != allBelow && imp != r.pkg && !slices.ContainsFunc(table[i:], below) {
				faults = append(faults, fmt.Sprintf("%s -> %s does not point down", r.pkg, imp))
			}
		}
	}
	return faults
}

// checkArrows finds packages without a row, and imports their row does not allow.
func checkArrows(table []row, pkgs []*source) (faults []string) {
	for _, p := range pkgs {
		at := slices.IndexFunc(table, func(r row) bool { return covers(r.pkg, p.pkg) })
		if at < 0 {
			faults = append(faults, p.pkg+" has no row in the table of arrows")
			continue
		}
		for path, file := range p.imports {
			if to := local(path); to != "" && !allowed(table, at, to) {
				faults = append(faults, fmt.Sprintf("%s: %s may not import %s (%s)", file, p.pkg, to, table[at].why))
			}
		}
	}
	return faults
}

func allowed(table []row, at int, to string) bool {
	r := table[at]
	if !r.bare && slices.Contains(everybody, to) {
		return true
	}
	return slices.ContainsFunc(r.imports, func(imp string) bool {
		if imp != allBelow {
			return covers(imp, to)
		}
		return slices.ContainsFunc(table[at+1:], func(o row) bool { return covers(o.pkg, to) })
	})
}

// checkLibraries finds libraries away from home, and libraries without one.
func checkLibraries(homes []home, pkgs []*source) (faults []string) {
	for _, p := range pkgs {
		for path, file := range p.imports {
			at := slices.IndexFunc(homes, func(h home) bool { return covers(h.what+"/...", path) })
			switch {
			case at < 0 && local(path) == "" && foreign(path):
				faults = append(faults, fmt.Sprintf("%s: %s has no home; a new library is a decision", file, path))
			case at >= 0 && !homes[at].isHome(p.pkg):
				faults = append(faults, fmt.Sprintf("%s: %s is at home in %q (%s)", file, path, homes[at].pkgs, homes[at].why))
			}
		}
	}
	return faults
}

// foreign tells a module's import path from one of the standard library: its
// first element has a dot.
func foreign(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return strings.Contains(first, ".")
}

// checkSymbols finds names of the standard library away from home, and dot
// imports, which would hide them.
func checkSymbols(homes []home, pkgs []*source) (faults []string) {
	for _, p := range pkgs {
		if place := p.uses["import ."]; place != "" {
			faults = append(faults, place+": a dot import hides where names come from")
		}
		for _, h := range homes {
			if place := p.place(h.what); place != "" && !h.isHome(p.pkg) {
				faults = append(faults, fmt.Sprintf("%s: %s is at home in %q (%s)", place, h.what, h.pkgs, h.why))
			}
		}
	}
	return faults
}

func (s *source) place(what string) string {
	if place := s.uses[what]; place != "" {
		return place
	}
	return s.imports[what]
}

// checkNetwork finds what brings net/http or crypto/tls in: whoever imports one of them,
// or a package of the standard library that reaches it.
func checkNetwork(deps []listed) (faults []string) {
	for _, network := range []string{"net/http", "crypto/tls"} {
		reaches := map[string]bool{network: true}
		for _, d := range deps {
			if d.Standard && slices.Contains(d.Deps, network) {
				reaches[d.ImportPath] = true
			}
		}
		for _, d := range deps {
			if d.Standard {
				continue
			}
			if i := slices.IndexFunc(d.Imports, func(p string) bool { return reaches[p] }); i >= 0 {
				faults = append(faults, fmt.Sprintf("%s brings %s into cmd/coffer by %s", d.ImportPath, network, d.Imports[i]))
			}
		}
	}
	return faults
}

func (h home) isHome(pkg string) bool {
	return slices.ContainsFunc(h.pkgs, func(p string) bool { return p == everywhere || covers(p, pkg) })
}

// covers tells whether a pattern, a path or "path/...", stands for a path.
func covers(pattern, path string) bool {
	base, below := strings.CutSuffix(pattern, "/...")
	return path == base || below && strings.HasPrefix(path, base+"/")
}
