package sealed

import (
	"bytes"
	"errors"
	"io"
	"slices"

	"filippo.io/age"
	"filippo.io/age/armor"

	"coffer/box/port"
	"coffer/vault/secret"
)

const magic = "age-encryption.org/v1\n"

// HeadSize is how many bytes [Detect] needs of a file's beginning.
const HeadSize = 64

// Detect tells whether a file that begins so is sealed.
func Detect(head []byte) bool {
	return bytes.HasPrefix(head, []byte(magic)) || armored(head)
}

func armored(head []byte) bool {
	return bytes.HasPrefix(bytes.TrimLeft(head, " \t\r\n"), []byte(armor.Header))
}

// Opener is what opens a sealed file: identities, a passphrase, or both. The
// zero value opens nothing.
type Opener struct {
	Identities secret.Text // in the form of age's identity files, one per line
	Passphrase secret.Text
}

// Open returns the source within a sealed one, at whose beginning src.R stands.
// If src.At is set, so is that of the result: it decrypts what is asked for,
// piece by piece, so that nothing is written in clear. R ends with an
// [port.ErrInput] where the file was cut off or changed; what came before that
// is genuine.
//
// Errors are [ErrKey], [ErrPassphrase], [ErrRecipients], [ErrIdentity] and [port.ErrInput].
func Open(src port.Source, with Opener) (port.Source, error) {
	ids, err := with.identities()
	if err != nil {
		return port.Source{}, err
	}
	w := &watch{}
	if src, err = w.disarm(src); err != nil {
		return port.Source{}, err
	}
	if src.At == nil {
		r, err := age.Decrypt(src.R, ids...)
		if err != nil {
			return port.Source{}, with.explain(w.judge(err))
		}
		return port.Source{R: reader{r, w}}, nil
	}
	at, size, err := age.DecryptReaderAt(src.At, src.Size, ids...)
	if err != nil {
		return port.Source{}, with.explain(w.judge(err))
	}
	out := readerAt{at, w}
	return port.Source{R: io.NewSectionReader(out, 0, size), At: out, Size: size}, nil
}

func (o Opener) identities() ([]age.Identity, error) {
	ids := []age.Identity{nobody{}}
	if !o.Passphrase.IsZero() {
		id, err := age.NewScryptIdentity(o.Passphrase.Reveal())
		if err != nil {
			return nil, err
		}
		id.SetMaxWorkFactor(maxWork)
		ids = append(ids, passphrase{id})
	}
	if o.Identities.Len() > maxIdentities {
		return nil, ErrIdentity
	}
	if !o.Identities.IsZero() {
		more, err := age.ParseIdentities(bytes.NewReader(o.Identities.Bytes()))
		if err != nil {
			return nil, ErrIdentity // age's own error may quote the line
		}
		ids = append(ids, more...)
	}
	return ids, nil
}

// nobody opens nothing; age wants one identity at least before it says to whom
// a file is sealed.
type nobody struct{}

func (nobody) Unwrap([]*age.Stanza) ([]byte, error) { return nil, age.ErrIncorrectIdentity }

// passphrase refuses work beyond the bound in an error that callers know.
type passphrase struct{ *age.ScryptIdentity }

func (p passphrase) Unwrap(stanzas []*age.Stanza) ([]byte, error) {
	for _, s := range stanzas {
		if s.Type == "scrypt" && len(s.Args) == 2 && tooMuch(s.Args[1]) {
			return nil, port.Bad("the passphrase of this file costs more than this program spends on a file from outside (2^%d)", maxWork)
		}
	}
	return p.ScryptIdentity.Unwrap(stanzas)
}

// tooMuch tells whether a work factor is beyond the bound. What is no number is
// left to age to refuse.
func tooMuch(s string) bool {
	if len(s) > 2 {
		return true
	}
	n := 0
	for _, c := range s {
		n = 10*n + int(c-'0')
	}
	return n > maxWork
}

// explain tells a wrong key from a missing one.
func (o Opener) explain(err error) error {
	var none *age.NoIdentityMatchError
	if !errors.As(err, &none) {
		return err
	}
	if o.Passphrase.IsZero() && len(none.StanzaTypes) == 1 && none.StanzaTypes[0] == "scrypt" {
		return ErrPassphrase
	}
	if o.Identities.IsZero() && !slices.Contains(none.StanzaTypes, "scrypt") {
		return ErrRecipients
	}
	return ErrKey
}
