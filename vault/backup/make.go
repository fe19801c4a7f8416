package backup

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"hash"
	"iter"
	"time"

	"coffer/vault"
)

// Origin is what a backup is made of.
type Origin struct {
	Vault    *vault.Vault // may be locked
	Dir      string       // its folder, for the attachments
	Revision uint64       // as its last reader saw it; 0: it is locked
	Now      time.Time
	Progress vault.Progress // in pairs and files; may be nil
}

// Made is a new backup, and what it has cost.
type Made struct {
	Snapshot
	New   int64 // bytes that were not there yet
	Whole error // why the one before was of no use, where there is one
}

// Make keeps the vault as it is now. It shares what has not changed with the newest backup of the
// place. Others may write to the vault until its file is read, which is done in one go: so
// what comes back is the vault at one moment. All that is new is read back. On an error
// what was written is taken away again; where that fails as well, what is left is whole or counts for
// nothing.
func (p Place) Make(ctx context.Context, o Origin) (Made, error) {
	l, err := p.look(ctx)
	if err != nil {
		return Made{}, err
	}
	if len(l.all) >= MaxSnapshots {
		return Made{}, ErrMany
	}
	id, err := p.newID()
	if err != nil {
		return Made{}, err
	}
	m := manifest{Version: version, Vault: p.Vault, ID: id, Edition: 1, Time: o.Now.Unix(), Revision: o.Revision}
	return p.make(ctx, o, m, l)
}

// make tries to share with the newest backup, and goes without it where that one is damaged.
func (p Place) make(ctx context.Context, o Origin, m manifest, l listed) (made Made, err error) {
	before := l.newest()
	if before != nil {
		made, err = p.makeFrom(ctx, o, m, before)
		var d *vault.DamagedError
		if err == nil || !errors.As(err, &d) && !errors.Is(err, errScattered) || ctx.Err() != nil {
			return made, err
		}
	}
	why := err
	made, err = p.makeFrom(ctx, o, m, nil)
	made.Whole = why
	return made, err
}

// newest is the newest backup whose packs are all there.
func (l *listed) newest() *manifest {
	for i := len(l.all) - 1; i >= 0; i-- {
		if m := &l.all[i].m; l.holds(m) {
			return m
		}
	}
	return nil
}

// errScattered ends a backup whose parts lie in too many places.
var errScattered = errors.New("the parts of the backup before lie too far apart")

func (p Place) makeFrom(ctx context.Context, o Origin, m manifest, before *manifest) (made Made, err error) {
	k := &maker{p: p, o: o, m: m, before: nothing(), out: writer{p: p}, sum: sha256.New()}
	if before != nil {
		k.before = before
		k.out.packs = append(k.out.packs, before.Packs...)
	}
	k.old = newReader(p, k.before.Packs)
	if made.Snapshot, err = k.keep(ctx); err != nil {
		return Made{}, err
	}
	for _, k := range k.out.made {
		made.New += k.Size
	}
	return made, nil
}

// keep writes packs and then the manifest, and reads it back; or takes all of it away again.
func (k *maker) keep(ctx context.Context) (s Snapshot, err error) {
	if err = k.run(ctx); err == nil {
		s, err = k.p.put(ctx, k.m)
	}
	if err == nil {
		_, err = k.p.read(ctx, s.name)
	}
	if err != nil {
		return Snapshot{}, errors.Join(err, k.out.undo(context.WithoutCancel(ctx), s.name))
	}
	return s, nil
}

// nothing is a backup of nothing.
func nothing() *manifest { return &manifest{Pairs: body{Sum: sha256.Sum256(nil)}} }

// maker makes one snapshot out of the one before and what has changed.
type maker struct {
	p      Place
	o      Origin
	m      manifest
	before *manifest
	fixed  bool // the attachments stand; the folder has none
	old    *reader
	out    writer
	sum    hash.Hash
	buf    []byte
}

func (k *maker) run(ctx context.Context) error {
	if err := k.files(ctx); err != nil { // most of them, while others may write
		return err
	}
	err := k.o.Vault.Image(ctx, func(pairs iter.Seq2[vault.Pair, error]) error {
		if err := k.pairs(ctx, pairs); err != nil {
			return err
		}
		return k.files(ctx)
	})
	if err != nil {
		return err
	}
	if err := k.out.flush(ctx); err != nil {
		return err
	}
	k.m.Packs = k.out.packs
	k.m.prune()
	return nil
}

// pairs walks through the vault and through the backup before side by side.
func (k *maker) pairs(ctx context.Context, pairs iter.Seq2[vault.Pair, error]) error {
	next, stop := iter.Pull2(k.old.pairs(ctx, k.before))
	defer stop()
	was, err, more := next()
	for p, perr := range pairs {
		if err := errors.Join(perr, err); err != nil {
			return err
		}
		for more && was.Compare(p) < 0 {
			if was, err, more = next(); err != nil {
				return err
			}
		}
		same := more && was.Compare(p) == 0 && bytes.Equal(was.Value, p.Value)
		if err := k.pair(ctx, p, same, was.at); err != nil {
			return err
		}
	}
	k.sum.Sum(k.m.Pairs.Sum[:0])
	return nil
}

// pair keeps one, or names where it lies already.
func (k *maker) pair(ctx context.Context, p vault.Pair, same bool, at extent) (err error) {
	if f, ok, err := p.FormatEntry(); err != nil {
		return err
	} else if ok {
		k.m.Roots, k.m.Slots = f.Roots, f.Slots
	}
	k.buf = appendPair(k.buf[:0], p)
	k.sum.Write(k.buf)
	if !same {
		if at, err = k.out.add(ctx, k.buf); err != nil {
			return err
		}
	}
	if k.m.Pairs.add(at); len(k.m.Pairs.Ranges) > scatter {
		return errScattered
	}
	k.m.Count++
	k.o.Progress.Tell(int(k.m.Count), int(max(k.before.Count, k.m.Count)))
	return nil
}
