package app

import (
	"context"
	"errors"
	"io/fs"
	"path/filepath"
	"syscall"
	"time"
	"unicode/utf8"

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
		Limits: agent.Limits{Idle: s.Idle, Hard: s.Hard}, Dir: a.folderForSyncs(), Half: sealed,
	}, err
}

// folderForSyncs is where the agent finds this vault again; empty where its path
// cannot be said.
func (a *App) folderForSyncs() string {
	dir, err := filepath.Abs(a.env.Folders.Data)
	if err != nil || !utf8.ValidString(dir) || len(dir) > agent.MaxDir {
		return ""
	}
	return dir
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
