package gen

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base32"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"math/big"
	"strings"
	"testing"
	"time"

	"coffer/vault/secret"
	"pgregory.net/rapid"
)

func mustParse(t interface {
	Helper()
	Fatalf(string, ...any)
}, text string) OTP {
	t.Helper()
	o, err := ParseOTP(secret.New(text))
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return o
}

func base32Of(seed string) string { return base32.StdEncoding.EncodeToString([]byte(seed)) }

// rfcSeed is the ASCII seed of both RFCs, "1234567890…", n bytes long.
func rfcSeed(n int) string { return base32Of(strings.Repeat("1234567890", 7)[:n]) }

// RFC 4226, appendix D.
func TestHOTPVectors(t *testing.T) {
	o := mustParse(t, "otpauth://hotp/?counter=0&secret="+rfcSeed(20))
	for i, want := range []string{
		"755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489",
	} {
		got, remaining, err := o.Code(time.Time{})
		if err != nil || got.Reveal() != want || remaining != 0 {
			t.Errorf("counter %d: %s for %v, %v; not %s", i, got.Reveal(), remaining, err, want)
		}
		if o, err = o.Next(); err != nil {
			t.Fatal(err)
		}
	}
}

// RFC 6238, appendix B. The seeds are as long as the hash, as in its code.
func TestTOTPVectors(t *testing.T) {
	sha1 := mustParse(t, "otpauth://totp/?digits=8&secret="+rfcSeed(20))
	sha256 := mustParse(t, "otpauth://totp/?digits=8&algorithm=SHA256&secret="+rfcSeed(32))
	sha512 := mustParse(t, "otpauth://totp/?digits=8&algorithm=SHA512&secret="+rfcSeed(64))
	for _, v := range []struct {
		at   int64
		want [3]string
	}{
		{59, [3]string{"94287082", "46119246", "90693936"}},
		{1111111109, [3]string{"07081804", "68084774", "25091201"}},
		{1111111111, [3]string{"14050471", "67062674", "99943326"}},
		{1234567890, [3]string{"89005924", "91819424", "93441116"}},
		{2000000000, [3]string{"69279037", "90698825", "38618901"}},
		{20000000000, [3]string{"65353130", "77737706", "47863826"}},
	} {
		for i, o := range []OTP{sha1, sha256, sha512} {
			got, _, err := o.Code(time.Unix(v.at, 0))
			if err != nil || got.Reveal() != v.want[i] {
				t.Errorf("at %d: %s, %v; not %s", v.at, got.Reveal(), err, v.want[i])
			}
		}
	}
}

// The vector of KeePassXC (tests/TestTotp.cpp), whose codes Steam itself made.
func TestSteamCodes(t *testing.T) {
	for _, text := range []string{
		"steam://63BEDWCQZKTQWPESARIERL5DTTQFCJTK",
		"otpauth://totp/Steam:ann?secret=63BEDWCQZKTQWPESARIERL5DTTQFCJTK&issuer=Steam&period=30&digits=5&encoder=steam",
	} {
		for at, want := range map[int64]string{1511200518: "FR8RV", 1511200714: "9P3VP"} {
			got, _, err := mustParse(t, text).Code(time.Unix(at, 0))
			if err != nil || got.Reveal() != want {
				t.Errorf("at %d: %s, %v; not %s", at, got.Reveal(), err, want)
			}
		}
	}
}

func TestRemaining(t *testing.T) {
	at := time.Date(2026, 1, 2, 3, 4, 0, 0, time.UTC)
	for _, c := range []struct {
		period int
		after  time.Duration
		want   time.Duration
	}{
		{30, 0, 30 * time.Second},
		{30, time.Second, 29 * time.Second},
		{30, 29*time.Second + 999*time.Millisecond, time.Millisecond},
		{30, 30 * time.Second, 30 * time.Second},
		{1, 500 * time.Millisecond, 500 * time.Millisecond},
		{3600, 0, 56 * time.Minute},
	} {
		o := mustParse(t, fmt.Sprintf("otpauth://totp/?secret=MFRGGZDF&period=%d", c.period))
		_, got, err := o.Code(at.Add(c.after))
		if err != nil || got != c.want {
			t.Errorf("period %d after %v: %v, %v; not %v", c.period, c.after, got, err, c.want)
		}
	}
}

