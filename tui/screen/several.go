package screen

import (
	"reflect"

	tea "charm.land/bubbletea/v2"
)

// Several are the commands in a message that only carries them, and whether they are done in a
// row ([tea.Sequence]) or side by side ([tea.Batch]). They are those of the message: who puts
// another one in the place of one has changed it there.
func Several(msg tea.Msg) (cmds []tea.Cmd, inOrder, ok bool) {
	if batch, ok := msg.(tea.BatchMsg); ok {
		return batch, false, true
	}
	row := reflect.ValueOf(msg) // its type has no name for us
	if !row.IsValid() || row.Kind() != reflect.Slice || row.Type().Elem() != reflect.TypeFor[tea.Cmd]() {
		return nil, false, false
	}
	return row.Convert(reflect.TypeFor[[]tea.Cmd]()).Interface().([]tea.Cmd), true, true
}
