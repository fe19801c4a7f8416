package app

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"coffer/internal/host"
	"coffer/vault"
	"coffer/vault/agent"
)

// TokenUse is one thing that was done with a token: its boxes were opened, or
// something in them was read, as the command states. The agent records both.
type TokenUse struct {
	Time    time.Time
	ID      vault.ID
	Name    string
	Boxes   []string // as in paths
	Process int      // that opened them or read
	Reason  string   // that it gave; may be empty
	Command string   // that read
	Read    string   // what, in its own words
}

// Text says what was done. What was read is what the command said of itself.
func (u *TokenUse) Text() string {
	if u.Command != "" {
		return u.Command + " says: " + u.Read
	}
	return fmt.Sprintf("process %d opened %s", u.Process, strings.Join(u.Boxes, ", "))
}

// TokenUses tells what was done with the tokens of the vault, also with those
// that are over, the newest at the end. A name, an ID or the beginning of one, or
// what its holder was given chooses; empty for all.
func (a *App) TokenUses(ctx context.Context, ref string) ([]TokenUse, error) {
	if one, err := a.tokenByID(ref); err != nil {
		return nil, err
	} else if !one.ID.IsZero() {
		ref = one.ID.String() // no message repeats the secret
	}
	var s storedSpool
	var t tokenUses
	err := a.view(ctx, func(tx *vault.Tx) (err error) {
		if s, err = readSpool(tx); err != nil {
			return err
		}
		for n := uint64(1); n <= tx.Entries(); n++ {
			e, err := tx.Entry(n)
			if errors.Is(err, vault.ErrNotFound) {
				continue // it went with its time
			}
			if err != nil {
				return err
			}
			t.add(e.Event)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	waiting, err := a.waiting(ctx, s)
	if err != nil {
		return nil, err
	}
	for _, e := range waiting {
		t.add(e.Event())
	}
	return t.chosen(ref)
}

// tokenUses gathers uses from events, in their order.
type tokenUses struct {
	all   []TokenUse
	known map[vault.ID]TokenUse // by the tokens that were made: name and boxes
}

func (t *tokenUses) add(e vault.Event) {
	u, ok := parseTokenText(e.Action, e.Text)
	if !ok {
		return
	}
	u.Time = e.Time
	if e.Action == tokenNew {
		if t.known == nil {
			t.known = make(map[vault.ID]TokenUse)
		}
		t.known[u.ID] = u
		return
	}
	made := t.known[u.ID]
	u.Name, u.Boxes = made.Name, made.Boxes
	t.all = append(t.all, u)
}

func (t *tokenUses) chosen(ref string) ([]TokenUse, error) {
	if ref == "" {
		return t.all, nil
	}
	found := false
	for _, made := range t.known {
		found = found || namesToken(ref, made.ID, made.Name)
	}
	if !found {
		return nil, Fail(NotFound, "coffer token uses shows those of all", "there was no token %s", host.Safe(ref))
	}
	var some []TokenUse
	for _, u := range t.all {
		if namesToken(ref, u.ID, u.Name) {
			some = append(some, u)
		}
	}
	return some, nil
}

// namesToken tells whether a token may be meant: by its name, its ID, or the
// beginning of that.
func namesToken(ref string, id vault.ID, name string) bool {
	if ref == name {
		return true
	}
	start := strings.ToLower(strings.TrimPrefix(ref, "@"))
	return start != "" && strings.HasPrefix(id.String(), start)
}

// The first action of events about tokens; the agent has the others. Their texts begin with the ID, so that
// what follows is read back whatever names are like.
const tokenNew = "token.new"

func newTokenText(t *agent.Token) string {
	return fmt.Sprintf("@%s %q: %s", t.ID, t.Name, t.Boxes)
}

func parseTokenText(action, text string) (u TokenUse, ok bool) {
	if action != tokenNew && action != agent.ReadAction && action != agent.UseAction {
		return u, false
	}
	at, rest, ok := strings.Cut(text, " ")
	id, err := vault.ParseID(strings.TrimPrefix(at, "@"))
	if !ok || err != nil {
		return u, false
	}
	u.ID = id
	if action == agent.ReadAction {
		by, as, _ := strings.Cut(rest, " as ")
		u.Command, u.Read, ok = strings.Cut(as, " says: ")
		u.Process, err = strconv.Atoi(strings.TrimPrefix(by, "by process "))
		return u, ok && err == nil
	}
	quoted, err := strconv.QuotedPrefix(rest)
	if err != nil {
		return u, false
	}
	u.Name, _ = strconv.Unquote(quoted)
	rest = rest[len(quoted):]
	if action == tokenNew {
		boxes, ok := strings.CutPrefix(rest, ": ")
		u.Boxes = BoxList(boxes)
		return u, ok
	}
	by, reason, _ := strings.Cut(rest, ": ")
	u.Reason = reason
	u.Process, err = strconv.Atoi(strings.TrimPrefix(by, ", by process "))
	return u, err == nil
}

// boxesText writes the names of a token's boxes for lists: as in paths, with /
// between them, as many as there is room for.
func boxesText(paths []string) string {
	text := ""
	for i, path := range paths {
		if i > 0 {
			path = "/" + path
		}
		if len(text)+len(path)+len("/…") > agent.MaxBoxes {
			return strings.TrimPrefix(text+"/…", "/")
		}
		text += path
	}
	return text
}

// BoxList are the boxes of a token, as in paths; the last is … where there are
// more.
func BoxList(text string) []string { return strings.Split(text, "/") }
