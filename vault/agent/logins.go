package agent

import (
	"slices"
	"strings"
	"time"
)

// Login is one time that the vault was unlocked with its password.
type Login struct {
	_        struct{} `cbor:",toarray"`
	Time     time.Time
	Host     string
	Terminal string // and where from, as far as the system tells
	Session  string // its name; empty for a single command
	Tries    uint32 // failed ones before it
	Word     Likeness
	Times    uint32    // how often, where single commands are counted together; see [AddLogin]
	Last     time.Time // the last of these
}

// AddLogin returns the list with one more login, the newest at the end. The last
// ten stay, and the newest session in any case: the next one is held against it.
// Single commands that follow one another at one place, without a
// failed try, are counted together: a script must not push everything else off
// the list.
func AddLogin(all []Login, l Login) []Login {
	l.Host, l.Terminal = cut(l.Host), cut(l.Terminal)
	l.Times, l.Last = 1, l.Time
	if n := len(all); n > 0 {
		if p := &all[n-1]; p.Session == "" && l.Session == "" && l.Tries == 0 && p.Host == l.Host && p.Terminal == l.Terminal {
			p.Times++
			p.Last = l.Time
			return all
		}
	}
	all = append(all, l)
	for len(all) > maxLogins {
		oldest := 0
		if lastSession(all) == oldest {
			oldest = 1
		}
		all = slices.Delete(all, oldest, oldest+1)
	}
	return all
}

// LastSession is the newest login that began a session; nil when there was none.
func LastSession(all []Login) *Login {
	if i := lastSession(all); i >= 0 {
		return &all[i]
	}
	return nil
}

func lastSession(all []Login) int {
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].Session != "" {
			return i
		}
	}
	return -1
}

// TooAlike tells whether a name chosen for a session would not tell it from the
// last one.
func TooAlike(name, last string) bool { return last != "" && Liken(name, last) != Different }

// valid tells whether it is a login as this program records it.
func (l Login) valid() bool {
	return len(l.Host) <= maxWhere && len(l.Terminal) <= maxWhere && (l.Session == "" || IsName(l.Session)) &&
		l.Word <= Different && isTime(l.Time) && (l.Last.IsZero() || isTime(l.Last))
}

// cut bounds a name, at the end of a character: what is kept must be text.
func cut(s string) string {
	return strings.ToValidUTF8(s[:min(len(s), maxWhere)], "")
}
