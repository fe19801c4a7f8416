package tui

import (
	"coffer/internal/app"
	"coffer/tui/door"
)

// welcome is what the owner is told who has just opened the vault: first what may be
// wrong, and what to do about it.
func welcome(w door.Welcome) (rows []row) {
	say := func(text string) { rows = append(rows, row{text: text}, row{}) }
	for _, doubt := range w.Doubts {
		say("warning: " + app.WarningText(doubt) + doubtNext(doubt))
	}
	if w.Failed.Count > 0 {
		say("warning: " + app.FailedText(w.Failed) + "; was that you? If not, the account place changes the master password")
	}
	if !w.Upkept.Due.IsZero() {
		say("warning: this vault is marked for deletion and goes for good on " + app.LocalTime(w.Upkept.Due) + "; the account place takes that back")
	}
	if w.Upkept.NoBackup != nil {
		say("warning: " + app.BackupWarning(w.Upkept.NoBackup))
	}
	for _, text := range app.DecidedTexts(w.Decided) {
		say(text)
	}
	if n := len(w.Urgent.Breaking); n > 0 {
		say(app.Counted(n, "seal of yours is", "seals of yours are") + " being broken: the seals place allows or vetoes it")
	}
	if n := len(w.Urgent.Asked); n > 0 {
		say(app.AskedText(n))
	}
	for i := range w.Urgent.Logs {
		say(w.Urgent.Logs[i].Sentence() + "; the log, in the account place, has its witnesses")
	}
	if w.Before != nil {
		say("last session: " + app.LoginText(w.Before))
	}
	if len(rows) > 0 {
		rows = rows[:len(rows)-1]
	}
	return rows
}

// doubtNext is what can be done about a vault that may not be what it should be.
func doubtNext(w app.Warning) string {
	if app.IsOlder(w) {
		return ". Look for the newer file and put it back in its place; coffer verify --accept goes on with this one"
	}
	return ""
}

// begun is what the owner of a new vault is told.
func begun() []row {
	return []row{
		{text: "Your vault is made, and open."}, {},
		{text: "Nobody can bring your master password back. What helps if you forget it is what you prepare:"},
		{key: "trustees", text: "friends of whom some together open a recovery, and who never see your password"},
		{key: "emergency kit", text: "on paper, for a drawer or a safe: coffer kit new"}, {},
		{text: "Both can wait until tomorrow."},
	}
}
