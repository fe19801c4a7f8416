package cli

import (
	"strings"

	"coffer/internal/app"
	"coffer/internal/host"
)

// tellNotice tells what came from a contact, and what to do about it.
func (c *cli) tellNotice(n app.Notice) {
	text := app.NoticePattern(n)
	format := strings.NewReplacer("WHO", "%[1]s", "THIS", "%[2]s", "SAID", "%[3]s", "NAME", "%[4]s", "WHAT", "%[5]s").Replace(text)
	switch {
	case text == "":
	case format == text: // nobody and nothing is named in it
		c.tell("%s", c.inVault(text))
	default:
		c.tell(format, quoted(n.Contact), app.NoticeMatter(n), quoted(n.Message), app.NameWord(n.Contact), host.Safe(n.Message))
	}
	if alarm := looksLike(n.Alike); alarm != "" {
		c.tell("warning: %s %s", quoted(n.Contact), alarm)
	}
}
