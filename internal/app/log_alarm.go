package app

import (
	"context"

	"coffer/vault"
)

// LogAlarm is what a witness of a log has to speak up about, until it is settled.
type LogAlarm struct {
	Name string // of the contact
	// Own tells that it is about this vault, and the contact witnessed it; else it is about
	// the vault of the contact.
	Own  bool
	Text string // what is wrong
	Next string // what to do
}

// LogAlarms lists them.
func (a *App) LogAlarms(ctx context.Context) (all []LogAlarm, err error) {
	err = a.view(ctx, func(tx *vault.Tx) error {
		all, err = logAlarms(tx)
		return err
	})
	return all, err
}

func logAlarms(tx *vault.Tx) (all []LogAlarm, err error) {
	w, err := logWitnesses(tx)
	if err != nil {
		return nil, err
	}
	for i := range w.Mine {
		if m := &w.Mine[i]; m.Stands.Alarm() {
			all = append(all, m.alarm())
		}
	}
	for i := range w.Others {
		if k := &w.Others[i]; k.Alarm {
			all = append(all, LogAlarm{Name: k.Name, Text: "you keep " + k.KeptText() + " of their log; " + k.DoubtText(),
				Next: "tell them over another way; coffer log witness accept " + NameWord(k.Name) + " settles it"})
		}
	}
	return all, nil
}

func (w *LogWitness) alarm() LogAlarm {
	a := LogAlarm{Name: w.Name, Own: true, Text: "the vault on this machine is older than what they witnessed: " + witnessedText(w.Kept, w.KeptOf),
		Next: "look for the newer file, and for who put this one here; if this is the one to keep, ask them to settle it"}
	if w.Stands == StandsOff {
		a.Text = "the vault on this machine is another branch than the one they witnessed: " + witnessedText(w.Kept, w.KeptOf)
		a.Next = "look for the other file: each may hold what the other does not; if this is the one to keep, ask them to settle it"
	}
	return a
}

// Sentence says an alarm in one line, without what to do.
func (l *LogAlarm) Sentence() string {
	if l.Own {
		return "warning: " + Quoted(l.Name) + " witnesses your log: " + l.Text
	}
	return "warning: you witness the log of " + Quoted(l.Name) + ": " + l.Text
}

// checkWitnesses finds a vault that is not the one that was witnessed.
func checkWitnesses(c *checkup) (found []Finding) {
	for _, l := range c.logs {
		found = append(found, Finding{"witness", Serious, l.Name, l.Text, l.Next})
	}
	return found
}
