package items

import (
	"context"
	"fmt"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// Browse is the tree of boxes with the list of items beside it.
type Browse struct {
	d *screen.Desk

	all     rows
	coming  pile // what a reading has brought so far; all are the former ones meanwhile
	boxes   []string
	reading bool
	again   bool // the vault was changed since that began
	begun   bool // something was read once

	nodes  []node
	tree   widget.List
	inTree bool // the tree has the keys

	chosen rows // of the node
	shown  rows // of those, what the filter keeps
	list   widget.List

	query  widget.Input
	asking bool // the filter has the keys
	filter filter

	removed *removal // what was put into the trash last; nil: nothing, or it is back
	wanted  app.ID   // where the cursor goes once it is there
	place   string   // the folder that somebody came for, until it is there

	treeWidth int // as it was drawn last
}

// NewBrowse makes the screen.
func NewBrowse(d *screen.Desk) *Browse {
	return &Browse{d: d, query: widget.Input{Label: "filter"}}
}

// Title is where this is.
func (b *Browse) Title() string { return "items" }

// listing is a part of what a reading brings.
type listing struct {
	boxes []string
	rows  rows
}

// Start reads all labels; the first are shown while the rest is read.
func (b *Browse) Start() tea.Cmd {
	if b.reading {
		b.again = true
		return nil
	}
	b.reading, b.coming = true, nil
	return screen.Stream(b.d, "", readAll, b.read, b.readThrough)
}

func readAll(ctx context.Context, a *app.App, emit func(listing) error) error {
	names, err := a.BoxNames(ctx)
	if err == nil {
		err = emit(listing{boxes: names})
	}
	if err != nil {
		return err
	}
	return a.ListEach(ctx, func(block []app.Entry) error { return emit(listing{rows: newRows(block)}) })
}

func (b *Browse) read(l listing) {
	if l.boxes != nil {
		b.boxes = l.boxes
	}
	b.coming.add(l.rows)
	// Each time twice as much is shown: the first page at once, and all of it in time.
	if !b.begun && b.coming.len() >= 2*len(b.all) {
		b.all = b.coming.all()
		b.arrange()
	}
}

func (b *Browse) readThrough(err error) tea.Cmd {
	again := b.again
	b.reading, b.again = false, false
	if err != nil {
		return screen.Send(screen.Failed{Err: err})
	}
	b.begun = true
	b.all, b.coming = b.coming.all(), nil
	b.filter = filter{}
	b.arrange()
	if again {
		return b.Start()
	}
	return nil
}

// arrange makes tree and list of what was read, and keeps the cursors on what they
// were on.
func (b *Browse) arrange() {
	var before node
	if b.tree.At < len(b.nodes) {
		before = b.nodes[b.tree.At]
	}
	b.nodes = tree(b.all, b.boxes)
	b.tree.SetLen(len(b.nodes))
	for i, n := range b.nodes {
		if n.same(before) {
			b.tree.At = i
		}
	}
	b.goToPlace()
	b.choose()
}

// Find chooses a box or a folder.
func (b *Browse) Find(place string) tea.Cmd {
	b.place = place
	b.query.Wipe()
	b.asking = false
	return b.Start()
}

// goToPlace puts the cursor of the tree onto the folder that somebody came for.
func (b *Browse) goToPlace() {
	for i, n := range b.nodes {
		if b.place != "" && n.folder == b.place {
			b.tree.At, b.place = i, ""
		}
	}
}

// choose takes the rows of the node under the cursor.
func (b *Browse) choose() {
	b.chosen = b.nodes[b.tree.At].choose(b.all)
	b.filter = filter{}
	b.narrow()
}

// narrow keeps what the filter lets through.
func (b *Browse) narrow() {
	at := b.current()
	b.shown = b.filter.apply(b.chosen, b.query.Text())
	b.list.SetLen(len(b.shown))
	switch {
	case b.goes(b.wanted):
		b.wanted = app.ID{}
	case at == nil:
		b.list.At = 0
	default: // what is wanted is not in sight
		b.goes(at.ID)
	}
}

// goes puts the cursor onto an item, where it is in sight.
func (b *Browse) goes(id app.ID) bool {
	i := slices.IndexFunc(b.shown, func(r *row) bool { return r.ID == id })
	if i >= 0 {
		b.list.At = i
	}
	return i >= 0
}

// current is the row under the cursor, or nil.
func (b *Browse) current() *row {
	if b.list.At < len(b.shown) {
		return b.shown[b.list.At]
	}
	return nil
}

// Typing holds while the filter has the keys.
func (b *Browse) Typing() bool { return b.asking }

// Keys are what can be done here.
func (b *Browse) Keys() []screen.Key {
	none := ""
	switch {
	case b.current() == nil:
		none = "no item is chosen"
	case b.inTree:
		none = "the keys are in the tree; tab goes to the list"
	}
	if b.asking {
		return []screen.Key{
			{Press: []string{"enter"}, Does: "keep the filter and go to the list", Short: "to the list", Do: b.leaveFilter},
			{Press: []string{"esc"}, Does: "take the filter away", Short: "no filter", Do: b.dropFilter},
			b.widenKey(),
		}
	}
	keys := []screen.Key{
		{Press: []string{"enter", "l", "right"}, Does: "open the item", Short: "open", Why: b.whyNotOpen(), Do: b.open},
		{Press: []string{"/"}, Does: "filter the list as you type", Short: "filter", Do: b.askFilter},
		{Press: []string{"tab", "h", "left"}, Does: "go to the tree of boxes, or back to the list", Short: "tree", Do: b.turn},
	}
	if !b.query.Empty() {
		keys = append(keys, screen.Key{Press: []string{"esc"}, Does: "take the filter away", Short: "no filter", Do: b.dropFilter}, b.widenKey())
	}
	return append(keys, b.deedKeys(none)...)
}

// deedKeys change something.
func (b *Browse) deedKeys(none string) []screen.Key {
	undo := ""
	if b.removed == nil {
		undo = "nothing was removed here just now"
	}
	x := b.deeds()
	keys := []screen.Key{
		{Press: []string{"a"}, Does: "add an item", Short: "add", Core: true, Do: b.add},
		{Press: []string{"c"}, Does: "copy the main secret; the clipboard is cleared after", Short: "copy", Why: none, Do: b.copy},
	}
	keys = append(keys, x.keys(none, b.Start)...)
	return append(keys,
		screen.Key{Press: []string{"d", "delete"}, Does: "put the item into the trash", Short: "trash", Why: none, Core: true, Do: b.remove},
		screen.Key{Press: []string{"u"}, Does: "bring the last removal back", Short: "undo", Why: undo, Core: true, Do: b.undo},
		screen.Key{Press: []string{"T"}, Does: "show the trash", Do: func() tea.Cmd { return screen.Send(screen.Open{Screen: NewTrash(b.d)}) }},
		screen.Key{Press: []string{"B"}, Does: "show the boxes", Do: func() tea.Cmd { return screen.Send(screen.Open{Screen: newBoxes(b.d)}) }},
		screen.Key{Press: []string{"P"}, Does: "show the templates", Do: func() tea.Cmd { return screen.Send(screen.Open{Screen: newTemplates(b.d)}) }},
	)
}

// deeds is the item under the cursor, to do something with.
func (b *Browse) deeds() deeds {
	x := deeds{d: b.d}
	if r := b.current(); r != nil {
		path := r.Path()
		x.ref, x.path, x.tags, x.favourite = r.ref(), path.String(), r.Tags, r.Favourite
	}
	return x
}

// add opens the form of a new item, in the folder that is looked at.
func (b *Browse) add() tea.Cmd {
	var folders []string
	for _, n := range b.nodes {
		if n.kind == inBox || n.kind == inFolder {
			folders = append(folders, n.folder)
		}
	}
	return screen.Send(screen.Open{Screen: newAdd(b.d, b.nodes[b.tree.At].folder, folders, func(id app.ID) { b.wanted = id })})
}

func (b *Browse) copy() tea.Cmd {
	r := b.current()
	return copyField(b.d, r.ref(), "", r.Title, 0)
}

func (b *Browse) remove() tea.Cmd {
	return b.deeds().remove(func(r removal) tea.Cmd {
		b.removed = &r
		return tea.Batch(b.Start(), screen.Send(screen.Say{Text: r.text()}))
	})
}

func (b *Browse) undo() tea.Cmd {
	return b.removed.undo(b.d, func(said string) tea.Cmd {
		b.removed, b.wanted = nil, b.removed.id
		return tea.Batch(b.Start(), screen.Send(screen.Say{Text: said}))
	})
}

func (b *Browse) whyNotOpen() string {
	if b.current() == nil && !b.inTree {
		return "no item is chosen"
	}
	return ""
}

func (b *Browse) open() tea.Cmd {
	if b.inTree {
		b.inTree = false
		return nil
	}
	item := NewItem(b.d, b.current().ref(), b.current().Title)
	item.removed = func(r removal) { b.removed = &r }
	return screen.Send(screen.Open{Screen: item})
}

func (b *Browse) askFilter() tea.Cmd { b.asking, b.inTree = true, false; return nil }

func (b *Browse) leaveFilter() tea.Cmd { b.asking = false; return nil }

func (b *Browse) dropFilter() tea.Cmd {
	b.asking = false
	b.query.Wipe()
	b.narrow()
	return nil
}

// widenKey searches all that there is for what is filtered.
func (b *Browse) widenKey() screen.Key {
	why := ""
	if b.node().kind == everything {
		why = "all items are searched already"
	}
	return screen.Key{Press: []string{"ctrl+a"}, Does: "search all boxes for what is typed", Short: "all boxes", Why: why, Do: b.widen}
}

func (b *Browse) widen() tea.Cmd {
	b.tree.At = slices.IndexFunc(b.nodes, func(n node) bool { return n.kind == everything })
	b.choose()
	return nil
}

func (b *Browse) turn() tea.Cmd { b.inTree = !b.inTree; return nil }

// Update hears the filter, the cursor and the mouse.
func (b *Browse) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg:
		b.hear(msg)
	case screen.Mouse:
		return b.mouse(msg)
	}
	return nil
}

