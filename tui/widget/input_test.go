package widget

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"coffer/tui/look"
)

func press(in *Input, keys ...tea.KeyPressMsg) {
	for _, k := range keys {
		in.Update(k)
	}
}

func key(code rune) tea.KeyPressMsg  { return tea.KeyPressMsg{Code: code} }
func ctrl(code rune) tea.KeyPressMsg { return tea.KeyPressMsg{Code: code, Mod: tea.ModCtrl} }

func typed(in *Input, text string) {
	for _, r := range text {
		in.Update(tea.KeyPressMsg{Code: r, Text: string(r)})
	}
}

func TestInputEdits(t *testing.T) {
	in := &Input{}
	typed(in, "one two three")
	press(in, ctrl('w'), key(tea.KeyHome), key(tea.KeyDelete), key(tea.KeyRight))
	typed(in, "X")
	if got := in.Text(); got != "nXe two " {
		t.Errorf("%q", got)
	}
	press(in, ctrl('e'), ctrl('u'))
	if !in.Empty() {
		t.Errorf("%q is left", in.Text())
	}
}

// TestInputKnowsLetters holds that the cursor goes over what a person sees as one letter.
func TestInputKnowsLetters(t *testing.T) {
	in := &Input{}
	in.Update(tea.PasteMsg{Content: "ae\u0301👩‍👩‍👧\x1b[2Jb\n"})
	if got := in.Text(); got != "ae\u0301👩‍👩‍👧[2Jb" {
		t.Fatalf("%q", got)
	}
	press(in, key(tea.KeyLeft), key(tea.KeyLeft), key(tea.KeyLeft), key(tea.KeyLeft), key(tea.KeyBackspace), key(tea.KeyBackspace))
	if got := in.Text(); got != "a[2Jb" {
		t.Errorf("%q", got)
	}
}

func TestInputIsBounded(t *testing.T) {
	in := &Input{Most: 5}
	typed(in, "äöüß")
	if got := in.Text(); got != "äö" {
		t.Errorf("%q", got)
	}
}

// TestInputWipes looks into every slice that ever held what was typed.
func TestInputWipes(t *testing.T) {
	in := &Input{Hidden: true}
	var held [][]rune
	for _, r := range "a password" {
		typed(in, string(r))
		held = append(held, in.text[:cap(in.text)])
	}
	in.cut(2, 4)
	secret := in.Secret()
	in.Wipe()
	for _, h := range held {
		for _, r := range h {
			if r != 0 {
				t.Fatalf("%q is left", string(h))
			}
		}
	}
	if secret.Reveal() != "a ssword" {
		t.Errorf("%q", secret.Reveal())
	}
}

func TestInputHides(t *testing.T) {
	in := &Input{Label: "password", Hidden: true}
	typed(in, "swordfish")
	view := in.View(40, look.Plain(), true)
	if look.Width(view) != 40 || view != look.Fit("password ••••••••• ", 40) {
		t.Errorf("%q", view)
	}
	if got := look.Width(in.View(14, look.Plain(), true)); got != 14 {
		t.Errorf("%d cells", got)
	}
}

// TestPastedLines holds that lines are never joined into one.
func TestPastedLines(t *testing.T) {
	in := &Input{}
	typed(in, "a")
	in.Update(tea.PasteMsg{Content: "one\rtwo"})
	if seen := in.View(60, look.Mono(), true); in.Text() != "a" || !strings.Contains(seen, "nothing was pasted") {
		t.Errorf("%q, and %q is seen", in.Text(), seen)
	}
	in.Update(tea.PasteMsg{Content: "bc\r\n"})
	if seen := in.View(60, look.Mono(), true); in.Text() != "abc" || strings.Contains(seen, "nothing") {
		t.Errorf("%q, and %q is seen", in.Text(), seen)
	}
	for _, test := range []struct {
		in   Input
		want string
	}{{Input{Lines: true}, "one\ntwo\n\nthree\n"}, {Input{Words: true}, "one two  three"}} {
		test.in.Update(tea.PasteMsg{Content: "one\r\ntwo\r\rthree\n"})
		if got := test.in.Text(); got != test.want {
			t.Errorf("%q", got)
		}
	}
}
