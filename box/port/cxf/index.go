package cxf

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"slices"
	"time"

	"coffer/box"
	"coffer/box/port"
	"coffer/box/port/internal/draft"
	"coffer/box/port/internal/jsonstream"
)

// index is the first reading: which collections there are, and in which of
// them each item lies. Of an item it keeps a digest of its id.
type index struct {
	ctx       context.Context
	sink      port.Sink
	version   bool
	ours      bool // the file says that Coffer wrote it
	accounts  []account
	places    []place
	first     map[link]int32
	also      map[link][]int32
	links     int
	templates []box.Template
	owner     bool // an account says who it belongs to
	shared    int
	unknown   draft.Unknown
	open      []string // ids of the collections around the one being read
	held      int      // bytes of names
}

// account is what items need of theirs.
type account struct{ id, username, email, fullName string }

// place is a collection.
type place struct {
	above   int32 // the one around it; -1 for none
	account int32
	title   string
	note    string // of a box
	created time.Time
	subtitled,
	box,
	trash,
	empty bool
}

// link is an item, by its account and its id.
type link [16]byte

const outermost = -1

func newIndex(ctx context.Context, sink port.Sink) *index {
	return &index{ctx: ctx, sink: sink, first: make(map[link]int32), also: make(map[link][]int32)}
}

// linkIn is an item of the account of a number; linkTo one of the account of an
// id, which may not have come yet.
func linkIn(account int, item string) link { return linkOf(fmt.Sprint(account), "", item) }
func linkTo(account, item string) link     { return linkOf("", account, item) }

func linkOf(parts ...string) (l link) {
	h := sha256.New()
	for _, p := range parts {
		_, _ = fmt.Fprintf(h, "%d:", len(p))
		_, _ = io.WriteString(h, p)
	}
	copy(l[:], h.Sum(nil))
	return l
}

func (ix *index) header(r *jsonstream.Reader, name string) error {
	switch name {
	case "version":
		return ix.versions(r)
	case "exporterRpId":
		id, err := ix.text(r)
		ix.ours = id == exporterID
		return err
	case "exporterDisplayName", "timestamp":
		return nil // an import folder says when it came, and from what
	}
	ix.strange(name)
	return nil
}

// versions accepts what the standard calls compatible: the major one it knows.
func (ix *index) versions(r *jsonstream.Reader) error {
	rec, err := r.Record(linkSize)
	if err != nil {
		return err
	}
	is, ok := rec.Int("major")
	if err := rec.Err(); err != nil {
		return err
	}
	if !ok || is != major {
		return r.Bad("this is CXF of another version; %d.%d is understood", major, minor)
	}
	ix.version = true
	return nil
}

func (ix *index) end(r *jsonstream.Reader) error {
	if !ix.version {
		return r.Bad("this is not CXF: it has no version")
	}
	return nil
}

func (ix *index) account(int) error {
	ix.accounts = append(ix.accounts, account{})
	return ix.ctx.Err()
}

func (ix *index) member(r *jsonstream.Reader, n int, name string) (err error) {
	a := &ix.accounts[n]
	switch name {
	case "id":
		a.id, err = ix.text(r)
	case "username":
		a.username, err = ix.text(r)
	case "email":
		a.email, err = ix.text(r)
	case "fullName":
		a.fullName, err = ix.text(r)
	case "items":
	case "collections":
		return r.Array(func() error { return ix.collection(r, n, outermost, 0) })
	case "extensions":
		return ix.extensions(r, func(name string, v jsonstream.Value) bool {
			if name == extTemplates && n == 0 {
				ix.templates = append(ix.templates, readTemplates(v)...)
			}
			return name == extTemplates
		})
	default:
		ix.strange(name)
	}
	ix.owner = ix.owner || a.username+a.email+a.fullName != ""
	return err
}

// strange remembers the name of a member that is not known.
func (ix *index) strange(name string) {
	ix.unknown.Add(name)
}

// text takes a short string and counts what is held of such; null is none.
func (ix *index) text(r *jsonstream.Reader) (string, error) {
	v, err := r.Value(2 * port.MaxName)
	if err != nil {
		return "", err
	}
	s, ok := v.Text()
	if !ok && v.Kind != jsonstream.Null || len(s) > port.MaxName {
		return "", r.Bad("something else where a short text is expected")
	}
	return s, ix.hold(r, len(s))
}

// hold counts what is kept of accounts and collections.
func (ix *index) hold(r *jsonstream.Reader, n int) error {
	if ix.held += n; ix.held > maxNames {
		return r.Bad("the names and notes of accounts and collections are larger than %d MiB", maxNames>>20)
	}
	return nil
}

// extensions takes an array of extensions; own takes one of ours.
func (ix *index) extensions(r *jsonstream.Reader, own func(name string, v jsonstream.Value) bool) error {
	v, err := r.Value(extensionSize)
	if err != nil {
		return err
	}
	all, _ := v.Elements()
	for _, e := range all {
		name, _ := e.Member("name").Text()
		switch {
		case own(name, e):
		case name == "shared":
			ix.shared++
		default:
			ix.strange("extension " + name)
		}
	}
	return nil
}

