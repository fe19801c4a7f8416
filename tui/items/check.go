package items

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/screen"
)

// check says of the passwords of the item what coffer check does: how strong they are,
// and where else they are. Breaches are not asked about.
func (it *Item) check() tea.Cmd {
	ref := it.ref
	return screen.Call(it.d, "checking", func(ctx context.Context, a *app.App) (lines []string, err error) {
		r, err := a.Check(ctx, app.CheckOptions{Place: ref})
		for i := range r.Findings {
			lines = append(lines, findingText(&r.Findings[i]))
		}
		if len(lines) == 0 {
			lines = []string{"checked: nothing to mend in " + app.Counted(r.Secrets, "secret", "secrets")}
		}
		return lines, err
	}, func(lines []string) tea.Cmd {
		it.checked = lines
		return nil
	})
}

// findingText is one line about a field, with the first other place where there is one.
func findingText(f *app.CheckFinding) string {
	text := f.Why
	if f.Field != "" {
		text = f.Field + ": " + text
	}
	if also := f.AlsoText(); also != "" {
		text += ": " + also
	}
	return f.Severity.String() + ": " + text
}
