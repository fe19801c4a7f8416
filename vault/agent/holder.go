package agent

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"coffer/vault"
)

// holder is what the agent holds, and the rules by which it lets go. It reads
// no clock and touches no file.
type holder struct {
	sessions []*heldSession
	tokens   []*heldToken
	ends     []ending // of the last session of each vault, the newest at the end
	last     Reading  // at the last look
	looked   bool
	asked    bool // it held something once, or waited long enough to be asked to
}

type heldSession struct {
	Session
	lease
	synced synced
}

type heldToken struct {
	Token
	began Reading
	uses  int
}

type ending struct {
	vault vault.ID
	why   End
	at    Reading
}

// look ends what must end at this reading, and returns the sessions that did.
// Every request begins with it.
func (h *holder) look(now Reading) []Session {
	slept := h.looked && now.slept(h.last)
	h.last, h.looked = now, true
	if slept {
		return h.endAll(Slept)
	}
	h.endTokens(func(t *heldToken) bool { return now.since(t.began) >= t.Lasts })
	return h.end(func(s *heldSession) End { return s.ended(now) })
}

// end lets go of the sessions for which why says so.
func (h *holder) end(why func(*heldSession) End) (gone []Session) {
	h.sessions = slices.DeleteFunc(h.sessions, func(s *heldSession) bool {
		end := why(s)
		if end == NotEnded {
			return false
		}
		vault.Wipe(s.Half)
		s.Half = nil
		gone = append(gone, s.Session)
		h.remember(s.Vault, end)
		return true
	})
	return gone
}

func (h *holder) endTokens(which func(*heldToken) bool) (n int) {
	h.tokens = slices.DeleteFunc(h.tokens, func(t *heldToken) bool {
		if !which(t) {
			return false
		}
		vault.Wipe(t.Half)
		n++
		return true
	})
	return n
}

func (h *holder) endAll(why End) []Session {
	h.endTokens(func(*heldToken) bool { return true })
	return h.end(func(*heldSession) End { return why })
}

func (h *holder) remember(v vault.ID, why End) {
	h.ends = slices.DeleteFunc(h.ends, func(e ending) bool { return e.vault == v })
	h.ends = append(h.ends, ending{v, why, h.last})
	h.ends = h.ends[max(0, len(h.ends)-maxEnds):]
}

// put takes a session; of those in the runtime folder there is one for each
// vault.
func (h *holder) put(s Session, now Reading) (gone []Session, err error) {
	if !s.Limits.valid() || !IsName(s.Name) || len(s.Login) > MaxName || len(s.Dir) > MaxDir || !isHalf(s.Half) || h.session(s.Vault, s.ID) != nil {
		return nil, ErrBounds
	}
	if !s.Shell {
		gone = h.end(func(o *heldSession) End {
			if o.Vault == s.Vault && !o.Shell {
				return Replaced
			}
			return NotEnded
		})
	}
	if len(h.sessions) >= maxSessions {
		return gone, ErrFull
	}
	h.asked = true
	h.sessions = append(h.sessions, &heldSession{Session: s, lease: lease{s.Limits, now, now}})
	return gone, nil
}

// get hands out the half of a session, and counts as a use of it.
func (h *holder) get(v, id vault.ID, now Reading) ([]byte, error) {
	s := h.session(v, id)
	if s == nil {
		return nil, ErrNone
	}
	s.used = now
	return s.Half, nil
}

// renew replaces the half of a session, whose keys are others now. The tier stays
// as the session was put with; the length may not: it grows with the generation
// of the keys.
func (h *holder) renew(v, id vault.ID, half []byte) error {
	s := h.session(v, id)
	switch {
	case s == nil:
		return ErrNone
	case !isHalf(half):
		return ErrBounds
	}
	vault.Wipe(s.Half)
	s.Half = half
	return nil
}

// lock ends what there is of a vault, but for one session.
func (h *holder) lock(v, except vault.ID, why End) (gone []Session, tokens int) {
	tokens = h.endTokens(func(t *heldToken) bool { return t.Vault == v })
	return h.end(func(s *heldSession) End {
		if s.Vault == v && s.ID != except {
			return why
		}
		return NotEnded
	}), tokens
}

// dropOne ends one session.
func (h *holder) dropOne(v, id vault.ID) []Session {
	return h.end(func(s *heldSession) End {
		if s.Vault == v && s.ID == id {
			return ByHand
		}
		return NotEnded
	})
}

