package gen

import (
	"encoding/base32"
	"errors"
	"fmt"
	"time"

	"coffer/vault/secret"
	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
)

// ErrOTP is wrapped by every refusal of a one-time code secret; the text
// around it says why, without quoting any of it.
var ErrOTP = errors.New("not a usable one-time code secret")

// OTP makes one-time codes. It comes from [ParseOTP] and never changes; the
// zero value makes none.
type OTP struct {
	seed      secret.Text // the decoded bytes
	issuer    string
	account   string
	algorithm otp.Algorithm
	digits    int
	period    int64  // seconds; 0 for codes that count
	counter   uint64 // only for codes that count
	encoder   otp.Encoder
}

// Issuer names the service; it may be empty.
func (o OTP) Issuer() string { return o.issuer }

// Account names the account at the service; it may be empty.
func (o OTP) Account() string { return o.account }

// Counts reports whether codes follow a counter (HOTP) and not the clock: then
// after each use the owner stores [OTP.Next] instead.
func (o OTP) Counts() bool { return o.period == 0 }

// Code returns the code for now and how long it stays the current one: more
// than 0, at most the period. For codes that count, now does not matter and
// remaining is 0. Errors are [ErrOTP]: the zero OTP, or a clock before 1970,
// where RFC 6238 starts.
func (o OTP) Code(now time.Time) (code secret.Text, remaining time.Duration, err error) {
	if o.seed.IsZero() {
		return secret.Text{}, 0, fmt.Errorf("%w: it is empty", ErrOTP)
	}
	moment := o.counter
	if !o.Counts() {
		moment, remaining, err = o.step(now)
		if err != nil {
			return secret.Text{}, 0, err
		}
	}
	seed := base32.StdEncoding.EncodeToString(o.seed.Bytes())
	text, err := hotp.GenerateCodeCustom(seed, moment, hotp.ValidateOpts{
		Digits: otp.Digits(o.digits), Algorithm: o.algorithm, Encoder: o.encoder,
	})
	if err != nil {
		return secret.Text{}, 0, fmt.Errorf("%w: no code came out", ErrOTP)
	}
	return secret.New(text), remaining, nil
}

// step returns the number of the time step at now (RFC 6238, section 4.2) and
// what is left of it.
func (o OTP) step(now time.Time) (step uint64, left time.Duration, err error) {
	seconds := now.Unix()
	if seconds < 0 {
		return 0, 0, fmt.Errorf("%w before 1970; set the clock", ErrOTP)
	}
	gone := time.Duration(seconds%o.period)*time.Second + time.Duration(now.Nanosecond())
	return uint64(seconds / o.period), time.Duration(o.period)*time.Second - gone, nil
}

// Next returns what makes the code after this one: the counter is one higher.
// For codes that follow the clock it is the same. It fails with [ErrOTP] when
// the counter is used up.
func (o OTP) Next() (OTP, error) {
	if !o.Counts() {
		return o, nil
	}
	if o.counter >= maxCounter {
		return OTP{}, fmt.Errorf("%w: its counter is used up; set up a new one at the service", ErrOTP)
	}
	o.counter++
	return o, nil
}
