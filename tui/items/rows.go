// Package items has the screens of boxes and of what is in them.
package items

import (
	"cmp"
	"slices"
	"strings"

	"github.com/junegunn/fzf/src/algo"

	"coffer/internal/app"
)

// row is an item as the list shows it.
type row struct {
	app.Entry
	folder string // with the box, as it is sorted and shown
	text   string // what a filter looks through: title, user, folder, tags
}

// rows are all items of the vault, by box, folder and title.
type rows []*row

func newRows(block []app.Entry) rows {
	all := make(rows, len(block))
	for i, e := range block {
		r := &row{Entry: e, folder: app.JoinFolder(append([]string{e.BoxName}, e.Folder...))}
		text := e.Title + " " + e.User + " " + r.folder
		for _, tag := range e.Tags {
			text += " #" + tag
		}
		r.text = fold(text)
		all[i] = r
	}
	slices.SortFunc(all, compareRows)
	return all
}

// fold is how a filter sees text: without case and accents.
func fold(s string) string { return string(algo.NormalizeRunes([]rune(strings.ToLower(s)))) }

func compareRows(a, b *row) int {
	return cmp.Or(strings.Compare(a.folder, b.folder), strings.Compare(a.Title, b.Title), slices.Compare(a.ID[:], b.ID[:]))
}

// merge puts a sorted block among the others.
func (all rows) merge(block rows) rows {
	out := make(rows, 0, len(all)+len(block))
	for len(all) > 0 && len(block) > 0 {
		if compareRows(all[0], block[0]) <= 0 {
			out, all = append(out, all[0]), all[1:]
		} else {
			out, block = append(out, block[0]), block[1:]
		}
	}
	return append(append(out, all...), block...)
}

// pile is sorted blocks of rows that come one after the other: a large vault has many,
// and each row is compared a few times, not once with every block that comes after it.
type pile []rows

// add puts a block on top, and merges those of its size.
func (p *pile) add(block rows) {
	for last := len(*p) - 1; last >= 0 && len((*p)[last]) <= len(block); last-- {
		block, *p = (*p)[last].merge(block), (*p)[:last]
	}
	*p = append(*p, block)
}

// all merges what is left, the small blocks first.
func (p *pile) all() rows {
	var all rows
	for _, block := range slices.Backward(*p) {
		all = block.merge(all)
	}
	*p = pile{all}
	return all
}

// len is how many rows there are.
func (p pile) len() (n int) {
	for _, block := range p {
		n += len(block)
	}
	return n
}

// ref names the item for a call.
func (r *row) ref() string { return "@" + r.ID.String() }
