package items

import (
	"context"
	"fmt"
	"strconv"
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
	away  int // how often it went out of sight: what comes later is not shown

	revision uint32        // it is shown as it was in this one; 0: as it is
	checked  []string      // what a check found, once it was asked for
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
	// content tells that the value is a file: it is written, not shown.
	content bool
	half    string // what is missing of half a secret; empty for a whole one
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
	until time.Time // then the next one is no more fetched: that would hold the session open
}

// codeFor is for how long one-time codes follow one another.
const codeFor = 2 * time.Minute

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
	ref, revision := it.ref, it.revision
	return screen.Call(it.d, "", func(ctx context.Context, a *app.App) (facts, error) {
		s, err := showing(ctx, a, ref, revision)
		if err != nil {
			return facts{}, err
		}
		defer s.Wipe()
		return factsOf(&s), nil
	}, func(f facts) tea.Cmd {
		it.facts, it.there = f, true
		if it.revision == 0 {
			it.name = f.title
		}
		it.list.SetLen(len(f.fields))
		return nil
	})
}

// showing is the item as it is, or was.
func showing(ctx context.Context, a *app.App, ref string, revision uint32) (app.Shown, error) {
	if revision != 0 {
		return a.Revision(ctx, ref, revision)
	}
	return a.Show(ctx, ref)
}

// factsOf leaves the secrets out.
func factsOf(s *app.Shown) facts {
	path := s.Path()
	f := facts{path: path.String(), moved: s.Moved, locked: s.Locked, main: s.MainField, head: app.ItemHead(s), title: s.Title, tags: s.Tags, favourite: s.Favourite}
	for i := range s.Fields {
		sf := &s.Fields[i]
		one := field{name: sf.Name, tier: sf.Tier, code: sf.Kind == app.KindTOTP, content: sf.Kind == app.KindFile && !sf.Value.IsZero()}
		if m, half := s.Complement(sf.Name); half {
			one.half = halfText(m)
		}
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

// halfText says what half a secret lacks.
func halfText(m app.Missing) string {
	if len(m.Positions) == 0 {
		return "one half of a secret; the other half: " + m.Hint
	}
	var at []string
	for _, p := range m.Positions {
		at = append(at, strconv.Itoa(p))
	}
	return "one half of a secret: letters " + strings.Join(at, ", ") + " are missing (□); the other half: " + m.Hint
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
	switch {
	case !f.code:
		code = "this field makes no one-time codes"
	case it.revision != 0:
		code = it.whyPast()
	}
	keys := []screen.Key{
		{Press: []string{"space", "v"}, Does: "show the secret for ten seconds, or as long as the key is held; or cover it", Short: "show", Why: hidden, Do: it.reveal},
		{Press: []string{"enter", "l", "right"}, Does: "read the whole value, in all its lines", Short: "read", Why: it.whyNotRead(f), Do: it.readWhole},
		{Press: []string{"c", "y"}, Does: "copy the field; the clipboard is cleared after", Short: "copy", Why: it.whyNoCopy(f), Do: it.copy},
		{Press: []string{"o"}, Does: "show the current one-time code", Short: "code", Why: code, Do: it.otp},
	}
	past := it.whyPast()
	keys = append(keys, it.deeds().keys(past, it.Start)...)
	keys = append(keys, screen.Key{Press: []string{"h"}, Does: "show the history of the item", Short: "history", Why: past, Do: func() tea.Cmd {
		return screen.Send(screen.Open{Screen: NewHistory(it.d, it.ref, it.facts.path)})
	}})
	keys = append(keys, it.fileKeys()...)
	keys = append(keys, screen.Key{Press: []string{"s"}, Does: "check the passwords of the item, as coffer check does", Short: "check", Why: past, Do: it.check})
	return append(keys, screen.Key{Press: []string{"d", "delete"}, Does: "put the item into the trash", Short: "trash", Why: past, Do: it.remove})
}

// whyPast is why nothing is changed.
func (it *Item) whyPast() string {
	if it.revision != 0 {
		return "this is what the item was"
	}
	if it.facts.locked {
		return "the companion tier alone is open"
	}
	return it.whyNotThere()
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
	return screen.Call(it.d, "", readField(it.ref, f.name, it.revision), func(v secretText) tea.Cmd {
		if away != it.away {
			v.Wipe()
			return nil
		}
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
	return screen.Copy(d, look.Safe(what), func(ctx context.Context, a *app.App) (secret.Text, error) {
		v, err := readField(ref, name, revision)(ctx, a)
		return v.Text, err
	})
}

// otp shows the current code, and those after it for a while; or covers it.
func (it *Item) otp() tea.Cmd {
	f := it.current()
	if it.code != nil && it.code.field == f.name && !it.code.code.Counts {
		it.code.Wipe()
		it.code = nil
		return nil
	}
	return it.nextCode(f.name, it.d.Now().Add(codeFor))
}

func (it *Item) nextCode(field string, until time.Time) tea.Cmd {
	ref, now, away := it.ref, it.d.Now, it.away
	return screen.Call(it.d, "", func(ctx context.Context, a *app.App) (*shownCode, error) {
		c, err := a.OTP(ctx, ref, field)
		if err != nil {
			return nil, err
		}
		return &shownCode{field, c, now(), until}, nil
	}, func(c *shownCode) tea.Cmd {
		if away != it.away {
			c.Wipe()
			return nil
		}
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
		it.hold(msg)
		it.list.Press(msg.String())
	case tea.KeyReleaseMsg:
		it.release()
	case screen.Mouse:
		above := len(it.facts.head) + 2
		if it.whyCovered() != "" {
			above++
		}
		it.list.Mouse(msg.MouseMsg, msg.Y-above)
	case screen.Tick:
		return it.tick()
	case screen.Hidden:
		it.away++
		it.cover()
		it.code.Wipe()
		it.code = nil
	}
	return nil
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

// tick covers what was shown for long enough, and gets the next code.
func (it *Item) tick() tea.Cmd {
	now := it.d.Now()
	if it.shown != nil && !now.Before(it.shown.until) {
		it.cover()
	}
	return it.tickCode(now)
}

// tickCode gets the next code when this one is over, for a while.
func (it *Item) tickCode(now time.Time) tea.Cmd {
	c := it.code
	if c == nil || c.code.Counts && now.Before(c.until) || !c.code.Counts && now.Sub(c.read) < c.code.Remaining {
		return nil
	}
	it.code.Wipe()
	it.code = nil
	if c.code.Counts || !now.Before(c.until) {
		return nil
	}
	return it.nextCode(c.field, c.until)
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
	foot := it.foot(s.Width, l)
	lines = append(lines, it.list.View(screen.Size{Width: s.Width, Height: max(1, s.Height-len(lines)-len(foot))}, l, true, func(i, cells int) string {
		return it.line(it.facts.fields[i], name, cells)
	})...)
	return append(lines, foot...)
}

// foot explains the field under the cursor, where there is something to explain, and
// tells what a check of the item found.
func (it *Item) foot(cells int, l *look.Look) (lines []string) {
	for _, text := range append([]string{it.current().half}, it.checked...) {
		if text == "" {
			continue
		}
		for _, line := range look.Wrap(look.Safe(text), cells-2) {
			lines = append(lines, " "+l.Dim.Render(line))
		}
	}
	return lines
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
		if it.code.code.Counts {
			return "code " + look.Safe(it.code.code.Code.Reveal()) + ", used up now"
		}
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
	*it = Item{d: it.d, away: it.away + 1}
}
