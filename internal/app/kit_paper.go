package app

import (
	"time"

	"coffer/box/contact"
	"coffer/vault/secret"
)

// kitFacts is what the paper of a kit says. The one secret on it is the password.
type kitFacts struct {
	For, Owner, Email string
	Command           string   // the owner's name as it is typed
	Withhold          []string // who withholds the key, with their addresses
	Threshold         int
	Wait, Longest     string
	Posts             []string
	Made              time.Time
	Version, Seal     string
}

func (b *kitBuilder) facts(d *sealDesk) (kitFacts, error) {
	all, err := contact.List(d.tx)
	if err != nil {
		return kitFacts{}, err
	}
	emails := make(map[string]string, len(all))
	for i := range all {
		emails[all[i].Name] = all[i].Card.Email()
	}
	o := b.order
	f := kitFacts{
		For: b.card.Name(), Owner: b.from.Name(), Email: b.from.Email(), Command: NameWord(b.from.Name()), Threshold: o.Threshold,
		Wait: InDays(o.Grace), Posts: b.made.Posts, Made: d.tx.Now(), Version: o.Version, Seal: "@" + b.made.Seal.ID.String(),
	}
	if o.ExtraWait {
		f.Longest = InDays(2 * o.Grace)
	}
	for _, c := range b.made.Seal.Custodians {
		name, email := c.Name, emails[c.Name]
		if c.Self {
			name, email = f.Owner, f.Email
		}
		f.Withhold = append(f.Withhold, name+bracketedAddress(email))
	}
	return f, nil
}

// write puts the paper beside the vault.
func (b *kitBuilder) write(d *sealDesk, folder *kitFolder, password secret.Text) error {
	f, err := b.facts(d)
	if err != nil {
		return err
	}
	if err := folder.fill(kitReadme, f.readme()); err != nil {
		return err
	}
	paper := f.sheet(password)
	for _, out := range []struct {
		name string
		page func() (secret.Text, error)
	}{{kitText, paper.Text}, {kitPage, paper.HTML}} {
		page, err := out.page()
		if err == nil {
			err = folder.fill(out.name, page.Bytes())
			page.Wipe()
		}
		if err != nil {
			return err
		}
	}
	return nil
}
