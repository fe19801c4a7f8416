package cxf

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"strings"
	"testing"
)

// throwAway is a key that ssh-keygen made for this test, and throwAwayPublic
// its other half.
const throwAway = `-----BEGIN OPENSSH PRIVATE KEY-----
b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW
QyNTUxOQAAACBm26aP5GXntdb05CfHweIjMYrQhNVacJiGL1cr3xPYFQAAAJB6MFyrejBc
qwAAAAtzc2gtZWQyNTUxOQAAACBm26aP5GXntdb05CfHweIjMYrQhNVacJiGL1cr3xPYFQ
AAAEBlSRNaMXh8iRYQ+7D7VGJBsX6Fz0+XrpI1nVmS7ImKI2bbpo/kZee11vTkJ8fB4iMx
itCE1VpwmIYvVyvfE9gVAAAACmFubkBsYXB0b3ABAgM=
-----END OPENSSH PRIVATE KEY-----
`

const throwAwayPublic = "AAAAC3NzaC1lZDI1NTE5AAAAIGbbpo/kZee11vTkJ8fB4iMxitCE1VpwmIYvVyvfE9gV"

// The key that comes out of OpenSSH's format is the one whose other half
// ssh-keygen wrote.
func TestKeyOfOpenSSH(t *testing.T) {
	der, keyType, ok := readKey(throwAway)
	if !ok || keyType != keyEd25519 {
		t.Fatal(keyType, ok)
	}
	key, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		t.Fatal(err)
	}
	public, err := base64.StdEncoding.DecodeString(throwAwayPublic)
	if err != nil || !bytes.HasSuffix(public, key.(ed25519.PrivateKey).Public().(ed25519.PublicKey)) {
		t.Error(err)
	}
}

// Keys of every form are PKCS #8 that the standard library reads, and their
// text reads again to the same.
func TestKeys(t *testing.T) {
	r, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	e, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	eDER, err := x509.MarshalPKCS8PrivateKey(e)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ text, keyType string }{
		"PKCS 1": {text(pemRSA, x509.MarshalPKCS1PrivateKey(r)), "ssh-rsa"},
		"PKCS 8": {text(pemPKCS8, eDER), "ecdsa-sha2-nistp384"},
	} {
		der, keyType, ok := readKey(c.text)
		if _, err := x509.ParsePKCS8PrivateKey(der); !ok || err != nil || keyType != c.keyType {
			t.Errorf("%s: %q, %v", name, keyType, err)
		}
		again, ok := writeKey(der)
		if der2, _, _ := readKey(again); !ok || !bytes.Equal(der, der2) {
			t.Errorf("%s: it does not read again", name)
		}
	}
}

func text(kind string, der []byte) string {
	return string(pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}))
}

// What is no key, or encrypted, stays as it is.
func TestNoKeys(t *testing.T) {
	block, _ := pem.Decode([]byte(throwAway))
	locked := bytes.Replace(block.Bytes, []byte("\x00\x00\x00\x04none"), []byte("\x00\x00\x00\x04aes1"), 1)
	for name, in := range map[string]string{
		"nothing": "", "words": "my key", "two": throwAway + throwAway, "locked": text(pemOpenSSH, locked), "cut": text(pemOpenSSH, block.Bytes[:80]),
		"certificate": text("CERTIFICATE", []byte{0x30, 0}), "no PKCS 8": text(pemPKCS8, []byte{0x30, 0}), "headers": strings.Replace(throwAway, "KEY-----\n", "KEY-----\nProc-Type: 4,ENCRYPTED\n\n", 1),
	} {
		if _, _, ok := readKey(in); ok {
			t.Errorf("%s: it is taken", name)
		}
	}
	if _, ok := writeKey([]byte{0x30, 0}); ok {
		t.Error("nothing is written as a key")
	}
}
