package cli

import (
	"context"
	"fmt"
	"strings"

	"coffer/internal/app"
)

type sealDoc struct {
	ID         string           `json:"id"`
	Roles      []string         `json:"roles"`
	Title      string           `json:"title"`
	Label      string           `json:"label,omitempty"`
	Path       string           `json:"path,omitempty"`
	Sender     string           `json:"sender"`
	Recipient  string           `json:"recipient"`
	Custodians []custodianDoc   `json:"custodians"`
	Threshold  int              `json:"threshold"`
	Grace      string           `json:"grace"`
	MaxVetoes  int              `json:"max_vetoes"`
	ExtraWait  bool             `json:"extra_wait"`
	NotAfter   string           `json:"not_after,omitempty"`
	Since      string           `json:"since"`
	Version    uint64           `json:"version"`
	State      string           `json:"state"`
	Protection string           `json:"protection"`
	Withdrawn  bool             `json:"withdrawn"`
	Closed     bool             `json:"closed"`
	Lifted     bool             `json:"lifted"`
	Auto       bool             `json:"auto"`
	OnDelete   string           `json:"on_delete,omitempty"`
	Opened     string           `json:"opened,omitempty"`
	May        []string         `json:"may"`
	Requests   []sealRequestDoc `json:"requests"`
}

type custodianDoc struct {
	Name string `json:"name"`
	Self bool   `json:"self"`
	Told bool   `json:"told"`
	Gone bool   `json:"gone"`
}

type sealRequestDoc struct {
	ID         string         `json:"id"`
	Stage      string         `json:"stage"`
	Live       bool           `json:"live"`
	Late       bool           `json:"late"`
	Vetoes     []sealVetoDoc  `json:"vetoes"`
	Custodians []sealTurnsDoc `json:"custodians"`
}

type sealVetoDoc struct {
	By     string `json:"by"`
	Reason string `json:"reason"`
}

type sealTurnsDoc struct {
	Name  string `json:"name"`
	Seen  bool   `json:"seen"`
	Again bool   `json:"again"`
	Due   string `json:"due,omitempty"`
	Ready bool   `json:"ready"`
	Given bool   `json:"given"`
}

type openedSealDoc struct {
	Seal sealDoc `json:"seal"`
	Path string  `json:"path"`
	Note string  `json:"note"`
}

func newSealDocs(all []app.SealInfo) []sealDoc {
	docs := []sealDoc{}
	for _, i := range all {
		docs = append(docs, newSealDoc(i))
	}
	return docs
}

func newSealDoc(i app.SealInfo) sealDoc {
	d := sealDoc{
		ID: i.ID.String(), Roles: i.Roles, Title: i.Title, Label: i.Label, Path: i.Path, Sender: i.Sender, Recipient: i.Recipient,
		Custodians: []custodianDoc{}, Threshold: i.Threshold, Grace: app.FormatSpan(i.Grace), MaxVetoes: i.MaxVetoes,
		ExtraWait: i.ExtraWait, NotAfter: jsonTime(i.NotAfter), Since: jsonTime(i.Since), Version: i.Version, State: i.Sentence,
		Protection: i.Protection, Withdrawn: i.Over, Closed: i.Closed, Lifted: i.Lifted, Auto: i.Auto, OnDelete: i.OnDelete,
		Opened: jsonTime(i.Opened), May: append([]string{}, i.May...), Requests: []sealRequestDoc{},
	}
	for _, c := range i.Custodians {
		d.Custodians = append(d.Custodians, custodianDoc(c))
	}
	for _, r := range i.Requests {
		d.Requests = append(d.Requests, newSealRequestDoc(r))
	}
	return d
}

func newSealRequestDoc(r app.SealRequest) sealRequestDoc {
	d := sealRequestDoc{ID: r.ID, Stage: r.Stage, Live: r.Live, Late: r.Late, Vetoes: []sealVetoDoc{}, Custodians: []sealTurnsDoc{}}
	for _, v := range r.Vetoes {
		d.Vetoes = append(d.Vetoes, sealVetoDoc(v))
	}
	for _, p := range r.Custodians {
		d.Custodians = append(d.Custodians, sealTurnsDoc{p.Name, p.Seen, p.Again, jsonTime(p.Due), p.Ready, p.Given})
	}
	return d
}

func (c *cli) runSealLs(ctx context.Context, all bool) error {
	return c.listSeals(ctx, (*app.App).Seals, all)
}

// listSeals lists seals, without those that were withdrawn unless all are wanted.
func (c *cli) listSeals(ctx context.Context, list func(*app.App, context.Context) ([]app.SealInfo, error), all bool) error {
	return c.with(ctx, func(a *app.App) error {
		some, err := list(a, ctx)
		if err != nil {
			return err
		}
		if !all {
			some = app.Standing(some)
		}
		if c.json {
			return c.printJSON(newSealDocs(some))
		}
		rows := [][]string{}
		for _, i := range some {
			rows = append(rows, sealRow(i))
		}
		return c.table(rows)
	})
}

// sealRow is a seal in a list.
func sealRow(i app.SealInfo) []string {
	with := "for " + i.Recipient
	if i.Recipient == "you" {
		with = "from " + i.Sender
	} else if i.Sender != "you" {
		with = "from " + i.Sender + " for " + i.Recipient
	}
	title := i.Title
	if strings.HasPrefix(with, title) { // it has no title here, and is called by its sender
		title = "-"
	}
	return []string{"@" + i.ID.Short(), strings.Join(i.Roles, ", "), title, with, i.Sentence}
}

func (c *cli) runSealShow(ctx context.Context, ref string) error {
	return c.with(ctx, func(a *app.App) error {
		i, err := a.Seal(ctx, ref)
		if err != nil {
			return err
		}
		if c.json {
			return c.printJSON(newSealDoc(i))
		}
		return c.table(sealRows(i))
	})
}

func sealRows(i app.SealInfo) [][]string {
	rows := [][]string{
		{"seal", "@" + i.ID.String()}, {"you are", strings.Join(i.Roles, " and ")}, {"what", i.Title}, {"from", i.Sender}, {"for", i.Recipient},
		{"state", i.Sentence}, {"withheld", i.Protection},
		{"grace", app.FormatSpan(i.Grace)}, {"since", localTime(i.Since)}, {"version", fmt.Sprint(i.Version)},
	}
	if i.Path != "" {
		rows = append(rows, []string{"item", i.Path})
	}
	if !i.NotAfter.IsZero() {
		rows = append(rows, []string{"ends", localTime(i.NotAfter)})
	}
	if !i.Opened.IsZero() {
		rows = append(rows, []string{"opened", localTime(i.Opened)})
	}
	for _, c := range i.Custodians {
		rows = append(rows, []string{"custodian", c.Name, app.CustodianText(i, c)})
	}
	for _, r := range i.Requests {
		rows = append(rows, requestRows(r)...)
	}
	if len(i.May) > 0 {
		rows = append(rows, []string{"you can", strings.Join(i.May, ", ")})
	}
	return rows
}

func requestRows(r app.SealRequest) [][]string {
	rows := [][]string{{"request", "@" + r.ID[:8], r.Sentence}}
	for _, v := range r.Vetoes {
		rows = append(rows, []string{"", v.By, app.SealVetoText(r, v)})
	}
	for _, p := range r.Custodians {
		rows = append(rows, []string{"", p.Name, app.CustodianProgress(p, r.Live)})
	}
	return rows
}
