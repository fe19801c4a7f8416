package app

import (
	"errors"
	"slices"
	"strings"
	"time"

	"coffer/box"
	"coffer/vault"
)

// items finds items, also in the trash and in removed boxes, and former revisions.
func (f *forgetting) items() error {
	traces, err := box.Traces(f.tx, f.m)
	if err != nil {
		return err
	}
	for i := range traces {
		t := &traces[i]
		path := t.Path()
		one := ForgetFound{Kind: foundItem, ID: t.ID, Name: path.String(), State: traceState(t), Places: tracePlaces(t)}
		if !t.Whole() {
			one.Kind = foundHistory
		}
		if t.Moved {
			one.Kept = "it was changed without the core key"
			one.Next = "coffer verify --accept @" + t.ID.String() + " confirms it, then forget it"
		} else if err := f.takes(t); err != nil {
			return err
		}
		f.note(one, nil)
	}
	return nil
}

// takes notes that an item goes, or some of its revisions, and what it was called.
func (f *forgetting) takes(t *box.Trace) error {
	f.traces = append(f.traces, *t)
	if !t.Whole() {
		return nil
	}
	f.gone[t.ID] = true
	f.called(t.ID, t.Path())
	former, err := box.Revisions(f.tx, t.Box, t.ID)
	for i := range former {
		f.called(t.ID, box.Path{Box: t.BoxName, Folder: former[i].Folder, Title: former[i].Title})
		wipeItem(&former[i])
	}
	if errors.Is(err, box.ErrMoved) {
		return nil // it goes all the same
	}
	return err
}

// called notes what an entry of the log may call an item.
func (f *forgetting) called(id ID, p box.Path) {
	for _, name := range []string{p.String(), p.Title, "@" + id.String()} {
		f.names[name] = true
	}
}

func traceState(t *box.Trace) string {
	switch {
	case t.Away:
		return "removed"
	case !t.Trashed.IsZero():
		return "trash"
	}
	return ""
}

// tracePlaces names the places of the content as it is now, and then those of former revisions,
// each once.
func tracePlaces(t *box.Trace) (all []string) {
	places := slices.Clone(t.Places)
	for _, r := range t.Former {
		places = append(places, r.Places...)
	}
	for _, p := range places {
		name := string(p.Part)
		if p.Name != "" {
			name += " " + p.Name
		}
		if !slices.Contains(all, name) {
			all = append(all, name)
		}
	}
	return all
}

// boxes finds names and notes of boxes, which hold more than what is looked for.
func (f *forgetting) boxes() error {
	all, err := box.Boxes(f.tx)
	for _, b := range all {
		one := ForgetFound{Kind: foundBox, ID: b.ID, Name: b.Name, Places: f.places("name", b.Name, "note", b.Note),
			Kept: "there may be more in it", Next: "coffer box rename gives it another name or note, coffer box rm removes it"}
		if !b.Removed.IsZero() {
			one.State, one.Next = "removed", "it is deleted from "+b.Due.Local().Format(time.DateOnly)+" on"
		}
		f.note(one, nil)
	}
	return err
}

// templates finds the owner's own ones.
func (f *forgetting) templates() error {
	all, err := box.Templates(f.tx)
	if err != nil {
		return err
	}
	removed, err := box.RemovedTemplates(f.tx)
	for _, t := range append(all, removed...) {
		if t.ID.IsZero() {
			continue // one that everybody has
		}
		pairs := []string{"name", t.Name, "note", t.Note, "main field", t.Main}
		for _, field := range t.Fields {
			pairs = append(pairs, "field "+field.Name, field.Name)
		}
		one := ForgetFound{Kind: foundTemplate, ID: t.ID, Name: t.Name, Places: f.places(pairs...)}
		if !t.Removed.IsZero() {
			one.State = "trash"
		}
		f.note(one, func() error { return purgeTemplate(f.tx, &t) })
	}
	return err
}

func purgeTemplate(tx *vault.Tx, t *box.Template) error {
	if t.Removed.IsZero() {
		if err := box.RemoveTemplate(tx, t.Name, 0); err != nil {
			return err
		}
	}
	return box.PurgeTemplate(tx, t.ID)
}

