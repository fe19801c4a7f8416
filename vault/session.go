package vault

import (
	"coffer/vault/codec"
	"coffer/vault/secret"
)

// A session outlives the command that asked for the password. Its two halves
// lie apart: the roots sealed under a random key, and that key. Either alone
// opens nothing.

// sealedRoots is the one half as it is handed around.
type sealedRoots struct {
	_      struct{} `cbor:",toarray"`
	Rooted uint32   // generation of the roots: a rekey ends the session
	Core   bool
	Sealed []byte // as in a keyslot
}

// SealSession returns both roots, or with core false that of companion alone,
// sealed under key for the session of that ID. The caller must not keep the key
// where the result is kept. [ErrLocked] when that tier is not open, or was opened
// by a token.
func (v *Vault) SealSession(key secret.Key, session ID, core bool) ([]byte, error) {
	if v.roots == nil || core && !v.roots.core {
		return nil, ErrLocked
	}
	plain := v.roots.page.Bytes()
	if !core {
		plain = plain[keySize:]
	}
	s := sealedRoots{Rooted: v.rooted, Core: core}
	sealing := derive(key.Bytes(), "session")
	defer Wipe(sealing)
	var err error
	if s.Sealed, err = seal(newAEAD(sealing), v.o.Rand, nil, plain, s.ad(v.id, session)); err != nil {
		return nil, err
	}
	return codec.Marshal(s)
}

// Resume opens the roots that [Vault.SealSession] sealed. [ErrSession] when key,
// session, vault and sealed do not belong together, or the vault has new roots.
//
// It reads nothing: that slots and heads are the owner's was checked when the
// vault was unlocked, and what binds the heads is checked at each operation.
func (v *Vault) Resume(key secret.Key, session ID, sealed []byte) error {
	var s sealedRoots // what counts of it is sealed or bound to what is
	if codec.Unmarshal(sealed, &s) != nil || s.Rooted != v.found.Roots {
		return ErrSession
	}
	want := keySize
	if s.Core {
		want += keySize
	}
	if key.IsZero() || len(s.Sealed) != nonceSize+want+tagSize {
		return ErrSession
	}
	r, err := emptyRoots(s.Core)
	if err != nil {
		return err
	}
	sealing := derive(key.Bytes(), "session")
	defer Wipe(sealing)
	// straight into the locked page
	page := r.page.Bytes()[2*keySize-want:]
	if _, err := open(newAEAD(sealing), page[:0], s.Sealed, s.ad(v.id, session)); err != nil {
		r.free()
		return ErrSession
	}
	v.take(r, s.Rooted)
	v.slots = v.found.Slots
	return nil
}

func (s sealedRoots) ad(vault, session ID) []byte {
	tier := Companion
	if s.Core {
		tier = Core
	}
	return bind("session", vault[:], session[:], be32(s.Rooted), []byte{byte(tier)})
}
