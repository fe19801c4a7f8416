package keepass

import (
	"strings"
	"time"

	"coffer/box"
	"coffer/box/port"
	"coffer/box/port/internal/draft"
	"coffer/box/port/internal/scan"
)

// group is a group while its children are read.
type group struct {
	uuid   string
	name   string
	notes  string
	tags   string
	parent []string // where it lies
	folder []string // what lies in it; the same as parent until it is settled
	root   bool
	trash  bool // it is the recycle bin, or lies in it
	count  int  // of entries and groups in it
	times  times
	off    []string // what is switched off in it
	more   []pair   // settings of plug-ins
	held   int      // bytes of it in memory

	sequence string // of auto-type
}

// root takes one child of Root.
func (im *importer) root(tok *scan.Token) error {
	if tok.Name != "Group" {
		return im.other(tok)
	}
	if im.groups > 0 {
		return im.x.Bad("the file has more than one group at its root")
	}
	return im.group(&group{root: true})
}

// group reads a group with all that is in it. Its name has to come before its
// children, as it does in every export.
func (im *importer) group(g *group) error {
	if im.groups++; im.groups > maxGroups {
		return im.x.Bad("more than %d groups", maxGroups)
	}
	if err := im.ctx.Err(); err != nil {
		return err
	}
	g.parent, im.bytes = g.folder, 0
	defer func() { im.held -= g.held }()
	err := im.children(func(tok *scan.Token) error { return im.inGroup(g, tok) })
	if err != nil {
		return err
	}
	return im.leave(g)
}

// inGroup takes one child of a group.
func (im *importer) inGroup(g *group, tok *scan.Token) error {
	switch tok.Name {
	case "UUID":
		return im.name(&g.uuid)
	case "Name":
		return im.name(&g.name)
	case "Notes":
		return im.ofGroup(g, &g.notes)
	case "Tags":
		return im.ofGroup(g, &g.tags)
	case "DefaultAutoTypeSequence":
		return im.ofGroup(g, &g.sequence)
	case "Entry":
		im.settle(g)
		return im.item(g)
	case "Group":
		im.settle(g)
		return im.group(&group{folder: g.folder, trash: g.trash})
	case "CustomData":
		return im.customItemsOf(func(key, value string) error { return im.keepOfGroup(g, key, value) })
	case "CustomIconUUID":
		return im.count(&im.icons)
	case "IconID":
		return im.icon(&im.icons, "0", "43", "48", "49") // folders and the recycle bin
	case "EnableAutoType":
		return im.switchedOff(&g.off, autoTypeName)
	case "EnableSearching":
		return im.switchedOff(&g.off, "search")
	case "Times":
		return im.times(&g.times)
	case "PreviousParentGroup":
		return im.skip()
	}
	return im.other(tok)
}

// ofGroup reads a text of a group, which is held until the last of its groups is read.
func (im *importer) ofGroup(g *group, into *string) error {
	if err := im.read(into); err != nil {
		return err
	}
	return im.hold(g, len(*into))
}

func (im *importer) keepOfGroup(g *group, key, value string) error {
	if value != "" {
		g.more = append(g.more, pair{key: key, value: value, hidden: true})
	}
	return im.hold(g, len(key)+len(value)+partCost)
}

// hold counts what groups that are open hold in memory.
func (im *importer) hold(g *group, n int) error {
	g.held += n
	if im.held += n; im.held > maxOfGroups {
		return im.x.Bad("notes and settings of groups are larger than %d MiB", maxOfGroups>>20)
	}
	return nil
}

// settle fixes where a group lies, when the first of its children comes.
func (im *importer) settle(g *group) {
	g.count++
	if g.count > 1 {
		return
	}
	switch {
	case g.root:
	case im.isBin(g.uuid):
		g.trash = true
	default:
		g.folder = append(g.parent[:len(g.parent):len(g.parent)], draft.Title(g.name))
	}
	if !g.trash {
		im.folders[g.uuid] = g.folder
	}
}

func (im *importer) isBin(uuid string) bool {
	return uuid != "" && uuid == im.file.bin && isTrue(im.file.binOn)
}

// leave reports what a group has beyond its children; its notes become an item.
func (im *importer) leave(g *group) error {
	empty := g.count == 0
	im.settle(g)
	where := draft.Place(g.folder)
	if g.root {
		where = "the top group"
	}
	for _, what := range g.off {
		im.report(where, "it says that there shall be no %s in it, which has no place here", what)
	}
	if it := im.notesOf(g); len(it.Fields) > 0 {
		if it.Full() {
			return im.tooMuch()
		}
		im.report(where, "folders have no %s here; they became an item of their own", list(it.Fields))
		return im.sink.Item(&port.Entry{Item: it.Item})
	}
	if empty && !g.root && !im.isBin(g.uuid) {
		im.report(where, "an empty folder is not kept")
	}
	return nil
}

// list names fields, but not very many.
func list(fields []box.Field) string {
	var names []string
	for _, f := range fields[:min(len(fields), 10)] {
		name := draft.Short(f.Name)
		if f.Kind == box.Multiline && f.Name == "text" {
			name = "notes"
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

// notesOf is what a group has beyond its children; of the outermost, also what the
// file says of itself.
func (im *importer) notesOf(g *group) *draft.Sheet {
	it := &draft.Sheet{}
	it.Folder, it.Title, it.Template = g.folder, "notes of the folder", box.TemplateNote
	it.Add("text", box.Multiline, box.Core, g.notes)
	it.Custom("tags", g.tags, false)
	it.Custom(autoTypeName, g.sequence, true)
	if isTrue(g.times.expires) {
		it.Custom("expires", day(g.times.expiry), false)
	}
	for _, p := range g.more {
		it.Custom(p.key, p.value, p.hidden)
	}
	if g.root {
		it.Custom("description", im.file.description, false)
		it.Custom("default user name", im.file.defaultUser, false)
	}
	if g.trash {
		it.Trashed = im.trashed(time.Time{})
	}
	return it
}

// day writes a time for a person, or what stands there if it is none.
func day(s string) string {
	if t := parseTime(s); !t.IsZero() {
		return t.Format(time.DateOnly)
	}
	return s
}

// trashed is when something went to the recycle bin, as far as anybody knows.
func (im *importer) trashed(candidates ...time.Time) time.Time {
	for _, t := range append(candidates, parseTime(im.file.binChanged)) {
		if !t.IsZero() {
			return t
		}
	}
	return time.Unix(1, 0).UTC()
}
