package cli

import (
	"fmt"
	"strings"

	"coffer/internal/app"
	"coffer/internal/host"
)

// How much is said of what is not known: the rest is in JSON.
const (
	mostCauses = 5
	mostNamed  = 3
)

// unknownRows say once for each cause how many passwords nobody could say anything about.
func unknownRows(causes []app.UnknownCause) (rows [][]string) {
	for i := range causes {
		if i == mostCauses {
			more := 0
			for _, c := range causes[i:] {
				more += len(c.Of)
			}
			return append(rows, []string{"note", "unanswered", counted(more, "password", "passwords"), "for other reasons; --json names all"})
		}
		c := &causes[i]
		rows = append(rows, []string{"note", "unanswered", unknownNames(c.Of), "whether breaches know it could not be asked: " + c.Why.Error()})
	}
	return rows
}

// unknownNames names the first of them.
func unknownNames(all []app.CheckFinding) string {
	var names []string
	for i := range all[:min(len(all), mostNamed)] {
		names = append(names, all[i].Text())
	}
	text := strings.Join(names, ", ")
	if more := len(all) - mostNamed; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return text
}

// unknownFailure is how a check ends that found nothing, and could not ask about all.
func unknownFailure(r *app.CheckReport) error {
	why := r.Causes()[0].Why
	return &app.Error{Kind: why.Kind, What: unknownText(len(r.Unknown)) + ": " + host.Safe(why.What), Hint: why.Hint, Err: why}
}

func unknownText(n int) string {
	return fmt.Sprintf("whether breaches know %s is not known", counted(n, "password", "passwords"))
}
