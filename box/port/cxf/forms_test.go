package cxf

import (
	"testing"
	"unicode/utf8"

	"coffer/box/port/internal/jsonstream"
	"strings"
)

func TestFits(t *testing.T) {
	for form, values := range map[string][2][]string{
		isDate:        {{"2024-02-29"}, {"", "2023-02-29", "1.2.2024", "2024-2-1"}},
		isYearMonth:   {{"2024-02"}, {"", "2024-13", "02/24"}},
		isNumber:      {{"0", "0042"}, {"", "1e3", "-1", "four"}},
		isBoolean:     {{"true", "false"}, {"", "True", "1"}},
		isEmail:       {{"ann@a.example"}, {"", "ann", "@a", "ann@", "Ann <ann@a.example>"}},
		isCountry:     {{"DE"}, {"", "de", "Germany"}},
		isSubdivision: {{"US-OR", "DE-BE"}, {"", "Oregon", "US-", "US-OREG"}},
		isSecurity:    {{"wep", "wpa2-personal"}, {"", "WPA2"}},
		isString:      {{"", "anything"}, nil},
	} {
		for i, want := range []bool{true, false} {
			for _, v := range values[i] {
				if fits(form, v) != want {
					t.Errorf("%s %q: %v", form, v, !want)
				}
			}
		}
	}
}

func TestWordsOfPeople(t *testing.T) {
	for in, want := range map[string]string{"05/27": "2027-05", "5 / 2027": "2027-05", "12.2027": "2027-12", "2027-05": "2027-05", "soon": "soon", "13/27": "13/27"} {
		if got := yearMonth(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
	for in, want := range map[string]string{"WPA2": "wpa2-personal", "wpa3-personal": "wpa3-personal", "WPA2/PSK": "wpa2-personal", "open": "unsecured", "WEP": "wep", "EAP": "EAP"} {
		if got, form := security(in); got != want || (form == isSecurity) == (in == "EAP") {
			t.Errorf("%q: %q, %s", in, got, form)
		}
	}
}

func TestTOTP(t *testing.T) {
	for in, want := range map[string]string{
		"otpauth://totp/Acme:ann?secret=GEZDGNBV&issuer=Acme&algorithm=SHA512&digits=8&period=60": `{"type":"totp","secret":"GEZDGNBV","period":60,"digits":8,"username":"ann","algorithm":"sha512","issuer":"Acme"}`,
		"otpauth://totp/ann?secret=GEZDGNBV":                                                      `{"type":"totp","secret":"GEZDGNBV","period":30,"digits":6,"username":"ann","algorithm":"sha1"}`,
		"otpauth://totp/a?secret=gezd%20gnbv%3D":                                                  `{"type":"totp","secret":"GEZDGNBV","period":30,"digits":6,"username":"a","algorithm":"sha1"}`,
		"otpauth://hotp/a?secret=GEZDGNBV&counter=1":                                              "",
		"otpauth://totp/a?secret=GEZDGNBV&image=x":                                                "",
		"otpauth://totp/a?secret=GEZDGNBV&secret=AA":                                              "",
		"otpauth://totp/a?secret=GEZDGNBV&digits=99":                                              "",
		"otpauth://totp/a?secret=GEZDGNBV&period=no":                                              "",
		"otpauth://totp/a?secret=GEZDGNBV&algorithm=none":                                         "",
		"otpauth://totp/a?secret=0189":                                                            "",
		"https://a.example":                                                                       "",
	} {
		c, ok := parseTOTP(in)
		if ok != (want != "") || ok && string(appendValue(nil, c.credential())) != want {
			t.Errorf("%s: %v, %s", in, ok, appendValue(nil, c.credential()))
		}
	}
}

// FuzzString: what is quoted reads again to the same.
func FuzzString(f *testing.F) {
	for _, s := range []string{"", "a\"b\\c\n\r\t\x00\x1f\x7f", "é鍵🔑\u2028\ufeff\ufffd", "</script>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if !utf8.ValidString(s) {
			s = strings.ToValidUTF8(s, "?")
		}
		v, err := jsonstream.NewReader(strings.NewReader(string(appendString(nil, s)))).Value(1 << 20)
		if got, ok := v.Text(); err != nil || !ok || got != s {
			t.Fatalf("%q: %q, %v", s, got, err)
		}
	})
}
