package app

import (
	"io"

	"coffer/box"
	"coffer/box/gen"
	"coffer/vault/secret"
)

// Recipe says what to generate: a password, a PIN or a passphrase. The zero
// value of each part is its default.
type Recipe struct {
	Length       int // characters of a password
	NoSymbols    bool
	Symbols      string // those that may occur
	NoLookAlikes bool
	PIN          int     // digits, instead of a password
	Words        int     // words of a passphrase, instead of a password
	Separator    *string // between words
	Capitalise   bool
	Digit        bool
}

// IsZero tells whether nothing was chosen.
func (r Recipe) IsZero() bool { return r == Recipe{} }

// For is the recipe for a field of a kind: where nothing was chosen, a PIN has
// digits.
func (r Recipe) For(kind FieldKind) Recipe {
	if kind == box.PIN && r.IsZero() {
		r.PIN = gen.UsualPIN
	}
	return r
}

// Generate draws a secret; every one that the recipe allows is equally likely,
// and bits is the binary logarithm of how many those are. Errors of kind
// [Usage] say what does not go together or is out of bounds.
func (r Recipe) Generate(rand io.Reader) (s secret.Text, bits float64, err error) {
	if err := r.check(); err != nil {
		return s, 0, err
	}
	if r.Words != 0 {
		p := r.phrase()
		s, err = p.Generate(rand)
		return s, p.Entropy(), err
	}
	rules := r.rules()
	s, err = rules.Password(rand)
	return s, rules.Entropy(), err
}

// check refuses what would be silently ignored.
func (r Recipe) check() error {
	phrase := r.Separator != nil || r.Capitalise || r.Digit
	password := r.Length != 0 || r.NoSymbols || r.Symbols != "" || r.NoLookAlikes
	const passwords = "--length, --symbols, --no-symbols and --no-look-alikes belong to a password"
	switch {
	case r.PIN != 0 && r.Words != 0:
		return Fail(Usage, "leave one out", "--pin and --words exclude each other")
	case (r.PIN != 0 || r.Words != 0) && password:
		return Fail(Usage, "leave them out, or leave out --pin and --words", passwords)
	case r.Words == 0 && phrase:
		return Fail(Usage, "say --words N", "--separator, --capitalise and --digit belong to a passphrase")
	case r.Symbols != "" && r.NoSymbols:
		return Fail(Usage, "leave one out", "--symbols and --no-symbols exclude each other")
	}
	return nil
}

func (r Recipe) phrase() gen.Phrase {
	p := gen.Phrase{Words: r.Words, Separator: gen.DefaultPhrase().Separator, Capitalise: r.Capitalise, Digit: r.Digit}
	if r.Separator != nil {
		p.Separator = *r.Separator
	}
	return p
}

func (r Recipe) rules() gen.Rules {
	if r.PIN != 0 {
		return gen.PIN(r.PIN)
	}
	rules := gen.DefaultRules()
	if r.Length != 0 {
		rules.Length = r.Length
	}
	rules.Symbols, rules.SymbolSet, rules.NoLookAlikes = !r.NoSymbols, r.Symbols, r.NoLookAlikes
	return rules
}
