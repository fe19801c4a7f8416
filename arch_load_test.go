package coffer_test

import (
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// source is one package of ours as the checks see it: what its files import
// and which names of other packages they use, on every operating system.
// Paths of ours are without the module: "vault/blob"; the root is ".".
type source struct {
	pkg     string
	imports map[string]string // import path -> file that imports it
	uses    map[string]string // "time.Now" or "func init" -> place
}

func newSource(pkg string) *source {
	return &source{pkg: pkg, imports: map[string]string{}, uses: map[string]string{}}
}

// listed is what go list says of one package.
type listed struct {
	ImportPath, Dir                   string
	Standard                          bool
	GoFiles, CgoFiles, IgnoredGoFiles []string
	Imports, Deps                     []string
}

// ours loads every package of the module with all its files but tests.
func ours(t *testing.T) []*source {
	t.Helper()
	var all []*source
	for _, l := range goList(t, "./...") {
		s := newSource(local(l.ImportPath))
		for _, name := range slices.Concat(l.GoFiles, l.CgoFiles, l.IgnoredGoFiles) {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			path := filepath.Join(l.Dir, name)
			text, err := os.ReadFile(path)
			if err == nil {
				err = s.add(path, text)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		all = append(all, s)
	}
	return all
}

// local cuts the module from an import path of ours; foreign paths get "".
func local(path string) string {
	if path == "coffer" {
		return "."
	}
	rest, ok := strings.CutPrefix(path, "coffer/")
	if !ok {
		return ""
	}
	return rest
}

// add reads one file. Files for "go run" alone (go:build ignore) do not count.
func (s *source) add(path string, text []byte) error {
	head, _, _ := strings.Cut("\n"+string(text), "\npackage ")
	if strings.Contains(head, "\n//go:build ignore\n") {
		return nil
	}
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, path, text, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	names := map[string]string{}
	for _, spec := range file.Imports {
		p, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return err
		}
		s.imports[p] = path
		names[importName(spec, p)] = p
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if use := useOf(n, names); use != "" {
			s.uses[use] = fset.Position(n.Pos()).String()
		}
		return true
	})
	return nil
}

// importName is the name under which a file knows an import: its own choice,
// or the path's last element that is no version.
func importName(spec *ast.ImportSpec, path string) string {
	if spec.Name != nil {
		return spec.Name.Name
	}
	dir, last := filepath.Split(path)
	if len(last) > 1 && last[0] == 'v' && last[1] >= '0' && last[1] <= '9' {
		last = filepath.Base(dir)
	}
	return last
}

// useOf names what a node uses: a name of another package, an init function,
// or a dot import, which hides every use behind it.
func useOf(n ast.Node, names map[string]string) string {
	switch n := n.(type) {
	case *ast.SelectorExpr:
		if id, ok := n.X.(*ast.Ident); ok && names[id.Name] != "" {
			return names[id.Name] + "." + n.Sel.Name
		}
	case *ast.FuncDecl:
		if n.Recv == nil && n.Name.Name == "init" {
			return "func init"
		}
	case *ast.ImportSpec:
		if n.Name != nil && n.Name.Name == "." {
			return "import ."
		}
	}
	return ""
}

func goList(t *testing.T, args ...string) []listed {
	t.Helper()
	cmd := exec.Command("go", append([]string{"list", "-json=ImportPath,Dir,Standard,GoFiles,CgoFiles,IgnoredGoFiles,Imports,Deps"}, args...)...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list %q: %v\n%s", args, err, &stderr)
	}
	var all []listed
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var l listed
		switch err := d.Decode(&l); {
		case errors.Is(err, io.EOF):
			return all
		case err != nil:
			t.Fatal(err)
		}
		all = append(all, l)
	}
}
