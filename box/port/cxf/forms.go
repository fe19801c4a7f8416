package cxf

import (
	"strings"
	"time"
	"unicode"

	"coffer/box"
	"coffer/box/port/internal/draft"
)

// formOf is the type of an editable field for a field that the standard has no
// member for.
func formOf(f *box.Field, value string) string {
	switch {
	case f.Tier == box.Core || f.Kind == box.Password || f.Kind == box.PIN || f.Kind == box.TOTP || f.Kind == box.File:
		return isConcealed
	case f.Kind == box.Date && fits(isDate, value):
		return isDate
	case f.Kind == box.Number && fits(isNumber, value):
		return isNumber
	case f.Kind == box.Email && fits(isEmail, value):
		return isEmail
	}
	return isString
}

// fits tells whether a value is what the standard says of a type.
func fits(form, value string) bool {
	switch form {
	case isDate:
		_, err := time.Parse(time.DateOnly, value)
		return err == nil
	case isYearMonth:
		_, err := time.Parse("2006-01", value)
		return err == nil
	case isNumber:
		return value != "" && strings.Trim(value, "0123456789") == ""
	case isBoolean:
		return value == "true" || value == "false"
	case isEmail:
		name, host, ok := strings.Cut(value, "@")
		return ok && name != "" && host != "" && !strings.ContainsAny(host, "@") && !strings.ContainsAny(value, "<>,;") && !strings.ContainsFunc(value, unicode.IsSpace)
	case isCountry:
		return len(value) == 2 && upper(value)
	case isSubdivision:
		country, part, ok := strings.Cut(value, "-")
		return ok && len(country) == 2 && upper(country) && !strings.ContainsAny(country, "0123456789") && len(part) >= 1 && len(part) <= 3 && upper(part)
	case isSecurity:
		switch value {
		case "unsecured", "wpa-personal", "wpa2-personal", "wpa3-personal", "wep":
			return true
		}
		return false
	}
	return true
}

func upper(s string) bool { return strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") == "" }

// yearMonth brings the date of a card, as people write it, into the form of the
// standard; what is no such date stays as it is.
func yearMonth(value string) string {
	for _, layout := range []string{"01/06", "01/2006", "1/06", "1/2006", "01-2006", "01.2006", "2006/01", "2006-1"} {
		if t, err := time.Parse(layout, strings.ReplaceAll(value, " ", "")); err == nil {
			return t.Format("2006-01")
		}
	}
	return value
}

// security brings what people call the protection of a wireless network into
// the words of the standard.
func security(value string) (word, form string) {
	switch strings.ToLower(strings.NewReplacer("-", "", " ", "", "/", "").Replace(value)) {
	case "none", "open":
		return "unsecured", isSecurity
	case "wep":
		return "wep", isSecurity
	case "wpa", "wpapsk":
		return "wpa-personal", isSecurity
	case "wpa2", "wpa2psk", "wpa2personal":
		return "wpa2-personal", isSecurity
	case "wpa3", "wpa3sae", "wpa3personal":
		return "wpa3-personal", isSecurity
	}
	return value, isString
}

// custom adds a field that the standard has no member for.
func custom(it *draft.Sheet, name, form, value string) {
	if form == isString || form == isConcealed || draft.Secret(name) {
		it.Custom(name, value, form == isConcealed)
		return
	}
	kind := box.Text
	switch form {
	case isDate:
		kind = kindOf(form, value, box.Date)
	case isNumber:
		kind = kindOf(form, value, box.Number)
	case isEmail:
		kind = kindOf(form, value, box.Email)
	case isYearMonth, isBoolean, isCountry, isSubdivision, isSecurity:
	default:
		it.Custom(name, value, true) // a type of tomorrow, which may be one of secrets
		return
	}
	if strings.TrimSpace(name) == "" {
		name = form
	}
	it.Add(name, kind, box.Companion, value)
}

// kindOf is the kind of a value of some type, or text where the value is not
// what its type says.
func kindOf(form, value string, kind box.Kind) box.Kind {
	if fits(form, value) {
		return kind
	}
	return box.Text
}
