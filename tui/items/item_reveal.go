package items

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/vault/secret"
)

type shownSecret struct {
	field string
	value secret.Text
	until time.Time
}

func (s *shownSecret) Wipe() {
	if s != nil {
		s.value.Wipe()
	}
}

// revealFor is how long a secret is shown.
const revealFor = 10 * time.Second

func (it *Item) whyHidden(f field) string {
	switch {
	case f.file:
		return "an attached file is written with w, not shown"
	case f.content:
		return "a file is written with w, not shown"
	case !f.secret:
		return "the field has no secret"
	}
	return it.whyCovered()
}

func (it *Item) whyNoCopy(f field) string {
	switch {
	case f.name == "":
		return "there is no field"
	case f.file:
		return "an attached file is written with w, not copied"
	case !f.secret && f.value == "":
		return "the field is empty"
	case f.secret:
		return it.whyCovered()
	}
	return ""
}

func (it *Item) whyCovered() string {
	switch {
	case it.facts.locked:
		return "the companion tier alone is open"
	case it.facts.moved:
		return "it was changed without the core key: coffer verify --accept " + it.facts.path
	}
	return ""
}

func (it *Item) reveal() tea.Cmd {
	f := it.current()
	if it.shown != nil {
		same := it.shown.field == f.name
		it.cover()
		if same {
			return nil
		}
	}
	away := it.away
	return screen.Call(it.d, "", readField(it.ref, f.name, it.revision), func(v secret.Text) tea.Cmd {
		if away != it.away {
			v.Wipe()
			return nil
		}
		it.cover()
		it.shown = &shownSecret{f.name, v, it.d.Now().Add(revealFor)}
		return nil
	})
}

// readField reads one field of an item, as it is or was in a revision.
func readField(ref, name string, revision uint32) func(context.Context, *app.App) (secret.Text, error) {
	return func(ctx context.Context, a *app.App) (secret.Text, error) {
		if revision != 0 {
			return readFormer(ctx, a, ref, name, revision)
		}
		v, err := a.Get(ctx, ref, name)
		return v.Field.Value, err
	}
}

func readFormer(ctx context.Context, a *app.App, ref, name string, revision uint32) (v secret.Text, err error) {
	s, err := a.Revision(ctx, ref, revision)
	defer s.Wipe()
	if err == nil {
		err = s.Revealable()
	}
	if f, ok := s.Field(name); ok && err == nil {
		v = f.Value.Clone()
	}
	return v, err
}

func (it *Item) cover() {
	it.shown.Wipe()
	it.shown, it.held = nil, false
}

func (it *Item) copy() tea.Cmd {
	name := it.current().name
	if c := it.code; c != nil && c.field == name { // what is in sight, not what codes are made of
		shown := c.code.Code.Clone()
		return screen.Copy(it.d, "the code of "+look.Safe(name), func(context.Context, *app.App) (secret.Text, error) { return shown, nil })
	}
	return copyField(it.d, it.ref, name, name, it.revision)
}

// copyField puts a field onto the clipboard, the main one without a name; what is how it
// is called.
func copyField(d *screen.Desk, ref, name, what string, revision uint32) tea.Cmd {
	return screen.Copy(d, look.Safe(what), readField(ref, name, revision))
}

// hold keeps a secret shown while its key is down, where the terminal tells of that.
func (it *Item) hold(msg tea.KeyPressMsg) {
	if msg.IsRepeat && it.shown != nil {
		it.held, it.shown.until = true, it.d.Now().Add(revealFor)
	}
}

// release covers a secret whose key was held; one that was only touched stays for its
// ten seconds.
func (it *Item) release() {
	if it.held {
		it.cover()
	}
}
