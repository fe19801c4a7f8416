package bitwarden

import (
	"bufio"
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"hash"
	"io"

	"coffer/box/port"
)

// prefix is of the one kind of encrypted text that a protected file has:
// AES-256-CBC with HMAC-SHA256, then iv|text|mac in base64.
const prefix = "2."

// errMAC says that a text was not made with these keys, or is not what it was.
var errMAC = errors.New("a MAC that does not fit")

// decrypter reads an encrypted text from front to back, and ends with errMAC if it
// does not fit. What it gives before its end is not to be believed.
type decrypter struct {
	in    *bufio.Reader
	body  io.Reader // the text, out of base64
	block cipher.BlockMode
	sum   hash.Hash
	out   []byte // decrypted, and not yet given
	held  []byte // the last block, which may be padding
	buf   []byte
	ended bool
}

// newDecrypter reads the beginning. Every offence is an error of the input.
func newDecrypter(r io.Reader, k keys) (*decrypter, error) {
	d := &decrypter{in: bufio.NewReader(r), sum: hmac.New(sha256.New, k.mac), buf: make([]byte, 32<<10)}
	head := make([]byte, len(prefix))
	if _, err := io.ReadFull(d.in, head); err != nil || string(head) != prefix {
		return nil, badText(err)
	}
	iv, err := io.ReadAll(io.LimitReader(d.part(), aes.BlockSize+1))
	if err != nil || len(iv) != aes.BlockSize {
		return nil, badText(err)
	}
	d.sum.Write(iv)
	c, err := aes.NewCipher(k.enc)
	if err != nil {
		return nil, err
	}
	d.block = cipher.NewCBCDecrypter(c, iv)
	d.body = d.part()
	return d, nil
}

// badText tells an error of the file from a text in another form.
func badText(err error) error {
	var b64 base64.CorruptInputError
	if err == nil || errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.As(err, &b64) {
		return port.Bad("an encrypted text is not in the form that is known; the file was cut off or changed")
	}
	return err
}

// part reads base64 up to the next bar, or to the end.
func (d *decrypter) part() io.Reader {
	return base64.NewDecoder(base64.StdEncoding.Strict(), &upToBar{in: d.in})
}

type upToBar struct {
	in   *bufio.Reader
	done bool
}

func (u *upToBar) Read(p []byte) (int, error) {
	if u.done {
		return 0, io.EOF
	}
	if _, err := u.in.Peek(1); err != nil {
		return 0, err
	}
	w, _ := u.in.Peek(min(u.in.Buffered(), len(p)))
	n := len(w)
	if bar := bytes.IndexByte(w, '|'); bar >= 0 {
		n, u.done = copy(p, w[:bar]), true
		_, err := u.in.Discard(bar + 1)
		return n, err
	}
	copy(p, w)
	return u.in.Discard(n)
}

func (d *decrypter) Read(p []byte) (int, error) {
	for len(d.out) == 0 && !d.ended {
		if err := d.more(); err != nil {
			return 0, err
		}
	}
	n := copy(p, d.out)
	d.out = d.out[n:]
	if n == 0 && len(p) > 0 {
		return 0, io.EOF
	}
	return n, nil
}

// more decrypts the next blocks, and holds the last one back.
func (d *decrypter) more() error {
	n, err := io.ReadFull(d.body, d.buf)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return badText(err)
	}
	if n%aes.BlockSize != 0 {
		return badText(nil)
	}
	d.sum.Write(d.buf[:n])
	d.block.CryptBlocks(d.buf[:n], d.buf[:n])
	d.out = append(append(d.out[:0:0], d.held...), d.buf[:n]...)
	if err != nil {
		d.ended = true
		return d.end()
	}
	last := len(d.out) - aes.BlockSize
	d.held, d.out = bytes.Clone(d.out[last:]), d.out[:last]
	return nil
}

// end compares the MAC and takes the padding off.
func (d *decrypter) end() error {
	mac, err := io.ReadAll(io.LimitReader(d.part(), sha256.Size+1))
	if err != nil {
		return badText(err)
	}
	if _, err := d.in.ReadByte(); !errors.Is(err, io.EOF) {
		return badText(err)
	}
	if !hmac.Equal(mac, d.sum.Sum(nil)) {
		return errMAC
	}
	n := len(d.out)
	if n == 0 {
		return badText(nil)
	}
	pad := int(d.out[n-1])
	if pad == 0 || pad > aes.BlockSize || !bytes.Equal(d.out[n-pad:], bytes.Repeat([]byte{byte(pad)}, pad)) {
		return badText(nil)
	}
	d.out = d.out[:n-pad]
	return nil
}

// encrypter writes an encrypted text. It is whole only after Close, which does not
// close what is below.
type encrypter struct {
	w     io.Writer
	b64   io.WriteCloser
	block cipher.BlockMode
	sum   hash.Hash
	left  []byte // less than a block
}

func newEncrypter(w io.Writer, k keys, rand io.Reader) (*encrypter, error) {
	iv := make([]byte, aes.BlockSize)
	if _, err := io.ReadFull(rand, iv); err != nil {
		return nil, err
	}
	c, err := aes.NewCipher(k.enc)
	if err != nil {
		return nil, err
	}
	e := &encrypter{w: w, block: cipher.NewCBCEncrypter(c, iv), sum: hmac.New(sha256.New, k.mac)}
	e.sum.Write(iv)
	if _, err := io.WriteString(w, prefix+base64.StdEncoding.EncodeToString(iv)+"|"); err != nil {
		return nil, err
	}
	e.b64 = base64.NewEncoder(base64.StdEncoding, w)
	return e, nil
}

func (e *encrypter) Write(p []byte) (int, error) {
	e.left = append(e.left, p...)
	whole := len(e.left) - len(e.left)%aes.BlockSize
	err := e.blocks(e.left[:whole])
	e.left = append(e.left[:0], e.left[whole:]...)
	return len(p), err
}

// blocks encrypts in place and writes.
func (e *encrypter) blocks(b []byte) error {
	e.block.CryptBlocks(b, b)
	e.sum.Write(b)
	_, err := e.b64.Write(b)
	return err
}

func (e *encrypter) Close() error {
	pad := aes.BlockSize - len(e.left)
	err := e.blocks(append(e.left, bytes.Repeat([]byte{byte(pad)}, pad)...))
	if err != nil {
		return err
	}
	if err := e.b64.Close(); err != nil {
		return err
	}
	_, err = io.WriteString(e.w, "|"+base64.StdEncoding.EncodeToString(e.sum.Sum(nil)))
	return err
}
