package box

import "coffer/vault"

// The names of the built-in templates.
const (
	TemplateLogin       = "login"
	TemplateCard        = "card"
	TemplateBankAccount = "bank-account"
	TemplatePIN         = "pin"
	TemplateIdentity    = "identity"
	TemplateNote        = "note"
	TemplateSSHKey      = "ssh-key"
	TemplateWiFi        = "wifi"
	TemplateLicense     = "license"
	TemplateAPIKey      = "api-key"
	TemplateFile        = "file"
)

// Builtins returns the templates that every vault has, in the order in which
// they are offered. The slices are the caller's.
func Builtins() []Template {
	companion := func(name string, k Kind) TemplateField { return TemplateField{name, k, vault.Companion} }
	core := func(name string, k Kind) TemplateField { return TemplateField{name, k, vault.Core} }
	notes := core("notes", Multiline)
	of := func(name, note, main string, fields ...TemplateField) Template {
		return Template{Name: name, Note: note, Main: main, Fields: fields}
	}
	return []Template{
		of(TemplateLogin, "an account with a password", "password",
			companion("username", Username), core("password", Password), companion("url", URL),
			core("totp", TOTP), notes),
		of(TemplateCard, "a credit or debit card", "number",
			companion("holder", Text), core("number", Number), companion("expiry", Text),
			core("code", PIN), core("pin", PIN), companion("issuer", Text), companion("phone", Phone), notes),
		of(TemplateBankAccount, "an account at a bank", "pin",
			companion("bank", Text), companion("holder", Text), companion("iban", Text), companion("bic", Text),
			companion("account", Number), companion("username", Username), core("pin", PIN),
			companion("url", URL), notes),
		of(TemplatePIN, "a number that opens something", "pin",
			core("pin", PIN), companion("for", Text), notes),
		of(TemplateIdentity, "who somebody is on paper", "id-number",
			companion("first-name", Text), companion("last-name", Text), companion("birthday", Date),
			companion("email", Email), companion("phone", Phone), companion("street", Text),
			companion("postcode", Text), companion("city", Text), companion("country", Text),
			core("id-number", Text), core("passport", Text), core("tax-id", Text), notes),
		of(TemplateNote, "a text that is secret as a whole", "text",
			core("text", Multiline)),
		of(TemplateSSHKey, "a key for SSH", "private-key",
			core("private-key", Multiline), companion("public-key", Multiline), companion("fingerprint", Text),
			core("passphrase", Password), companion("host", Text), notes),
		of(TemplateWiFi, "a wireless network", "password",
			companion("ssid", Text), core("password", Password), companion("security", Text), notes),
		of(TemplateLicense, "a licence for software", "key",
			companion("product", Text), core("key", Text), companion("version", Text), companion("owner", Text),
			companion("email", Email), companion("bought", Date), companion("url", URL), notes),
		of(TemplateAPIKey, "a key or token for a program", "key",
			companion("username", Username), core("key", Password), companion("url", URL), notes),
		of(TemplateFile, "a small file", "content",
			companion("name", Text), core("content", File), notes),
	}
}
