package cli

import (
	"cmp"
	"strings"

	"coffer/internal/app"
)

// tellNotice tells what came from a contact, and what to do about it.
func (c *cli) tellNotice(n app.Notice) {
	switch text := cmp.Or(app.NoticePattern(n), trustPattern(n)); {
	case text == "":
	case !strings.Contains(text, "WHO") && !strings.Contains(text, "THIS"):
		c.tell("%s", c.inVault(text))
	default:
		which := cmp.Or(n.Seal, n.Trust, n.Ticket)
		format := strings.NewReplacer("WHO", "%[1]s", "THIS", "%[2]s", "SAID", "%[3]s", "NAME", "%[4]s").Replace(text)
		c.tell(format, quoted(n.Contact), which[:min(len(which), 9)], quoted(n.Message), app.NameWord(n.Contact))
	}
	if alarm := looksLike(n.Alike); alarm != "" {
		c.tell("warning: %s %s", quoted(n.Contact), alarm)
	}
}

// trustPattern is [app.NoticePattern] for trustees and tickets.
func trustPattern(n app.Notice) string {
	text := trustNotices()[n.Kind]
	if text != "" && n.Message != "" {
		text += ": SAID"
	}
	return text
}
