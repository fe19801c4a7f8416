package main

import (
	"cmp"
	"strings"

	"coffer/internal/app"
)

// tellMatter tells what happened to a seal, a deposit or a ticket: WHO did it, and by
// which @ID THIS is named. NAME is the same person as WHO, as a command takes them.
func (c *cli) tellMatter(n app.Notice, who string) {
	text := cmp.Or(sealNotices()[n.Kind], trustNotices()[n.Kind])
	if text == "" {
		return
	}
	which := cmp.Or(n.Seal, n.Trust, n.Ticket)
	format := strings.NewReplacer("WHO", "%[1]s", "THIS", "%[2]s", "NAME", "%[4]s").Replace(text)
	if n.Message != "" {
		format += ": %[3]s"
	}
	c.tell(format, who, which[:min(len(which), 9)], quoted(n.Message), app.NameWord(n.Contact))
}