// collection reads one collection with all below it.
func (ix *index) collection(r *jsonstream.Reader, n int, above int32, depth int) error {
	if err := ix.ctx.Err(); err != nil {
		return err
	}
	if len(ix.places) == maxCollections || depth == maxDepth {
		return r.Bad("more than %d collections, or more than %d within one another", maxCollections, maxDepth)
	}
	at := int32(len(ix.places))
	ix.places = append(ix.places, place{above: above, account: int32(n), empty: true})
	around := len(ix.open)
	ix.open = append(ix.open, "")
	defer func() { ix.open = ix.open[:around] }()
	return r.Object(func(name string) error { return ix.inCollection(r, n, at, depth, name) })
}

// inCollection takes one member of a collection.
func (ix *index) inCollection(r *jsonstream.Reader, n int, at int32, depth int, name string) (err error) {
	switch name {
	case "id":
		return ix.within(r)
	case "title":
		ix.places[at].title, err = ix.text(r)
	case "subtitle":
		var s string
		s, err = ix.text(r)
		ix.places[at].subtitled = s != ""
	case "creationAt":
		var v jsonstream.Value
		v, err = r.Value(linkSize)
		ix.places[at].created, _ = moment(v)
	case "modifiedAt":
	case "items":
		return r.Array(func() error { return ix.link(r, n, at) })
	case "subCollections":
		return r.Array(func() error {
			ix.places[at].empty = false
			return ix.collection(r, n, at, depth+1)
		})
	case "extensions":
		if err := ix.extensions(r, ix.places[at].own); err != nil {
			return err
		}
		return ix.hold(r, len(ix.places[at].note))
	default:
		ix.strange(name)
	}
	return err
}

// own takes what an export of ours says of a collection.
func (p *place) own(name string, v jsonstream.Value) bool {
	switch name {
	case extBox:
		p.box = true
		p.note, _ = v.Member("note").Text()
		return true
	case extTrash:
		p.trash = true
		return true
	}
	return false
}

// within refuses a collection that lies in itself. The document ends, but the
// program that it comes from thinks otherwise.
func (ix *index) within(r *jsonstream.Reader) error {
	id, err := ix.text(r)
	if err != nil || id == "" {
		return err
	}
	if slices.Contains(ix.open, id) {
		return r.Bad("a collection lies within itself")
	}
	ix.open[len(ix.open)-1] = id
	return nil
}

// link reads which item lies in a collection.
func (ix *index) link(r *jsonstream.Reader, n int, at int32) error {
	if ix.links++; ix.links > maxLinks {
		return r.Bad("more than %d links from collections to items", maxLinks)
	}
	if ix.links%1024 == 0 && ix.ctx.Err() != nil {
		return ix.ctx.Err()
	}
	rec, err := r.Record(linkSize)
	if err != nil {
		return err
	}
	item, account := rec.Text("item"), rec.Text("account")
	if err := rec.Err(); err != nil {
		return err
	}
	ix.places[at].empty = false
	to := linkIn(n, item)
	if account != "" {
		to = linkTo(account, item)
	}
	if _, there := ix.first[to]; !there {
		ix.first[to] = at
	} else if len(ix.also[to]) <= maxAlso {
		ix.also[to] = append(ix.also[to], at)
	}
	return nil
}

// deliver hands over what comes before items, and reports what folders lose.
func (ix *index) deliver() error {
	for i := range ix.places {
		p := &ix.places[i]
		switch {
		case ix.isBox(int32(i)):
			if err := ix.sink.Box(port.Box{Name: p.title, Note: p.note, Created: p.created}); err != nil {
				return err
			}
		case p.empty && !(ix.ours && p.trash):
			ix.sink.Report(port.Note{Where: draft.Place(ix.path(int32(i))), What: "an empty folder is not kept"})
		}
		if p.subtitled {
			ix.sink.Report(port.Note{Where: draft.Place(ix.path(int32(i))), What: "the subtitle of a folder is not kept"})
		}
	}
	for _, t := range ix.templates {
		if !ix.ours {
			break
		}
		if err := ix.sink.Template(t); err != nil {
			return err
		}
	}
	return nil
}

// isBox tells whether a collection was a box when Coffer wrote it.
func (ix *index) isBox(i int32) bool {
	p := &ix.places[i]
	return ix.ours && p.box && p.above == outermost && p.title != ""
}

// path is the folder that a collection is, with everything around it.
func (ix *index) path(i int32) []string {
	boxName, folder, _ := ix.whereIs(i, int(ix.places[i].account))
	if boxName != "" {
		return append([]string{boxName}, folder...)
	}
	return folder
}

// whereIs says what a collection of an account is in Coffer.
func (ix *index) whereIs(i int32, n int) (boxName string, folder []string, trash bool) {
	for ; i != outermost; i = ix.places[i].above {
		switch p := &ix.places[i]; {
		case ix.isBox(i):
			boxName = p.title
		case ix.ours && p.trash:
			trash = true
		default:
			folder = append(folder, draft.Title(p.title))
		}
	}
	slices.Reverse(folder)
	return boxName, append(ix.top(n), folder...), trash
}

// top is the folder of an account, where there are several.
func (ix *index) top(n int) []string {
	if len(ix.accounts) < 2 {
		return nil
	}
	a := ix.accounts[n]
	return []string{draft.Title(a.username, a.email, a.fullName, fmt.Sprintf("account %d", n+1))}
}

// find says in which collections an item lies, the first one first, and under
// how many names.
func (ix *index) find(n int, item string) (all []int32, names int) {
	for _, l := range []link{linkIn(n, item), linkTo(ix.accounts[n].id, item)} {
		if at, ok := ix.first[l]; ok {
			all = append(append(all, at), ix.also[l]...)
			names++
		}
	}
	return all, names
}
