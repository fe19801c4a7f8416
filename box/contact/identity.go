package contact

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"
	"slices"

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

// ParseIdentity makes an identity of what [Identity.Encode] returned; the caller
// wipes that. The error is [ErrKeys].
func ParseIdentity(seeds []byte) (Identity, error) {
	if len(seeds) != 2*secret.KeySize {
		return Identity{}, fmt.Errorf("%w: the private ones", ErrKeys)
	}
	opening, err1 := secret.KeyFrom(seeds[:secret.KeySize])
	signing, err2 := secret.KeyFrom(seeds[secret.KeySize:])
	if err := errors.Join(err1, err2); err != nil {
		return Identity{}, err
	}
	return identityFrom(opening, signing)
}

// Encode is all that there is to keep of an identity, 64 bytes, which the caller
// wipes: for the one place outside of a vault where an identity lies, the encrypted
// file of a ticket. Of one that is wiped or zero it is empty.
func (id Identity) Encode() secret.Text {
	if id.opening.IsZero() || id.signing.IsZero() {
		return secret.Text{}
	}
	return secret.Take(slices.Concat(id.opening.Bytes(), id.signing.Bytes()))
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
