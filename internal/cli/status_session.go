package cli

import (
	"fmt"
	"time"

	"coffer/internal/app"
)

// sessionRows say whether commands need the password, and until when not.
func (c *cli) sessionRows(now time.Time, s app.SessionState, opened, frozen bool) [][]string {
	var rows [][]string
	own := s.OwnSession()
	switch {
	case frozen:
		rows = append(rows, []string{"state", "closed, as trustees ordered; no session opens it"})
	case !opened:
		rows = append(rows, []string{"state", c.inVault(sessionText(now, s))})
	}
	if own != nil {
		rows = append(rows, []string{"session", fmt.Sprintf("%q, since %s", own.Name, localTime(own.Began))})
	}
	if n := elsewhere(s); n > 0 && own != nil {
		rows = append(rows, []string{"elsewhere", counted(n, "more session", "more sessions")})
	} else if n > 0 {
		rows = append(rows, []string{"elsewhere", counted(n, "session", "sessions") + ", not of this shell"})
	}
	if n := len(s.Tokens); n > 0 {
		rows = append(rows, []string{"tokens", fmt.Sprint(n)})
	}
	return rows
}

// elsewhere is how many sessions there are that this command does not use.
func elsewhere(s app.SessionState) int {
	if s.OwnSession() != nil {
		return len(s.Sessions) - 1
	}
	return len(s.Sessions)
}

func sessionText(now time.Time, s app.SessionState) string {
	own := s.OwnSession()
	switch {
	case own == nil && s.Ended != 0:
		return fmt.Sprintf("locked: %s; coffer unlock opens it", s.Ended)
	case own == nil:
		return "locked; coffer unlock opens it, --full asks for the password and shows more"
	}
	what := "unlocked"
	if !own.Core {
		what = "unlocked, companion tier alone"
	}
	return fmt.Sprintf("%s; locks at %s if nobody uses it, at %s in any case", what, soon(now, own.Idle), soon(now, own.Hard))
}

// soonest is from when on the seconds of a time count.
const soonest = 5 * time.Minute

// soon shows the time after so long as the reader's own, with its seconds when
// they count.
func soon(now time.Time, left time.Duration) string {
	at := now.Add(left)
	if left >= soonest {
		return localTime(at)
	}
	return at.Local().Format(time.DateTime)
}

// sessionsDoc is the part of the state that sessions and tokens are.
type sessionsDoc struct {
	Session   *sessionDoc `json:"session,omitempty"`    // that of this command
	Ended     string      `json:"ended,omitempty"`      // without one: why the last ended, in one word
	EndedText string      `json:"ended_text,omitempty"` // the same for people; its words may change
	Elsewhere int         `json:"elsewhere"`            // other sessions
	Tokens    int         `json:"tokens"`
}

type sessionDoc struct {
	Session string `json:"session"`
	Tier    string `json:"tier"`
	Began   string `json:"began"`
	Idle    string `json:"locks_unused"`
	Hard    string `json:"locks"`
}

func newSessionsDoc(now time.Time, s app.SessionState) sessionsDoc {
	doc := sessionsDoc{Elsewhere: elsewhere(s), Tokens: len(s.Tokens)}
	own := s.OwnSession()
	switch {
	case own == nil && s.Ended != 0:
		doc.Ended, doc.EndedText = s.Ended.Word(), s.Ended.String()
		return doc
	case own == nil:
		return doc
	}
	doc.Session = &sessionDoc{Session: own.Name, Tier: openTier(own.Core).String(), Began: jsonTime(own.Began),
		Idle: jsonTime(now.Add(own.Idle)), Hard: jsonTime(now.Add(own.Hard))}
	return doc
}
