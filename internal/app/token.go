package app

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
	"unicode"

	"coffer/box"
	"coffer/internal/host"
	"coffer/vault"
	"coffer/vault/agent"
	"coffer/vault/secret"
)

// TokenState is a token as lists show it.
type TokenState = agent.TokenState

// TokenOptions say what a token opens, and for how long.
type TokenOptions struct {
	Name     string // for lists; empty: the names of the boxes
	Boxes    []string
	Core     bool // both tiers; else the companion tier alone
	Lasts    time.Duration
	Reasoned bool // each use must give a reason
}

// NewToken makes a token, and returns what its holder needs: that secret is
// nowhere else. The agent gets the keys of the boxes sealed under it.
func (a *App) NewToken(ctx context.Context, o TokenOptions) (id vault.ID, text secret.Text, err error) {
	if o.Lasts <= 0 || o.Lasts > agent.MaxHard {
		return id, text, Fail(Usage, "", "a token lasts at least a second and at most %s", FormatSpan(agent.MaxHard))
	}
	if err := checkName("token", o.Name); err != nil {
		return id, text, err
	}
	c, err := a.env.started()
	if err != nil {
		return id, text, err
	}
	key, kept, err := a.grant(ctx, o)
	if err != nil {
		return id, text, err
	}
	defer key.Secret.Wipe()
	defer vault.Wipe(kept.Half)
	if err := a.env.withAgent(ctx, c, func() error { return c.Add(ctx, kept) }); err != nil {
		return id, text, err
	}
	err = a.update(ctx, tokenNew, newTokenText(&kept), func(tx *vault.Tx) error { return tx.Note() })
	if err == nil {
		err = a.v.SameKeys(ctx) // as with a session
	}
	if err != nil { // nobody has its secret yet
		return id, text, errors.Join(err, c.Revoke(context.WithoutCancel(ctx), key.Vault, key.ID))
	}
	return key.ID, key.Text(agent.TokenKey), nil
}

func (a *App) grant(ctx context.Context, o TokenOptions) (key agent.Key, kept agent.Token, err error) {
	var ids []vault.ID
	var names []string
	err = a.view(ctx, func(tx *vault.Tx) error {
		for _, name := range o.Boxes {
			b, err := box.BoxByName(tx, name)
			if err != nil {
				return listed(err, "coffer box ls")
			}
			ids, names = append(ids, b.ID), append(names, BoxPath(b.Name))
		}
		return nil
	})
	if err != nil {
		return key, kept, err
	}
	key.Vault = a.v.ID()
	if key.ID, err = vault.NewID(a.env.Rand); err != nil {
		return key, kept, err
	}
	if key.Secret, err = secret.NewKey(a.env.Rand); err != nil {
		return key, kept, err
	}
	kept = agent.Token{ID: key.ID, Vault: key.Vault, Name: o.Name, Core: o.Core, Lasts: o.Lasts, Reasoned: o.Reasoned}
	kept.Boxes = boxesText(names)
	if kept.Name, err = a.tokenName(ctx, o.Name, strings.Join(names, ", ")); err != nil {
		return key, kept, err
	}
	if kept.Spool, err = a.spool(ctx); err != nil {
		return key, kept, err
	}
	kept.Half, err = a.v.Grant(ctx, key.Secret, key.ID, ids, o.Core)
	return key, kept, err
}

// tokenName is the name that was chosen, which no other token has, or one drawn
// from its boxes.
func (a *App) tokenName(ctx context.Context, name, boxes string) (string, error) {
	s, err := a.SessionState(ctx)
	if err != nil {
		return "", err
	}
	taken := func(name string) *TokenState {
		for i := range s.Tokens {
			if s.Tokens[i].Name == name {
				return &s.Tokens[i]
			}
		}
		return nil
	}
	if name != "" {
		if t := taken(name); t != nil {
			return "", Fail(Exists, fmt.Sprintf("choose another --name, or end that one with coffer token revoke @%s", t.ID),
				"there is a token %s already", quoteName(name))
		}
		return name, nil
	}
	for n := 1; ; n++ {
		name := cutText(boxes, agent.MaxName)
		if n > 1 {
			end := fmt.Sprintf(" %d", n)
			name = cutText(boxes, agent.MaxName-len(end)) + end
		}
		if taken(name) == nil {
			return name, nil
		}
	}
}

// cutText makes a text printable, and cuts it to so many bytes at the end of a
// character.
func cutText(s string, most int) string {
	s = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return '_'
		}
		return r
	}, s)
	if len(s) <= most {
		return s
	}
	return strings.ToValidUTF8(s[:most-len("…")], "") + "…"
}

