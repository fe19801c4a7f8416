package app

import (
	"context"
	"errors"
	"io/fs"
	"syscall"
	"time"

	"coffer/box/gen"
	"coffer/internal/host"
	"coffer/vault"
	"coffer/vault/agent"
	"coffer/vault/secret"
)

// SessionOptions say how long a session lasts and what it is called.
type SessionOptions struct {
	Name       string        // empty: two words are drawn
	Idle, Hard time.Duration // since it was last used, and since it began
	Shell      bool          // the key goes into a shell's environment
}

// Check tells whether a session can be so; how its name compares with the last
// one shows when the vault is open.
func (o SessionOptions) Check() error {
	if o.Idle < agent.MinIdle || o.Idle > o.Hard || o.Hard > agent.MaxHard {
		return Fail(Usage, "", "the idle time is from %s to the limit, and the limit at most %s",
			FormatSpan(agent.MinIdle), FormatSpan(agent.MaxHard))
	}
	return checkName("session", o.Name)
}

// checkName tells whether a session or a token can have a name; none is one, too.
func checkName(what, name string) error {
	if name != "" && !agent.IsName(name) {
		return Fail(Usage, "", "the name of a %s has at most %d printable characters", what, agent.MaxName)
	}
	return nil
}

// ErrTooAlike is in the error of a name that would not tell a session from the
// last one.
var ErrTooAlike = errors.New("too much like the last name")

// Session is a session that was begun.
type Session struct {
	ID         vault.ID
	Name       string
	Core       bool
	Idle, Hard time.Duration
	Before     *agent.Login // the session before it; nil when there was none
	Replaced   string       // the name of the open session whose place it took; empty for none
	// Key is what a shell's environment gets; empty for a session of all
	// terminals.
	Key secret.Text
}

// StartSession lets later commands use the vault that is open now. The agent is
// given the roots sealed under a key that it does not have. A session of all
// terminals takes the place of the one before it.
func (a *App) StartSession(ctx context.Context, o SessionOptions) (s Session, err error) {
	if err := o.Check(); err != nil {
		return s, err
	}
	c, err := a.env.started()
	if err != nil {
		return s, err
	}
	logins, err := a.Logins(ctx)
	if err != nil {
		return s, err
	}
	s = Session{Name: o.Name, Idle: o.Idle, Hard: o.Hard, Before: agent.LastSession(logins)}
	if err := s.complete(a.env); err != nil {
		return s, err
	}
	_, s.Core = a.v.Unlocked()
	key, kept, err := a.newSession(s, o.Shell)
	if err != nil {
		return s, err
	}
	defer key.Secret.Wipe()
	defer vault.Wipe(kept.Half)
	if s.Replaced, err = a.keepSession(ctx, c, key, kept); err != nil {
		return s, err
	}
	if s.ID = key.ID; o.Shell {
		s.Key = key.Text(agent.SessionKey)
	}
	return s, nil
}

// EndSession ends one that was begun and is of no use, as when nobody got its key.
func (a *App) EndSession(ctx context.Context, s Session) error {
	c, err := a.env.client()
	if err != nil {
		return err
	}
	err = c.Drop(context.WithoutCancel(ctx), a.v.ID(), s.ID)
	if noAgent(err) {
		return nil
	}
	return err
}

// complete draws a name where none was chosen, and refuses what cannot be.
func (s *Session) complete(env Env) error {
	last := ""
	if s.Before != nil {
		last = s.Before.Session
	}
	if s.Name != "" {
		if agent.TooAlike(s.Name, last) {
			return &Error{Kind: Refused, Err: ErrTooAlike, Hint: "choose another one, so that you can tell the two apart",
				What: "that name is too much like that of the last session, " + quoteName(last)}
		}
		return nil
	}
	for s.Name == "" || agent.TooAlike(s.Name, last) {
		var err error
		if s.Name, err = gen.Label(env.Rand); err != nil {
			return err
		}
	}
	return nil
}

func quoteName(name string) string { return `"` + host.Safe(name) + `"` }

// newSession makes both halves.
func (a *App) newSession(s Session, shell bool) (key agent.Key, kept agent.Session, err error) {
	key.Vault = a.v.ID()
	if key.ID, err = vault.NewID(a.env.Rand); err != nil {
		return key, kept, err
	}
	if key.Secret, err = secret.NewKey(a.env.Rand); err != nil {
		return key, kept, err
	}
	sealed, err := a.v.SealSession(key.Secret, key.ID, s.Core)
	return key, agent.Session{
		ID: key.ID, Vault: key.Vault, Core: s.Core, Name: s.Name, Shell: shell, Login: a.env.Where.Login,
		Limits: agent.Limits{Idle: s.Idle, Hard: s.Hard}, Half: sealed,
	}, err
}

