package health

import "context"

// KDF is what the vault asks for each guess at its master password: Argon2id's
// parameters. The zero value is none known.
type KDF struct {
	Memory  uint32 // KiB
	Time    uint32
	Threads uint8
}

func (k KDF) weak() bool {
	return k.Memory < minKDFMemory || k.Time < minKDFTime || k.Threads < minKDFThreads
}

// kdf finds a vault whose master password is too cheap to guess at.
func (c *checkup) kdf(context.Context) error {
	if k := c.o.KDF; k != (KDF{}) && k.weak() {
		c.found = append(c.found, finding{Finding{
			Kind: WeakKDF, Severity: Medium,
			Why: "a guess at the master password costs less than 64 MiB, 3 passes and 4 lanes; raise it",
		}, -1, nil})
	}
	return nil
}
