package port

import "coffer/box"

// Lossy is an exporter whose format has no place for some of what a vault holds.
type Lossy interface {
	Exporter
	// Loses says what of an entry does not go out, or does not come back as it was.
	// Each is a few words that name a kind of thing and nothing of the entry:
	// "former revisions". It need not name fields that are empty. It reads no
	// attachment.
	Loses(e *Entry) []string
}

// Comparer is an exporter of that kind that loses something where items are like each other.
type Comparer interface {
	Lossy
	// Comparing is asked in its place, about all items of one export in their order.
	Comparing() Lossy
}

// TemplateKeeper is an exporter of that kind that templates of one's own come back
// from all the same.
type TemplateKeeper interface {
	Lossy
	KeepsTemplates()
}

// BoxKeeper is an exporter of that kind that takes the notes of boxes along.
type BoxKeeper interface {
	Lossy
	KeepsBoxes()
}

// Loss is one kind of thing that does not go out.
type Loss struct {
	What  string
	Items int    // how many it is lost of
	First string // the path of the first of them; empty where it is of no item
}

// InTrash is what Loses says of an item that does not go out because it is in the
// trash.
const InTrash = "items in the trash"

// Losses counts what a format has no place for. It goes through all items once.
func Losses(ex Lossy, c Content) ([]Loss, error) {
	var all []Loss
	at := make(map[string]int)
	asked := ex
	if c, does := ex.(Comparer); does {
		asked = c.Comparing()
	}
	for e, err := range c.Items {
		if err != nil {
			return nil, err
		}
		for _, what := range asked.Loses(e) {
			i, known := at[what]
			if !known {
				i = len(all)
				at[what] = i
				all = append(all, Loss{What: what, First: Where(e)})
			}
			all[i].Items++
		}
	}
	if _, keeps := ex.(TemplateKeeper); !keeps && len(c.Templates) > 0 {
		all = append(all, Loss{What: "templates of your own", Items: len(c.Templates)})
	}
	if _, keeps := ex.(BoxKeeper); !keeps {
		all = append(all, notesOf(c.Boxes)...)
	}
	return all, nil
}

// notesOf is the loss of what is noted about boxes; none where nothing is.
func notesOf(boxes []Box) []Loss {
	lost := Loss{What: "notes of boxes"}
	for _, b := range boxes {
		if b.Note == "" {
			continue
		}
		if lost.Items == 0 {
			lost.First = Cut(box.JoinFolder([]string{b.Name}))
		}
		lost.Items++
	}
	if lost.Items == 0 {
		return nil
	}
	return []Loss{lost}
}

// Where names an entry of a vault in a report.
func Where(e *Entry) string {
	names := append([]string{e.BoxName}, e.Folder...)
	return Cut(box.JoinFolder(append(names, e.Title)))
}
