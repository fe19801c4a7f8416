package file

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"sync"
	"time"

	"coffer/box/contact"
	"coffer/box/post"
	"coffer/internal/sys"
	"coffer/vault"
	"coffer/vault/secret"
)

// Options say where a ticket file lies and how it is opened.
type Options struct {
	Path string
	// Work is log2 of scrypt's work each time the file is written, 1 to [MaxWork];
	// 18 is about a second.
	Work int
	// Wait is how long another process may keep the file, 0: not at all. Command is
	// what this one is called meanwhile; it holds no secret.
	Wait    time.Duration
	Command string
	// Gather keeps changes in memory until [File.Flush], since each writing costs
	// what a password costs. Whoever deletes what was taken in, or hands on what was
	// said, flushes before.
	Gather bool
	// Now and Credited are the times of the courier's desk.
	Now      func() time.Time
	Credited func() time.Duration
}

// lockSuffix is the end of the name of the lock, which lies beside the file and is
// never removed.
const lockSuffix = ".lock"

// File is a ticket file that this process has open, and no other. It implements
// [post.Home]; the desk that it gives is a [*Desk]. Safe for concurrent use.
type File struct {
	o        Options
	lock     *sys.FileLock
	password secret.Text

	mu     sync.Mutex
	me     contact.Identity
	bag    *post.Bag
	ticket []byte // never written to
	save   func(bag []byte) error
	ahead  bool // of the file, which is to be written
	spent  int
}

// Create makes a ticket file of an identity, and of what is put at its desk: first
// is as in [File.Update], and if it fails there is no file. The identity stays the
// caller's. Errors: those of first, [fs.ErrExist], a [*sys.BusyError].
func Create(ctx context.Context, o Options, password secret.Text, me contact.Identity, first func(post.Desk) error) (*File, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	if password.IsZero() {
		return nil, errors.New("an empty password protects nothing; choose one")
	}
	f, err := lockFile(ctx, o)
	if err != nil {
		return nil, err
	}
	if err = f.make(password, me, first); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

func (f *File) make(password secret.Text, me contact.Identity, first func(post.Desk) error) error {
	if _, err := os.Lstat(f.o.Path); !errors.Is(err, fs.ErrNotExist) {
		if err == nil {
			err = &fs.PathError{Op: "create", Path: f.o.Path, Err: fs.ErrExist}
		}
		return err
	}
	f.password = password.Clone()
	f.bag = post.NewBag(f.bagOptions())
	seeds := me.Encode()
	defer seeds.Wipe()
	var err error
	if f.me, err = contact.ParseIdentity(seeds.Bytes()); err != nil {
		return err
	}
	return f.update(first, true)
}

// Open opens one. Errors: [fs.ErrNotExist], [ErrPassword], [ErrDamaged],
// [ErrVersion], [ErrWork], a [*sys.BusyError].
func Open(ctx context.Context, o Options, password secret.Text) (*File, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	if _, err := os.Lstat(o.Path); err != nil { // no lock is left where there is none
		return nil, err
	}
	f, err := lockFile(ctx, o)
	if err != nil {
		return nil, err
	}
	if err = f.read(password); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

func (f *File) read(password secret.Text) error {
	all, err := sys.ReadSmall(f.o.Path, maxFile)
	if errors.Is(err, fs.ErrInvalid) {
		return ErrDamaged
	}
	if err != nil {
		return err
	}
	f.spent++
	plain, err := unlocked(all, password)
	if err != nil {
		return err
	}
	defer clear(plain)
	f.me, f.bag, f.ticket, err = decode(plain, f.bagOptions())
	f.password = password.Clone()
	return err
}

func (o *Options) check() error {
	if o.Work < 1 || o.Work > MaxWork {
		return fmt.Errorf("the work factor is 1 to %d, not %d", MaxWork, o.Work)
	}
	return nil
}

func lockFile(ctx context.Context, o Options) (*File, error) {
	lock, err := sys.Lock(ctx, o.Path+lockSuffix, sys.Exclusive, o.Wait, o.Command)
	if err != nil {
		return nil, err
	}
	return &File{o: o, lock: lock}, nil
}

func (f *File) bagOptions() post.BagOptions {
	return post.BagOptions{Now: f.o.Now, Credited: f.o.Credited, Save: func(bag []byte) error { return f.save(bag) }}
}

// Close wipes what was read and lets others have the file; what was gathered and
// not flushed is lost. A second call does nothing.
func (f *File) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.password.Wipe()
	f.me.Wipe()
	if f.bag != nil {
		f.bag.Wipe()
	}
	clear(f.ticket)
	f.bag, f.ticket = nil, nil
	return f.lock.Unlock()
}

// Me is whose ticket it is, as long as the file is open.
func (f *File) Me() contact.Identity {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.me
}

// Desk is the desk of a ticket file: what the ticket says changes in the
// transaction of the envelopes that change it.
type Desk struct {
	*post.BagDesk
	ticket   []byte
	writable bool
	fresh    bool // the ticket was put, and is not that of the file
}

// Ticket is what the ticket says; the caller wipes it.
func (d *Desk) Ticket() []byte { return bytes.Clone(d.ticket) }

// PutTicket changes that. It keeps nothing of data.
func (d *Desk) PutTicket(data []byte) error {
	switch {
	case !d.writable:
		return vault.ErrReadOnly
	case len(data) > MaxTicket:
		return ErrTooLarge
	}
	d.forget()
	d.ticket, d.fresh = bytes.Clone(data), true
	return nil
}

// forget wipes what was put.
func (d *Desk) forget() {
	if d.fresh {
		clear(d.ticket)
	}
}

// View implements [post.Home].
func (f *File) View(do func(post.Desk) error) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.bag == nil {
		return ErrClosed
	}
	return f.bag.View(func(in post.Desk) error {
		return do(&Desk{BagDesk: in.(*post.BagDesk), ticket: f.ticket})
	})
}

