package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"coffer/box"
	"coffer/box/port"
	"coffer/internal/host"
	"coffer/vault"
	"coffer/vault/secret"
)

// sink takes what an importer finds into one transaction.
type sink struct {
	ctx    context.Context
	a      *App
	o      ImportOptions
	tx     *vault.Tx
	set    Settings
	into   string   // the box of what names none
	folder []string // of the import, within that box
	boxes  map[string]vault.ID
	named  bool // some item says its box
	staged []*box.Staged
	// alike finds duplicates; nil: what comes is the vault itself, and nothing is marked.
	alike *alikes
	// What is told: what has no place of its own comes first, whatever else there is.
	noted, near, duplicates notes
	done                    Imported
	texts                   int64 // bytes of all values
}

func (s *sink) run(tx *vault.Tx, im port.Importer) (err error) {
	s.tx = tx
	if s.set, err = settings(tx); err != nil {
		return err
	}
	if err := s.arrive(); err != nil {
		return err
	}
	if err := im.Import(s.ctx, s.o.Source, s); err != nil {
		return err
	}
	if s.o.Boxes && s.done.Items > 0 && !s.named {
		s.Report(port.Note{Where: "boxes", What: "the file names none; all of it goes to the box " + ImportBox})
	}
	s.forgetAlikes() // a large transaction needs the memory for its end
	if s.o.DryRun {
		return errDryRun
	}
	return nil
}

// arrive chooses the place: a folder of the day that nothing is in yet.
func (s *sink) arrive() error {
	switch {
	case s.o.Boxes:
		return nil
	case s.o.Into != "":
		return s.arriveIn(s.o.Into)
	}
	s.into = ImportBox
	id, err := s.boxNamed(ImportBox)
	if err != nil {
		return err
	}
	there, err := box.List(s.tx, id, box.ListOptions{})
	if err != nil {
		return err
	}
	day := cmp.Or(s.o.name, s.o.Format+"-"+s.tx.Now().Format("2006-01-02")) // without a blank, for whoever types it
	name := day
	for n := 2; slices.ContainsFunc(there, func(e box.Entry) bool { return len(e.Folder) > 0 && e.Folder[0] == name }); n++ {
		name = fmt.Sprintf("%s-%d", day, n)
	}
	s.folder = []string{name}
	s.done.Place = ImportBox + "/" + box.JoinFolder(s.folder)
	return nil
}

// arriveIn chooses a place that somebody named; a box is made if it is missing.
func (s *sink) arriveIn(path string) error {
	names, err := box.SplitFolder(strings.TrimSuffix(path, "/"))
	if err != nil {
		return err
	}
	if len(names) == 0 || strings.HasPrefix(path, "@") {
		return Fail(Usage, "name a BOX or BOX/FOLDER", "%q is no place for an import", host.Safe(path))
	}
	s.into, s.folder = names[0], names[1:]
	s.done.Place = pathOf(names)
	_, err = s.boxNamed(s.into)
	return err
}

func (s *sink) boxNamed(name string) (vault.ID, error) {
	if id, ok := s.boxes[name]; ok {
		return id, nil
	}
	b, made, err := box.EnsureBox(s.tx, name)
	if err != nil {
		return vault.ID{}, err
	}
	if made {
		s.done.Boxes = append(s.done.Boxes, b.Name)
	}
	s.boxes[name] = b.ID
	return b.ID, nil
}

// Box makes a box of the file where boxes are kept.
func (s *sink) Box(b port.Box) error {
	if !s.o.Boxes {
		if b.Note != "" {
			s.Report(port.Note{Where: "box " + b.Name, What: "boxes become folders, which have no notes; keep the boxes to keep theirs"})
		}
		return nil
	}
	id, err := s.boxNamed(b.Name)
	switch {
	case err != nil || b.Note == "":
		return err
	case !slices.Contains(s.done.Boxes, b.Name):
		s.Report(port.Note{Where: "box " + b.Name, What: "there is a box of that name; its notes stay as they are"})
		return nil
	}
	return box.SetNote(s.tx, id, b.Note)
}

