package people

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/ask"
	"coffer/tui/screen"
)

// pick opens a list to choose from.
func pick(d *screen.Desk, p ask.Pick) tea.Cmd {
	return screen.Send(screen.Open{Screen: ask.NewPick(d, p)})
}

// people are the contacts and circles that something can go to.
func people(ctx context.Context, a *app.App) (all []ask.Choice, err error) {
	circles, err := a.Circles(ctx)
	if err != nil {
		return nil, err
	}
	for _, c := range circles {
		all = append(all, ask.Choice{Ref: "@" + c.ID.String(), Name: c.Name, Note: "circle, " + app.Counted(len(c.People), "contact", "contacts")})
	}
	contacts, err := a.Contacts(ctx)
	for i := range contacts {
		c := &contacts[i]
		all = append(all, ask.Choice{Ref: "@" + c.ID.String(), Name: c.Name, Note: c.State().String()})
	}
	return all, err
}

func names(chosen []ask.Choice) (all []string) {
	for _, c := range chosen {
		all = append(all, c.Name)
	}
	return all
}

func refs(chosen []ask.Choice) (all []string) {
	for _, c := range chosen {
		all = append(all, c.Ref)
	}
	return all
}