// Update implements [post.Home]: all of it stands in the file, or nothing happened.
// Where changes are gathered, it stands there after [File.Flush].
func (f *File) Update(do func(post.Desk) error) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.bag == nil {
		return ErrClosed
	}
	return f.update(do, false)
}

// Flush writes what was gathered, if anything was. What it could not write stays
// gathered.
func (f *File) Flush() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case f.bag == nil:
		return ErrClosed
	case !f.ahead:
		return nil
	}
	bag, err := f.bag.Bytes()
	if err != nil {
		return err
	}
	defer clear(bag)
	return f.write(bag, f.ticket)
}

// Spent is how often the password was stretched: once to open the file, and once
// each time that it was written.
func (f *File) Spent() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.spent
}

// update writes the file if something has changed, or if it must.
func (f *File) update(do func(post.Desk) error, must bool) error {
	d := &Desk{ticket: f.ticket, writable: true}
	if err := f.commit(d, do, must); err != nil {
		d.forget()
		return err
	}
	if d.fresh {
		clear(f.ticket)
		f.ticket = d.ticket
	}
	return nil
}

// commit does some work at a desk and writes what has changed by it.
func (f *File) commit(d *Desk, do func(post.Desk) error, must bool) error {
	written := false
	f.save = func(bag []byte) error {
		written = true
		return f.keep(bag, d.ticket, must)
	}
	err := f.bag.Update(func(in post.Desk) error {
		d.BagDesk = in.(*post.BagDesk)
		return do(d)
	})
	if err != nil || written || !must && bytes.Equal(d.ticket, f.ticket) {
		return err
	}
	bag, err := f.bag.Bytes()
	if err != nil {
		return err
	}
	defer clear(bag)
	return f.keep(bag, d.ticket, must)
}

// keep writes the file, or gathers the change if that may be.
func (f *File) keep(bag, ticket []byte, must bool) error {
	if f.o.Gather && !must {
		f.ahead = true
		return nil
	}
	return f.write(bag, ticket)
}

// write replaces the file.
func (f *File) write(bag, ticket []byte) error {
	plain, err := encode(f.me, bag, ticket)
	if err != nil {
		return err
	}
	defer clear(plain)
	f.spent++
	all, err := locked(plain, f.password, f.o.Work)
	if err == nil {
		err = sys.WriteWhole(f.o.Path, all, true)
	}
	if err == nil {
		f.ahead = false
	}
	return err
}
