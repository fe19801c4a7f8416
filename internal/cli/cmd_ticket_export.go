package cli

import (
	"context"
	"strconv"

	"github.com/spf13/cobra"

	"coffer/internal/app"
	"coffer/internal/host"
)

func (c *cli) ticketExportCommand() *cobra.Command {
	var o ticketFileFlags
	var output string
	var force bool
	cmd := perhapsOneArg("export [TICKET]", "write the whole course of a ticket as evidence", func(ctx context.Context, ref string) error {
		return c.runTicketExport(ctx, o, ref, output, force)
	})
	cmd.Args = ticketInVault
	cmd.Long = `Write everything that was signed for a ticket into a file: who asked, who decided what, and when their clocks said it was. It proves
itself, without anybody's vault: coffer ticket show --file FILE checks it and tells the course. What the requester said of themselves
is not in it, and what was left out of it does not show.`
	cmd.Example = "  coffer ticket export alice -o alice.evidence\n  coffer ticket export --ticket alice.ticket -o alice.evidence"
	o.register(cmd)
	cmd.Flags().StringVarP(&output, "output", "o", "", "the file to write")
	cmd.Flags().BoolVar(&force, "force", false, "replace the file if it exists")
	cmd.ValidArgsFunction = c.completeTicket("")
	return cmd
}

func (c *cli) runTicketExport(ctx context.Context, o ticketFileFlags, ref, output string, force bool) error {
	if output == "" {
		return app.Fail(app.Usage, "say where to with -o FILE", "where is it to be written?")
	}
	write := func(data []byte) error {
		err := host.WriteBytes(output, force, data)
		if err != nil {
			return err
		}
		if c.json {
			return c.printJSON(writtenDoc{Output: output})
		}
		c.note("wrote %s; coffer ticket show --file %s checks it and tells the course", output, host.ShellWord(output))
		return nil
	}
	if o.path != "" {
		return c.asking(ctx, o, func(q *app.Asking) error {
			data, err := q.Evidence()
			if err != nil {
				return err
			}
			return write(data)
		})
	}
	return ofTickets(c.with)(ctx, func(a *app.App) error {
		data, _, err := a.Evidence(ctx, ref)
		if err != nil {
			return err
		}
		return write(data)
	})
}

// runEvidenceShow verifies evidence and tells the course.
func (c *cli) runEvidenceShow(ctx context.Context, path string) error {
	r, err := host.OpenReading(ctx, path)
	if err != nil {
		return err
	}
	defer r.Close()
	data, err := host.ReadAll(ctx, r, app.MaxEvidence+1)
	if err != nil {
		return err
	}
	proved, err := app.ReadEvidence(data)
	if err != nil {
		return err
	}
	if c.json {
		return c.printJSON(newEvidenceDoc(proved))
	}
	rows := ticketRows(proved.TicketInfo)
	for _, s := range proved.Signers {
		called := ""
		if s.Called != "" {
			called = "called " + strconv.Quote(s.Called) + " here"
		}
		rows = append(rows, []string{"keys of", s.Role, s.Fingerprint.Short(), called})
	}
	if err := c.table(rows); err != nil {
		return err
	}
	c.note("every signature fits those keys; names are only what whoever wrote this file calls people: coffer contact show NAME has the fingerprint of somebody whom you know")
	c.note("times are those that each trustee's clock said, and what was left out does not show")
	return nil
}

// evidenceDoc is a ticket of which keys are proved, and names are not.
type evidenceDoc struct {
	ticketDoc
	NamesVerified bool        `json:"names_verified"` // never
	Signers       []signerDoc `json:"signers"`
}

type signerDoc struct {
	Role        string `json:"role"`
	Called      string `json:"called,omitempty"`
	Fingerprint string `json:"fingerprint"`
}

func newEvidenceDoc(p app.Proved) evidenceDoc {
	d := evidenceDoc{ticketDoc: newTicketDoc(p.TicketInfo)}
	for _, s := range p.Signers {
		d.Signers = append(d.Signers, signerDoc{s.Role, s.Called, s.Fingerprint.String()})
	}
	return d
}
