package app

import (
	"context"

	"coffer/vault"
	"coffer/vault/agent"
)

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
