package app

import (
	"time"

	"coffer/box/witness"
)

// What is said of heads that others keep, and that are kept for others.

// witnessNotices are what a sync says of them; WHAT is text of ours, and nobody's words.
func witnessNotices() map[string]string {
	const tell = "; tell them over another channel, and settle it with coffer log witness accept NAME"
	return map[string]string{
		"witness.begun": "WHO lets you witness their log: you keep its newest head, which says nothing; coffer log witness ls shows it",
		"witness.older": "warning: the log of WHO has fewer entries than you keep of it: WHAT; an older copy of their vault was put in its place" + tell,
		"witness.forked": "warning: the log of WHO has not grown out of what you keep of it: WHAT; a copy of their vault went a way of its own, or " +
			"was changed" + tell,
		"witness.key": "warning: the log of WHO: WHAT, signed with another key; that is so after a reset of their vault, and where a copy from before its first head goes on" + tell,
		"witness.unproved": "warning: head after head of the log of WHO is not proved to have grown out of what you keep of it: WHAT; " +
			"an older copy, or another branch, could hide behind that, or your answers do not reach them" + tell,

		"witness.kept":  "WHO keeps heads of your log from now on",
		"witness.ahead": "warning: this vault is older than what WHO witnessed: WHAT; look for the newer file, and for who put this one here",
		"witness.branch": "warning: this vault is another branch than the one that WHO witnessed: WHAT; each may hold what the other does not: " +
			"look for the other file",
		"witness.unsure": "warning: WHO keeps a head of your log that another key signed: WHAT; after a reset that is so, and " +
			"they settle it with coffer log witness accept; else this file is a copy from before its first head, or what they say is wrong",
	}
}

// witnessKinds are those of them, for hooks.
func witnessKinds() []string {
	return []string{"witness.begun", "witness.older", "witness.forked", "witness.key", "witness.unproved",
		"witness.kept", "witness.ahead", "witness.branch", "witness.unsure"}
}

// witnessedText says which head a witness keeps.
func witnessedText(entries uint64, signed time.Time) string {
	return entriesText(entries) + ", signed on " + LocalTime(signed)
}

func entriesText(n uint64) string { return Counted(int(n), "entry", "entries") }

// headsText says which two heads do not fit.
func (k *LogKept) headsText() string {
	return "you keep " + witnessedText(k.Entries, k.Signed) + ", and one of " + entriesText(k.DoubtEntries) + " came"
}

// DoubtText says what is wrong with the log of a contact, and what to do; empty for nothing.
func (k *LogKept) DoubtText() string {
	text := map[string]string{
		witness.Older.String():    "an older copy of their vault was put in its place",
		witness.Forked.String():   "a copy of their vault went a way of its own, or was changed",
		witness.OtherKey.String(): "it is signed with another key, as after a reset, or by a copy from before the first head",
		witness.Unproved.String(): "it is not proved yet to have grown out of that; the next one may be",
	}[k.Doubt]
	switch {
	case text == "":
		return ""
	case k.Doubt == witness.Unproved.String() && k.Alarm:
		text = "neither it nor those before it are proved to have grown out of that; an older copy, or another branch, could hide behind it, or your answers do not reach them"
	case k.Doubt != witness.OtherKey.String() && k.NewKey:
		text += ", from before its first head, or it was reset since"
	}
	text = "on " + LocalTime(k.DoubtAt) + " a head of " + entriesText(k.DoubtEntries) + " came: " + text
	if k.Over {
		text += "; what you keep has grown since"
	}
	return text
}

// AcceptText says what it means to settle the doubt: what is kept from then on, and what is lost.
func (k *LogKept) AcceptText() string {
	if k.Over {
		return "you go on with " + k.KeptText() + ", and forget that another head came, which would show that there was a copy"
	}
	return "the head of " + entriesText(k.DoubtEntries) + " takes the place of " + k.KeptText() +
		"; that one goes for good, and with it what shows that their log went back, or another way"
}

// KeptText says what is kept of the log of a contact.
func (k *LogKept) KeptText() string { return witnessedText(k.Entries, k.Signed) }

// SentText says what a witness was sent last.
func (w *LogWitness) SentText() string {
	switch {
	case w.Sent == 0 && w.State != "connected" && w.State != "verified":
		return "nothing is sent: the contact is " + w.State
	case w.Sent == 0:
		return "coffer sync sends the first head"
	}
	return "sent " + entriesText(w.Sent) + " on " + LocalTime(w.SentAt)
}

// KeptText says what a witness keeps, by its own word, and what that means.
func (w *LogWitness) KeptText() string {
	if w.Kept == 0 {
		return "not answered yet"
	}
	keeps := "keeps " + witnessedText(w.Kept, w.KeptOf)
	switch w.Stands {
	case StandsAhead:
		return keeps + ": this vault is older than that"
	case StandsOff:
		return keeps + ": this vault is another branch"
	case StandsOther:
		return keeps + ": another key signed that, as before a reset, or after this copy was made"
	}
	return keeps
}
