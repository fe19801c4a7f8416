package app

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"coffer/internal/host"
)

// Hooks are commands of the owner's that are told what a sync brought. They stand
// in the settings of the machine alone: a command to run is never read from a
// vault. Each runs after the transaction that its notice is about was committed,
// so that none is told of what did not happen.

// Hooks is what runs them.
type Hooks struct {
	// Of returns the words of commands by the name of an event, [host.AllHooks]
	// among them. It is asked when there is something to tell.
	Of func() (map[string][]string, error)
	// Run runs a command and gives it input.
	Run func(ctx context.Context, argv []string, input []byte) error
}

// maxHooked is how many notices of one sync are told to hooks: whoever floods a
// mailbox shall not keep the machine busy for hours.
const maxHooked = 100

// hookDoc is what a hook finds on its standard input.
type hookDoc struct {
	Vault string `json:"vault"` // its folder
	Time  string `json:"time"`
	noticeDoc
}

// noticeDoc is a notice without the methods of one.
type noticeDoc Notice

// tellHooks runs the hooks of each notice, and returns on one line each what went
// wrong. One that fails keeps no other from running.
func (a *App) tellHooks(ctx context.Context, notices []Notice) (failed []string) {
	if len(notices) == 0 || a.env.Hooks.Of == nil {
		return nil
	}
	hooks, err := a.env.Hooks.Of()
	if err != nil {
		return []string{"no hook was run: " + oneLine(err)}
	}
	told := 0
	for i := range notices {
		for _, event := range []string{notices[i].Kind, host.AllHooks} {
			argv := hooks[event]
			if len(argv) == 0 {
				continue
			}
			if told++; told > maxHooked {
				return append(failed, "too much came at once: hooks were told of a part of it")
			}
			if err := a.env.Hooks.Run(ctx, argv, a.hookInput(notices[i])); err != nil {
				failed = append(failed, "the hook hooks."+event+" failed: "+oneLine(err))
			}
			if ctx.Err() != nil {
				return failed
			}
		}
	}
	return failed
}

// hookInput is a notice as one line of JSON. Texts of others are in it as a
// terminal may show them.
func (a *App) hookInput(n Notice) []byte {
	n.Contact, n.Message = host.Safe(n.Contact), host.Safe(n.Message)
	n.Alike = slices.Clone(n.Alike)
	for i := range n.Alike {
		n.Alike[i] = host.Safe(n.Alike[i])
	}
	doc := hookDoc{Vault: host.Safe(a.env.Folders.Data), Time: a.Now().Format(time.RFC3339), noticeDoc: noticeDoc(n)}
	text, err := json.Marshal(doc)
	if err != nil {
		return nil // not for texts
	}
	return append(text, '\n')
}

// IsNotice tells whether there is a notice of this kind, so that somebody learns
// of a hook that would never run.
func IsNotice(kind string) bool { return slices.Contains(noticeKinds(), kind) }

// noticeKinds are all kinds of notices; docs/hooks.md explains them.
func noticeKinds() []string {
	return append(append(trustNotices(), witnessKinds()...),
		"asks", "connected", "refused", "ended", "card", "contact.recovered", "verify.live", "verify.words", "verify.failed",
		"share.new", "share.updated", "share.stopped", "share.held",
		"seal.offered", "seal.deposit", "seal.asked", "seal.seen", "seal.again", "seal.ready", "seal.released", "seal.allowed",
		"seal.vetoed", "seal.lifted", "seal.updated", "seal.withdrawn", "seal.reopened", "seal.gone")
}
