package keepass

import (
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
	data   int  // settings of plug-ins
	count  int  // of entries and groups in it

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
		return im.read(&g.notes)
	case "Tags":
		return im.read(&g.tags)
	case "DefaultAutoTypeSequence":
		return im.read(&g.sequence)
	case "Entry":
		im.settle(g)
		return im.item(g)
	case "Group":
		im.settle(g)
		return im.group(&group{folder: g.folder, trash: g.trash})
	case "CustomData":
		return im.customData(&g.data)
	case "CustomIconUUID":
		return im.count(&im.icons)
	case "Times", "PreviousParentGroup":
		return im.skip()
	}
	return im.other(tok)
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
	if g.tags != "" {
		im.report(where, "folders have no tags here")
	}
	if g.data > 0 {
		im.report(where, "settings that plug-ins keep have no place here")
	}
	if g.sequence != "" {
		im.report(where, "auto-type sequences have no place here")
	}
	if g.notes != "" {
		return im.groupNotes(g, where)
	}
	if empty && !g.root && !im.isBin(g.uuid) {
		im.report(where, "an empty folder is not kept")
	}
	return nil
}

func (im *importer) groupNotes(g *group, where string) error {
	var it draft.Sheet
	it.Folder, it.Title, it.Template = g.folder, "notes of the folder", box.TemplateNote
	it.Add("text", box.Multiline, box.Core, g.notes)
	if g.trash {
		it.Trashed = im.trashed(time.Time{})
	}
	im.report(where, "folders have no notes here; they became an item of their own")
	return im.sink.Item(&port.Entry{Item: it.Item})
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
