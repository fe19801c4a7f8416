package pass

import (
	"context"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"coffer/box/port"
	"coffer/box/port/internal/draft"
)

// Import reads a store; src.Dir must be set. Its folders are folders, the name of a
// file is the title. Everything arrives without a box. An entry that cannot be
// decrypted is reported; if none can, that is the error.
func (Format) Import(ctx context.Context, src port.Source, sink port.Sink) error {
	switch {
	case src.Dir == nil:
		return port.Bad("a password store is a folder; name the folder")
	case src.Open == nil:
		return port.Bad("there is nothing to decrypt the store with")
	}
	im := importer{ctx: ctx, src: src, sink: sink}
	if err := im.folder(place{dir: "."}); err != nil {
		return err
	}
	switch {
	case im.tried == 0:
		return port.Bad("there is no entry in this folder: no file in it ends in .gpg or .age")
	case im.opened == 0:
		return fmt.Errorf("no entry of the store could be decrypted: %w", im.shut)
	}
	return nil
}

type importer struct {
	ctx           context.Context
	src           port.Source
	sink          port.Sink
	seen          int   // files and folders
	tried, opened int   // entries
	shut          error // why the first that did not open did not
	sealed, plain int64 // bytes of entries, and what they were decrypted to
}

// place is a folder of the store.
type place struct {
	dir   string   // its path in the store
	names []string // what its folders are called in Coffer
	all   []fs.DirEntry
	taken map[string]bool // folders of attachments that came with an entry
}

func (p *place) path(e fs.DirEntry) string { return path.Join(p.dir, e.Name()) }

func (im *importer) report(where, format string, args ...any) {
	im.sink.Report(port.Note{Where: where, What: fmt.Sprintf(format, args...)})
}

// folder reads a folder with those in it.
func (im *importer) folder(p place) (err error) {
	if len(p.names) > maxDepth {
		return port.Bad("a store with more than %d folders within one another", maxDepth)
	}
	if p.all, err = fs.ReadDir(im.src.Dir, p.dir); err != nil {
		return err
	}
	p.taken = make(map[string]bool)
	if im.seen += len(p.all); im.seen > maxFiles {
		return port.Bad("a store of more than %d files and folders", maxFiles)
	}
	if len(p.names) > 0 && len(p.all) == 0 {
		im.report(p.dir, "an empty folder is not kept")
	}
	if fieldPerFile(p.all) {
		im.report(p.dir, "it looks like one item with a file for each field; every file became an item of its own")
	}
	return im.content(&p)
}

// content reads what is in a folder. Attachments that no entry took, since it was not
// read, come at the end, like any other folder.
func (im *importer) content(p *place) error {
	var left []fs.DirEntry
	for _, e := range p.all {
		if err := im.ctx.Err(); err != nil {
			return err
		}
		if p.ofAnother(e) {
			left = append(left, e)
			continue
		}
		if err := im.one(p, e); err != nil {
			return err
		}
	}
	for _, e := range left {
		if p.taken[e.Name()] {
			continue
		}
		im.report(p.path(e), "attachments of an entry that was left out; they became items")
		if err := im.one(p, e); err != nil {
			return err
		}
	}
	return nil
}

// one reads what a folder has under one name.
func (im *importer) one(p *place, e fs.DirEntry) error {
	if service(e.Name()) {
		return nil
	}
	if !utf8.ValidString(e.Name()) {
		im.report(p.dir, "the name of something in it is not UTF-8; it was left out")
		return nil
	}
	mode := e.Type()
	if mode == fs.ModeSymlink {
		info, err := fs.Stat(im.src.Dir, p.path(e))
		if err != nil || info.IsDir() {
			im.report(p.path(e), "a link to a folder, out of the store or to nothing; it was not followed")
			return nil
		}
		mode = info.Mode().Type()
	}
	stem, ok := entryName(e.Name())
	switch {
	case mode.IsDir():
		names := append(slices.Clone(p.names), unescape(e.Name()))
		return im.folder(place{dir: p.path(e), names: names})
	case !mode.IsRegular() || !ok:
		im.report(p.path(e), "no entry of a store; it was left out")
		return nil
	}
	return im.entry(p, e, draft.Title(unescape(stem)))
}

// entryName takes the ending off the name of an entry.
func entryName(file string) (stem string, ok bool) {
	for _, ending := range []string{".gpg", ".age"} {
		if stem, ok = strings.CutSuffix(file, ending); ok {
			return stem, true
		}
	}
	return "", false
}

// attachments is the ending of a folder of attachments.
const attachments = ".attachments"

// attached returns the folder of attachments of an entry, unless another has it.
func (p *place) attached(stem string) (fs.DirEntry, bool) {
	i, ok := slices.BinarySearchFunc(p.all, stem+attachments, func(e fs.DirEntry, name string) int {
		return strings.Compare(e.Name(), name)
	})
	if !ok || !p.all[i].IsDir() || p.taken[stem+attachments] {
		return nil, false
	}
	p.taken[stem+attachments] = true
	return p.all[i], true
}

// ofAnother tells that a folder holds the attachments of an entry beside it.
func (p *place) ofAnother(e fs.DirEntry) bool {
	stem, ok := strings.CutSuffix(e.Name(), attachments)
	if !ok || !e.IsDir() {
		return false
	}
	for _, ending := range []string{".gpg", ".age"} {
		_, found := slices.BinarySearchFunc(p.all, stem+ending, func(e fs.DirEntry, name string) int {
			return strings.Compare(e.Name(), name)
		})
		if found {
			return true
		}
	}
	return false
}

// service tells what a store needs for itself, and what no item is in.
func service(name string) bool {
	switch name {
	case ".git", ".gitattributes", ".gitignore", ".gpg-id", ".gpg-id.sig", ".age-recipients", ".age-recipients.sig",
		".public-keys", ".extensions":
		return true
	}
	return false
}

// fieldPerFile tells a folder that looks like one item.
func fieldPerFile(all []fs.DirEntry) bool {
	secret, others := 0, 0
	for _, e := range all {
		stem, _ := entryName(e.Name())
		switch strings.ToLower(stem) {
		case "password", "pass", "pw", "passwd":
			secret++
		case "username", "user", "login", "url", "website", "email", "otp", "totp", "notes", "note", "pin":
			others++
		}
	}
	return secret > 0 && others > 0
}
