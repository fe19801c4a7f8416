package app

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"coffer/box/contact"
	"coffer/box/hold"
	"coffer/internal/host"
	"coffer/internal/sheet"
	"coffer/ticket"
	"coffer/vault/secret"
)

// TrusteePaper writes the sheet of somebody whose share is on paper: as a page to be
// printed where the name of the file ends in .html, and as plain text where it ends in
// .txt. It replaces no file.
func (a *App) TrusteePaper(ctx context.Context, name, file, version string) error {
	page := sheet.Share.Text
	switch strings.ToLower(filepath.Ext(file)) {
	case ".txt":
	case ".html":
		page = sheet.Share.HTML
	default:
		return Fail(Usage, "say -o FILE.html for a page with QR codes, or -o FILE.txt for words alone", "as what is it to be written?")
	}
	return a.withSheet(ctx, name, version, func(s sheet.Share, _ ticket.Pack) error {
		text, err := page(s)
		if err != nil {
			return err
		}
		defer text.Wipe()
		return writeSecret(file, text)
	})
}

// writeSecret writes a file that is not there yet.
func writeSecret(file string, text secret.Text) error {
	if _, err := os.Lstat(file); err == nil {
		return Fail(Exists, "name another file, or delete that one", "%s is there already", host.Safe(file))
	}
	return host.WriteBytes(file, false, text.Bytes())
}

// withSheet runs f with the sheet of somebody, whose shares are wiped after it.
func (a *App) withSheet(ctx context.Context, name, version string, f func(sheet.Share, ticket.Pack) error) error {
	var s sheet.Share
	var pack ticket.Pack
	defer func() { wipeHeld(s.Held) }()
	err := a.lookTrusts(ctx, errNoTrustees(), func(d *trustDesk) error {
		t, err := d.owned()
		if err != nil {
			return err
		}
		pack = t.Pack
		s, err = d.sheet(t, name)
		return err
	})
	if err != nil {
		return err
	}
	s.Program = version
	return f(s, pack)
}

func wipeHeld(all []sheet.Held) {
	for _, h := range all {
		h.Wipe()
	}
}

// sheet is what is printed for somebody whose share is on paper.
func (d *trustDesk) sheet(t *ticket.Trust, name string) (s sheet.Share, err error) {
	at := -1
	for i := range t.Notice.Deciders {
		if d.decider(t, i) == name {
			at = i
		}
	}
	switch {
	case at < 0:
		return s, errNoTrustee(name)
	case !t.Notice.Deciders[at].OnPaper():
		return s, Fail(Refused, "coffer trustee set --paper NAME makes a sheet for somebody without Coffer",
			"the share of %q is with their Coffer, and not on paper", host.Safe(name))
	}
	s = sheet.Share{
		For: name, Owner: t.Names.Owner, Vault: t.Notice.Vault.String(), Generation: t.Notice.Generation,
		Made: time.Unix(t.Notice.Made, 0).Local(), Others: d.others(t, at),
		PaperOnly: !slices.ContainsFunc(t.Notice.Deciders, func(d ticket.Decider) bool { return !d.OnPaper() }),
	}
	recovers, resets, err := ticket.Paper(d.tx, t.ID, at)
	if err != nil {
		return s, err
	}
	defer recovers.Wipe()
	defer resets.Wipe()
	first, err := sheet.Hold(t.Notice.Recover, recovers)
	if err != nil {
		return s, err
	}
	second, err := sheet.Hold(t.Notice.Reset, resets)
	if err != nil {
		first.Wipe()
		return s, err
	}
	s.Held = []sheet.Held{first, second}
	return s, nil
}

// others are whom somebody with a sheet can call.
func (d *trustDesk) others(t *ticket.Trust, but int) (all []sheet.Person) {
	emails := map[hold.Fingerprint]string{}
	contacts, _ := contact.List(d.tx)
	for i := range contacts {
		emails[hold.Fingerprint(contacts[i].Fingerprint())] = contacts[i].Card.Email()
	}
	for i := range t.Notice.Deciders {
		if i == but {
			continue
		}
		p := sheet.Person{Name: d.decider(t, i), Hint: "has a sheet like this"}
		if dc := &t.Notice.Deciders[i]; !dc.OnPaper() {
			p.Hint = emails[hold.Fingerprint(dc.Keys.Fingerprint())]
		}
		all = append(all, p)
	}
	return all
}

func errNoTrustees() error {
	return Fail(NotFound, "coffer trustee set makes some", "this vault has no trustees")
}

func errNoTrustee(name string) error {
	return Fail(NotFound, "coffer trustee ls shows them", "trustee %q not found", host.Safe(name))
}
