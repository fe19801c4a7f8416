package host

import (
	"errors"
	"fmt"
	"os"
	"strings"
)

// splitWords splits a command into words at blanks, as a shell would, with
// single and double quotes and, where paths have none in them, backslashes.
// Nothing is expanded and no shell runs. There is at least one word.
func splitWords(command string) ([]string, error) {
	if len(command) > maxWord || strings.ContainsAny(command, "\x00\r\n") {
		return nil, errors.New("a command is one line of at most 4096 bytes")
	}
	s := splitter{escapes: os.PathSeparator != '\\'}
	for i := range len(command) {
		s.take(command[i])
	}
	if s.quote != 0 || s.escaped {
		return nil, errors.New("a quote or backslash in the command is not closed")
	}
	s.end()
	return s.words, checkWords(s.words)
}

// checkWords bounds a command that is split already.
func checkWords(words []string) error {
	if len(words) == 0 || words[0] == "" {
		return errors.New("a command needs at least the name of a program")
	}
	if len(words) > maxWords {
		return fmt.Errorf("a command has at most %d words", maxWords)
	}
	for _, word := range words {
		if len(word) > maxWord || strings.ContainsRune(word, 0) {
			return errors.New("a word of a command has at most 4096 bytes, none of them zero")
		}
	}
	return nil
}

type splitter struct {
	words   []string
	word    []byte
	inWord  bool
	quote   byte // the quote that is open, or 0
	escaped bool
	escapes bool // a backslash escapes
}

func (s *splitter) take(c byte) {
	switch {
	case s.escaped:
		s.escaped = false
		s.add(c)
	case c == '\\' && s.escapes && s.quote != '\'':
		s.escaped, s.inWord = true, true
	case s.quote != 0 && c == s.quote:
		s.quote = 0
	case s.quote == 0 && (c == '\'' || c == '"'):
		s.quote, s.inWord = c, true
	case s.quote == 0 && (c == ' ' || c == '\t'):
		s.end()
	default:
		s.add(c)
	}
}

func (s *splitter) add(c byte) {
	s.word, s.inWord = append(s.word, c), true
}

func (s *splitter) end() {
	if s.inWord {
		s.words = append(s.words, string(s.word))
	}
	s.word, s.inWord = nil, false
}
