package widget

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"coffer/tui/look"
	"coffer/tui/screen"
)

// drawn are the lines of a list in parts, without the blanks at their ends.
func drawn(c *Chapters, height int) string {
	lines := c.View(screen.Size{Width: 20, Height: height}, look.Plain(), func(chapter, row, cells int) string {
		return string(rune('a'+chapter)) + string(rune('1'+row))
	})
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	return strings.Join(lines, "\n")
}

func TestChapters(t *testing.T) {
	c := Chapters{}
	c.Set([]Chapter{{Title: "first", Len: 2}, {Title: "left out"}, {Title: "none", Empty: "nobody"}, {Title: "last", Len: 1}})
	if got, want := drawn(&c, 8), " first\n › a1\n   a2\n\n none\n   nobody\n\n last"; got != want {
		t.Errorf("it draws\n%s\nand not\n%s", got, want)
	}
	c.Press("down")
	c.Press("down")
	if chapter, row, ok := c.At(); chapter != 3 || row != 0 || !ok {
		t.Errorf("the cursor is at %d, %d, %v", chapter, row, ok)
	}
	if got, want := drawn(&c, 3), "\n last\n › d1"; got != want {
		t.Errorf("it scrolls to\n%s\nand not\n%s", got, want)
	}
	c.Press("home")
	if got, want := drawn(&c, 3), " first\n › a1\n   a2"; got != want {
		t.Errorf("it scrolls back to\n%s\nand not\n%s", got, want)
	}
	click := tea.MouseClickMsg{Button: tea.MouseLeft}
	if c.Mouse(click, 0) || c.Mouse(click, 2) || !c.Mouse(click, 2) {
		t.Error("a click chooses, and one on what is chosen opens")
	}
	c.Set(nil)
	if _, _, ok := c.At(); ok {
		t.Error("an empty list has a cursor")
	}
}

func named(name string) tea.KeyPressMsg {
	codes := map[string]rune{"down": tea.KeyDown, "up": tea.KeyUp, "space": tea.KeySpace, "left": tea.KeyLeft}
	if code, ok := codes[name]; ok {
		return tea.KeyPressMsg{Code: code}
	}
	return tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
}

func TestForm(t *testing.T) {
	some := &FormRow{Name: "some", Some: []Option{{Name: "bob"}, {Name: "carol", Why: "she is away"}}}
	one := &FormRow{Name: "one", Options: []string{"x", "y"}}
	text := &FormRow{Name: "text", Input: &Input{}}
	f := Form{Rows: []*FormRow{some, one, text}}
	for _, name := range []string{"space", "down", "space", "down", "left", "down", "j", "q"} {
		f.Update(named(name))
	}
	if got := some.On(); len(got) != 1 || got[0] != "bob" {
		t.Errorf("%q are chosen", got)
	}
	if one.Choice() != "y" || text.Input.Text() != "jq" || !f.Typing() {
		t.Errorf("it has %q and %q", one.Choice(), text.Input.Text())
	}
	f.Update(named("up"))
	f.Update(named("up"))
	if f.why() != "she is away" {
		t.Errorf("it says %q", f.why())
	}
	lines := f.View(screen.Size{Width: 40, Height: 12}, look.Plain(), []string{"below"})
	if all := strings.Join(lines, "\n"); !strings.Contains(all, "not possible: she is away") || !strings.Contains(all, "below") || len(lines) != 12 {
		t.Errorf("it draws\n%s", all)
	}
	f.Wipe()
	if !text.Input.Empty() {
		t.Error("what was typed is still there")
	}
}
