package contact

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"

	"filippo.io/age"

	"coffer/vault/secret"
)

// Identity is one person's own keys: an age identity (ML-KEM-768 with X25519)
// and an Ed25519 signing key, each made from 32 random bytes. Copies share them:
// [Identity.Wipe] wipes all. It does not print, log, compare or marshal.
type Identity struct {
	opening secret.Key // the seed of the age identity
	signing secret.Key // the seed of the signing key
	public  *Public
}

// NewIdentity draws both keys from rand. What age draws by itself when it
// encrypts does not come from there.
func NewIdentity(rand io.Reader) (Identity, error) {
	opening, err := secret.NewKey(rand)
	if err != nil {
		return Identity{}, err
	}
	signing, err := secret.NewKey(rand)
	if err != nil {
		opening.Wipe()
		return Identity{}, err
	}
	return identityFrom(opening, signing)
}

// identityFrom takes ownership of both seeds.
func identityFrom(opening, signing secret.Key) (Identity, error) {
	id := Identity{opening: opening, signing: signing}
	own, err := id.age()
	if err != nil {
		id.Wipe()
		return Identity{}, err
	}
	key := id.key()
	defer clear(key)
	id.public = &Public{Recipient: own.Recipient().String(), Signing: bytes.Clone(key[ed25519.SeedSize:])}
	return id, nil
}

// IsZero reports whether there is no identity here.
func (id Identity) IsZero() bool { return id.public == nil }

// Public is what others may know.
func (id Identity) Public() Public {
	if id.public == nil {
		return Public{}
	}
	return Public{Recipient: id.public.Recipient, Signing: bytes.Clone(id.public.Signing)}
}

// Sign signs a message for one purpose: a short text such as "card", which is
// bound to the signature. There must be an identity, not a wiped one.
func (id Identity) Sign(context string, msg []byte) []byte {
	key := id.key()
	defer clear(key)
	return ed25519.Sign(key, signed(context, msg))
}

// Decrypt opens an age file that was encrypted to this identity. What it yields
// is genuine up to where the reader has come; only its end says that it is whole.
func (id Identity) Decrypt(r io.Reader) (io.Reader, error) {
	own, err := id.age()
	if err != nil {
		return nil, err
	}
	return age.Decrypt(r, own)
}

// Wipe overwrites the keys.
func (id Identity) Wipe() {
	id.opening.Wipe()
	id.signing.Wipe()
}

// key is the whole signing key, which the caller wipes.
func (id Identity) key() ed25519.PrivateKey { return ed25519.NewKeyFromSeed(id.signing.Bytes()) }

func (id Identity) age() (*age.HybridIdentity, error) { return ageIdentity(id.opening) }

// ageIdentity makes the age identity of a seed. Age takes it as a string alone,
// which stays in memory for as long as the runtime likes.
func ageIdentity(opening secret.Key) (*age.HybridIdentity, error) {
	if opening.IsZero() {
		return nil, errors.New("there is no identity, or it was wiped")
	}
	text := bytes.ToUpper(bech32("age-secret-key-pq-", opening.Bytes()))
	defer clear(text)
	own, err := age.ParseHybridIdentity(string(text))
	if err != nil {
		return nil, fmt.Errorf("age refuses the identity") // its error may quote the key
	}
	return own, nil
}

// String prints a mask.
func (Identity) String() string { return secret.Text{}.String() }

// GoString prints a mask.
func (Identity) GoString() string { return secret.Text{}.String() }

// Format prints a mask for every verb.
func (Identity) Format(s fmt.State, verb rune) { secret.Text{}.Format(s, verb) }

// MarshalJSON returns [secret.ErrMarshal].
func (Identity) MarshalJSON() ([]byte, error) { return nil, secret.ErrMarshal }

// MarshalText returns [secret.ErrMarshal].
func (Identity) MarshalText() ([]byte, error) { return nil, secret.ErrMarshal }

// MarshalBinary returns [secret.ErrMarshal].
func (Identity) MarshalBinary() ([]byte, error) { return nil, secret.ErrMarshal }

// MarshalCBOR returns [secret.ErrMarshal].
func (Identity) MarshalCBOR() ([]byte, error) { return nil, secret.ErrMarshal }
