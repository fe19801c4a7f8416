package keepass

import (
	"crypto/sha256"
	"time"

	"coffer/box"
	"coffer/box/port"
)

// tree is the groups that the boxes and folders of an export become.
type tree struct {
	root  *folder
	bin   *folder   // of what is in the trash; nil while nothing is
	order []*folder // as they are written
}

// folder is a group to be.
type folder struct {
	name    string
	path    []string
	note    string
	created time.Time
	in      []*folder
	byName  map[string]*folder
	size    int // of its entries in memory, about
	at      int // in the order
}

func newTree() tree { return tree{root: &folder{name: rootName}} }

// child finds the folder of that name, or makes it.
func (f *folder) child(name string) *folder {
	if sub := f.byName[name]; sub != nil {
		return sub
	}
	sub := &folder{name: name, path: append(f.path[:len(f.path):len(f.path)], name)}
	if f.byName == nil {
		f.byName = make(map[string]*folder)
	}
	f.byName[name] = sub
	f.in = append(f.in, sub)
	return sub
}

// of is where an entry is written.
func (t *tree) of(e *port.Entry) *folder {
	home := t.home(e)
	if e.Trashed.IsZero() {
		return home
	}
	if t.bin == nil {
		t.bin = &folder{name: binName}
	}
	return t.bin
}

// home is where an entry belongs, also one that is in the trash.
func (t *tree) home(e *port.Entry) *folder {
	f := t.root
	if e.BoxName != "" {
		f = f.child(e.BoxName)
	}
	for _, name := range e.Folder {
		f = f.child(name)
	}
	return f
}

// settle fixes the order: the bin comes last, since what is in it names the
// groups that it was in.
func (t *tree) settle() error {
	if t.bin != nil {
		t.root.in = append(t.root.in, t.bin)
	}
	t.list(t.root)
	if len(t.order) > maxGroups {
		return port.TooMuch("there are more than %d folders", maxGroups)
	}
	for _, f := range t.order {
		if len(f.path) > maxNested {
			return port.TooMuch("folders lie within one another more than %d deep", maxNested)
		}
	}
	return nil
}

func (t *tree) list(f *folder) {
	f.at = len(t.order)
	t.order = append(t.order, f)
	for _, sub := range f.in {
		t.list(sub)
	}
}

// uuid is the same for the same path in every export.
func (t *tree) uuid(f *folder) [16]byte {
	what := "folder " + box.JoinFolder(f.path)
	if f == t.bin {
		what = "bin"
	}
	sum := sha256.Sum256([]byte("coffer keepass " + what))
	return [16]byte(sum[:16])
}

// weigh is what an entry costs in memory, never less than an import counts.
func weigh(e *port.Entry) int {
	n := weighItem(&e.Item) + len(e.Files)*fileCost
	for _, f := range e.Files {
		n += len(f.Name)
	}
	for i := range e.Former {
		n += weighItem(&e.Former[i])
	}
	return n
}

// weighItem counts names five times: as a key, and twice in what says which field a
// key is, where a byte may become three.
func weighItem(it *box.Item) int {
	n := entryCost + len(it.Title) + 3*len(it.Template)
	for _, tag := range it.Tags {
		n += len(tag) + 1
	}
	for i := range it.Fields {
		f := &it.Fields[i]
		n += fieldCost + 7*len(f.Name) + f.Value.Len()*4/3
	}
	return n
}
