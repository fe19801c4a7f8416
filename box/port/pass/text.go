package pass

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// text is a decrypted entry, taken apart.
type text struct {
	first string // the first line: the password
	lines []line
	notes string // all other lines
}

// line is a key with its value; an otpauth URI alone on a line is one, too.
type line struct{ key, value string }

const (
	uriPrefix = "otpauth://"
	totpKey   = "totp"
)

// parse takes an entry apart. Nothing of it is lost but the line end at its end,
// blank lines around the free text, blanks around a value, and the --- on the second
// line that says that the rest is YAML.
func parse(s string) text {
	if n := strings.Count(s, "\n"); n > 0 && n == strings.Count(s, "\r\n") {
		s = strings.ReplaceAll(s, "\r\n", "\n")
	}
	var t text
	first, rest, _ := strings.Cut(strings.TrimSuffix(s, "\n"), "\n")
	if strings.HasPrefix(first, uriPrefix) {
		t.lines = append(t.lines, line{totpKey, first})
	} else {
		t.first = first
	}
	p := parser{text: &t, rest: rest, more: rest != ""}
	p.run()
	return t
}

// parser goes through all lines but the first.
type parser struct {
	*text
	rest  string
	more  bool
	yaml  bool // the rest is YAML, as gopass writes it
	pem   bool // within a key in PEM, whose lines are nobody's keys
	free  strings.Builder
	count int
}

func (p *parser) next() string {
	var l string
	l, p.rest, p.more = strings.Cut(p.rest, "\n")
	p.count++
	return l
}

func (p *parser) run() {
	for p.more {
		p.take(p.next())
	}
	p.notes = strings.Trim(p.free.String(), "\n")
}

func (p *parser) take(l string) {
	key, value, ok := keyOf(l)
	switch {
	case p.pem, strings.HasPrefix(l, "-----BEGIN "):
		p.pem = !strings.HasPrefix(l, "-----END ")
	case l == "---" && p.count == 1:
		p.yaml = true
		return
	case strings.HasPrefix(l, uriPrefix):
		p.lines = append(p.lines, line{totpKey, l})
		return
	case ok && (isBlock(value) || value == "" && p.yaml):
		if block, found := p.block(value); found {
			p.lines = append(p.lines, line{key, block})
			return
		}
	}
	if ok && !p.pem && value != "" {
		p.lines = append(p.lines, line{key, value})
		return
	}
	p.free.WriteString(l)
	p.free.WriteByte('\n')
}

// keyOf divides a line that has a key.
func keyOf(l string) (key, value string, ok bool) {
	key, value, ok = strings.Cut(l, ":")
	if !ok || !isKey(key) || value != "" && value[0] != ' ' && value[0] != '\t' {
		return "", "", false
	}
	return unescape(key), strings.TrimSpace(value), true
}

// isKey tells whether what stands before a colon can be a key.
func isKey(s string) bool {
	if s == "" || len(s) > maxKey || s != strings.TrimSpace(s) || !utf8.ValidString(s) {
		return false
	}
	for i, r := range s {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
		case i == 0 && r != '%' && r != '_', !unicode.IsPrint(r), strings.ContainsRune("\"'`,;!?", r):
			return false
		}
	}
	return true
}

// isBlock tells whether a value is the sign of YAML that an indented one follows.
func isBlock(value string) bool {
	switch value {
	case "|", "|-", "|+", "|2", "|2-", "|2+":
		return true
	}
	return false
}

// block reads the indented lines that follow; found is false if there are none.
func (p *parser) block(sign string) (value string, found bool) {
	indent := p.rest[:len(p.rest)-len(strings.TrimLeft(p.rest, " "))]
	if strings.HasPrefix(sign, "|2") {
		indent = "  "
	}
	if indent == "" || !strings.HasPrefix(p.rest, indent) {
		return "", false
	}
	var all []string
	for p.more {
		if blank := len(p.rest) - len(strings.TrimLeft(p.rest, "\n")); blank > 0 {
			if !strings.HasPrefix(p.rest[blank:], indent) {
				break
			}
			all = append(all, make([]string, blank)...)
			p.rest = p.rest[blank:]
		}
		if !strings.HasPrefix(p.rest, indent) {
			break
		}
		all = append(all, strings.TrimPrefix(p.next(), indent))
	}
	value = strings.Join(all, "\n")
	if strings.HasSuffix(sign, "+") {
		value += "\n"
	}
	return value, true
}