// Item writes one entry.
func (s *sink) Item(e *port.Entry) (err error) {
	if err := s.ctx.Err(); err != nil {
		return err
	}
	if err := s.weigh(e); err != nil {
		return err
	}
	name, above := s.place(e.BoxName)
	if e.Box, err = s.boxNamed(name); err != nil {
		return err
	}
	if e.Attachments, err = s.attach(e.Files); err != nil {
		return err
	}
	s.keepBytes(e)
	e.Folder = slices.Concat(above, e.Folder)
	for i := range e.Former {
		e.Former[i].Folder = slices.Concat(above, e.Former[i].Folder)
	}
	marks, err := s.compare(e, box.Path{Box: name, Folder: e.Folder, Title: e.Title})
	if err != nil {
		return err
	}
	kept, err := box.Import(s.tx, &e.Item, e.Former, box.Retain(s.set.TrashRetention))
	if err != nil {
		return fmt.Errorf("item %d: %w", s.done.Items+1, err)
	}
	s.alike.learn(marks, itemPlace{e.Box, e.ID})
	s.done.Items++
	if !e.Trashed.IsZero() {
		s.done.Trashed++
	}
	s.done.Revisions += kept
	if lost := len(e.Former) - kept; lost > 0 {
		s.Report(port.Note{Where: e.Title, What: fmt.Sprintf("an item has at most %d former revisions; the oldest were left out: %d", box.MaxKeep, lost)})
	}
	return nil
}

// weigh bounds what one transaction holds in memory. A state of the vault itself is as large as the vault is.
func (s *sink) weigh(e *port.Entry) error {
	if s.texts += weight(e); s.texts > port.MaxTexts && s.foreign() {
		return port.Bad("its items hold more than %d MiB, attachments not counted; export it in parts and import these", port.MaxTexts>>20)
	}
	return nil
}

// weight is how many bytes the values of an entry have, attachments not counted.
func weight(e *port.Entry) (n int64) {
	for _, fields := range append(formerFields(e), e.Fields) {
		for _, f := range fields {
			n += int64(f.Value.Len())
		}
	}
	return n
}

// keepBytes turns values that are no text into fields of kind file, which hold
// any bytes.
func (s *sink) keepBytes(e *port.Entry) {
	for _, fields := range append([][]box.Field{e.Fields}, formerFields(e)...) {
		for i, f := range fields {
			if f.Kind == box.File || box.IsText(f.Value.Bytes()) {
				continue
			}
			fields[i].Kind = box.File
			s.Report(port.Note{Where: e.Title, What: "field " + f.Name + " holds bytes that are no text; it became a field of kind file"})
		}
	}
}

func formerFields(e *port.Entry) (all [][]box.Field) {
	for i := range e.Former {
		all = append(all, e.Former[i].Fields)
	}
	return all
}

// place says to which box an entry goes, and below which folder.
func (s *sink) place(boxName string) (name string, above []string) {
	switch {
	case s.o.Boxes && boxName != "":
		s.named = true
		return boxName, nil
	case s.o.Into != "":
		return s.into, s.folder
	case s.o.Boxes || boxName == "":
		return ImportBox, s.folder
	}
	return ImportBox, append(slices.Clone(s.folder), boxName)
}

// attach encrypts the files of an entry; in a dry run it only reads them.
func (s *sink) attach(files []port.File) (all []box.Attachment, err error) {
	for _, f := range files {
		at, err := s.attachOne(f)
		if err != nil {
			return nil, fmt.Errorf("attachment of item %d: %w", s.done.Items+1, err)
		}
		all = append(all, at)
		s.done.Attachments++
	}
	return all, nil
}

func (s *sink) attachOne(f port.File) (at box.Attachment, err error) {
	r, err := f.Open()
	if err != nil {
		return at, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	if s.o.DryRun {
		return s.readOnly(f, r)
	}
	st, err := box.Stage(s.ctx, s.tx.Dir(), s.tx.Rand(), s.tx.VaultID(), f.Name, r)
	if err != nil {
		return at, err
	}
	s.staged = append(s.staged, st)
	return st.Commit(s.tx)
}

// readOnly checks a file and stands in for what would be kept of it.
func (s *sink) readOnly(f port.File, r io.Reader) (at box.Attachment, err error) {
	if _, err = io.Copy(io.Discard, r); err != nil {
		return at, err
	}
	at = box.Attachment{Name: f.Name, Size: f.Size, SHA256: f.SHA256}
	if at.Blob, err = s.tx.NewID(); err != nil {
		return at, err
	}
	at.Key, err = secret.NewKey(s.tx.Rand())
	return at, err
}

// Report keeps a note for the person.
func (s *sink) Report(n port.Note) { s.noted.add(n) }

// forgetAlikes lets go of what items were compared with.
func (s *sink) forgetAlikes() {
	s.alike.wipe()
	s.alike = nil
}

// close ends the report.
func (s *sink) close() {
	s.forgetAlikes()
	s.done.Notes = slices.Concat(s.noted.all(), s.near.all(), s.duplicates.all())
}
