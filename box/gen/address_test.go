package gen

import (
	"errors"
	"strings"
	"testing"
	"time"

	"coffer/vault/secret"
)

func TestParseAndWrite(t *testing.T) {
	const plain = "otpauth://totp/?secret=MFRGGZDF&algorithm=SHA1&digits=6&period=30"
	for _, c := range []struct{ in, want string }{
		{"MFRGGZDF", plain},
		{" mfrg gzdf\n", plain},
		{"mfrg-gzdf", plain},
		{"MFRGGZDFMY======", strings.Replace(plain, "GZDF", "GZDFMY", 1)},
		{"MFRGGZDFMZ", strings.Replace(plain, "GZDF", "GZDFMY", 1)}, // unused bits
		{"OTPAUTH://TOTP/?secret=MFRGGZDF", plain},
		{"otpauth://totp?secret=mfrg+gzdf", plain},
		{"otpauth://totp/?secret=MFRGGZDF&image=https%3A%2F%2Fexample.org%2Fa.png&color=ff0000", plain},
		{"otpauth://totp/?secret=MFRGGZDF&counter=7", plain},
		{"otpauth://totp/?secret=MFRGGZDFMY======&digits=008&period=0060&algorithm=sha512",
			"otpauth://totp/?secret=MFRGGZDFMY&algorithm=SHA512&digits=8&period=60"},
		{"otpauth://totp/alice?secret=MFRGGZDF",
			"otpauth://totp/alice?secret=MFRGGZDF&algorithm=SHA1&digits=6&period=30"},
		{"otpauth://totp/Big%20Co:%20alice@example.org?secret=MFRGGZDF",
			"otpauth://totp/Big%20Co:alice%40example.org?secret=MFRGGZDF&issuer=Big%20Co&algorithm=SHA1&digits=6&period=30"},
		{"otpauth://totp/Big+Co%3Aalice?secret=MFRGGZDF",
			"otpauth://totp/Big%2BCo:alice?secret=MFRGGZDF&issuer=Big%2BCo&algorithm=SHA1&digits=6&period=30"},
		{"otpauth://totp/Old:alice?secret=MFRGGZDF&issuer=New+Co",
			"otpauth://totp/New%20Co:alice?secret=MFRGGZDF&issuer=New%20Co&algorithm=SHA1&digits=6&period=30"},
		{"otpauth://totp/a/b:c:d?secret=MFRGGZDF",
			"otpauth://totp/a%2Fb:c%3Ad?secret=MFRGGZDF&issuer=a%2Fb&algorithm=SHA1&digits=6&period=30"},
		{"otpauth://totp/:a%3Ab?secret=MFRGGZDF",
			"otpauth://totp/:a%3Ab?secret=MFRGGZDF&algorithm=SHA1&digits=6&period=30"},
		{"otpauth://totp/b%C3%A4r?secret=MFRGGZDF&issuer=a%3Ab%26c",
			"otpauth://totp/a%3Ab%26c:b%C3%A4r?secret=MFRGGZDF&issuer=a%3Ab%26c&algorithm=SHA1&digits=6&period=30"},
		{"otpauth://hotp/x:y?counter=42&period=30&secret=MFRGGZDF",
			"otpauth://hotp/x:y?secret=MFRGGZDF&issuer=x&algorithm=SHA1&digits=6&counter=42"},
		{"steam://mfrggzdf",
			"otpauth://totp/?secret=MFRGGZDF&algorithm=SHA1&digits=5&period=30&encoder=steam"},
	} {
		uri := mustParse(t, c.in).URI()
		if uri.Reveal() != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.in, uri.Reveal(), c.want)
		}
		if again := mustParse(t, uri.Reveal()).URI(); !again.Equal(uri) {
			t.Errorf("%s: comes back as %s", uri.Reveal(), again.Reveal())
		}
	}
	if !(OTP{}).URI().IsZero() {
		t.Error("the zero OTP has an address")
	}
}

func TestNames(t *testing.T) {
	o := mustParse(t, "otpauth://totp/Big%20Co%3A%20alice?secret=MFRGGZDF")
	if o.Issuer() != "Big Co" || o.Account() != "alice" {
		t.Errorf("issuer %q, account %q", o.Issuer(), o.Account())
	}
}

