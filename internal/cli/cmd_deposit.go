package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/internal/host"
)

func (c *cli) depositCommand() *cobra.Command {
	ls := noArgs("ls", "list what you hold for others, and whose vault you watch over", c.runDepositLs)
	ls.Example = "  coffer deposit ls\n  coffer deposit ls --json"
	show := oneArg("show DEPOSIT", "show what a trustee promises, and who the others are", c.runDepositShow)
	show.Example = "  coffer deposit show alice"
	accept := oneArg("accept DEPOSIT", "keep the shares of somebody: be their trustee", c.runDepositAccept)
	accept.Long = `Keep the shares of somebody, and be their trustee: sync now and then, and when somebody asks for their vault, look
whether it is genuine. coffer deposit show says what that means and who the others are. You cannot open anything alone.`
	accept.Example = "  coffer deposit accept alice\n  coffer sync"
	cmd := noun("deposit", "what you hold for others as a trustee", ls, show, accept, c.depositEndCommand("refuse"), c.depositEndCommand("return"),
		c.depositPackCommand())
	cmd.Long = `A deposit is what a trustee holds for the owner of a vault: one share of each of its recovery keys, which opens nothing
alone. DEPOSIT is the name of the owner, or an @ID, of which four letters are enough.`
	show.ValidArgsFunction, accept.ValidArgsFunction = c.completeDeposit(), c.completeDeposit("offered")
	return cmd
}

// depositEndCommand is refuse, for what was offered, or return, for what was accepted.
func (c *cli) depositEndCommand(verb string) *cobra.Command {
	var reason string
	short, long := "refuse to be somebody's trustee", "Refuse to be somebody's trustee. The shares are destroyed here"
	if verb == "return" {
		short, long = "give the shares of somebody back", "Give the shares of somebody back: you are not their trustee any more. The shares are destroyed here"
	}
	cmd := oneArg(verb+" DEPOSIT", short, func(ctx context.Context, ref string) error { return c.runDepositEnd(ctx, verb, ref, reason) })
	cmd.Long = long + `, which cannot be taken
back, and the owner is told with the next coffer sync. They count with one trustee less until they choose others.`
	cmd.Example = "  coffer deposit " + verb + " alice --reason \"I am moving\""
	cmd.Flags().StringVar(&reason, "reason", "", "what the owner is told")
	cmd.ValidArgsFunction = c.completeDeposit(map[string]string{"refuse": "offered", "return": "accepted"}[verb])
	return cmd
}

func (c *cli) depositPackCommand() *cobra.Command {
	var output string
	var force bool
	cmd := &cobra.Command{
		Use: "pack [DEPOSIT]", Short: "write the file by which somebody asks the trustees", Args: cobra.MaximumNArgs(1),
		Long: `Write the file that coffer ticket open recover --from FILE needs to ask the trustees of a vault: whose it is, who decides, and
where they are reached. Nothing in it is secret, but it tells who trusts whom. Its first lines can be read with any program: they say
what it is, and version, source and SHA-256 checksum of the program that wrote it. Without DEPOSIT it is about your own trustees.`,
		Example: "  coffer deposit pack alice -o alice.pack\n  coffer deposit pack -o mine.pack",
		RunE: func(cmd *cobra.Command, args []string) error {
			return c.runDepositPack(cmd.Context(), strings.Join(args, ""), output, force)
		},
		ValidArgsFunction: c.completeDeposit(),
	}
	cmd.Flags().StringVarP(&output, "output", "o", "", "the file")
	cmd.Flags().BoolVar(&force, "force", false, "replace the file if it exists")
	return cmd
}

// completeDeposit completes what deposits are called that are in one of some states; with
// none all of them.
func (c *cli) completeDeposit(states ...string) completion {
	return c.completeOwned(func(ctx context.Context, a *app.App) (some []ofSomebody, err error) {
		all, err := a.Deposits(ctx)
		for _, d := range all {
			some = append(some, ofSomebody{d.ID, d.Owner, app.DepositRole(d) + ", " + d.State, d.State != "ended",
				len(states) == 0 || slices.Contains(states, d.State)})
		}
		return some, err
	})
}

type depositDoc struct {
	ID             string   `json:"id"`
	Role           string   `json:"role"` // trustee, veto
	Owner          string   `json:"owner"`
	Vault          string   `json:"vault"`
	Generation     uint64   `json:"generation"`
	State          string   `json:"state"`
	Since          string   `json:"since"`
	Threshold      int      `json:"threshold"`
	ResetThreshold int      `json:"reset_threshold"`
	Shares         int      `json:"shares"`
	Wait           string   `json:"wait"`
	ExtraWait      bool     `json:"extra_wait"`
	Others         []string `json:"others"`
	Veto           []string `json:"veto"`
	Questions      []string `json:"questions"` // what about whoever opens a ticket is asked: as "about" in ticket show
	Output         string   `json:"output,omitempty"`
}

