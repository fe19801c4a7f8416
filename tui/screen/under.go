package screen

import (
	"reflect"

	tea "charm.land/bubbletea/v2"
)

// under does what comes of work on a screen over which another one was opened meanwhile: a
// [Back] takes that screen away, and not the one above, in which somebody may have typed.
func under(cmd tea.Cmd, on Screen) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() tea.Msg {
		msg := cmd()
		if back, is := msg.(Back); is {
			back.Of = on
			return back
		}
		all := reflect.ValueOf(msg) // several, side by side or in a row, which has no type for us
		if all.IsValid() && all.Kind() == reflect.Slice && all.Type().Elem() == reflect.TypeFor[tea.Cmd]() {
			for i := range all.Len() {
				one, _ := all.Index(i).Interface().(tea.Cmd)
				all.Index(i).Set(reflect.ValueOf(under(one, on)))
			}
		}
		return msg
	}
}