// keepSession brings both halves to where they stay. Where one cannot be kept the
// other goes, and what else there is of the vault goes on. Two that unlock at once
// come one after the other, so that key and half belong together. It returns the
// name of the session whose place this one took, if any.
//
// The key lies beside its place before the agent has its half: whoever locks in
// between ends both. The login is recorded before that, too: whoever ended
// this command in time would have a session without a record.
func (a *App) keepSession(ctx context.Context, c agent.Client, key agent.Key, kept agent.Session) (replaced string, err error) {
	err = c.Folder.Alone(ctx, func() error {
		if err := a.v.SameKeys(ctx); err != nil { // before another session loses its place
			return err
		}
		if replaced, err = a.openToAll(ctx, c, kept.Shell); err != nil {
			return err
		}
		if !kept.Shell {
			if err := a.draftKey(c, key); err != nil {
				return err
			}
			defer c.Folder.DropDraft(key.Vault)
		}
		if err := a.NoteLogin(ctx, kept.Name); err != nil {
			return err
		}
		if err := a.env.withAgent(ctx, c, func() error { return c.Put(ctx, kept) }); err != nil {
			return err
		}
		if err = a.settle(ctx, c, key, kept.Shell); err != nil {
			if gone := c.Drop(context.WithoutCancel(ctx), key.Vault, key.ID); !noAgent(gone) {
				err = errors.Join(err, gone)
			}
		}
		return err
	})
	return replaced, err
}

// draftKey writes the key of a session for all terminals beside its place.
func (a *App) draftKey(c agent.Client, key agent.Key) error {
	if host.OnDisk(string(c.Folder)) {
		a.env.warn(WarnDisk)
	}
	return a.inTheWay(c, c.Folder.DraftKey(key))
}

// inTheWay says what to do about something that lies in the place of a key.
func (a *App) inTheWay(c agent.Client, err error) error {
	if errors.Is(err, fs.ErrExist) || errors.Is(err, syscall.EISDIR) || errors.Is(err, syscall.ENOTEMPTY) {
		err = &Error{Kind: Exists, Err: err, What: "something else lies in the place of the session's key",
			Hint: "remove what begins with " + a.v.ID().String() + " from " + host.Safe(string(c.Folder))}
	}
	return err
}

// settle does what is left once the agent has its half. A change of the password
// ends all sessions that there are by then: this one may have come after that,
// opened with what is no password any more.
func (a *App) settle(ctx context.Context, c agent.Client, key agent.Key, shell bool) error {
	if !shell {
		err := a.inTheWay(c, c.Folder.TakeKey(key.Vault))
		if errors.Is(err, agent.ErrNone) {
			return Fail(Busy, "run the command again", "the vault was locked meanwhile, so there is no session")
		}
		if err != nil {
			return err
		}
	}
	return a.v.SameKeys(ctx)
}

// openToAll makes sure that there is an agent, and is the name of the session that
// all terminals share; empty for none, and for whoever takes no such place.
func (a *App) openToAll(ctx context.Context, c agent.Client, shell bool) (name string, err error) {
	var st agent.State
	err = a.env.withAgent(ctx, c, func() (err error) { st, err = c.State(ctx, a.v.ID()); return err })
	for _, s := range st.Sessions {
		if !s.Shell && !shell {
			name = s.Name
		}
	}
	return name, err
}

// Resume opens the vault with a session: that of the shell if it belongs to this
// vault and goes on, else that of all terminals. It tells whether there was one.
// An error says why a session cannot be used though there may be one.
func (a *App) Resume(ctx context.Context) (bool, error) {
	if !a.env.usesRuntime() {
		return false, nil
	}
	c, err := a.env.client()
	if err != nil {
		return false, err
	}
	for key, err := range a.ownKeys(c) {
		if err != nil {
			return false, err
		}
		if ok, err := a.join(ctx, c, key); ok || err != nil {
			return ok, err
		}
	}
	if a.hasShellKey() {
		a.env.warn(WarnShell)
	}
	return false, nil
}

// join puts the two halves together.
func (a *App) join(ctx context.Context, c agent.Client, key agent.Key) (bool, error) {
	c.Meanwhile = a.v.Recall
	sealed, err := c.Get(ctx, key.Vault, key.ID)
	if noAgent(err) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer vault.Wipe(sealed)
	err = a.v.Resume(key.Secret, key.ID, sealed)
	if errors.Is(err, vault.ErrSession) { // the keys were renewed where the agent did not hear of it
		return false, nil
	}
	return err == nil, err
}

// Lock ends the sessions and tokens of this vault and tells how many there were; a
// negative number where an agent that could not be asked was ended.
// The key in the runtime folder goes in any case.
func (a *App) Lock(ctx context.Context) (int, error) {
	if !a.env.usesRuntime() {
		return 0, nil
	}
	c, err := a.env.ending()
	if err != nil {
		return 0, err
	}
	n, err := c.Lock(ctx, a.v.ID())
	c.Folder.DropKey(a.v.ID(), vault.ID{})
	if unreached(err) {
		return a.env.endLost(ctx, c, err)
	}
	return n, err
}

