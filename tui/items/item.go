package items

import (
	"context"
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
	"coffer/vault/secret"
)

// Item is one item with its fields. Secrets are covered: what is shown or copied is
// read then, and what is shown is kept for a few seconds.
type Item struct {
	d    *screen.Desk
	ref  string
	name string

	facts facts
	there bool
	list  widget.List
	shown *shownSecret // nil: nothing is uncovered
	held  bool         // it is shown while the key is down
	code  *shownCode

	revision uint32        // it is shown as it was in this one; 0: as it is
	removed  func(removal) // hears that it was put into the trash; may be nil
}

// facts are what the screen keeps of an item: no secret.
type facts struct {
	path   string
	head   [][2]string
	fields []field
	moved  bool
	locked bool
	main   string

	title     string
	tags      []string
	favourite bool
}

// field is one line: a field, or an attached file.
type field struct {
	name   string
	value  string // of the companion tier
	tier   app.Tier
	secret bool // there is a value, and it is covered
	code   bool // it makes one-time codes
	file   bool // attached
}

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

type shownCode struct {
	field string
	code  app.Code
	read  time.Time
}

func (c *shownCode) Wipe() {
	if c != nil {
		c.code.Code.Wipe()
	}
}

// revealFor is how long a secret is shown.
const revealFor = 10 * time.Second

// NewItem makes the screen of the item that ref names.
func NewItem(d *screen.Desk, ref, title string) *Item { return &Item{d: d, ref: ref, name: title} }

// Title is where this is.
func (it *Item) Title() string { return it.name }

// Start reads the item.
func (it *Item) Start() tea.Cmd {
	return screen.Call(it.d, "", func(ctx context.Context, a *app.App) (facts, error) {
		s, err := a.Show(ctx, it.ref)
		if err != nil {
			return facts{}, err
		}
		defer s.Wipe()
		return factsOf(&s), nil
	}, func(f facts) tea.Cmd {
		it.facts, it.name, it.there = f, f.title, true
		it.list.SetLen(len(f.fields))
		return nil
	})
}

// factsOf leaves the secrets out.
func factsOf(s *app.Shown) facts {
	path := s.Path()
	f := facts{path: path.String(), moved: s.Moved, locked: s.Locked, main: s.MainField, head: app.ItemHead(s), title: s.Title, tags: s.Tags, favourite: s.Favourite}
	for i := range s.Fields {
		sf := &s.Fields[i]
		one := field{name: sf.Name, tier: sf.Tier, code: sf.Kind == app.KindTOTP}
		if sf.Tier == app.Core {
			one.secret = !sf.Value.IsZero()
		} else {
			one.value = strings.TrimSuffix(sf.Value.Reveal(), "\n")
		}
		f.fields = append(f.fields, one)
	}
	for i := range s.Attachments {
		at := &s.Attachments[i]
		f.fields = append(f.fields, field{name: at.Name, value: app.SizeText(at.Size), tier: app.Core, file: true})
	}
	return f
}

// current is the field under the cursor.
func (it *Item) current() field {
	if it.list.At < len(it.facts.fields) {
		return it.facts.fields[it.list.At]
	}
	return field{}
}

// Typing never holds.
func (it *Item) Typing() bool { return false }

// Keys are what can be done here.
func (it *Item) Keys() []screen.Key {
	f := it.current()
	hidden := it.whyHidden(f)
	code := ""
	if !f.code {
		code = "this field makes no one-time codes"
	}
	keys := []screen.Key{
		{Press: []string{"space", "v", "enter"}, Does: "show the secret for ten seconds, or cover it", Short: "show", Why: hidden, Do: it.reveal},
		{Press: []string{"c", "y"}, Does: "copy the field; the clipboard is cleared after", Short: "copy", Why: it.whyNoCopy(f), Do: it.copy},
		{Press: []string{"o"}, Does: "show the current one-time code", Short: "code", Why: code, Do: it.otp},
	}
	keys = append(keys, it.deeds().keys(it.whyNotThere(), it.Start)...)
	return append(keys, screen.Key{Press: []string{"d", "delete"}, Does: "put the item into the trash", Short: "trash", Why: it.whyNotThere(), Do: it.remove})
}

func (it *Item) whyNotThere() string {
	if !it.there {
		return "the item is being read"
	}
	return ""
}

