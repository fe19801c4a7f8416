package cli

import (
	"context"

	"github.com/spf13/cobra"

	"coffer/internal/app"
)

func (c *cli) contactExposureCommand() *cobra.Command {
	cmd := oneArg("exposure NAME", "list what a contact could have read of yours", c.runContactExposure)
	cmd.Long = `List what a contact could have read of yours: each item that you shared with them, and each version that left this
vault, also after it was stopped; and each seal from the moment on at which a custodian was ready, or you ended the wait. A seal
that was never broken is not among them. That is what to change when they leave.`
	cmd.Example = "  coffer contact exposure bob\n  coffer contact exposure bob --json"
	cmd.ValidArgsFunction = c.completeContact()
	return cmd
}

type exposureDoc struct {
	Kind    string             `json:"kind"`
	ID      string             `json:"id"`
	Item    string             `json:"item"`
	Title   string             `json:"title"`
	Path    string             `json:"path,omitempty"`
	Open    bool               `json:"open"`
	Updates []exposedUpdateDoc `json:"updates"`
}

type exposedUpdateDoc struct {
	Number uint64 `json:"number"`
	Time   string `json:"time"`
}

func newExposureDoc(x app.Exposure) exposureDoc {
	doc := exposureDoc{x.Kind, x.ID.String(), x.Item.String(), x.Title, x.Path, x.Open, []exposedUpdateDoc{}}
	for _, u := range x.Updates {
		doc.Updates = append(doc.Updates, exposedUpdateDoc{u.Number, jsonTime(u.Time)})
	}
	return doc
}

func (c *cli) runContactExposure(ctx context.Context, name string) error {
	return c.with(ctx, func(a *app.App) error {
		who, all, err := a.Exposure(ctx, name)
		if err != nil {
			return err
		}
		docs, rows := []exposureDoc{}, [][]string{}
		for _, x := range all {
			docs = append(docs, newExposureDoc(x))
			rows = append(rows, exposureRows(x)...)
		}
		if c.json {
			return c.printJSON(docs)
		}
		if len(all) == 0 {
			c.note("nothing of yours left for %s", quoted(who.Name))
		}
		return c.table(rows)
	})
}

// exposureRows are one row for each version.
func exposureRows(x app.Exposure) (rows [][]string) {
	path := x.Path
	if path == "" {
		path = x.Title + " (not in a box any more)"
	}
	how := "shared"
	switch {
	case x.Kind == "seal":
		how = "sealed, and may be open"
	case !x.Open:
		how = "was shared"
	}
	for _, u := range x.Updates {
		rows = append(rows, []string{path, how, "version " + jsonNumber(u.Number), localTime(u.Time)})
	}
	return rows
}
