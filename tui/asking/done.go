package asking

import (
	"strings"

	"coffer/internal/app"
	"coffer/tui/ask"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// changed says what carrying a ticket out has changed, and what is left to do.
func changed(done *app.Redeemed) (texts []string) {
	texts = append(texts, done.Faults...)
	if app.IsOrder(done.Kind) {
		return append(texts, placed(done)...)
	}
	texts = append(texts, "The vault in "+done.Dir+" has a new master password and new keys.")
	if len(done.Trusted) > 0 {
		texts = append(texts, "The shares of "+strings.Join(done.Trusted, ", ")+" are worth nothing now: choose trustees anew in the recovery place, and do not put it off.")
	}
	if n := len(done.Exposed); n > 0 {
		texts = append(texts, "Older copies of the file still open with the old password, and with those shares: they hold "+app.Counted(n, "item", "items")+".")
	}
	if done.Kind == "reset" {
		return append(texts, "What was secret is out of reach: passwords, attachments, contacts, seals and what is held for others. coffer vault adopt brings it back with the former master password.")
	}
	return append(texts, "A sync, f5, tells your contacts; the health place says whether attachments are missing.")
}

// placed says where an order went.
func placed(done *app.Redeemed) (texts []string) {
	if done.Dir == "" {
		texts = append(texts, "That vault is not on this machine, so that the order stands in none yet.")
	} else {
		texts = append(texts, "The order to "+done.Kind+" stands in the vault in "+done.Dir+".")
	}
	if f := done.Frozen; f != nil && f.Deleting {
		texts = append(texts, "The vault is deleted from "+app.LocalTime(f.Until)+" on, by coffer vault rm, seen at two openings a day apart; until then its owner vetoes that by unlocking it.")
	}
	if done.OnPaper {
		return texts
	}
	return append(texts, "The trustees pass the order on to the owner's client: f5 hands it to them, where that was not done yet.")
}

// newDone says it where no vault is gone into.
func newDone(texts []string) screen.Screen {
	var facts []widget.Fact
	for _, text := range texts {
		facts = append(facts, widget.Fact{Text: text}, widget.Fact{})
	}
	return ask.NewText("carried out", facts)
}
