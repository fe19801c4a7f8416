package tui_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"coffer/tui/tuitest"
)

// filled is somebody in the form of an item, with a change in it.
func filled(t *testing.T) *tuitest.Person {
	p := tuitest.NewPerson(t, "alice", tuitest.NewClock()).WithVault("Alice")
	p.Adds("home/door", "login", "the-door-canary", map[string]string{"username": "alice"})
	return p.Unlocks().Presses("e").Sees("edit door").Types("x")
}

const lost = "What you typed is not saved, and is lost: edit door."

func TestLeavingAFormAsks(t *testing.T) {
	p := filled(t).Presses("esc").Sees(lost, "y discard what you typed").Golden("unsaved").Presses("n").Sees("edit door", "alicex")
	p.Presses("ctrl+c").Sees(lost).Presses("n").Sees("alicex")
	p.Presses("backspace", "x", "esc", "y").SeesNot("edit door")
	if p.Presses("e", "ctrl+c").Frame() != "" {
		t.Error("who typed nothing is asked before they leave")
	}
}

func TestLeavingTwiceLeaves(t *testing.T) {
	if frame := filled(t).Presses("ctrl+c", "ctrl+c").Frame(); frame != "" {
		t.Errorf("ctrl+c at its own question does not leave:\n%s", frame)
	}
	if frame := filled(t).Presses("ctrl+c", "y").Frame(); frame != "" {
		t.Errorf("yes does not leave:\n%s", frame)
	}
}

func TestFormInAnotherPlaceIsAskedAbout(t *testing.T) {
	p := filled(t).GoesTo("inbox").Presses("q").Sees(lost).Presses("n").Sees("[2 inbox]")
	p.Presses("1").Sees("edit door", "alicex")
}

func TestLockTellsOfADroppedForm(t *testing.T) {
	p := filled(t).Waits(20*time.Minute).SeesNot("edit door", "alicex").Types(tuitest.Password).Presses("enter")
	p.Sees("the form of home/door was open and not saved", "was dropped").Golden("dropped").Presses("enter").SeesNot("dropped")
	p.Presses("ctrl+l").Types(tuitest.Password).Presses("enter").SeesNot("dropped")
	p.Presses("a").Types("home/x").Presses("ctrl+l").Types(tuitest.Password).Presses("enter").Sees("a form in items was open and not saved")
}

// TestFormsTellWhatIsUnsaved holds that each screen with a form says so where it is filled in.
func TestFormsTellWhatIsUnsaved(t *testing.T) {
	files, err := filepath.Glob("*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	with, says := map[string]bool{}, map[string]bool{}
	for _, path := range files {
		if strings.HasPrefix(path, "widget") || strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		formsIn(file, filepath.Dir(path), with, says)
	}
	if len(with) < 10 {
		t.Errorf("%d screens have a form: the search is blind", len(with))
	}
	for name := range with {
		if !says[name] {
			t.Errorf("%s has a form, and no Unsaved", name)
		}
	}
}

// formsIn finds types with a form, and types with that method: of their own, or since they
// embed that of package ask.
func formsIn(file *ast.File, dir string, with, says map[string]bool) {
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.TypeSpec:
			s, _ := n.Type.(*ast.StructType)
			for _, f := range fieldsOf(s) {
				sel, ok := f.Type.(*ast.SelectorExpr)
				if !ok || sel.Sel.Name != "Form" {
					continue
				}
				with[dir+"."+n.Name.Name] = true
				if f.Names == nil && sel.X.(*ast.Ident).Name == "ask" {
					says[dir+"."+n.Name.Name] = true
				}
			}
		case *ast.FuncDecl:
			if n.Recv != nil && n.Name.Name == "Unsaved" {
				says[dir+"."+n.Recv.List[0].Type.(*ast.StarExpr).X.(*ast.Ident).Name] = true
			}
		}
		return true
	})
}

func fieldsOf(s *ast.StructType) []*ast.Field {
	if s == nil {
		return nil
	}
	return s.Fields.List
}
