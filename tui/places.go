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
	core bool // what it shows lies in the core tier
	make func(*screen.Desk) screen.Screen
}

// places are all, in the order of their keys.
var places = []place{
	{"items", false, func(d *screen.Desk) screen.Screen { return items.NewBrowse(d) }},
	{"inbox", true, func(d *screen.Desk) screen.Screen { return people.NewInbox(d) }},
	{"seals", true, func(d *screen.Desk) screen.Screen { return sealing.NewSeals(d) }},
	{"contacts", true, func(d *screen.Desk) screen.Screen { return people.NewContacts(d) }},
	{"recovery", true, func(d *screen.Desk) screen.Screen { return recovery.New(d) }},
	{"health", true, func(d *screen.Desk) screen.Screen { return health.New(d) }},
	{"account", false, func(d *screen.Desk) screen.Screen { return account.New(d) }},
}
