package gen

import (
	"fmt"
	"net/url"
	"strings"

	"coffer/vault/secret"
	"github.com/pquerna/otp"
)

// URI returns the otpauth address in its one canonical form, with every
// parameter written out: [ParseOTP] reads it back to the same codes, and its
// URI is the same again. The zero OTP has none: the text is empty.
func (o OTP) URI() secret.Text {
	if o.seed.IsZero() {
		return secret.Text{}
	}
	var b strings.Builder
	b.WriteString("otpauth://" + o.kind() + "/" + o.label() + "?secret=" + formatSeed(o.seed))
	if o.issuer != "" {
		b.WriteString("&issuer=" + escape(o.issuer))
	}
	fmt.Fprintf(&b, "&algorithm=%s&digits=%d", o.algorithm, o.digits)
	if o.Counts() {
		fmt.Fprintf(&b, "&counter=%d", o.counter)
	} else {
		fmt.Fprintf(&b, "&period=%d", o.period)
	}
	if o.encoder == otp.EncoderSteam {
		b.WriteString("&encoder=steam")
	}
	return secret.New(b.String())
}

func (o OTP) kind() string {
	if o.Counts() {
		return "hotp"
	}
	return "totp"
}

// label writes a plain colon also where it alone keeps a colon in the account
// from being taken for the end of an issuer.
func (o OTP) label() string {
	if o.issuer == "" && !strings.Contains(o.account, ":") {
		return escape(o.account)
	}
	return escape(o.issuer) + ":" + escape(o.account)
}

// escape leaves only unreserved characters, so that it serves in label and
// query alike.
func escape(s string) string { return strings.ReplaceAll(url.QueryEscape(s), "+", "%20") }
