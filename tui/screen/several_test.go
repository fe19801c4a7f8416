package screen

import (
	"testing"

	tea "charm.land/bubbletea/v2"
)

func TestSeveral(t *testing.T) {
	one := func() tea.Msg { return Back{} }
	for name, c := range map[string]struct {
		msg         tea.Msg
		inOrder, ok bool
	}{
		"side by side": {tea.Batch(one, one)(), false, true},
		"in a row":     {tea.Sequence(one, one)(), true, true},
		"one":          {one(), false, false},
		"none":         {nil, false, false},
		"other things": {[]string{"a", "b"}, false, false},
	} {
		cmds, inOrder, ok := Several(c.msg)
		if inOrder != c.inOrder || ok != c.ok || ok != (len(cmds) == 2) {
			t.Errorf("%s: %d commands, in order %t, %t", name, len(cmds), inOrder, ok)
		}
	}
}

// TestUnderReachesARow: a Back among several in a row is of the screen that asked for work.
func TestUnderReachesARow(t *testing.T) {
	on := &struct{ Screen }{}
	back := func() tea.Msg { return Back{} }
	cmds, _, _ := Several(under(tea.Sequence(back, back), on)())
	for _, cmd := range cmds {
		if b, is := cmd().(Back); !is || b.Of != Screen(on) {
			t.Error("it takes another screen away")
		}
	}
}
