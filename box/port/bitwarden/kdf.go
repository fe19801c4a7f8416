package bitwarden

import (
	"context"
	"crypto/hkdf"
	"crypto/pbkdf2"
	"crypto/sha256"

	"golang.org/x/crypto/argon2"

	"coffer/box/port"
	"coffer/vault/secret"
)

// KDF is a way to make a key of a password.
type KDF uint8

// The ways that Bitwarden knows.
const (
	Argon2id KDF = iota
	PBKDF2       // with SHA-256; older programs know no other
)

// Their numbers in the file.
const (
	kdfPBKDF2 = 0
	kdfArgon2 = 1
)

// cost is what a file says about the making of its key.
type cost struct {
	kdf      int64
	rounds   int64 // of PBKDF2, or passes of Argon2id
	mib      int64 // of Argon2id alone, as parallel
	parallel int64
}

// usual is what new files cost, as in Bitwarden.
func usual(kdf KDF) cost {
	if kdf == PBKDF2 {
		return cost{kdf: kdfPBKDF2, rounds: 600_000}
	}
	return cost{kdf: kdfArgon2, rounds: 3, mib: 64, parallel: 4}
}

// check refuses, before any work, what costs more than this program spends on a
// file from outside, and what protects too little.
func (c cost) check() error {
	within := func(n, least, most int64) bool { return least <= n && n <= most }
	switch c.kdf {
	case kdfPBKDF2:
		if !within(c.rounds, minRounds, maxRounds) {
			return port.Bad("the password of this file is to be hashed %d times; %d to %d are allowed", c.rounds, minRounds, maxRounds)
		}
		return nil
	case kdfArgon2:
		if !within(c.rounds, minPasses, maxPasses) || !within(c.mib, minMiB, maxMiB) || !within(c.parallel, minParallel, maxParallel) {
			return port.Bad("the password of this file is to be hashed with %d passes, %d MiB and %d threads; %d to %d, %d to %d and %d to %d are allowed",
				c.rounds, c.mib, c.parallel, minPasses, maxPasses, minMiB, maxMiB, minParallel, maxParallel)
		}
		return nil
	}
	return port.Bad("the password of this file is to be hashed in a way that is not known (%d)", c.kdf)
}

// keys are what a file is encrypted and authenticated with.
type keys struct{ enc, mac []byte }

// wipe forgets the keys.
func (k keys) wipe() {
	clear(k.enc)
	clear(k.mac)
}

// derive makes the keys of a password. The salt counts as the text that stands in
// the file; Argon2id takes the hash of it. It is given up with ctx; what goes on then
// ends by itself, and wipes what it made.
func (c cost) derive(ctx context.Context, pass secret.Text, salt string) (k keys, err error) {
	if err := c.check(); err != nil {
		return k, err
	}
	type made struct {
		k   keys
		err error
	}
	own, done := pass.Clone(), make(chan made)
	go func() {
		defer own.Wipe()
		k, err := c.work(own, salt)
		select {
		case done <- made{k, err}:
		case <-ctx.Done():
			k.wipe()
		}
	}()
	select {
	case m := <-done:
		return m.k, m.err
	case <-ctx.Done():
		return k, ctx.Err()
	}
}

// work takes as long as the file says.
func (c cost) work(pass secret.Text, salt string) (k keys, err error) {
	var master []byte
	if c.kdf == kdfPBKDF2 {
		if master, err = pbkdf2.Key(sha256.New, pass.Reveal(), []byte(salt), int(c.rounds), sha256.Size); err != nil {
			return k, err
		}
	} else {
		sum := sha256.Sum256([]byte(salt))
		master = argon2.IDKey(pass.Bytes(), sum[:], uint32(c.rounds), uint32(c.mib)<<10, uint8(c.parallel), sha256.Size)
	}
	defer clear(master)
	if k.enc, err = hkdf.Expand(sha256.New, master, "enc", sha256.Size); err != nil {
		return k, err
	}
	k.mac, err = hkdf.Expand(sha256.New, master, "mac", sha256.Size)
	return k, err
}
