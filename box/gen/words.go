package gen

import (
	_ "embed"
	"strings"
	"sync"
)

// effLarge is the EFF large word list, one word a line, in order. Source,
// licence (CC BY 3.0 US) and checksum: NOTICE.md.
//
//go:embed eff_large.txt
var effLarge string

// effWords is effLarge taken apart on first use, then only read.
var effWords struct {
	once sync.Once
	list []string
}

// wordList returns the 7,776 words; do not change them.
func wordList() []string {
	effWords.once.Do(func() { effWords.list = strings.Fields(effLarge) })
	return effWords.list
}

// Words is how many words [Word] has.
func Words() int { return len(wordList()) }

// Word is one word of the list, counted from 0.
func Word(n int) string { return wordList()[n] }
