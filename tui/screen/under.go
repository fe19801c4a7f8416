package screen

import tea "charm.land/bubbletea/v2"

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
		cmds, _, _ := Several(msg)
		for i, one := range cmds {
			cmds[i] = under(one, on)
		}
		return msg
	}
}
