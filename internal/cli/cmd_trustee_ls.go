package cli

import (
	"context"
	"strings"

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
	Trustees trusteesDoc `json:"trustees"`
	Exposed  []pathDoc   `json:"exposed"`
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
			manyOf(i.Threshold, len(i.Trustees)), manyOf(i.ResetThreshold, len(i.Trustees)), waitSentence(i))
		if i.Inspect {
			c.note("trustees may ask whoever opens a ticket about what is not secret here")
		}
		c.note("generation %d, made on %s; %s", i.Generation, localTime(i.Made), c.inVault(drillSentence(i)))
		return nil
	})
}

// waitSentence says who waits before shares leave.
func waitSentence(i app.TrusteesInfo) string {
	if i.OnPaper() {
		return "all of them have paper, nobody waits, nobody is told, and nobody can veto"
	}
	return "each trustee waits " + app.FormatSpan(i.Wait)
}

// drillSentence says how one knows that the shares are still there.
func drillSentence(i app.TrusteesInfo) string {
	switch {
	case i.OnPaper():
		return "ask by voice whether each sheet is still there: it answers no drill"
	case i.Drilled.IsZero():
		return "coffer trustee drill has each prove that the shares are there"
	}
	return "proofs were asked for on " + localTime(i.Drilled)
}

func trusteeRows(i app.TrusteesInfo) (rows [][]string) {
	for _, t := range i.Trustees {
		rows = append(rows, []string{t.Name, trusteeState(t)})
	}
	for _, v := range i.Veto {
		state := "may veto"
		if !v.Told {
			state += ", and not told yet"
		}
		rows = append(rows, []string{v.Name, state})
	}
	return rows
}

// trusteeState says how far a trustee is.
func trusteeState(t app.TrusteeInfo) string {
	switch {
	case t.Paper:
		return "on paper"
	case t.State == "accepted" && !t.Confirmed.IsZero():
		return "confirmed on " + localTime(t.Confirmed)
	case t.State == "offered" && !t.Told:
		return "offered, and not told yet"
	}
	return strings.TrimSuffix(t.State+": "+t.Reason, ": ")
}