// UseToken opens the boxes of the token that this program was given. The agent
// records that, with the reason, before it hands anything out.
func (a *App) UseToken(ctx context.Context) error {
	key, err := agent.ParseKey(agent.TokenKey, a.env.Token)
	if err != nil {
		return Fail(Usage, "coffer token new makes one; unset COFFER_TOKEN to go without", "COFFER_TOKEN is not a token")
	}
	defer key.Secret.Wipe()
	if key.Vault != a.v.ID() {
		return Fail(Locked, "name the vault's folder with --dir", "this token belongs to another vault")
	}
	c, err := a.env.client()
	if err != nil {
		return err
	}
	sealed, err := c.Use(ctx, key.Vault, key.ID, a.env.Reason)
	switch {
	case errors.Is(err, agent.ErrNone):
		return errTokenOver("its time ended, it was revoked, or the vault was locked")
	case errors.Is(err, agent.ErrNoAgent):
		return errTokenOver("no agent runs that would hold it; its time ended, the vault was locked, or the agent was ended or killed")
	case err != nil:
		return err
	}
	defer vault.Wipe(sealed)
	if err := a.v.Enter(key.Secret, key.ID, sealed); err != nil {
		if errors.Is(err, vault.ErrSession) {
			return errTokenOver("the vault has got new keys")
		}
		return err
	}
	if err := a.admit(ctx, false); err != nil {
		return err
	}
	token := key.ID
	a.say = func(ctx context.Context, command, what string) error {
		return c.Say(ctx, agent.Said{Vault: a.v.ID(), ID: token, Command: command, What: what})
	}
	return nil
}

func errTokenReads(cause error) error {
	return &Error{Kind: Refused, Err: cause, Hint: "unset COFFER_TOKEN and unlock the vault for that",
		What: "a token reads its boxes in its tier, and does nothing else"}
}

func errTokenOver(why string) error {
	return Fail(Locked, "coffer token ls shows those that are left, coffer token new makes another one", "this token is over: %s", why)
}

// recordHandOut lets the agent record, for a token, what this command is about to
// hand out: in the words of the command, of which the agent knows nothing. Where
// that cannot be recorded, nothing is handed out.
func (a *App) recordHandOut(ctx context.Context, what string) error {
	if a.say == nil {
		return nil
	}
	err := a.say(ctx, cutText(a.env.Command, agent.MaxCommand), cutText(what, agent.MaxSaid))
	if noAgent(err) {
		return errTokenOver("it was ended meanwhile")
	}
	return err
}

// RevokeToken ends a token, named by its ID or the beginning of it, by its name, or
// by what its holder was given, which no message repeats. With the whole ID it asks
// for no list.
func (a *App) RevokeToken(ctx context.Context, ref string) (TokenState, error) {
	t, err := a.tokenByID(ref)
	if err != nil {
		return t, err
	}
	if t.ID.IsZero() {
		if t, err = a.listedToken(ctx, ref); err != nil {
			return t, err
		}
	}
	if !a.env.hasRuntime() {
		return t, errNoToken("@" + t.ID.String())
	}
	c, err := a.env.client()
	if err != nil {
		return t, err
	}
	err = c.Revoke(ctx, a.v.ID(), t.ID)
	if noAgent(err) {
		err = errNoToken("@" + t.ID.String())
	}
	return t, err
}

// tokenByID knows a token by its whole ID or by its secret; with neither it has
// no ID.
func (a *App) tokenByID(ref string) (t TokenState, err error) {
	if strings.Contains(ref, string(agent.TokenKey)) {
		key, err := agent.ParseKey(agent.TokenKey, ref)
		key.Secret.Wipe()
		if err != nil || key.Vault != a.v.ID() {
			return t, Fail(NotFound, "coffer token ls shows them", "that is no token of this vault")
		}
		return TokenState{ID: key.ID}, nil
	}
	if id, err := vault.ParseID(strings.ToLower(strings.TrimPrefix(ref, "@"))); err == nil {
		t.ID = id
	}
	return t, nil
}

// listedToken looks a token up among those that the agent holds.
func (a *App) listedToken(ctx context.Context, ref string) (TokenState, error) {
	s, err := a.SessionState(ctx)
	if err != nil {
		return TokenState{}, err
	}
	var found []TokenState
	for _, t := range s.Tokens {
		if t.Name == ref {
			found = []TokenState{t}
			break
		}
		if namesToken(ref, t.ID, t.Name) {
			found = append(found, t)
		}
	}
	switch {
	case len(found) == 0:
		return TokenState{}, errNoToken(ref)
	case len(found) > 1:
		return TokenState{}, Fail(Ambiguous, "name one by its ID", "several tokens fit %s", host.Safe(ref))
	}
	return found[0], nil
}

func errNoToken(ref string) error {
	return Fail(NotFound, "coffer token ls shows them", "there is no token %s", host.Safe(ref))
}
