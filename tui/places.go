package tui

import (
	"coffer/tui/account"
	"coffer/tui/health"
	"coffer/tui/items"
	"coffer/tui/people"
	"coffer/tui/recovery"
	"coffer/tui/screen"
	"coffer/tui/sealing"
)

// place is one of the doors on the first line.
type place struct {
	name string
	make func(*screen.Desk) screen.Screen
}

// places are all, in the order of their keys.
var places = []place{
	{"items", func(d *screen.Desk) screen.Screen { return items.NewBrowse(d) }},
	{"inbox", func(d *screen.Desk) screen.Screen { return people.NewInbox(d) }},
	{"seals", func(d *screen.Desk) screen.Screen { return sealing.NewSeals(d) }},
	{"contacts", func(d *screen.Desk) screen.Screen { return people.NewContacts(d) }},
	{"recovery", func(d *screen.Desk) screen.Screen { return recovery.New(d) }},
	{"health", func(d *screen.Desk) screen.Screen { return health.New(d) }},
	{"account", func(d *screen.Desk) screen.Screen { return account.New(d) }},
}