func (b *Browse) hear(msg tea.Msg) {
	press, isKey := msg.(tea.KeyPressMsg)
	key := press.String()
	switch {
	case isKey && b.inTree:
		if b.tree.Press(key) {
			b.choose()
		}
	case isKey && (!b.asking || press.Text == "" && (key == "up" || key == "down" || key == "pgup" || key == "pgdown")):
		b.list.Press(key)
	case b.asking && b.query.Update(msg):
		b.narrow()
		b.list.At = 0
	}
}

func (b *Browse) mouse(m screen.Mouse) tea.Cmd {
	if m.X < b.treeWidth {
		at := b.tree.At
		b.tree.Mouse(m.MouseMsg, m.Y)
		if b.tree.At != at {
			b.choose()
		}
		return nil
	}
	if b.list.Mouse(m.MouseMsg, m.Y-1) {
		b.inTree = false
		return b.open()
	}
	return nil
}

// View draws the screen.
func (b *Browse) View(s screen.Size, l *look.Look) []string {
	b.treeWidth = min(32, max(20, s.Width/4))
	listWidth := s.Width - b.treeWidth - 1
	left := b.tree.View(screen.Size{Width: b.treeWidth, Height: s.Height}, l, b.inTree, func(i, cells int) string {
		n := b.nodes[i]
		return look.Ends(strings.Repeat("  ", n.depth)+look.Safe(n.name), fmt.Sprint(n.count), cells)
	})
	right := []string{b.head(listWidth, l)}
	if len(b.shown) == 0 {
		right = append(right, "")
		for _, text := range look.Wrap(look.Safe(b.nothing()), listWidth-2) {
			right = append(right, "  "+l.Dim.Render(text))
		}
	} else {
		right = append(right, b.list.View(screen.Size{Width: listWidth, Height: s.Height - 1}, l, !b.inTree, b.line)...)
	}
	return look.Beside(left, look.Lines(right, listWidth, s.Height), l.Dim.Render("│"))
}

