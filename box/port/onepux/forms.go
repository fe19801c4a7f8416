package onepux

import (
	"time"

	"coffer/box"
	"coffer/box/port/internal/draft"
)

// form is what the items of a category become.
type form struct {
	template string
	category string            // kept as a field where the template does not tell it
	slots    map[string]string // fields of the template by the ids of fields in sections
	unknown  bool
}

// formOf knows the categories by their numbers.
func formOf(number string) form {
	switch number {
	case "", "001", "005":
		return form{template: box.TemplateLogin}
	case "002":
		return form{template: box.TemplateCard, slots: map[string]string{
			"cardholder": "holder", "ccnum": "number", "cvv": "code", "expiry": "expiry", "pin": "pin", "bank": "issuer"}}
	case "003":
		return form{template: box.TemplateNote}
	case "004":
		return form{template: box.TemplateIdentity, slots: map[string]string{
			"firstname": "first-name", "lastname": "last-name", "birthdate": "birthday", "email": "email", "defphone": "phone"}}
	case "006":
		return form{template: box.TemplateFile}
	case "100":
		return form{template: box.TemplateLicense, slots: map[string]string{
			"product_version": "version", "reg_code": "key", "reg_name": "owner", "reg_email": "email", "order_date": "bought", "download_link": "url"}}
	case "101":
		return form{template: box.TemplateBankAccount, slots: map[string]string{
			"bankName": "bank", "owner": "holder", "accountNo": "account", "swift": "bic", "iban": "iban", "telephonePin": "pin"}}
	case "109":
		return form{template: box.TemplateWiFi, slots: map[string]string{
			"network_name": "ssid", "wireless_security": "security", "wireless_password": "password"}}
	case "112":
		return form{template: box.TemplateAPIKey, slots: map[string]string{
			"username": "username", "credential": "key", "hostname": "url"}}
	case "114":
		return form{template: box.TemplateSSHKey}
	}
	return further(number)
}

// further knows the categories that have no template of their own.
func further(number string) form {
	papers := func(category string, slots map[string]string) form {
		slots["birthdate"] = "birthday"
		return form{template: box.TemplateIdentity, category: category, slots: slots}
	}
	account := func(category string, slots map[string]string) form {
		return form{template: box.TemplateLogin, category: category, slots: slots}
	}
	switch number {
	case "102":
		return account("database", map[string]string{"username": "username", "password": "password", "hostname": "url"})
	case "103":
		return papers("driver's licence", map[string]string{
			"number": draft.LicenceNumber, "country": draft.LicenceCountry, "class": draft.LicenceClass})
	case "104":
		return form{template: box.TemplateNote, category: "outdoor licence"}
	case "105":
		return form{template: box.TemplateNote, category: "membership"}
	case "106":
		return papers("passport", map[string]string{
			"number": "passport", "country": draft.PassportCountry, "issuing_country": draft.PassportCountry, "type": draft.PassportType,
			"nationality": draft.Nationality, "birthplace": draft.Birthplace, "sex": draft.Sex, "issuing_authority": draft.PassportAuthority,
			"issue_date": draft.PassportIssued, "expiry_date": draft.PassportExpires})
	case "107":
		return form{template: box.TemplateNote, category: "rewards"}
	case "108":
		return papers("social security number", map[string]string{"number": "tax-id", "country": "country"})
	case "110":
		return account("server", map[string]string{"username": "username", "password": "password", "url": "url"})
	case "111":
		return account("email account", map[string]string{"pop_username": "username", "pop_password": "password", "pop_server": "url"})
	case "113":
		return form{template: box.TemplateNote, category: "medical record"}
	case "115":
		return form{template: box.TemplateNote, category: "crypto wallet"}
	}
	return form{template: box.TemplateLogin, unknown: true}
}

// builtins are the fields of the built-in templates by template and name, and those of
// papers that are no text.
func builtins() map[string]map[string]box.TemplateField {
	all := make(map[string]map[string]box.TemplateField)
	for _, t := range box.Builtins() {
		fields := make(map[string]box.TemplateField)
		for _, f := range t.Fields {
			fields[f.Name] = f
		}
		all[t.Name] = fields
	}
	all[box.TemplateIdentity][draft.LicenceNumber] = box.TemplateField{Name: draft.LicenceNumber, Kind: box.Text, Tier: box.Core}
	for _, name := range []string{draft.PassportIssued, draft.PassportExpires} {
		all[box.TemplateIdentity][name] = box.TemplateField{Name: name, Kind: box.Date, Tier: box.Companion}
	}
	return all
}

// day writes a date.
func day(seconds int64) string { return time.Unix(seconds, 0).UTC().Format("2006-01-02") }
