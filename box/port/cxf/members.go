package cxf

import (
	"coffer/box"
	"coffer/box/port/internal/draft"
)

// Types of credentials.
const (
	typeAddress   = "address"
	typeAPIKey    = "api-key"
	typeBasic     = "basic-auth"
	typeCard      = "credit-card"
	typeCustom    = "custom-fields"
	typeLicence   = "drivers-license"
	typeFile      = "file"
	typeGenerated = "generated-password"
	typeIdentity  = "identity-document"
	typeReference = "item-reference"
	typeNote      = "note"
	typePasskey   = "passkey"
	typePassport  = "passport"
	typeName      = "person-name"
	typeSSH       = "ssh-key"
	typeTOTP      = "totp"
	typeWiFi      = "wifi"
)

// Types of editable fields.
const (
	isString      = "string"
	isConcealed   = "concealed-string"
	isEmail       = "email"
	isNumber      = "number"
	isBoolean     = "boolean"
	isDate        = "date"
	isYearMonth   = "year-month"
	isSecurity    = "wifi-network-security-type"
	isSubdivision = "subdivision-code"
	isCountry     = "country-code"
)

// slot is one editable field of a credential, and the field that it is in
// Coffer.
type slot struct {
	member string
	form   string // the type that the standard gives it
	field  string
	kind   box.Kind
	tier   box.Tier
}

func shown(member, form, field string, kind box.Kind) slot {
	return slot{member, form, field, kind, box.Companion}
}

func hidden(member, form, field string, kind box.Kind) slot {
	return slot{member, form, field, kind, box.Core}
}

// slots returns the editable fields of a type of credential, nil for one that
// has none or is not known.
func slots(credential string) []slot {
	switch credential {
	case typeBasic:
		return []slot{shown("username", isString, "username", box.Username), hidden("password", isConcealed, "password", box.Password)}
	case typeAPIKey:
		return []slot{
			hidden("key", isConcealed, "key", box.Password), shown("username", isString, "username", box.Username),
			shown("keyType", isString, "key-type", box.Text), shown("url", isString, "url", box.URL),
			shown("validFrom", isDate, "valid-from", box.Date), shown("expiryDate", isDate, "expires", box.Date),
		}
	case typeCard:
		return []slot{
			hidden("number", isConcealed, "number", box.Number), shown("fullName", isString, "holder", box.Text),
			shown("cardType", isString, "issuer", box.Text), hidden("verificationNumber", isConcealed, "code", box.PIN),
			hidden("pin", isConcealed, "pin", box.PIN), shown("expiryDate", isYearMonth, "expiry", box.Text),
			shown("validFrom", isYearMonth, "valid-from", box.Text),
		}
	case typeWiFi:
		return []slot{
			shown("ssid", isString, "ssid", box.Text), shown("networkSecurityType", isSecurity, "security", box.Text),
			hidden("passphrase", isConcealed, "password", box.Password), shown("hidden", isBoolean, "hidden", box.Text),
		}
	case typeSSH:
		return []slot{
			shown("creationDate", isDate, "created", box.Date), shown("expiryDate", isDate, "expires", box.Date),
			shown("keyGenerationSource", isString, "generated-by", box.Text),
		}
	case typeNote:
		return []slot{hidden("content", isString, "notes", box.Multiline)}
	}
	return personal(credential)
}

// personal is slots of what says who somebody is.
func personal(credential string) []slot {
	switch credential {
	case typeAddress:
		return []slot{
			shown("streetAddress", isString, "street", box.Text), shown("postalCode", isString, "postcode", box.Text),
			shown("city", isString, "city", box.Text), shown("territory", isSubdivision, draft.Territory, box.Text),
			shown("country", isCountry, "country", box.Text), shown("tel", isString, "phone", box.Phone),
		}
	case typeName:
		return []slot{
			shown("title", isString, draft.NameTitle, box.Text), shown("given", isString, "first-name", box.Text),
			shown("givenInformal", isString, "informal-name", box.Text), shown("given2", isString, draft.MiddleName, box.Text),
			shown("surnamePrefix", isString, "name-prefix", box.Text), shown("surname", isString, "last-name", box.Text),
			shown("surname2", isString, "second-last-name", box.Text), shown("credentials", isString, "qualifications", box.Text),
			shown("generation", isString, "generation", box.Text),
		}
	case typeIdentity:
		return append([]slot{
			hidden("documentNumber", isString, "id-number", box.Text),
			hidden("identificationNumber", isString, "tax-id", box.Text),
			shown("issuingCountry", isCountry, "id-country", box.Text),
		}, document("id-issued", "id-expires", "id-authority")...)
	case typePassport:
		return append([]slot{
			hidden("passportNumber", isString, "passport", box.Text), shown("passportType", isString, draft.PassportType, box.Text),
			hidden("nationalIdentificationNumber", isString, draft.NationalID, box.Text),
			shown("issuingCountry", isCountry, draft.PassportCountry, box.Text),
		}, document(draft.PassportIssued, draft.PassportExpires, draft.PassportAuthority)...)
	case typeLicence:
		return []slot{
			hidden("licenseNumber", isString, draft.LicenceNumber, box.Text), shown("licenseClass", isString, draft.LicenceClass, box.Text),
			shown("territory", isSubdivision, draft.LicenceTerritory, box.Text), shown("country", isCountry, draft.LicenceCountry, box.Text),
			shown("fullName", isString, "full-name", box.Text), shown("birthDate", isDate, "birthday", box.Date),
			shown("issueDate", isDate, draft.LicenceIssued, box.Date), shown("expiryDate", isDate, draft.LicenceExpires, box.Date),
			shown("issuingAuthority", isString, draft.LicenceAuthority, box.Text),
		}
	}
	return nil
}

// document is what passports and identity documents have alike.
func document(issued, expires, authority string) []slot {
	return []slot{
		shown("nationality", isString, draft.Nationality, box.Text), shown("fullName", isString, "full-name", box.Text),
		shown("birthDate", isDate, "birthday", box.Date), shown("birthPlace", isString, draft.Birthplace, box.Text),
		shown("sex", isString, draft.Sex, box.Text), shown("issueDate", isDate, issued, box.Date),
		shown("expiryDate", isDate, expires, box.Date), shown("issuingAuthority", isString, authority, box.Text),
	}
}

// templateOf says from which template an item with such a credential is made;
// "" for one that says nothing about it. Of several, the first that
// says something decides.
func templateOf(credential string) string {
	switch credential {
	case typeBasic, typePasskey, typeTOTP, typeGenerated:
		return box.TemplateLogin
	case typeCard:
		return box.TemplateCard
	case typeAPIKey:
		return box.TemplateAPIKey
	case typeWiFi:
		return box.TemplateWiFi
	case typeSSH:
		return box.TemplateSSHKey
	case typeAddress, typeName, typeIdentity, typePassport, typeLicence:
		return box.TemplateIdentity
	}
	return ""
}

// credentialsFor lists the credentials that an item of a template may become;
// its fields look for a place in this order.
func credentialsFor(template string) []string {
	switch template {
	case box.TemplateCard:
		return []string{typeCard}
	case box.TemplateAPIKey:
		return []string{typeAPIKey}
	case box.TemplateWiFi:
		return []string{typeWiFi}
	case box.TemplateSSHKey:
		return []string{typeSSH}
	case box.TemplateIdentity:
		return []string{typeName, typeAddress, typeIdentity, typePassport, typeLicence}
	}
	return []string{typeBasic}
}
