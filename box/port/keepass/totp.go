package keepass

import (
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"coffer/box"
	"coffer/box/port/internal/draft"
)

// totp adds the one-time codes among an entry's strings, whichever plug-in
// wrote them, and returns the strings that are still to be kept: neither part
// of a code nor a first standard key. Of several strings with one key only the
// first is looked at; the others stay.
func totp(it *draft.Sheet, all []pair) (rest []pair) {
	values, first := make(map[string]string), make(map[string]int)
	for i, p := range all {
		if _, there := first[p.key]; !there {
			values[p.key], first[p.key] = p.value, i
		}
	}
	used := make(map[int]bool)
	add := func(uri string, keys ...string) {
		it.Add("totp", box.TOTP, box.Core, uri)
		for _, key := range keys {
			if i, there := first[key]; there {
				used[i] = true
			}
		}
	}
	for _, read := range []func(map[string]string) (draft.TOTP, []string){seed, timeOTP, keeOTP} {
		code, keys := read(values)
		if uri, ok := code.URI(it.Title); ok {
			add(uri, keys...)
		}
	}
	if uri, ok := draft.ParseTOTP(values[keyOTP], it.Title); ok && !used[first[keyOTP]] {
		add(uri, keyOTP)
	}
	for i, p := range all {
		if !used[i] && !(isStandard(p.key) && first[p.key] == i) {
			rest = append(rest, p)
		}
	}
	return rest
}

// seed reads the strings of KeePassXC before 2.6 and of KeeTrayTOTP.
func seed(v map[string]string) (draft.TOTP, []string) {
	code := draft.TOTP{Secret: v["TOTP Seed"]}
	if settings, ok := v["TOTP Settings"]; ok {
		period, digits, _ := strings.Cut(settings, ";")
		if code.Period, code.Digits = number(period), number(digits); code.Period == 0 || code.Digits == 0 {
			return draft.TOTP{}, nil // Steam's codes and such: kept as they are
		}
	}
	return code, []string{"TOTP Seed", "TOTP Settings"}
}

// timeOTP reads the strings of KeePass 2.47 and later.
func timeOTP(v map[string]string) (draft.TOTP, []string) {
	algorithms := map[string]string{"": "", "HMAC-SHA-1": "SHA1", "HMAC-SHA-256": "SHA256", "HMAC-SHA-512": "SHA512"}
	algorithm, known := algorithms[v["TimeOtp-Algorithm"]]
	if !known {
		return draft.TOTP{}, nil
	}
	code := draft.TOTP{Period: number(v["TimeOtp-Period"]), Digits: number(v["TimeOtp-Length"]), Algorithm: algorithm}
	keys := []string{"TimeOtp-Algorithm", "TimeOtp-Period", "TimeOtp-Length"}
	for _, form := range []struct {
		key    string
		decode func(string) ([]byte, error)
	}{
		{"TimeOtp-Secret", func(s string) ([]byte, error) { return []byte(s), nil }},
		{"TimeOtp-Secret-Hex", hex.DecodeString},
		{"TimeOtp-Secret-Base64", base64.StdEncoding.DecodeString},
	} {
		if raw, err := form.decode(v[form.key]); err == nil && len(raw) > 0 {
			code.Secret = base32.StdEncoding.EncodeToString(raw)
			return code, append(keys, form.key)
		}
	}
	code.Secret = v["TimeOtp-Secret-Base32"]
	return code, append(keys, "TimeOtp-Secret-Base32")
}

// keeOTP reads the string of the KeeOtp plug-in: key=…&step=…&size=….
func keeOTP(v map[string]string) (draft.TOTP, []string) {
	q, err := url.ParseQuery(v[keyOTP])
	if err != nil || strings.HasPrefix(v[keyOTP], "otpauth://") {
		return draft.TOTP{}, nil
	}
	for name, all := range q {
		if !slices.Contains([]string{"key", "step", "size", "otpHashMode"}, name) || len(all) > 1 {
			return draft.TOTP{}, nil // counters, Steam's codes and such: kept as they are
		}
	}
	code := draft.TOTP{Secret: q.Get("key"), Period: number(q.Get("step")), Digits: number(q.Get("size"))}
	if algorithm := strings.ToUpper(q.Get("otpHashMode")); algorithm != "" {
		code.Algorithm = algorithm
	}
	return code, []string{keyOTP}
}

// number reads a small number; 0 stands for none.
func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > 3600 {
		return 0
	}
	return n
}
