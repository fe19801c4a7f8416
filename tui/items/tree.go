package items

import (
	"slices"
	"strings"

	"coffer/internal/app"
)

// kind says what a node of the tree chooses.
type kind int

const (
	everything kind = iota
	favourites
	expiring
	inBox
	inFolder
	withTag
)

// node is a line of the tree: what it chooses, and how much that is.
type node struct {
	kind   kind
	name   string
	folder string // with the box: of boxes and folders
	depth  int
	count  int
}

// tree lists what one can look at: all, favourites, what expires, then the boxes with
// their folders, then the tags. Rows are sorted by folder.
func tree(all rows, boxes []string) []node {
	top := []node{{kind: everything, name: "all items", count: len(all)}, {kind: favourites, name: "★ favourites"}, {kind: expiring, name: "with a date"}}
	tags := map[string]int{}
	counts := map[string]int{}
	for _, name := range boxes {
		counts[app.EscapeName(name)] = 0
	}
	for _, r := range all {
		if r.Favourite {
			top[1].count++
		}
		if !r.Expires.IsZero() {
			top[2].count++
		}
		for _, tag := range r.Tags {
			tags[tag]++
		}
		for folder := r.folder; folder != ""; folder = parent(folder) {
			counts[folder]++
		}
	}
	return append(append(top, folderNodes(counts)...), tagNodes(tags)...)
}

// parent is the folder around one, or nothing around a box.
func parent(folder string) string {
	i := strings.LastIndexByte(folder, '/')
	if i < 0 {
		return ""
	}
	return folder[:i]
}

func folderNodes(counts map[string]int) []node {
	var nodes []node
	for folder, n := range counts {
		names, _ := app.SplitFolder(folder)
		k := inFolder
		if len(names) == 1 {
			k = inBox
		}
		if len(names) > 0 {
			nodes = append(nodes, node{kind: k, name: names[len(names)-1], folder: folder, depth: len(names) - 1, count: n})
		}
	}
	// A blank is not in an escaped name's way: "/" sorts folders below their parent.
	slices.SortFunc(nodes, func(a, b node) int {
		return slices.Compare(strings.Split(a.folder, "/"), strings.Split(b.folder, "/"))
	})
	return nodes
}

func tagNodes(tags map[string]int) []node {
	var nodes []node
	for tag, n := range tags {
		nodes = append(nodes, node{kind: withTag, name: "#" + tag, count: n})
	}
	slices.SortFunc(nodes, func(a, b node) int { return strings.Compare(a.name, b.name) })
	return nodes
}

// same tells whether a node chooses what another one did, before things were read anew.
func (n node) same(o node) bool {
	return n.kind == o.kind && n.folder == o.folder && (n.kind != withTag || n.name == o.name)
}

// choose keeps the rows that a node is about.
func (n node) choose(all rows) rows {
	if n.kind == everything {
		return all
	}
	var some rows
	for _, r := range all {
		if n.has(r) {
			some = append(some, r)
		}
	}
	return some
}

func (n node) has(r *row) bool {
	switch n.kind {
	case favourites:
		return r.Favourite
	case expiring:
		return !r.Expires.IsZero()
	case withTag:
		return slices.Contains(r.Tags, n.name[1:])
	}
	return r.folder == n.folder || strings.HasPrefix(r.folder, n.folder+"/")
}
