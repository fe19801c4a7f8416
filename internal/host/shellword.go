package host

import "strings"

// ShellWord writes a word as one of a command line that is suggested to a
// person: as it is where a shell reads it so, else in single quotes.
func ShellWord(s string) string {
	if s != "" && s[0] != '~' && !strings.ContainsFunc(s, special) {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}

// special tells whether a shell may see more in a character than itself.
func special(r rune) bool {
	return r <= ' ' || strings.ContainsRune("|&;<>()$`\\\"'*?[]#!{}^", r)
}
