package cxf

import (
	"net/url"
	"strconv"
	"strings"

	"coffer/box/port/internal/draft"
)

// The settings of a one-time code that nobody has to say in Coffer.
const (
	usualPeriod    = 30
	usualDigits    = 6
	usualAlgorithm = "sha1"
	maxPeriod      = 3600
	maxDigits      = 10
)

// totp is a credential of that type.
type totp struct {
	secret    string
	period    int
	digits    int
	username  string
	algorithm string
	issuer    string
}

// uri writes the code as Coffer keeps it. ok is false for a seed or settings
// that make no codes here.
func (c totp) uri(title string) (uri string, ok bool) {
	o := draft.TOTP{Secret: c.secret}
	if c.period < 1 || c.period > maxPeriod || c.digits < 1 || c.digits > maxDigits {
		return "", false
	}
	if c.period != usualPeriod {
		o.Period = c.period
	}
	if c.digits != usualDigits {
		o.Digits = c.digits
	}
	switch strings.ToLower(c.algorithm) {
	case "", usualAlgorithm:
	case "sha256", "sha512":
		o.Algorithm = strings.ToUpper(c.algorithm)
	default:
		return "", false
	}
	label := draft.Title(c.username, title)
	if c.issuer != "" {
		label = c.issuer + ":" + label
	}
	if uri, ok = o.URI(label); ok && c.issuer != "" {
		uri += "&issuer=" + url.PathEscape(c.issuer)
	}
	return uri, ok
}

// parseTOTP takes an otpauth URI apart. What the credential has no member for
// makes it a custom field; see [pack.code].
func parseTOTP(value string) (c totp, ok bool) {
	u, err := url.Parse(value)
	if err != nil || u.Scheme != "otpauth" || !strings.EqualFold(u.Host, "totp") {
		return c, false
	}
	q, err := url.ParseQuery(u.RawQuery)
	if err != nil {
		return c, false
	}
	for name, all := range q {
		switch name {
		case "secret", "issuer", "algorithm", "digits", "period":
		default:
			return c, false
		}
		if len(all) > 1 {
			return c, false
		}
	}
	c = totp{secret: seed(q.Get("secret")), issuer: q.Get("issuer"), algorithm: strings.ToLower(q.Get("algorithm"))}
	c.username = strings.TrimPrefix(u.Path, "/")
	if rest, ok := strings.CutPrefix(c.username, c.issuer+":"); ok && c.issuer != "" {
		c.username = strings.TrimSpace(rest)
	}
	c.period, c.digits = setting(q.Get("period"), usualPeriod), setting(q.Get("digits"), usualDigits)
	if c.algorithm == "" {
		c.algorithm = usualAlgorithm
	}
	_, ok = c.uri("")
	return c, ok
}

// seed brings base32 into the form of the standard.
func seed(s string) string {
	return strings.ToUpper(strings.TrimRight(strings.Join(strings.Fields(s), ""), "="))
}

// setting reads a number; -1 stands for what is none.
func setting(s string, usual int) int {
	if s == "" {
		return usual
	}
	n, err := strconv.Atoi(s)
	if err != nil || n <= 0 {
		return -1
	}
	return n
}

// credential writes the code as the standard has it.
func (c totp) credential() object {
	o := object{{"type", typeTOTP}, {"secret", c.secret}, {"period", c.period}, {"digits", c.digits}}
	o.text("username", c.username)
	o.add("algorithm", c.algorithm)
	o.text("issuer", c.issuer)
	return o
}
