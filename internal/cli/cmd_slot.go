package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"coffer/internal/app"
)

func (c *cli) slotCommand() *cobra.Command {
	ls := noArgs("ls", "list the keyslots", c.runSlotLs)
	ls.Example = "  coffer slot ls"
	drop := oneArg("drop ID", "remove a keyslot", c.runSlotDrop)
	drop.Long = `Remove a keyslot and write the vault file anew. What opened the slot opens no
copy that is made from now on; copies made before stay open to it, see coffer
rekey. The last slot of a password stays.`
	drop.ValidArgsFunction = func(cmd *cobra.Command, args []string, _ string) ([]cobra.Completion, cobra.ShellCompDirective) {
		return c.completeSlot(cmd.Context(), args), cobra.ShellCompDirectiveNoFileComp
	}
	drop.Example = "  coffer slot drop 0a1b2c3d4e5f6g7h8j9k0m1n2p"
	return noun("slot", "what opens the vault", ls, drop)
}

type slotDoc struct {
	ID        string `json:"id"`
	Kind      string `json:"kind"`
	Opens     string `json:"opens"`
	MemoryKiB uint32 `json:"memory_kib,omitempty"`
	Passes    uint32 `json:"passes,omitempty"`
	Lanes     uint8  `json:"lanes,omitempty"`
}

func slotDocs(slots []app.Slot) []slotDoc {
	docs := []slotDoc{}
	for _, s := range slots {
		docs = append(docs, slotDoc{
			ID: s.ID.String(), Kind: string(s.Kind), Opens: slotOpens(s),
			MemoryKiB: s.Params.MemoryKiB, Passes: s.Params.Time, Lanes: s.Params.Threads,
		})
	}
	return docs
}

func slotOpens(s app.Slot) string {
	if s.Core {
		return "everything"
	}
	return "companion tier"
}

func slotText(s app.Slot) string {
	text := fmt.Sprintf("%s  %s  opens %s", s.ID, s.Kind, slotOpens(s))
	if s.Params != (app.Params{}) {
		text += ", Argon2id " + app.ParamsText(s.Params)
	}
	return text
}

// slots needs no password.
func (c *cli) slots(ctx context.Context) ([]app.Slot, error) {
	a, err := c.openLocked(ctx)
	if err != nil {
		return nil, err
	}
	defer a.Close()
	return a.Slots(ctx)
}

func (c *cli) completeSlot(ctx context.Context, args []string) (ids []string) {
	if len(args) > 0 {
		return nil
	}
	c.quiet = true
	slots, _ := c.slots(ctx)
	for _, s := range slots {
		ids = append(ids, s.ID.String())
	}
	return ids
}

func (c *cli) runSlotLs(ctx context.Context) error {
	slots, err := c.slots(ctx)
	if err != nil {
		return err
	}
	if c.json {
		return c.printJSON(slotDocs(slots))
	}
	for _, s := range slots {
		c.say("%s", slotText(s))
	}
	return nil
}

func (c *cli) runSlotDrop(ctx context.Context, id string) error {
	return c.with(ctx, func(a *app.App) error {
		if err := c.confirm(ctx, "remove slot "+id+"?"); err != nil {
			return err
		}
		err := a.DropSlot(ctx, id)
		c.noteEnded(a)
		if err != nil {
			return err
		}
		c.note("removed the slot; what it opened still opens copies made before")
		return nil
	})
}
