package app

import (
	"context"
	"crypto/ed25519"
	"errors"
	"fmt"
	"io"

	"coffer/internal/host"
	"coffer/vault"
	"coffer/vault/journal"
)

// logOrigin names the log of a vault where heads of several are kept.
func logOrigin(id ID) string { return "coffer-log/" + id.String() }

// LogHead signs the head of the log as it stands, and records that. Whoever keeps what
// it returns can tell later whether the log was changed before that: see [App.VerifyLog].
// Key is the public key, with which others verify it.
func (a *App) LogHead(ctx context.Context) (signed []byte, key string, err error) {
	return a.signHead(ctx, "log.head", LogFilter{})
}

// signHead is [App.LogHead] under an action of the log, which is about what a filter chooses.
func (a *App) signHead(ctx context.Context, action string, f LogFilter) (signed []byte, key string, err error) {
	err = a.update(ctx, action, f.text(), func(tx *vault.Tx) error {
		if _, err := newLogReader(tx, f); err != nil {
			return err
		}
		private, err := tx.EnsureLogKey()
		if err != nil {
			return err
		}
		defer clear(private)
		head := journal.SignedHead{Origin: logOrigin(tx.VaultID()), Head: tx.LogHead(), Time: tx.Now()}
		if signed, err = head.Sign(private); err == nil {
			err = tx.Note()
		}
		if err == nil {
			key, err = logKey(tx)
		}
		return err
	})
	return signed, key, err
}

// WriteLogHead signs the head of the log into a new file, or with force in the place of one.
func (a *App) WriteLogHead(ctx context.Context, path string, force bool) error {
	return host.WriteAtomic(path, force, func(w io.Writer) error {
		signed, _, err := a.LogHead(ctx)
		if err == nil {
			_, err = w.Write(signed)
		}
		return err
	})
}

// LogKey is the public key with which others verify heads of the log. [NotFound] while none
// was signed.
func (a *App) LogKey(ctx context.Context) (key string, err error) {
	err = a.view(ctx, func(tx *vault.Tx) error {
		key, err = logKey(tx)
		return err
	})
	return key, err
}

func logKey(tx *vault.Tx) (string, error) {
	private, err := tx.LogKey()
	if errors.Is(err, vault.ErrNotFound) {
		return "", Fail(NotFound, "coffer log head signs one", "no head of this log was signed yet")
	}
	if err != nil {
		return "", err
	}
	defer clear(private)
	return journal.KeyText(logOrigin(tx.VaultID()), private.Public().(ed25519.PublicKey))
}

// LogVerified is what [App.VerifyLog] found.
type LogVerified struct {
	Entries uint64
	Gone    uint64 // of these: their time was over, or they were forgotten
	Root    [32]byte
	Core    bool // false: what the core tier says of the log was not compared
	// Kept is the head that somebody kept; nil where none was given.
	Kept *journal.SignedHead
}

// LogVerifiedText says it in a line.
func LogVerifiedText(v LogVerified) string {
	gone := ""
	if v.Gone > 0 {
		gone = "; of " + Counted(int(v.Gone), "entry", "entries") + " that went the hash alone is left"
	}
	locked := ""
	if !v.Core {
		locked = "; the core tier was locked, and whoever has the companion key can have written them anew"
	}
	return fmt.Sprintf("all is well: %s, each in its place%s%s", Counted(int(v.Entries), "entry", "entries"), gone, locked)
}

// VerifyLog makes the whole tree anew and compares it with what is kept of it and with the
// heads of the vault. With a head that somebody kept it proves, too, that the log has grown
// out of that one, and nothing before was changed. Errors are of kind [Damaged].
func (a *App) VerifyLog(ctx context.Context, kept []byte) (v LogVerified, err error) {
	err = a.view(ctx, func(tx *vault.Tx) error {
		head := tx.LogHead()
		v.Entries, v.Root, v.Core = head.Size, head.Root, tx.HasCore()
		if v.Gone, err = tx.CheckLog(); err != nil || kept == nil {
			return err
		}
		v.Kept, err = readKept(tx, kept)
		if err == nil {
			err = since(tx, v.Kept.Head)
		}
		return err
	})
	return v, err
}

func readKept(tx *vault.Tx, kept []byte) (*journal.SignedHead, error) {
	key, err := logKey(tx)
	if err != nil && Explain(err).Kind == NotFound {
		return nil, Fail(Damaged, "this file is older than its first head, or that is one of another vault: sign no new one before you know",
			"this vault has signed no head yet")
	}
	if err != nil {
		return nil, err
	}
	h, err := journal.ReadSigned(kept, key)
	if err != nil {
		return nil, Fail(Damaged, "coffer log head --key shows the key; a head of another vault, or from before a reset, has another one",
			"that is no head that this vault has signed")
	}
	return &h, nil
}

// since proves that the log has grown out of an older state.
func since(tx *vault.Tx, older journal.Head) error {
	stands, err := standsTo(tx, older)
	switch stands {
	case StandsAhead:
		return Fail(Damaged, "this file is older than that head: look for the newer one, and for who put this one here",
			"the log has %s, and had %d when that head was signed", Counted(int(tx.Entries()), "entry", "entries"), older.Size)
	case StandsOff:
		return Fail(Damaged, "this is another branch of the vault than the one that signed it: both may hold what the other does not",
			"the log did not grow out of that head, of %s", Counted(int(older.Size), "entry", "entries"))
	}
	return err
}

// standsTo says how a head that this vault signed once stands to the log, by a proof.
func standsTo(tx *vault.Tx, older journal.Head) (Stands, error) {
	now := tx.LogHead()
	if older.Size > now.Size {
		return StandsAhead, nil
	}
	proof, err := journal.ProveSince(older.Size, now.Size, tx.Hashes())
	if err == nil {
		err = journal.CheckSince(proof, older, now)
	}
	if errors.Is(err, journal.ErrProof) || errors.Is(err, journal.ErrSize) {
		return StandsOff, nil
	}
	return StandsIn, err
}
