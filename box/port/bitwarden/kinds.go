package bitwarden

import (
	"fmt"

	"coffer/box"
	"coffer/box/port/internal/draft"
)

// The types of items, as they are numbered in the file.
const (
	typeLogin    = 1
	typeNote     = 2
	typeCard     = 3
	typeIdentity = 4
	typeSSHKey   = 5
	typeBank     = 6
	typeLicence  = 7
	typePassport = 8
)

// The types of further fields.
const (
	fieldText    = 0
	fieldHidden  = 1
	fieldBoolean = 2
	fieldLinked  = 3
)

// form says where the members of one type of items belong.
type form struct {
	number   int64
	member   string // of the item that holds the others
	template string
	slots    []slot
}

// slot is a member of a form, and the field that it is.
type slot struct {
	member, field string
	kind          box.Kind
	tier          box.Tier
}

// forms lists the types whose members are all plain texts. A card has two more,
// for its date.
func forms() []form {
	text := func(member, field string) slot { return slot{member, field, box.Text, box.Companion} }
	date := func(member, field string) slot { return slot{member, field, box.Date, box.Companion} }
	core := func(member, field string) slot { return slot{member, field, box.Text, box.Core} }
	return []form{
		{typeCard, "card", box.TemplateCard, []slot{
			text("cardholderName", "holder"), text("brand", "issuer"), {"number", "number", box.Number, box.Core},
			{"code", "code", box.PIN, box.Core},
		}},
		{typeIdentity, "identity", box.TemplateIdentity, []slot{
			text("title", draft.NameTitle), text("firstName", "first-name"), text("middleName", draft.MiddleName), text("lastName", "last-name"),
			text("address1", "street"), text("address2", "street 2"), text("address3", "street 3"), text("city", "city"),
			text("state", draft.Territory), text("postalCode", "postcode"), text("country", "country"), text("company", "company"),
			{"email", "email", box.Email, box.Companion}, {"phone", "phone", box.Phone, box.Companion}, core("ssn", "tax-id"),
			{"username", "username", box.Username, box.Companion}, core("passportNumber", "passport"), core("licenseNumber", draft.LicenceNumber),
		}},
		{typeSSHKey, "sshKey", box.TemplateSSHKey, []slot{
			{"privateKey", "private-key", box.Multiline, box.Core}, {"publicKey", "public-key", box.Multiline, box.Companion},
			text("keyFingerprint", "fingerprint"),
		}},
		{typeBank, "bankAccount", box.TemplateBankAccount, []slot{
			text("bankName", "bank"), text("nameOnAccount", "holder"), text("accountType", "account-type"),
			{"accountNumber", "account", box.Number, box.Companion}, text("routingNumber", "routing-number"),
			text("branchNumber", "branch-number"), {"pin", "pin", box.PIN, box.Core}, text("swiftCode", "bic"), text("iban", "iban"),
			{"bankContactPhone", "phone", box.Phone, box.Companion},
		}},
		{typeLicence, "driversLicense", box.TemplateIdentity, []slot{
			text("firstName", "first-name"), text("middleName", draft.MiddleName), text("lastName", "last-name"), date("dateOfBirth", "birthday"),
			core("licenseNumber", draft.LicenceNumber), text("issuingCountry", draft.LicenceCountry), text("issuingState", draft.LicenceTerritory),
			date("issueDate", draft.LicenceIssued), date("expirationDate", draft.LicenceExpires), text("issuingAuthority", draft.LicenceAuthority),
			text("licenseClass", draft.LicenceClass),
		}},
		{typePassport, "passport", box.TemplateIdentity, []slot{
			text("surname", "last-name"), text("givenName", "first-name"), date("dateOfBirth", "birthday"), text("sex", draft.Sex),
			text("birthPlace", draft.Birthplace), text("nationality", draft.Nationality), text("issuingCountry", draft.PassportCountry),
			core("passportNumber", "passport"), text("passportType", draft.PassportType), core("nationalIdentificationNumber", draft.NationalID),
			text("issuingAuthority", draft.PassportAuthority), date("issueDate", draft.PassportIssued), date("expirationDate", draft.PassportExpires),
		}},
	}
}

// linked names what a linked field fills in; a number that is not known stays one.
func (im *importer) linked(id int64) string {
	member, number := "", int64(typeCard)
	switch {
	case id == 100:
		return "username"
	case id == 101:
		return "password"
	case id == 301 || id == 302:
		return "expiry"
	case id >= 300 && id <= 305:
		member = []string{"cardholderName", "", "", "code", "brand", "number"}[id-300]
	case id >= 400 && id <= 417:
		number = typeIdentity
		member = []string{
			"title", "middleName", "address1", "address2", "address3", "city", "state", "postalCode", "country", "company",
			"email", "phone", "ssn", "username", "passportNumber", "licenseNumber", "firstName", "lastName",
		}[id-400]
	case id == 418:
		return "full name"
	}
	for _, f := range im.forms {
		for _, s := range f.slots {
			if f.number == number && s.member == member {
				return s.field
			}
		}
	}
	return fmt.Sprintf("field %d", id)
}