func newDepositDoc(i app.DepositInfo) depositDoc {
	d := depositDoc{
		ID: i.ID.String(), Role: i.Role, Owner: i.Owner, Vault: i.Vault.String(), Generation: i.Generation, State: i.State,
		Since: jsonTime(i.Since), Threshold: i.Threshold, ResetThreshold: i.Reset, Shares: i.Shares, Wait: app.FormatSpan(i.Wait),
		ExtraWait: i.ExtraWait, Others: append([]string{}, i.Others...), Veto: append([]string{}, i.Veto...), Questions: []string{},
	}
	for _, q := range i.Questions {
		d.Questions = append(d.Questions, q.Topic)
	}
	return d
}

func (c *cli) runDepositLs(ctx context.Context) error {
	return c.with(ctx, func(a *app.App) error {
		all, err := a.Deposits(ctx)
		if err != nil {
			return err
		}
		if c.json {
			docs := []depositDoc{}
			for _, i := range all {
				docs = append(docs, newDepositDoc(i))
			}
			return c.printJSON(docs)
		}
		rows := [][]string{}
		for _, i := range all {
			rows = append(rows, []string{"@" + i.ID.Short(), i.Owner, app.DepositRole(i), i.State})
		}
		return c.table(rows)
	})
}

func (c *cli) runDepositShow(ctx context.Context, ref string) error {
	return c.with(ctx, func(a *app.App) error {
		i, err := a.Deposit(ctx, ref)
		if err != nil {
			return err
		}
		if c.json {
			return c.printJSON(newDepositDoc(i))
		}
		if err := c.table(depositRows(i)); err != nil {
			return err
		}
		if which := "@" + i.ID.Short(); i.State == "offered" {
			c.note("coffer deposit accept %s keeps it, coffer deposit refuse %s does not", which, which)
		}
		return nil
	})
}

func depositRows(i app.DepositInfo) [][]string {
	rows := [][]string{
		{"deposit", "@" + i.ID.String()}, {"from", i.Owner}, {"you are", app.DepositRole(i)}, {"state", i.State},
		{"since", localTime(i.Since)}, {"vault", "@" + i.Vault.String()}, {"generation", fmt.Sprint(i.Generation)},
	}
	rows = append(rows, []string{"you promise", app.DepositPromise(i)})
	if text := app.DepositShares(i); text != "" {
		rows = append(rows, []string{"with the shares", text})
	}
	if len(i.Others) > 0 {
		rows = append(rows, []string{"others", strings.Join(i.Others, ", ")})
	}
	if text := app.DepositQuestions(i); text != "" {
		rows = append(rows, []string{"questions", text})
	}
	rows = append(rows, []string{"may veto", strings.Join(append([]string{i.Owner}, i.Veto...), ", ")})
	return append(rows, []string{"a ticket", app.DepositTicket(i)})
}

func (c *cli) runDepositAccept(ctx context.Context, ref string) error {
	return c.with(ctx, func(a *app.App) error {
		i, err := a.AcceptDeposit(ctx, ref)
		if err != nil {
			return err
		}
		return c.depositDone(i, "you are a trustee of %s now; coffer sync tells them, coffer deposit show %s says what that means",
			i.Owner, app.NameWord(i.Owner))
	})
}

func (c *cli) runDepositEnd(ctx context.Context, verb, ref, reason string) error {
	return c.with(ctx, func(a *app.App) error {
		i, err := a.Deposit(ctx, ref)
		if err != nil {
			return err
		}
		if err := c.confirm(ctx, "destroy the shares that you hold for "+i.Owner+"?"); err != nil {
			return err
		}
		end := a.RefuseDeposit
		if verb == "return" {
			end = a.ReturnDeposit
		}
		if i, err = end(ctx, "@"+i.ID.String(), reason); err != nil {
			return err
		}
		return c.depositDone(i, "destroyed the shares for %s; coffer sync tells them", i.Owner)
	})
}

func (c *cli) depositDone(i app.DepositInfo, format string, args ...any) error {
	if c.json {
		return c.printJSON(newDepositDoc(i))
	}
	c.note(format, args...)
	return nil
}

func (c *cli) runDepositPack(ctx context.Context, ref, output string, force bool) error {
	if output == "" {
		return app.Fail(app.Usage, "say where to with -o FILE", "where is it to be written?")
	}
	return c.with(ctx, func(a *app.App) error {
		by, err := app.ThisProgram()
		if err != nil {
			return err
		}
		pack, i, err := a.PackOf(ctx, ref, by)
		if err != nil {
			return err
		}
		if err := host.WriteBytes(output, force, pack); err != nil {
			return err
		}
		if c.json {
			doc := newDepositDoc(i)
			doc.Output = output
			return c.printJSON(doc)
		}
		c.note("wrote %s about %s; coffer ticket open recover --from %s asks its trustees", host.Safe(output), packOwner(i.Owner), host.ShellWord(host.Safe(output)))
		c.note("nothing in it is secret, but it tells who trusts whom")
		return nil
	})
}

// packOwner is whose vault a pack is about, in words.
func packOwner(name string) string {
	if name == "you" {
		return "your own vault"
	}
	return "the vault of " + quoted(name)
}
