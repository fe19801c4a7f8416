package tui

import (
	"strings"

	tea "charm.land/bubbletea/v2"
)

// keyNames are the keys that have a name of more than a letter.
var keyNames = map[string]rune{
	"enter": tea.KeyEnter, "esc": tea.KeyEscape, "tab": tea.KeyTab, "up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight,
	"home": tea.KeyHome, "end": tea.KeyEnd, "pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown, "backspace": tea.KeyBackspace, "delete": tea.KeyDelete,
	"space": tea.KeySpace, "f1": tea.KeyF1, "f2": tea.KeyF2, "f5": tea.KeyF5,
}

// splitKey takes what is held from the name of a key.
func splitKey(name string) (mod tea.KeyMod, rest string) {
	for {
		held, after, ok := strings.Cut(name, "+")
		switch {
		case !ok || after == "":
			return mod, name
		case held == "ctrl":
			mod |= tea.ModCtrl
		case held == "shift":
			mod |= tea.ModShift
		case held == "alt":
			mod |= tea.ModAlt
		default:
			return mod, name
		}
		name = after
	}
}

// isKeyName tells whether a word names a key that is no letter.
func isKeyName(word string) bool {
	mod, rest := splitKey(word)
	_, named := keyNames[rest]
	return named || mod != 0 && len([]rune(rest)) == 1
}

// keyNamed is the press of a key, by a name that there is.
func keyNamed(name string) tea.KeyPressMsg {
	mod, rest := splitKey(name)
	k := tea.KeyPressMsg{Mod: mod}
	if code, ok := keyNames[rest]; ok {
		k.Code = code
		if code == tea.KeySpace {
			k.Text = " "
		}
		return k
	}
	k.Code = []rune(rest)[0]
	if mod == 0 {
		k.Text = rest
	}
	return k
}
