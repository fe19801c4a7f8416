package draft

import (
	"encoding/base32"
	"net/url"
	"strconv"
	"strings"
)

// TOTP is a one-time code's seed with its settings, for tools that keep them
// apart. Zero settings are the usual ones.
type TOTP struct {
	Secret    string // base32
	Period    int    // seconds; 30
	Digits    int    // 6
	Algorithm string // SHA1, SHA256 or SHA512; SHA1
}

// URI writes the seed as otpauth://totp/…, the form that all tools read. ok is
// false if it is no seed.
func (o TOTP) URI(label string) (uri string, ok bool) {
	seed := strings.ToUpper(strings.TrimRight(strings.Join(strings.Fields(o.Secret), ""), "="))
	if seed == "" {
		return "", false
	}
	if _, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(seed); err != nil {
		return "", false
	}
	q := "secret=" + seed
	if o.Period != 0 {
		q += "&period=" + strconv.Itoa(o.Period)
	}
	if o.Digits != 0 {
		q += "&digits=" + strconv.Itoa(o.Digits)
	}
	if o.Algorithm != "" {
		q += "&algorithm=" + url.QueryEscape(o.Algorithm)
	}
	return "otpauth://totp/" + url.PathEscape(label) + "?" + q, true
}

// ParseTOTP tells whether value is an otpauth URI or a bare seed, and returns
// what to keep.
func ParseTOTP(value, label string) (kept string, ok bool) {
	if strings.HasPrefix(value, "otpauth://") {
		return value, true
	}
	return TOTP{Secret: value}.URI(label)
}
