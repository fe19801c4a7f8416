package gen

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/pquerna/otp"
)

// What an address leaves out, and what a bare seed means.
const (
	defaultDigits = 6
	defaultPeriod = 30
	steamDigits   = 5
)

// with returns o with the parameters of an address.
func (o OTP) with(values url.Values) (OTP, error) {
	if err := checkParameters(values); err != nil {
		return OTP{}, err
	}
	if issuer := strings.TrimSpace(values.Get("issuer")); issuer != "" {
		if !fitName(issuer) {
			return OTP{}, errName()
		}
		o.issuer = issuer
	}
	for _, set := range []func(*OTP, url.Values) error{
		(*OTP).setAlgorithm, (*OTP).setEncoder, (*OTP).setDigits, (*OTP).setMoment, (*OTP).setSeed,
	} {
		if err := set(&o, values); err != nil {
			return OTP{}, err
		}
	}
	return o, nil
}

func checkParameters(values url.Values) error {
	known := []string{
		"secret", "issuer", "algorithm", "digits", "period", "counter", "encoder",
		"image", "icon", "color", // decoration
	}
	for name, given := range values {
		if !slices.Contains(known, name) {
			return fmt.Errorf("%w: the address has an unknown parameter", ErrOTP)
		}
		if len(given) != 1 {
			return fmt.Errorf("%w: the address has a parameter twice", ErrOTP)
		}
	}
	return nil
}

func (o *OTP) setAlgorithm(values url.Values) error {
	switch lowerASCII(values.Get("algorithm")) {
	case "", "sha1":
		o.algorithm = otp.AlgorithmSHA1
	case "sha256":
		o.algorithm = otp.AlgorithmSHA256
	case "sha512":
		o.algorithm = otp.AlgorithmSHA512
	default:
		return fmt.Errorf("%w: the algorithm must be SHA1, SHA256 or SHA512", ErrOTP)
	}
	return nil
}

func (o *OTP) setEncoder(values url.Values) error {
	switch lowerASCII(values.Get("encoder")) {
	case "":
		return nil
	case "steam":
		if o.algorithm == otp.AlgorithmSHA1 && !o.Counts() {
			o.encoder = otp.EncoderSteam
			return nil
		}
	}
	return fmt.Errorf("%w: the only encoder known is steam, for totp with SHA1", ErrOTP)
}

func (o *OTP) setDigits(values url.Values) error {
	usual, low, high := uint64(defaultDigits), uint64(minDigits), uint64(maxDigits)
	if o.encoder == otp.EncoderSteam {
		usual, low, high = steamDigits, steamDigits, steamDigits
	}
	digits, err := number(values, "digits", usual, low, high)
	o.digits = int(digits)
	return err
}

// setMoment reads the period, and the counter if that is what codes follow.
// Some programs write both: the one that does not matter need only be sound.
func (o *OTP) setMoment(values url.Values) error {
	period, err := number(values, "period", defaultPeriod, 1, maxPeriod)
	if err != nil {
		return err
	}
	counter, err := number(values, "counter", 0, 0, maxCounter)
	if err != nil {
		return err
	}
	if !o.Counts() {
		o.period = int64(period)
		return nil
	}
	if !values.Has("counter") {
		return fmt.Errorf("%w: an address of type hotp must have a counter", ErrOTP)
	}
	o.counter = counter
	return nil
}

func (o *OTP) setSeed(values url.Values) (err error) {
	if values.Get("secret") == "" {
		return fmt.Errorf("%w: it has no seed", ErrOTP)
	}
	o.seed, err = parseSeed(values.Get("secret"))
	return err
}

// number reads a decimal parameter from low to high; usual if it is missing.
func number(values url.Values, name string, usual, low, high uint64) (uint64, error) {
	if !values.Has(name) {
		return usual, nil
	}
	n, err := strconv.ParseUint(values.Get(name), 10, 64)
	if err != nil || n < low || n > high {
		return 0, fmt.Errorf("%w: %s must be a number from %d to %d", ErrOTP, name, low, high)
	}
	return n, nil
}

// lowerASCII leaves other letters alone: the lower case of some is ASCII.
func lowerASCII(s string) string {
	b := []byte(s)
	for i, c := range b {
		if c >= 'A' && c <= 'Z' {
			b[i] = c + 'a' - 'A'
		}
	}
	return string(b)
}