// head is the filter, or how many there are.
func (b *Browse) head(cells int, l *look.Look) string {
	count := fmt.Sprintf("%d of %d", len(b.shown), len(b.chosen))
	if b.reading && !b.begun {
		count += ", reading …"
	}
	if b.asking || !b.query.Empty() {
		return b.query.View(cells-len(count)-2, l, b.asking) + "  " + l.Dim.Render(count)
	}
	return l.Dim.Render(look.Ends("  "+look.Safe(b.node().name), count, cells))
}

// node is the one under the cursor of the tree.
func (b *Browse) node() node {
	if b.tree.At < len(b.nodes) {
		return b.nodes[b.tree.At]
	}
	return node{}
}

func (b *Browse) nothing() string {
	switch {
	case b.reading && !b.begun:
		return "reading …"
	case len(b.all) == 0:
		return "the vault is empty; a adds the first item"
	case len(b.chosen) == 0:
		return "nothing is here"
	}
	if n := b.node(); n.kind != everything {
		return "nothing in " + n.name + " fits the filter; ctrl+a searches all boxes, esc takes the filter away"
	}
	return "nothing fits the filter; esc takes it away"
}

// line draws one item: its title, its user, and where it lies unless all that is shown
// lies there.
func (b *Browse) line(i, cells int) string {
	r := b.shown[i]
	star := "  "
	if r.Favourite {
		star = "★ "
	}
	cells -= 2
	title, user := cells/2, cells/4
	if n := b.nodes[b.tree.At]; r.folder == n.folder {
		return star + look.Fit(r.Title, title) + look.Fit(" "+r.User, cells-title)
	}
	return star + look.Fit(r.Title, title) + look.Fit(" "+r.User, user) + look.Fit(" "+r.folder, cells-title-user)
}

// Wipe forgets what came from the vault.
func (b *Browse) Wipe() {
	b.query.Wipe()
	*b = Browse{d: b.d, query: widget.Input{Label: "filter"}}
}
