package host

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"unicode/utf8"
)

const (
	minMasked     = 4 // bytes of the shortest secret that is masked
	minMaskedLine = 8 // bytes of the shortest line of one that is masked by itself
)

// maskedForms returns the ways in which a program may print a secret: as it is
// and without its line end; with the line ends of a terminal; each longer line
// by itself; in base64 at each of the three alignments that it can have inside
// a longer text (so it is found in an HTTP basic authorization, too), in hex,
// escaped for URLs, for JSON, for HTML and XML, and quoted as shells and
// programs do when they print a value (see quotedForms). It is empty for a
// secret that is too short.
//
// Anything else goes through: base32, base64 broken into lines, UTF-16, a secret
// printed in pieces or split over standard output and standard error. Masking
// is a net against accidents, not against a program that wants to tell.
func maskedForms(s []byte) [][]byte {
	bare := bytes.TrimRight(s, "\r\n")
	if len(bare) < minMasked {
		return nil
	}
	forms := append(bareForms(s), encodedForms(bare)...)
	if len(bare) != len(s) {
		forms = append(forms, encodedForms(s)...)
	}
	return dedupe(forms)
}

// bareForms are those of maskedForms that encode nothing. They alone are looked
// for where there is no room for all.
func bareForms(s []byte) [][]byte {
	bare := bytes.TrimRight(s, "\r\n")
	if len(bare) < minMasked {
		return nil
	}
	forms := [][]byte{bytes.Clone(bare)}
	if bytes.IndexByte(bare, '\n') >= 0 {
		forms = append(forms, bytes.ReplaceAll(bare, []byte("\n"), []byte("\r\n")))
	}
	for line := range bytes.Lines(bare) {
		if line = bytes.TrimRight(line, "\r\n"); len(line) >= minMaskedLine {
			forms = append(forms, bytes.Clone(line))
		}
	}
	return dedupe(forms)
}

func encodedForms(s []byte) [][]byte {
	forms := [][]byte{
		bytes.Clone(s),
		[]byte(hex.EncodeToString(s)),
		bytes.ToUpper([]byte(hex.EncodeToString(s))),
		jsonForm(s, true),
		jsonForm(s, false),
	}
	for _, encoding := range []*base64.Encoding{base64.RawStdEncoding, base64.RawURLEncoding} {
		forms = append(forms, encoding.AppendEncode(nil, s))
		for shift := range 3 {
			forms = append(forms, alignedBase64(encoding, s, shift))
		}
	}
	forms = append(forms, urlForms(s)...)
	forms = append(forms, markupForms(s)...)
	return append(forms, quotedForms(s)...)
}

// alignedBase64 returns the characters that s alone decides when shift bytes
// modulo three stand before it and anything may follow it.
func alignedBase64(encoding *base64.Encoding, s []byte, shift int) []byte {
	shifted := append(make([]byte, shift, shift+len(s)), s...)
	text := encoding.AppendEncode(nil, shifted)
	first := (8*shift + 5) / 6
	end := 8 * len(shifted) / 6
	clear(shifted)
	return text[first:end]
}

// jsonForm returns s as the inside of a JSON string, with or without the
// escapes that make it safe inside HTML; nil for what JSON cannot hold.
func jsonForm(s []byte, html bool) []byte {
	if !utf8.Valid(s) {
		return nil
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(html)
	if encoder.Encode(string(s)) != nil {
		return nil
	}
	quoted := bytes.TrimSuffix(out.Bytes(), []byte("\n"))
	return quoted[1 : len(quoted)-1]
}
