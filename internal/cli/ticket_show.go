package cli

import (
	"cmp"
	"fmt"
	"strings"

	"coffer/internal/app"
)

type ticketDoc struct {
	ID         string             `json:"id"`
	Kind       string             `json:"kind"`
	Owner      string             `json:"owner"`
	Vault      string             `json:"vault"`
	Generation uint64             `json:"generation"`
	Roles      []string           `json:"roles"`
	Made       string             `json:"made"`
	Since      string             `json:"since"`
	Replaces   string             `json:"replaces,omitempty"`
	Email      string             `json:"email,omitempty"`
	Personal   string             `json:"says,omitempty"`
	Stage      string             `json:"stage"`
	Sentence   string             `json:"sentence"`
	Live       bool               `json:"live"`
	Late       bool               `json:"late"`
	Confirmed  bool               `json:"confirmed"`
	CodesLeft  int                `json:"codes_left,omitempty"`
	Threshold  int                `json:"threshold"`
	Wait       string             `json:"wait"`
	Papers     []string           `json:"papers"`     // whose shares on paper were shown
	SharesOut  bool               `json:"shares_out"` // whoever asked may have enough of them
	Vetoes     []sealVetoDoc      `json:"vetoes"`
	Trustees   []ticketTrusteeDoc `json:"trustees"`
	May        []string           `json:"may"`
	Inspection *inspectionDoc     `json:"inspection,omitempty"`
}

type ticketTrusteeDoc struct {
	Name      string `json:"name"`
	Confirmed bool   `json:"confirmed"`
	Approved  bool   `json:"approved"`
	Denied    bool   `json:"denied"`
	Reason    string `json:"reason,omitempty"`
	Again     bool   `json:"again"`
	Ready     bool   `json:"ready"`
	Given     bool   `json:"given"`
	Fault     string `json:"fault,omitempty"`
	Due       string `json:"due,omitempty"`
}

func newTicketDocs(all []app.TicketInfo) []ticketDoc {
	docs := []ticketDoc{}
	for _, t := range all {
		docs = append(docs, newTicketDoc(t))
	}
	return docs
}

func newTicketDoc(t app.TicketInfo) ticketDoc {
	d := ticketDoc{
		ID: t.ID.String(), Kind: t.Kind, Owner: t.Owner, Vault: t.Vault.String(), Generation: t.Generation, Roles: append([]string{}, t.Roles...),
		Made: jsonTime(t.Made), Since: jsonTime(t.Since), Replaces: jsonID(t.Replaces), Email: t.Email, Personal: t.Personal,
		Stage: t.Stage, Sentence: t.Sentence, Live: t.Live, Late: t.Late, Confirmed: t.Confirmed, CodesLeft: t.CodesLeft,
		Threshold: t.Threshold, Wait: app.FormatSpan(t.Wait), Papers: append([]string{}, t.Papers...), SharesOut: t.Out, Vetoes: []sealVetoDoc{}, Trustees: []ticketTrusteeDoc{}, May: append([]string{}, t.May...),
		Inspection: newInspectionDoc(t.Inspection),
	}
	for _, v := range t.Vetoes {
		d.Vetoes = append(d.Vetoes, sealVetoDoc{v.By, v.Reason})
	}
	for _, p := range t.Trustees {
		d.Trustees = append(d.Trustees, ticketTrusteeDoc{Name: p.Name, Confirmed: p.Seen, Approved: p.Approved, Denied: p.Denied,
			Reason: p.Reason, Again: p.Again, Ready: p.Ready, Given: p.Given, Fault: p.Fault, Due: jsonTime(p.Due)})
	}
	return d
}

// ticketRows are what there is to say of a ticket.
func ticketRows(t app.TicketInfo) [][]string {
	rows := [][]string{
		{"ticket", "@" + t.ID.String()}, {"you are", cmp.Or(strings.Join(t.Roles, " and "), "a reader")}, {"asks", t.Asks},
		{"vault", fmt.Sprintf("%s, trustees of generation %d", whose(t.Owner), t.Generation)},
	}
	for _, row := range [][]string{{"address", t.Email}, {"says", t.Personal}} {
		if row[1] != "" {
			rows = append(rows, row)
		}
	}
	if !t.Replaces.IsZero() {
		rows = append(rows, []string{"replaces", "@" + t.Replaces.String()})
	}
	rows = append(rows, [][]string{{"made", localTime(t.Made)},
		{"needs", app.TicketNeeds(&t)}, {"state", t.Sentence}}...)
	if t.Late {
		rows = append(rows, []string{"late", app.LateSentence})
	}
	for _, v := range t.Vetoes {
		rows = append(rows, []string{"veto", v.By + app.ReasonText(v.Reason)})
	}
	for _, p := range t.Trustees {
		rows = append(rows, []string{"trustee", p.Name, app.TicketTrusteeText(&t, p)})
	}
	if t.Inspection != nil {
		rows = append(rows, []string{"questions", app.InspectionText(*t.Inspection)})
	}
	for _, name := range t.Papers {
		rows = append(rows, []string{"paper", "the share of " + name + " was shown"})
	}
	if t.Out {
		rows = append(rows, []string{"shares", "whoever asked may have enough of them"})
	}
	return rows
}

// whoseVault says whose vault a ticket is about.
func whoseVault(owner string) string {
	if owner == "you" {
		return "your vault"
	}
	return "vault of " + owner
}

func whose(owner string) string {
	if owner == "you" {
		return "yours"
	}
	return "of " + owner
}
