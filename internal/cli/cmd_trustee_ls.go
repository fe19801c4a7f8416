package cli

import (
	"context"

	"coffer/internal/app"
)

type trusteesDoc struct {
	ID             string       `json:"id"`
	Generation     uint64       `json:"generation"`
	Made           string       `json:"made"`
	Threshold      int          `json:"threshold"`
	ResetThreshold int          `json:"reset_threshold"`
	Wait           string       `json:"wait"`
	ExtraWait      bool         `json:"extra_wait"`
	Trustees       []trusteeDoc `json:"trustees"`
	Veto           []vetoDoc    `json:"veto"`
	Posts          []string     `json:"posts"`
	Drilled        string       `json:"drilled,omitempty"`
	Inspect        bool         `json:"inspect"`
}

type trusteeDoc struct {
	Name      string `json:"name"`
	State     string `json:"state"` // offered, accepted, refused, returned, paper
	At        string `json:"at,omitempty"`
	Reason    string `json:"reason,omitempty"`
	Confirmed string `json:"confirmed,omitempty"`
	Told      bool   `json:"told"`
}

type vetoDoc struct {
	Name string `json:"name"`
	Told bool   `json:"told"`
}

type trusteesChangedDoc struct {
	Trustees trusteesDoc  `json:"trustees"`
	Exposed  []pathDoc    `json:"exposed"`
	Copies   []findingDoc `json:"copies"` // of the vault, that trustees have besides their share
}

func newTrusteesDoc(i app.TrusteesInfo) trusteesDoc {
	d := trusteesDoc{
		ID: i.ID.String(), Generation: i.Generation, Made: jsonTime(i.Made), Threshold: i.Threshold, ResetThreshold: i.ResetThreshold,
		Wait: app.FormatSpan(i.Wait), ExtraWait: i.ExtraWait, Trustees: []trusteeDoc{}, Veto: []vetoDoc{},
		Posts: append([]string{}, i.Posts...), Drilled: jsonTime(i.Drilled), Inspect: i.Inspect,
	}
	for _, t := range i.Trustees {
		d.Trustees = append(d.Trustees, trusteeDoc{t.Name, t.State, jsonTime(t.At), t.Reason, jsonTime(t.Confirmed), t.Told})
	}
	for _, v := range i.Veto {
		d.Veto = append(d.Veto, vetoDoc(v))
	}
	return d
}

func (c *cli) runTrusteeLs(ctx context.Context) error {
	return c.with(ctx, func(a *app.App) error {
		i, err := a.Trustees(ctx)
		if err != nil {
			return err
		}
		if c.json {
			return c.printJSON(newTrusteesDoc(i))
		}
		if err := c.table(trusteeRows(i)); err != nil {
			return err
		}
		c.note("%s of the shares open everything, %s set a new password over what is not secret; %s",
			app.ManyOf(i.Threshold, len(i.Trustees)), app.ManyOf(i.ResetThreshold, len(i.Trustees)), app.WaitSentence(i))
		if i.Inspect {
			c.note("%s", app.AskSentence)
		}
		c.note("generation %d, made on %s; %s", i.Generation, localTime(i.Made), c.inVault(app.DrillSentence(i, "coffer trustee drill")))
		return nil
	})
}

func trusteeRows(i app.TrusteesInfo) (rows [][]string) {
	for _, t := range i.Trustees {
		rows = append(rows, []string{t.Name, app.TrusteeText(t)})
	}
	for _, v := range i.Veto {
		rows = append(rows, []string{v.Name, app.VetoText(v)})
	}
	return rows
}
