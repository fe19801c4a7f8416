package vault

import "errors"

// What this machine keeps for itself about a vault, outside of the file, can be
// sealed under one of its roots.

// SealLocal seals what this machine keeps under a purpose; [ErrLocked] when that
// tier is not open.
func (v *Vault) SealLocal(purpose string, t Tier, plain []byte) ([]byte, error) {
	root, err := v.roots.of(t)
	if err != nil {
		return nil, err
	}
	key := derive(root, "local "+purpose)
	defer Wipe(key)
	return seal(newAEAD(key), v.o.Rand, nil, plain, bind("local", v.id[:], []byte(purpose)))
}

// OpenLocal is the inverse of [Vault.SealLocal]. It fails for what was sealed
// before a rekey, too.
func (v *Vault) OpenLocal(purpose string, t Tier, sealed []byte) ([]byte, error) {
	root, err := v.roots.of(t)
	if err != nil {
		return nil, err
	}
	key := derive(root, "local "+purpose)
	defer Wipe(key)
	plain, err := open(newAEAD(key), nil, sealed, bind("local", v.id[:], []byte(purpose)))
	if err != nil {
		return nil, errors.New("what this machine keeps does not open")
	}
	return plain, nil
}
