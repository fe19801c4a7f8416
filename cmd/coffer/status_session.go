package main

import (
	"fmt"
	"time"

	"coffer/internal/app"
	"coffer/internal/host"
)

// sessionRows say whether commands need the password, and until when not.
func sessionRows(now time.Time, s app.SessionState, opened bool) [][]string {
	var rows [][]string
	own := s.OwnSession()
	switch {
	case own != nil:
		if !opened {
			rows = append(rows, []string{"state", sessionText(now, own)})
		}
		rows = append(rows, []string{"session", host.Safe(fmt.Sprintf("%q", own.Name)) + ", since " + localTime(own.Began)})
	case !opened && s.Running && s.Ended != 0:
		rows = append(rows, []string{"state", fmt.Sprintf("locked: %s", s.Ended)})
	case !opened:
		rows = append(rows, []string{"state", "locked; --full or --password-file shows more"})
	}
	others := len(s.Sessions)
	if own != nil {
		others--
	}
	if others > 0 {
		rows = append(rows, []string{"elsewhere", counted(others, "more session", "more sessions")})
	}
	if n := len(s.Tokens); n > 0 {
		rows = append(rows, []string{"tokens", fmt.Sprint(n)})
	}
	return rows
}

func sessionText(now time.Time, s *app.SessionRow) string {
	what := "unlocked"
	if !s.Core {
		what = "unlocked, companion tier alone"
	}
	return fmt.Sprintf("%s; locks at %s if nobody uses it, at %s in any case",
		what, localTime(now.Add(s.Idle)), localTime(now.Add(s.Hard)))
}

func newSessionDoc(now time.Time, s app.SessionState) *sessionDoc {
	own := s.OwnSession()
	if own == nil {
		return nil
	}
	tier := app.Core
	if !own.Core {
		tier = app.Companion
	}
	return &sessionDoc{Session: own.Name, Tier: tier.String(), Sessions: len(s.Sessions),
		Idle: jsonTime(now.Add(own.Idle)), Hard: jsonTime(now.Add(own.Hard))}
}