// logout ends what began in a login session of the system; an empty name means
// that the user has none any more.
func (h *holder) logout(login string) []Session {
	if login == "" {
		return h.endAll(LoggedOut)
	}
	return h.end(func(s *heldSession) End {
		if s.Login == login {
			return LoggedOut
		}
		return NotEnded
	})
}

func (h *holder) session(v, id vault.ID) *heldSession {
	for _, s := range h.sessions {
		if s.Vault == v && s.ID == id {
			return s
		}
	}
	return nil
}

func (h *holder) add(t Token, now Reading) error {
	switch {
	case !IsName(t.Name) || len(t.Boxes) > MaxBoxes || !isText(t.Boxes) || t.Lasts <= 0 || t.Lasts > MaxHard || !isHalf(t.Half) || !t.Spool.valid() || h.token(t.Vault, t.ID) != nil:
		return ErrBounds
	case len(h.tokens) >= maxTokens:
		return ErrFull
	}
	h.asked = true
	h.tokens = append(h.tokens, &heldToken{Token: t, began: now})
	return nil
}

// use finds a token for somebody who gives a reason.
func (h *holder) use(v, id vault.ID, reason string) (*heldToken, error) {
	t := h.token(v, id)
	switch {
	case t == nil:
		return nil, ErrNone
	case len(reason) > MaxReason || !isText(reason):
		return nil, ErrBounds
	case t.Reasoned && strings.TrimSpace(reason) == "":
		return nil, ErrReason
	}
	return t, nil
}

// say finds a token for somebody who says what they hand out.
func (h *holder) say(s Said) (*heldToken, error) {
	t := h.token(s.Vault, s.ID)
	switch {
	case t == nil:
		return nil, ErrNone
	case s.Command == "" || len(s.Command) > MaxCommand || !isText(s.Command),
		s.What == "" || len(s.What) > MaxSaid || !isText(s.What):
		return nil, ErrBounds
	}
	return t, nil
}

func (h *holder) revoke(v, id vault.ID) error {
	if h.endTokens(func(t *heldToken) bool { return t.Vault == v && t.ID == id }) == 0 {
		return ErrNone
	}
	return nil
}

func (h *holder) token(v, id vault.ID) *heldToken {
	for _, t := range h.tokens {
		if t.Vault == v && t.ID == id {
			return t
		}
	}
	return nil
}

// state tells how it stands with a vault. It is no use.
func (h *holder) state(v vault.ID, now Reading) State {
	var st State
	for _, s := range h.sessions {
		if s.Vault == v {
			idle, hard := s.left(now)
			st.Sessions = append(st.Sessions, SessionState{
				ID: s.ID, Core: s.Core, Name: s.Name, Shell: s.Shell, Began: s.began.Wall, Idle: idle, Hard: hard})
		}
	}
	for _, t := range h.tokens {
		if t.Vault == v {
			st.Tokens = append(st.Tokens, TokenState{
				ID: t.ID, Name: t.Name, Boxes: t.Boxes, Core: t.Core, Reasoned: t.Reasoned,
				Left: t.Lasts - now.since(t.began), Uses: t.uses})
		}
	}
	for _, e := range h.ends {
		if e.vault == v {
			st.Ended = e.why
		}
	}
	st.Sync = h.syncState(v)
	return st
}

func (h *holder) empty() bool { return len(h.sessions)+len(h.tokens) == 0 }

// over tells whether nothing is held, and nobody will ask any more why the last
// session ended.
func (h *holder) over() bool {
	if !h.asked || !h.empty() {
		return false
	}
	n := len(h.ends)
	return n == 0 || h.ends[n-1].why == ByHand || h.last.since(h.ends[n-1].at) >= linger
}

func isHalf(b []byte) bool { return len(b) > 0 && len(b) <= maxBlob }

// IsName tells whether a person may have chosen this as the name of a session or
// token.
func IsName(s string) bool {
	return s != "" && utf8.RuneCountInString(s) <= MaxName && isText(s)
}

// isText tells whether a text is printable on one line, and no longer than those
// of requests.
func isText(s string) bool { return len(s) <= maxText && isPrintable(s) }

func isPrintable(s string) bool {
	return utf8.ValidString(s) &&
		!slices.ContainsFunc([]rune(s), func(r rune) bool { return !unicode.IsPrint(r) })
}