func TestRefused(t *testing.T) {
	const totp, hotp = "otpauth://totp/a:b?secret=CANARYCANARY2345&", "otpauth://hotp/a:b?secret=CANARYCANARY2345&"
	for name, text := range map[string]string{
		"empty":                   "",
		"spaces":                  "   ",
		"padding only":            "========",
		"padding inside":          "CANARY==CANARY",
		"digit 1":                 "CANARY1CANARY",
		"digit 8":                 "CANARY8CANARY",
		"dotless i folds to I":    "CANARYCıNARY2345",
		"long s folds to S":       "CANARYCſNARY2345",
		"Kelvin folds to k":       "CANARYC\u212aNARY2345",
		"NUL":                     "CANARY\x00CANARY23",
		"cut off, 1 over":         "CANARYCANARY23452",
		"cut off, 3 over":         "CANARYCANARY2345222",
		"cut off, 6 over":         "CANARYCANARY2345222222",
		"seed too long":           strings.Repeat("CANARY22", 26),
		"text too long":           strings.Repeat("CANARY22", 1000),
		"other scheme":            "https://example.org/?secret=CANARYCANARY2345",
		"no type":                 "otpauth://?secret=CANARYCANARY2345",
		"other type":              "otpauth://motp/a?secret=CANARYCANARY2345",
		"long s in the type":      "otpauth://totp/?secret=CANARYCANARY2345&algorithm=ſHA1",
		"no seed":                 "otpauth://totp/CANARY",
		"empty seed":              "otpauth://totp/CANARY?secret=",
		"no counter":              hotp,
		"counter too high":        hotp + "counter=4611686018427387905",
		"counter beyond 64 bits":  hotp + "counter=18446744073709551616",
		"negative counter":        hotp + "counter=-1",
		"unsound spare counter":   totp + "counter=x",
		"unsound spare period":    hotp + "counter=1&period=0",
		"seed twice":              totp + "secret=CANARYCANARY2345",
		"digits twice":            totp + "digits=6&digits=8",
		"unknown parameter":       totp + "CANARY=1",
		"other case of parameter": totp + "Digits=8",
		"5 digits":                totp + "digits=5",
		"11 digits":               totp + "digits=11",
		"empty digits":            totp + "digits=",
		"signed digits":           totp + "digits=%2B6",
		"other numerals":          totp + "digits=%D9%A6",
		"period 0":                totp + "period=0",
		"period 3601":             totp + "period=3601",
		"period by half":          totp + "period=29.5",
		"MD5":                     totp + "algorithm=MD5",
		"other encoder":           totp + "encoder=CANARY",
		"steam with 6 digits":     totp + "encoder=steam&digits=6",
		"steam with SHA256":       totp + "encoder=steam&algorithm=SHA256",
		"steam with a counter":    hotp + "encoder=steam&counter=1",
		"bad escape in seed":      "otpauth://totp/?secret=CANARY%ZZ",
		"bad escape in label":     "otpauth://totp/CANARY%ZZ?secret=CANARYCANARY2345",
		"bad escape in issuer":    "otpauth://totp/CANARY%ZZ:a?secret=CANARYCANARY2345",
		"semicolon":               "otpauth://totp/?secret=CANARYCANARY2345;digits=8",
		"fragment":                "otpauth://totp/?secret=CANARYCANARY2345&issuer=a#CANARY",
		"escape in label":         "otpauth://totp/CANARY%1b%5b2J?secret=CANARYCANARY2345",
		"C1 control in issuer":    totp + "issuer=CANARY%C2%9B",
		"newline in label":        "otpauth://totp/CANARY%0ACANARY?secret=CANARYCANARY2345",
		"label not UTF-8":         "otpauth://totp/CANARY%ff?secret=CANARYCANARY2345",
		"issuer too long":         totp + "issuer=" + strings.Repeat("CANARY", 43),
		"account too long":        "otpauth://totp/" + strings.Repeat("CANARY", 43) + "?secret=CANARYCANARY2345",
	} {
		o, err := ParseOTP(secret.New(text))
		if !errors.Is(err, ErrOTP) || !o.URI().IsZero() {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if strings.Contains(strings.ToUpper(err.Error()), "CANARY") {
			t.Errorf("%s: the error quotes the secret: %v", name, err)
		}
	}
}

// The longest names and the longest seed still fit when they are written out.
func TestLongestAddressComesBack(t *testing.T) {
	long := strings.Repeat("€", maxName/3)
	o := mustParse(t, "otpauth://totp/"+long+":"+long+"?secret="+base32Of(strings.Repeat("x", maxSeed)))
	if again := mustParse(t, o.URI().Reveal()); !again.URI().Equal(o.URI()) {
		t.Error("comes back different")
	}
}

// What parses is written to an address that parses to the same and is written
// the same, and it makes a code.
func FuzzParseOTP(f *testing.F) {
	for _, seed := range []string{
		"MFRGGZDF", "mfrg gzdf", "MFRGGZDFMY======", "steam://MFRGGZDF",
		"otpauth://totp/Big%20Co:alice?secret=MFRGGZDF&issuer=Big%20Co&algorithm=SHA256&digits=8&period=60",
		"otpauth://totp/a%3Ab?secret=MFRGGZDF", "otpauth://totp/:a%3Ab?secret=MFRGGZDF", "otpauth://totp/::?secret=MFRGGZDF",
		"otpauth://totp/a/b:c?secret=MFRGGZDF&issuer=%3A&image=x", "otpauth://hotp/x:y?secret=MFRGGZDF&counter=42",
		"otpauth://totp/Steam:ann?secret=MFRGGZDF&encoder=steam&digits=5", "otpauth://totp/%zz?secret", "otpauth://?#",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		o, err := ParseOTP(secret.New(text))
		if err != nil {
			if !errors.Is(err, ErrOTP) {
				t.Fatalf("unknown error %v", err)
			}
			return
		}
		again, err := ParseOTP(o.URI())
		if err != nil || !again.URI().Equal(o.URI()) {
			t.Fatalf("%q is written as %q, comes back as %q, %v", text, o.URI().Reveal(), again.URI().Reveal(), err)
		}
		if again.Issuer() != o.Issuer() || again.Account() != o.Account() || again.Counts() != o.Counts() {
			t.Fatalf("%q changes on the way", text)
		}
		at := time.Unix(1700000000, 0)
		one, _, err := o.Code(at)
		two, _, err2 := again.Code(at)
		if err != nil || err2 != nil || !one.Equal(two) || one.Len() != o.digits {
			t.Fatalf("%q: codes differ: %v, %v", text, err, err2)
		}
	})
}
