package account

import (
	"context"
	"errors"
	"strings"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/ask"
	"coffer/tui/look"
	"coffer/tui/moving"
	"coffer/tui/screen"
	"coffer/tui/widget"
	"coffer/vault/secret"
)

func isOtherKeys(err error) bool { return errors.Is(err, errOtherKeys) }

// restore is the form that says what of a backup comes back. It is tried before it is done.
type restore struct {
	ask.Form
	d         *screen.Desk
	of        app.Backup
	path      widget.Input
	unchanged *widget.FormRow
	deleted   *widget.FormRow
	day       widget.Input
}

func newRestore(d *screen.Desk, of app.Backup) *restore {
	r := &restore{d: d, of: of, day: widget.Input{Hidden: true, Most: app.MaxPassword}}
	r.unchanged = &widget.FormRow{Name: "unchanged", Options: []string{"stays out", "comes, too"}, Help: "items that are here as they were on that day"}
	r.deleted = &widget.FormRow{Name: "deleted", Options: []string{"stays out", "comes, too"}, Help: "items that were deleted for good since, or lay in the trash on that day"}
	r.Rows = []*widget.FormRow{
		{Name: "what", Input: &r.path, Unset: "all of it", Help: "a box, a folder as BOX/FOLDER, or an item as BOX/FOLDER/TITLE or @ID, as it was on that day; empty: all"},
		r.unchanged, r.deleted,
	}
	return r
}

// asksDay adds a line for the password of its day, where today's keys do not open the backup.
func (r *restore) asksDay(asks bool) {
	if asks && len(r.Rows) == 3 {
		r.Rows = append(r.Rows, &widget.FormRow{Name: "password", Input: &r.day, Gap: true,
			Help: "the master password of " + app.LocalTime(r.of.Made) + ": today's keys do not open this backup"})
	}
}

func (r *restore) Title() string { return "restore" }

func (r *restore) Keys() []screen.Key {
	why := ""
	if len(r.Rows) > 3 {
		if why = r.d.WhyNoPassword(); why == "" && r.day.Empty() {
			why = "type the master password of that day"
		}
	}
	return []screen.Key{{Press: []string{"enter", "ctrl+s"}, Does: "look what would come; nothing is brought yet", Short: "look", Why: why, Do: r.look}}
}

func (r *restore) options() app.RestoreOptions {
	o := app.RestoreOptions{Backup: r.of.ID.String(), All: r.unchanged.At == 1, WithDeleted: r.deleted.At == 1}
	if path := strings.TrimSpace(r.path.Text()); path != "" {
		o.Paths = []string{path}
	}
	return o
}

// look tries it, and shows what would come.
func (r *restore) look() tea.Cmd {
	o, password := r.options(), r.day.Secret()
	o.DryRun = true
	return screen.Try(r.d, "looking what would come", restoring(o, password), func(done app.Restored, err error) tea.Cmd {
		if err == nil {
			o.DryRun = false
			return screen.Send(screen.Open{Screen: &restored{d: r.d, form: r, o: o, password: password, done: done}})
		}
		password.Wipe()
		if isOtherKeys(err) {
			r.asksDay(true)
			r.Go(r.Rows[len(r.Rows)-1])
		}
		r.d.Tried(err)
		return screen.Send(screen.Failed{Err: err})
	})
}

// restoring brings back what the options say, or tries it.
func restoring(o app.RestoreOptions, password secret.Text) func(context.Context, *app.App) (app.Restored, error) {
	return func(ctx context.Context, a *app.App) (app.Restored, error) {
		o.Ask = ofDay(password)
		return a.Restore(ctx, a.BackupsAt(""), o)
	}
}

// restored says what would come, and then what came.
type restored struct {
	d        *screen.Desk
	form     screen.Screen // goes once all came
	o        app.RestoreOptions
	password secret.Text // of its day
	done     app.Restored
	came     bool
	page     widget.Page
}

func (r *restored) Title() string {
	return map[bool]string{false: "what would come", true: "restored"}[r.came]
}
func (r *restored) Start() tea.Cmd { return nil }
func (r *restored) Typing() bool   { return false }

func (r *restored) Keys() []screen.Key {
	if r.came {
		return []screen.Key{
			{Press: []string{"enter"}, Does: "go to what was brought", Short: "go there", Do: func() tea.Cmd {
				return screen.Send(screen.Go{Place: "items", Ref: r.done.Place})
			}},
		}
	}
	why := ""
	if r.done.Place == "" && r.done.Items == 0 {
		why = "nothing would come"
	}
	return []screen.Key{{Press: []string{"enter", "ctrl+s"}, Does: "bring it back", Short: "bring it back", Why: why, Core: true, Do: r.bring}}
}

func (r *restored) bring() tea.Cmd {
	return screen.Call(r.d, "restoring", restoring(r.o, r.password), func(done app.Restored) tea.Cmd {
		r.password.Wipe()
		r.done, r.came, r.page = done, true, widget.Page{}
		said := screen.Say{Text: "restored " + app.Counted(done.Items, "item", "items")}
		return tea.Sequence(screen.Send(screen.Back{Of: r.form}), screen.Send(said))
	})
}

func (r *restored) Update(msg tea.Msg) tea.Cmd { r.page.Update(msg); return nil }

func (r *restored) View(s screen.Size, l *look.Look) []string {
	return r.page.View(append([]string{""}, widget.Facts(r.facts(), s.Width, l)...), s, l)
}

func (r *restored) facts() []widget.Fact {
	d := &r.done
	facts := moving.Comes(&d.Imported, r.came)
	if d.Unchanged > 0 {
		facts = append(facts, widget.Fact{Name: "left out", Text: app.Counted(d.Unchanged, "item is", "items are") + " here unchanged"})
	}
	if d.Deleted > 0 {
		facts = append(facts, widget.Fact{Name: "left out", Text: app.Counted(d.Deleted, "item was", "items were") + " deleted"})
	}
	for _, name := range d.Names {
		facts = append(facts, widget.Fact{Name: "left out", Text: name + " was changed without the core key, and an earlier backup may have it as it was", Tone: widget.Alarm})
	}
	if more := d.Moved - len(d.Names); more > 0 {
		facts = append(facts, widget.Fact{Name: "left out", Text: "and " + app.Counted(more, "more item", "more items") + " of that kind", Tone: widget.Alarm})
	}
	return append(facts, moving.Notes(d.Notes)...)
}

// Wipe forgets the password, and what came.
func (r *restored) Wipe() {
	r.password.Wipe()
	*r = restored{d: r.d}
}