func TestNoCode(t *testing.T) {
	if _, _, err := (OTP{}).Code(time.Unix(0, 0)); !errors.Is(err, ErrOTP) {
		t.Errorf("zero OTP: %v", err)
	}
	o := mustParse(t, "MFRGGZDF")
	if _, _, err := o.Code(time.Unix(0, -1)); !errors.Is(err, ErrOTP) {
		t.Errorf("1969: %v", err)
	}
	if _, _, err := o.Code(time.Unix(0, 0)); err != nil {
		t.Errorf("1970: %v", err)
	}
	if _, _, err := o.Code(time.Unix(1<<62, 0)); err != nil {
		t.Errorf("far future: %v", err)
	}
}

func TestNext(t *testing.T) {
	o := mustParse(t, "otpauth://hotp/?secret=MFRGGZDF&counter=4611686018427387903")
	o, err := o.Next()
	if err != nil || mustParse(t, o.URI().Reveal()).counter != 1<<62 {
		t.Errorf("last counter: %v", err)
	}
	if _, err := o.Next(); !errors.Is(err, ErrOTP) {
		t.Errorf("beyond: %v", err)
	}
	clock := mustParse(t, "MFRGGZDF")
	if same, err := clock.Next(); err != nil || !same.URI().Equal(clock.URI()) || clock.Counts() {
		t.Errorf("by the clock: %v", err)
	}
}

func TestOTPDoesNotPrint(t *testing.T) {
	o := mustParse(t, "otpauth://totp/?secret="+base32Of("canary"))
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x"} {
		out := fmt.Sprintf(verb, o)
		if strings.Contains(out, "canary") || strings.Contains(out, fmt.Sprintf("%x", "canary")) {
			t.Errorf("%s prints the seed", verb)
		}
	}
}

// The codes agree with a plain reading of RFC 4226, section 5.
func TestCodesAgainstTheText(t *testing.T) {
	hashes := map[string]func() hash.Hash{"SHA1": sha1.New, "SHA256": sha256.New, "SHA512": sha512.New}
	rapid.Check(t, func(t *rapid.T) {
		seed := rapid.SliceOfN(rapid.Byte(), 1, maxSeed).Draw(t, "seed")
		name := rapid.SampledFrom([]string{"SHA1", "SHA256", "SHA512"}).Draw(t, "algorithm")
		digits := rapid.IntRange(minDigits, maxDigits).Draw(t, "digits")
		period := rapid.Int64Range(1, maxPeriod).Draw(t, "period")
		at := rapid.Int64Range(0, 1<<40).Draw(t, "time")
		o := mustParse(t, fmt.Sprintf("otpauth://totp/?secret=%s&algorithm=%s&digits=%d&period=%d",
			base32Of(string(seed)), name, digits, period))
		got, remaining, err := o.Code(time.Unix(at, 0))
		if want := plainCode(hashes[name], seed, at/period, digits); err != nil || got.Reveal() != want {
			t.Errorf("%s, %v; not %s", got.Reveal(), err, want)
		}
		if next := at + int64(remaining/time.Second); next%period != 0 || next <= at {
			t.Errorf("%v remain at %d of %d", remaining, at, period)
		}
	})
}

func plainCode(h func() hash.Hash, seed []byte, counter int64, digits int) string {
	mac := hmac.New(h, seed)
	mac.Write(binary.BigEndian.AppendUint64(nil, uint64(counter)))
	sum := mac.Sum(nil)
	at := sum[len(sum)-1] & 15
	value := new(big.Int).SetUint64(uint64(binary.BigEndian.Uint32(sum[at:at+4]) &^ (1 << 31)))
	text := strings.Repeat("0", 10) + value.String()
	return text[len(text)-digits:]
}
