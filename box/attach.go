package box

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"filippo.io/age"

	"coffer/vault"
	"coffer/vault/secret"
)

// partSuffix marks a file that no transaction has taken yet.
const partSuffix = ".part"

// Staged is an attachment whose bytes are encrypted and on disk, and that
// belongs to no item yet. It ends with Commit or Discard.
type Staged struct {
	Attachment
	dir   string // of the attachments
	vault vault.ID
	taken bool // by a transaction
}

// Stage encrypts what r holds into a file of its own in the vault's folder,
// outside of any transaction and with bounded memory, and syncs it. [ErrBound]
// for more than [MaxAttachment] bytes. On an error nothing stays behind; what a
// crash leaves is for [Sweep].
func Stage(ctx context.Context, dir string, rand io.Reader, vaultID vault.ID, name string, r io.Reader) (_ *Staged, err error) {
	name, err = cleanName("the name of an attachment", name)
	if err != nil {
		return nil, err
	}
	s := &Staged{dir: filepath.Join(dir, vault.BlobsName), vault: vaultID}
	s.Name = name
	if s.Blob, err = vault.NewID(rand); err != nil {
		return nil, err
	}
	if s.Key, err = secret.NewKey(rand); err != nil {
		return nil, err
	}
	if err = makeBlobs(s.dir); err != nil {
		return nil, err
	}
	if err = s.write(ctx, rand, r); err != nil {
		s.Discard()
		return nil, err
	}
	return s, nil
}

func (s *Staged) path() string { return filepath.Join(s.dir, s.Blob.String()) }

func (s *Staged) write(ctx context.Context, rand io.Reader, r io.Reader) (err error) {
	f, err := os.OpenFile(s.path()+partSuffix, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	sealed, err := age.Encrypt(f, fileLock{key: s.Key, vault: s.vault, blob: s.Blob, rand: rand})
	if err != nil {
		return err
	}
	hash := sha256.New()
	limited := io.LimitReader(interruptible{ctx, r}, MaxAttachment+1)
	if s.Size, err = io.Copy(io.MultiWriter(sealed, hash), limited); err != nil {
		return fmt.Errorf("attachment %s: %w", quote(s.Name), err)
	}
	if s.Size > MaxAttachment {
		return bound("attachment %s is larger than %d MiB", quote(s.Name), MaxAttachment>>20)
	}
	hash.Sum(s.SHA256[:0])
	if err := sealed.Close(); err != nil {
		return err
	}
	return f.Sync()
}

// interruptible ends reading when the context does.
type interruptible struct {
	ctx context.Context
	r   io.Reader
}

func (i interruptible) Read(p []byte) (int, error) {
	if err := i.ctx.Err(); err != nil {
		return 0, err
	}
	return i.r.Read(p)
}

// Commit gives the file its final name. The caller adds what it returns to an
// item and writes that in the same transaction; if that fails, the file is
// litter for [Sweep].
func (s *Staged) Commit(tx *vault.Tx) (Attachment, error) {
	if !tx.Writable() || tx.VaultID() != s.vault {
		return Attachment{}, vault.ErrReadOnly
	}
	if err := os.Rename(s.path()+partSuffix, s.path()); err != nil {
		return Attachment{}, err
	}
	s.taken = true
	return s.Attachment, vault.SyncDir(s.dir)
}

// Discard removes the file of an attachment that no item has: one that was not
// committed, or, called within that transaction, one whose transaction fails.
func (s *Staged) Discard() {
	_ = os.Remove(s.path() + partSuffix)
	if s.taken {
		_ = os.Remove(s.path())
	}
}

// OpenAttachment streams the content of an attachment. What it returned so far
// is only good once it has returned [io.EOF]: until then use it for nothing
// that cannot be taken back. A file that was cut, exchanged or changed ends in a
// [vault.DamagedError]; [ErrNotFound] when there is none, [vault.ErrLocked]
// without the attachment's key.
func OpenAttachment(dir string, vaultID vault.ID, a Attachment) (io.ReadCloser, error) {
	if a.Key.IsZero() {
		return nil, vault.ErrLocked
	}
	f, err := openBlob(filepath.Join(dir, vault.BlobsName), a)
	if err != nil {
		return nil, err
	}
	r, err := age.Decrypt(f, fileLock{key: a.Key, vault: vaultID, blob: a.Blob})
	if err != nil {
		return nil, errors.Join(a.damaged(err), f.Close())
	}
	return &openAttachment{a: a, f: f, r: r, hash: sha256.New(), left: a.Size}, nil
}

// openBlob opens the file of an attachment, and nothing that only looks like
// one: to open a named pipe would wait for ever, with the vault locked.
func openBlob(dir string, a Attachment) (*os.File, error) {
	if err := checkBlobs(dir); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(filepath.Join(dir, a.Blob.String()), os.O_RDONLY|syscall.O_NONBLOCK, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, notFound("the file of attachment %s", quote(a.Name))
	}
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && (!info.Mode().IsRegular() || info.Size() <= a.Size) { // age adds its header
		err = a.damaged(errStanza)
	}
	if err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}

// makeBlobs makes the attachments' folder where it is missing, and makes its name
// last, which no sync of what is in it does. That is done each time: whoever made
// the folder may have been killed before.
func makeBlobs(dir string) error {
	if err := os.Mkdir(dir, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	if err := checkBlobs(dir); err != nil {
		return err
	}
	return vault.SyncDir(filepath.Dir(dir))
}

// checkBlobs refuses a link in the place of the attachments' folder, behind
// which there may be files of something else.
func checkBlobs(dir string) error {
	info, err := os.Lstat(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil && !info.IsDir() {
		err = &vault.DamagedError{What: "the place of the attachments is not a folder"}
	}
	return err
}

func (a *Attachment) damaged(err error) error {
	return &vault.DamagedError{What: "attachment " + quote(a.Name), Err: err}
}

// openAttachment is a file that is checked while it is read.
type openAttachment struct {
	a    Attachment
	f    *os.File
	r    io.Reader
	hash hash.Hash
	left int64
}

func (c *openAttachment) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.hash.Write(p[:n])
	if c.left -= int64(n); c.left < 0 {
		return 0, c.a.damaged(errStanza)
	}
	if err == io.EOF && (c.left != 0 || [32]byte(c.hash.Sum(nil)) != c.a.SHA256) {
		return 0, c.a.damaged(errStanza)
	}
	if err != nil && err != io.EOF {
		return 0, c.a.damaged(err)
	}
	return n, err
}

func (c *openAttachment) Close() error { return c.f.Close() }