// LockAll ends all sessions and tokens of all vaults, and the agent. It tells how
// many there were; a negative number where an agent did not.
func LockAll(ctx context.Context, env Env) (int, error) {
	if !env.usesRuntime() {
		return 0, nil
	}
	c, err := env.ending()
	if err != nil {
		return 0, err
	}
	n, err := c.End(ctx)
	c.Folder.DropKeys()
	if unreached(err) {
		return env.endLost(ctx, c, err)
	}
	return n, err
}

// unreached tells that no agent answered, be there one or not.
func unreached(err error) bool {
	return errors.Is(err, agent.ErrNoAgent) || errors.Is(err, agent.ErrSilent) || errors.Is(err, agent.ErrForeign)
}

// endLost makes sure that no agent goes on that was not reached, as when its socket
// was removed or another one put in its place: it would keep its half, and all else
// that it holds. It returns [agent.Untold] where it ended one, and the cause where
// there is none but something else in its place.
func (e Env) endLost(ctx context.Context, c agent.Client, cause error) (int, error) {
	if _, open := e.client(); open != nil { // nothing in that folder is believed
		lost, err := c.Folder.Lost(ctx)
		if err != nil || lost != nil {
			return 0, errors.Join(err, &agent.LostError{})
		}
	}
	ended, err := c.Folder.EndLost(ctx)
	switch {
	case err != nil:
		return 0, err
	case ended:
		return agent.Untold, nil
	case noAgent(cause):
		return 0, nil
	}
	return 0, cause
}

// SessionState tells how it stands with sessions and tokens.
type SessionState struct {
	agent.State
	own vault.ID
}

// SessionState asks the agent. That needs no password and is no use of a session.
func (a *App) SessionState(ctx context.Context) (s SessionState, err error) {
	if !a.env.hasRuntime() {
		return s, nil
	}
	c, err := a.env.client()
	if err != nil {
		return s, err
	}
	s.State, err = c.State(ctx, a.v.ID())
	if err != nil && !noAgent(err) {
		return s, err
	}
	for key := range a.ownKeys(c) {
		if s.find(key.ID) != nil {
			s.own = key.ID
			break
		}
	}
	if s.own.IsZero() && c.Folder.HasKey(a.v.ID()) {
		s.Ended = agent.Died // each that ends a session takes its key away
	}
	return s, nil
}

// SessionRow is a session as it is shown.
type SessionRow = agent.SessionState

// OwnSession is the session that this command would use; nil for none.
func (s *SessionState) OwnSession() *SessionRow { return s.find(s.own) }

func (s *SessionState) find(id vault.ID) *SessionRow {
	for i := range s.Sessions {
		if s.Sessions[i].ID == id {
			return &s.Sessions[i]
		}
	}
	return nil
}

// endOthers ends the other sessions of the vault, and its tokens, after its
// password, keys or slots were changed. This one goes on: with new roots, under
// its old key.
func (a *App) endOthers(ctx context.Context) {
	err := a.tryEndOthers(context.WithoutCancel(ctx)) // what was changed stays changed
	if err != nil && !noAgent(err) {
		a.env.warn(WarnSessions)
	}
}

func (a *App) tryEndOthers(ctx context.Context) error {
	if !a.env.hasRuntime() {
		return nil
	}
	c, err := a.env.client()
	if err != nil {
		return err
	}
	var own vault.ID
	if st, err := c.State(ctx, a.v.ID()); err == nil { // else none goes on
		own = a.renewOwn(ctx, c, SessionState{State: st})
	}
	a.ended, err = c.EndOthers(ctx, a.v.ID(), own)
	return err
}

// renewOwn lets the session of this command go on, and tells which it is; zero
// for none.
func (a *App) renewOwn(ctx context.Context, c agent.Client, held SessionState) vault.ID {
	for key := range a.ownKeys(c) {
		if s := held.find(key.ID); s != nil && a.renewed(ctx, c, key, s.Core) {
			return key.ID
		}
	}
	return vault.ID{}
}

// EndedOthers is how many other sessions and tokens of the vault ended because
// this command changed its password, keys or slots.
func (a *App) EndedOthers() int { return a.ended }

// renewed gives a session that goes on the roots that are open now, in the tier
// that it had.
func (a *App) renewed(ctx context.Context, c agent.Client, key agent.Key, core bool) bool {
	sealed, err := a.v.SealSession(key.Secret, key.ID, core)
	if err != nil {
		return false
	}
	defer vault.Wipe(sealed)
	return c.Renew(ctx, key.Vault, key.ID, sealed) == nil
}

func (e Env) warn(w Warning) {
	if e.Warn != nil {
		e.Warn(w)
	}
}
