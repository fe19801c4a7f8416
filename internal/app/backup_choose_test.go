package app

import (
	"testing"
	"time"

	"coffer/box"
	"coffer/vault"
)

// What was changed without the core key is named whatever its label says by now: only that it was deleted here for good,
// which the vault of today says, keeps it out of sight.
func TestLeaveNamesWhatMayBeMeant(t *testing.T) {
	it := box.Item{ID: vault.ID{7}, Box: vault.ID{8}, Label: box.Label{Title: "acme", Folder: []string{"maim"}, Trashed: time.Unix(1, 0)}}
	for name, c := range map[string]struct {
		paths          []string
		gone           vault.ID
		with           bool
		moved, deleted int
	}{
		"all":                          {moved: 1},
		"its box":                      {paths: []string{"work"}, moved: 1},
		"a folder of its box":          {paths: []string{"work/mail"}, moved: 1},
		"a title of its box":           {paths: []string{"work/mail/acme"}, moved: 1},
		"its ID":                       {paths: []string{"@" + it.ID.String()}, moved: 1},
		"another box":                  {paths: []string{"home", "@" + vault.ID{9}.String()}},
		"deleted for good":             {gone: it.ID, deleted: 1},
		"deleted with its box":         {gone: it.Box, deleted: 1},
		"deleted, and wanted all same": {gone: it.ID, with: true, moved: 1},
	} {
		wanted, err := parseWanted(c.paths)
		if err != nil {
			t.Fatal(err)
		}
		choose := chooser{paths: wanted, deleted: c.with, gone: func(id vault.ID) bool { return id == c.gone && !id.IsZero() }}
		choose.leave("work", &it)
		if choose.passed.Moved != c.moved || choose.passed.Deleted != c.deleted || len(choose.passed.Names) != c.moved {
			t.Errorf("%s: %+v", name, choose.passed)
		}
	}
}
