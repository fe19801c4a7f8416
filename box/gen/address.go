package gen

import (
	"fmt"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"coffer/vault/secret"
)

// ParseOTP reads what a service shows when a second factor is set up: an
// otpauth address (type totp or hotp), steam:// with a seed, or a bare base32
// seed, which means SHA-1, 6 digits and 30 seconds. At most 4,096 bytes.
//
//	otpauth://totp/Issuer:account?secret=…&issuer=…&algorithm=SHA1&digits=6&period=30
//
// Parameters may stand in any order but not twice, and unknown ones are
// refused, as they could change the codes; colours and images are dropped. The
// issuer parameter outranks the label. encoder=steam and steam:// make the
// five-letter codes of Steam. All errors are [ErrOTP].
//
// The layout is that of the Key Uri Format of Google Authenticator.
func ParseOTP(text secret.Text) (OTP, error) {
	if text.Len() > maxAddress {
		return OTP{}, fmt.Errorf("%w: it is longer than %d bytes", ErrOTP, maxAddress)
	}
	s := strings.TrimSpace(text.Reveal())
	scheme, rest, found := strings.Cut(s, "://")
	switch {
	case !found:
		return parseBare(s, "")
	case lowerASCII(scheme) == "steam":
		return parseBare(rest, "steam")
	case lowerASCII(scheme) == "otpauth":
		return parseAddress(rest)
	}
	return OTP{}, fmt.Errorf("%w: the address must begin with otpauth://", ErrOTP)
}

func parseBare(seed, encoder string) (OTP, error) {
	return OTP{period: defaultPeriod}.with(url.Values{"secret": {seed}, "encoder": {encoder}})
}

// parseAddress reads what follows otpauth://.
func parseAddress(s string) (OTP, error) {
	head, query, _ := strings.Cut(s, "?")
	kind, label, _ := strings.Cut(head, "/")
	var o OTP
	switch lowerASCII(kind) {
	case "totp":
		o.period = defaultPeriod
	case "hotp":
	default:
		return OTP{}, fmt.Errorf("%w: the type in the address must be totp or hotp", ErrOTP)
	}
	var err error
	if o.issuer, o.account, err = parseLabel(label); err != nil {
		return OTP{}, err
	}
	values, err := url.ParseQuery(query)
	if err != nil || strings.Contains(s, "#") {
		return OTP{}, fmt.Errorf("%w: the parameters of the address are damaged; copy it anew", ErrOTP)
	}
	return o.with(values)
}

// parseLabel splits at the first plain colon, else at the first encoded one.
func parseLabel(label string) (issuer, account string, err error) {
	issuer, account, found := strings.Cut(label, ":")
	if !found {
		issuer, account = "", label
	}
	if issuer, err = unescape(issuer); err != nil {
		return "", "", err
	}
	if account, err = unescape(account); err != nil {
		return "", "", err
	}
	if !found {
		if before, after, ok := strings.Cut(account, ":"); ok {
			issuer, account = before, after
		}
	}
	issuer, account = strings.TrimSpace(issuer), strings.TrimSpace(account)
	if !fitName(issuer) || !fitName(account) {
		return "", "", errName()
	}
	return issuer, account, nil
}

func unescape(s string) (string, error) {
	s, err := url.PathUnescape(s)
	if err != nil {
		return "", fmt.Errorf("%w: the label of the address is damaged; copy it anew", ErrOTP)
	}
	return s, nil
}

// fitName tells whether an issuer or account is short, readable text.
func fitName(s string) bool {
	return len(s) <= maxName && utf8.ValidString(s) && !strings.ContainsFunc(s, unicode.IsControl)
}

func errName() error {
	return fmt.Errorf("%w: issuer and account may have %d bytes of UTF-8 without control characters", ErrOTP, maxName)
}
