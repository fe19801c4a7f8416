package sheet

import (
	"errors"

	"coffer/vault/secret"
)

// Password is a sheet with one password on it, such as that of an emergency
// kit. Everything but the password is text of the caller's.
type Password struct {
	Title        string
	Facts        []Fact    // what the password belongs to, for whom, made when
	Instructions []Section // before the password
	Label        string    // over the password, such as "master password"
	Note         string    // under the label; may be missing
	Password     secret.Text
	Program      string // name and version, at the foot
}

// HTML is the sheet with the password as text and as a QR code of the same
// characters.
func (p Password) HTML() (secret.Text, error) {
	if err := p.check(); err != nil {
		return secret.Text{}, err
	}
	return p.page().html()
}

// Text is the sheet as plain text.
func (p Password) Text() (secret.Text, error) {
	if err := p.check(); err != nil {
		return secret.Text{}, err
	}
	return p.page().text(), nil
}

// check refuses a password that would not come out of the paper as it went in.
func (p Password) check() error {
	switch text := p.Password.Bytes(); {
	case len(text) == 0:
		return errors.New("no password to print")
	case len(text) > maxPassword:
		return errors.New("the password is too long to print")
	case !printable(text):
		return errors.New("the password has characters that do not print")
	}
	return nil
}

func (p Password) page() page {
	return page{title: p.Title, facts: p.Facts, sections: p.Instructions, program: p.Program,
		secrets: []secretPart{{heading: p.Label, note: p.Note, words: []secret.Text{p.Password}, qr: p.Password}}}
}

// printable tells whether every character is seen, and can be told from
// another one: of spaces only the plain one, within.
func printable(text []byte) bool {
	s := string(text)
	for i, r := range s {
		if !shows(r) || r == '\uFFFD' || r != ' ' && isSpace(r) || r == ' ' && (i == 0 || i == len(s)-1 || s[i-1] == ' ') {
			return false
		}
	}
	return true
}