// findings finds reasons that the owner gave for leaving what a check found. Without it the
// finding is found again.
func (f *forgetting) findings() error {
	keys, all, err := ignoredKeys(f.tx)
	for i, g := range all {
		if f.gone[g.Item] {
			continue // it goes with its item
		}
		one := ForgetFound{Kind: foundFinding, ID: g.Item, Name: "@" + ID(g.Item).String(), Places: f.places("reason", g.Reason, "field", g.Field)}
		f.note(one, func() error { return f.tx.Delete(vault.BoxZero, vault.Ignored, keys[i], vault.Core) })
	}
	return err
}

// owner finds what the vault knows of its owner.
func (f *forgetting) owner() error {
	s, err := readOwner(f.tx)
	if err != nil {
		return err
	}
	greeting := ""
	if !f.copied { // it is kept on this machine, and not in the vault
		greeting = f.a.Greeting()
	}
	f.note(ForgetFound{Kind: foundOwner, Name: "your own data", Places: f.places("name", s.Name, "e-mail", s.Email, "question", s.Question, "greeting", greeting),
		Kept: "it is what you say of yourself", Next: "coffer vault edit changes it"}, nil)
	former, err := readFormerData(f.tx)
	if err != nil {
		return err
	}
	rest := slices.DeleteFunc(slices.Clone(former), func(d storedFormer) bool { return f.m.In(d.Value) })
	if len(rest) < len(former) {
		f.note(ForgetFound{Kind: foundOwner, Name: "your former data", Places: []string{Counted(len(former)-len(rest), "value", "values")}},
			func() error { return writeFormerData(f.tx, rest) })
	}
	posts, err := readPosts(f.tx)
	f.note(ForgetFound{Kind: foundPost, Name: "your post", Places: f.places("address", strings.Join(posts, "\n")),
		Kept: "letters travel over it", Next: "coffer post set names another one"}, nil)
	return err
}

// logins finds where the vault was unlocked from: the last ten are kept.
func (f *forgetting) logins() error {
	s, err := readSpool(f.tx)
	if err != nil {
		return err
	}
	var pairs []string
	for _, l := range s.Logins {
		pairs = append(pairs, "host", l.Host, "terminal", l.Terminal, "session", l.Session)
	}
	f.note(ForgetFound{Kind: foundLogin, Name: "the last logins", Places: f.places(pairs...),
		Kept: "only ten are kept", Next: "newer ones take their place"}, nil)
	return nil
}

// former names what nobody can look into without its password.
func (f *forgetting) former() error {
	if f.tx.HasFormer() {
		f.note(ForgetFound{Kind: foundFormer, Name: vault.FormerName, Places: []string{"not looked into"},
			Kept: "a reset has put it aside", Next: "coffer vault adopt brings back what is in it, coffer vault adopt --drop deletes it"}, nil)
	}
	return nil
}

// entries finds the entries of the log that hold the term, or say how something was called that goes.
func (f *forgetting) entries() error {
	for n := uint64(1); n <= f.tx.Entries(); n++ {
		e, err := f.tx.Entry(n)
		if errors.Is(err, vault.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		if f.forgets(&e) {
			f.log[n] = true
		}
	}
	return nil
}

// forgets tells whether an entry loses what it says: one about several items of which some stay
// keeps it, unless it holds the term itself.
func (f *forgetting) forgets(e *vault.Entry) bool {
	text := e.Event.Text
	if text == "" || f.m.In(text) {
		return text != ""
	}
	goes, stays := false, e.Changed > len(e.Changes) // what is not listed may stay
	for _, c := range e.Changes {
		if c.Space == vault.Items || c.Space == vault.History {
			goes, stays = goes || f.gone[c.Key.ID], stays || !f.gone[c.Key.ID]
		}
	}
	return !stays && (goes || f.names[entryName(e.Event.Action, text)])
}

// entryName is what an entry calls an item, without the field; empty for one that is about
// something else, which may be called the same.
func entryName(action, text string) string {
	about, _, _ := strings.Cut(action, ".")
	if !slices.Contains([]string{"item", "token", "share", "seal", "check"}, about) {
		return ""
	}
	if _, said, ok := strings.Cut(text, " says: "); ok { // of a command about itself
		text = said
	}
	path, _, _ := strings.Cut(text, "#")
	return path
}
