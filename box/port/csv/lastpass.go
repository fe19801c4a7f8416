package csv

import (
	"strings"

	"coffer/box"
	"coffer/box/port/internal/draft"
)

// lastPass: what is not a login hides behind an address of its own.
func lastPass(r *row) {
	if r.cell[folder] == "(none)" {
		r.item.Folder = nil
	}
	switch r.cell[address] {
	case "http://group":
		r.skip = true
		r.item.Title = draft.Title(r.cell[title], "folder")
		r.report("an empty folder is not kept")
	case "http://sn":
		delete(r.cell, address) // it says only that this is a note
		r.item.Title = draft.Title(r.cell[title])
		if strings.HasPrefix(r.cell[notes], "NoteType:") {
			typedNote(r)
		} else {
			note(r)
		}
	}
}

// noteTemplates says which template a typed note is made from, and which of its
// lines fit a field there. Lines of notes are secret, but for these.
func noteTemplates(noteType string) (template string, fields map[string]string) {
	switch noteType {
	case "Credit Card":
		return box.TemplateCard, map[string]string{
			"Name on Card": "holder", "Type": "issuer", "Number": "number", "Security Code": "code", "Expiration Date": "expiry",
		}
	case "Bank Account":
		return box.TemplateBankAccount, map[string]string{
			"Bank Name": "bank", "Account Number": "account", "SWIFT Code": "bic", "IBAN Number": "iban", "Pin": "pin",
		}
	case "Server":
		return box.TemplateLogin, map[string]string{"Hostname": "url", "Username": "username", "Password": "password"}
	case "Database":
		return box.TemplateLogin, map[string]string{"Hostname": "url", "Username": "username", "Password": "password"}
	case "Email Account", "Instant Messenger":
		return box.TemplateLogin, map[string]string{"Username": "username", "Password": "password"}
	case "Address":
		return box.TemplateIdentity, map[string]string{
			"First Name": "first-name", "Last Name": "last-name", "Address 1": "street", "City / Town": "city",
			"Zip / Postal Code": "postcode", "Country": "country", "Email Address": "email",
		}
	case "Passport":
		return box.TemplateIdentity, map[string]string{"Number": "passport", "Country": "country"}
	case "Driver's License":
		return box.TemplateIdentity, map[string]string{
			"Number": draft.LicenceNumber, "Address": "street", "City / Town": "city", "ZIP / Postal Code": "postcode", "Country": "country", "State": draft.Territory,
			"License Class": draft.LicenceClass,
		}
	case "Social Security":
		return box.TemplateIdentity, map[string]string{"Number": "tax-id"}
	case "SSH Key":
		return box.TemplateSSHKey, map[string]string{
			"Passphrase": "passphrase", "Private Key": "private-key", "Public Key": "public-key", "Hostname": "host",
		}
	case "Wi-Fi Password":
		return box.TemplateWiFi, map[string]string{"SSID": "ssid", "Password": "password", "Authentication": "security"}
	case "Software License":
		return box.TemplateLicense, map[string]string{
			"License Key": "key", "Licensee": "owner", "Version": "version", "Support Email": "email", "Website": "url",
		}
	}
	return box.TemplateNote, nil
}

// typedNote takes the lines of a note with a type apart. All that follows
// "Notes:" is one text.
func typedNote(r *row) {
	head, text, _ := cutNotes(r.cell[notes])
	var names map[string]string
	var known box.Template
	for label, value := range lines(head, lineName) {
		if r.item.Template == "" { // the first line: NoteType
			r.item.Template, names = noteTemplates(value)
			known, _ = box.Builtin(r.item.Template)
		}
		if r.item.Full() {
			return
		}
		if name, ok := names[label]; ok {
			addKnown(&r.item, known, name, value)
			continue
		}
		k := box.Text
		if strings.Contains(value, "\n") {
			k = box.Multiline
		}
		r.item.Add(label, k, box.Core, value)
	}
	r.item.Add(draft.NotesOf(r.item.Template), box.Multiline, box.Core, text)
	r.account()
	r.rest()
}

// addKnown adds a field as the template has it; one that it has not is secret.
func addKnown(it *draft.Sheet, t box.Template, name, value string) {
	for _, f := range t.Fields {
		if f.Name == name {
			it.Add(name, f.Kind, f.Tier, value)
			return
		}
	}
	it.Add(name, box.Text, box.Core, value)
}

// cutNotes divides at the line that starts with "Notes:".
func cutNotes(s string) (before, after string, found bool) {
	if before, after, found = strings.Cut(s, "\r\nNotes:"); found {
		return before, after, found
	}
	return strings.Cut(s, "\nNotes:")
}

// lineName tells whether what stands before a colon can name a line.
func lineName(name string) bool {
	if len(name) > 40 {
		return false
	}
	for _, r := range name {
		letter := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
		if !letter && !strings.ContainsRune(" /-()", r) {
			return false
		}
	}
	return true
}
