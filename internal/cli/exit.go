package cli

import "coffer/internal/app"

// exitCodes is the one table from a kind of failure to an exit code. Codes
// never change; docs/exit-codes.md explains them.
var exitCodes = [...]int{
	app.Other:       1,
	app.Usage:       2,
	app.Locked:      3,
	app.Password:    4,
	app.NotFound:    5,
	app.Ambiguous:   6,
	app.Exists:      7,
	app.Busy:        8,
	app.Damaged:     9,
	app.Findings:    10,
	app.Refused:     11,
	app.Network:     12,
	app.Input:       13,
	app.Interrupted: 130,
}

// childExit carries the exit code of a program that `run` started.
type childExit struct{ code int }

func (childExit) Error() string { return "the program ended with an error of its own" }