func (it *Item) whyHidden(f field) string {
	switch {
	case f.file:
		return "an attached file is saved, not shown"
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
		return "an attached file is saved, not copied"
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
	return screen.Call(it.d, "", readField(it.ref, f.name, it.revision), func(v secretText) tea.Cmd {
		it.cover()
		it.shown = &shownSecret{f.name, v.Text, it.d.Now().Add(revealFor)}
		return nil
	})
}

// secretText is a secret on its way, which is wiped where nobody takes it.
type secretText struct{ secret.Text }

// readField reads one field of an item, as it is or was in a revision.
func readField(ref, name string, revision uint32) func(context.Context, *app.App) (secretText, error) {
	return func(ctx context.Context, a *app.App) (secretText, error) {
		if revision != 0 {
			return readFormer(ctx, a, ref, name, revision)
		}
		v, err := a.Get(ctx, ref, name)
		return secretText{v.Field.Value}, err
	}
}

func readFormer(ctx context.Context, a *app.App, ref, name string, revision uint32) (v secretText, err error) {
	s, err := a.Revision(ctx, ref, revision)
	defer s.Wipe()
	if err == nil {
		err = s.Revealable()
	}
	if f, ok := s.Field(name); ok && err == nil {
		v.Text = f.Value.Clone()
	}
	return v, err
}

func (it *Item) cover() {
	it.shown.Wipe()
	it.shown = nil
}

func (it *Item) copy() tea.Cmd {
	name := it.current().name
	return copyField(it.d, it.ref, name, name, it.revision)
}

// copyField puts a field onto the clipboard, the main one without a name; what is how it
// is called.
func copyField(d *screen.Desk, ref, name, what string, revision uint32) tea.Cmd {
	return screen.Copy(d, look.Safe(what), func(ctx context.Context, a *app.App) (secret.Text, error) {
		v, err := readField(ref, name, revision)(ctx, a)
		return v.Text, err
	})
}

func (it *Item) otp() tea.Cmd {
	f := it.current()
	return screen.Call(it.d, "", func(ctx context.Context, a *app.App) (*shownCode, error) {
		c, err := a.OTP(ctx, it.ref, f.name)
		if err != nil {
			return nil, err
		}
		return &shownCode{f.name, c, it.d.Now()}, nil
	}, func(c *shownCode) tea.Cmd {
		it.code.Wipe()
		it.code = c
		return nil
	})
}

func (it *Item) deeds() deeds {
	return deeds{d: it.d, ref: it.ref, path: it.facts.path, tags: it.facts.tags, favourite: it.facts.favourite}
}

func (it *Item) remove() tea.Cmd {
	return it.deeds().remove(func(r removal) tea.Cmd {
		text := r.text()
		if it.removed != nil {
			it.removed(r)
		}
		return backSaying(text)
	})
}

// Update hears the cursor, the mouse and the clock.
func (it *Item) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		it.list.Press(msg.String())
	case screen.Mouse:
		it.list.Mouse(msg.MouseMsg, msg.Y-len(it.facts.head)-2)
	case screen.Tick:
		return it.tick()
	case screen.Hidden:
		it.cover()
		it.code.Wipe()
		it.code = nil
	}
	return nil
}

// tick covers what was shown for long enough, and gets the next code.
func (it *Item) tick() tea.Cmd {
	now := it.d.Now()
	if it.shown != nil && !now.Before(it.shown.until) {
		it.cover()
	}
	if it.code != nil && !it.code.code.Counts && now.Sub(it.code.read) >= it.code.code.Remaining {
		it.code.Wipe()
		it.code = nil
	}
	return nil
}

// View draws the screen.
func (it *Item) View(s screen.Size, l *look.Look) []string {
	if !it.there {
		return []string{"", "  reading …"}
	}
	lines := []string{" " + l.Dim.Render(look.Fit(it.facts.path, s.Width-1))}
	for _, h := range it.facts.head {
		lines = append(lines, " "+l.Dim.Render(look.Fit(h[0], 11))+look.Cut(h[1], s.Width-12))
	}
	if why := it.whyCovered(); why != "" {
		lines = append(lines, " "+l.Warn.Render(look.Cut(why, s.Width-1)))
	}
	lines = append(lines, "")
	name := it.nameWidth(s.Width)
	return append(lines, it.list.View(screen.Size{Width: s.Width, Height: max(1, s.Height-len(lines))}, l, true, func(i, cells int) string {
		return it.line(it.facts.fields[i], name, cells)
	})...)
}

func (it *Item) nameWidth(cells int) int {
	most := 8
	for _, f := range it.facts.fields {
		most = max(most, look.Width(look.Safe(f.name)))
	}
	return min(most, cells/3)
}

// covered stands for a secret of any length.
const covered = "••••••••"

func (it *Item) line(f field, name, cells int) string {
	left := look.Fit(f.name, name) + "  "
	return left + look.Ends(it.value(f, cells-name-12), it.tierText(f), cells-name-2)
}

func (it *Item) tierText(f field) string {
	if f.file {
		return "file"
	}
	return f.tier.String()
}

func (it *Item) value(f field, cells int) string {
	now := it.d.Now()
	switch {
	case it.code != nil && it.code.field == f.name:
		left := it.code.code.Remaining - now.Sub(it.code.read)
		return fmt.Sprintf("code %s, %s left", look.Safe(it.code.code.Code.Reveal()), app.FormatSpan(left.Round(time.Second)))
	case it.shown != nil && it.shown.field == f.name:
		left := it.shown.until.Sub(now).Round(time.Second)
		return fmt.Sprintf("%s  (%s)", look.Cut(it.shown.value.Reveal(), cells-8), app.FormatSpan(max(left, time.Second)))
	case f.secret:
		return covered
	}
	return look.Cut(strings.ReplaceAll(f.value, "\n", " ⏎ "), cells)
}

// Wipe forgets what came from the vault.
func (it *Item) Wipe() {
	it.shown.Wipe()
	it.code.Wipe()
	*it = Item{d: it.d}
}
