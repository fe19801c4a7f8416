package cxf

import (
	"bytes"
	"encoding/asn1"
	"encoding/binary"
	"encoding/pem"
)

// The heads of private keys in text.
const (
	pemPKCS8   = "PRIVATE KEY"
	pemRSA     = "RSA PRIVATE KEY"
	pemOpenSSH = "OPENSSH PRIVATE KEY"
)

const keyEd25519 = "ssh-ed25519"

// keyInfo is PKCS #8, as far as anything here looks into it. What follows, the
// optional attributes, is left as it is.
type keyInfo struct {
	Version   int
	Algorithm algorithm
	Key       []byte
}

type algorithm struct {
	Name   asn1.ObjectIdentifier
	Params asn1.RawValue `asn1:"optional"`
}

// readKey makes PKCS #8 in DER of a private key in text: of PKCS #8 itself, of
// RSA in PKCS #1, and of Ed25519 as OpenSSH writes it, unless they are
// encrypted. ok is false for any other, which leaves as text.
func readKey(text string) (der []byte, keyType string, ok bool) {
	block, rest := pem.Decode([]byte(text))
	if block == nil || len(block.Headers) > 0 || len(bytes.TrimSpace(rest)) > 0 {
		return nil, "", false
	}
	switch block.Type {
	case pemPKCS8:
		der = block.Bytes
	case pemRSA:
		der, _ = asn1.Marshal(keyInfo{Algorithm: algorithm{oidRSA(), asn1.NullRawValue}, Key: block.Bytes})
	case pemOpenSSH:
		der = fromOpenSSH(block.Bytes)
	}
	keyType = keyTypeOf(der)
	return der, keyType, keyType != ""
}

// writeKey is the text of a key in PKCS #8, which ssh reads too.
func writeKey(der []byte) (text string, ok bool) {
	if keyTypeOf(der) == "" {
		return "", false
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: pemPKCS8, Bytes: der})), true
}

// keyTypeOf names a key as SSH does; "" for one that is not known or no key.
func keyTypeOf(der []byte) string {
	var info keyInfo
	if rest, err := asn1.Unmarshal(der, &info); err != nil || len(rest) > 0 {
		return ""
	}
	switch {
	case info.Algorithm.Name.Equal(oidRSA()):
		return "ssh-rsa"
	case info.Algorithm.Name.Equal(asn1.ObjectIdentifier{1, 3, 101, 112}):
		return keyEd25519
	case info.Algorithm.Name.Equal(asn1.ObjectIdentifier{1, 2, 840, 10045, 2, 1}):
		return curveOf(info.Algorithm.Params.FullBytes)
	}
	return ""
}

func curveOf(params []byte) string {
	var curve asn1.ObjectIdentifier
	if _, err := asn1.Unmarshal(params, &curve); err != nil {
		return ""
	}
	switch curve.String() {
	case "1.2.840.10045.3.1.7":
		return "ecdsa-sha2-nistp256"
	case "1.3.132.0.34":
		return "ecdsa-sha2-nistp384"
	case "1.3.132.0.35":
		return "ecdsa-sha2-nistp521"
	}
	return ""
}

func oidRSA() asn1.ObjectIdentifier { return asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1, 1} }

// fromOpenSSH takes an Ed25519 key out of OpenSSH's own format (PROTOCOL.key);
// nil where it is another, or encrypted.
func fromOpenSSH(b []byte) []byte {
	const seed, both = 32, 64
	r := sshReader{b: bytes.TrimPrefix(b, []byte("openssh-key-v1\x00"))}
	if len(r.b) == len(b) || r.str() != "none" || r.str() != "none" || r.str() != "" || r.number() != 1 {
		return nil
	}
	r.str() // the public key
	inner := sshReader{b: []byte(r.str())}
	if one, other := inner.number(), inner.number(); one != other || inner.str() != keyEd25519 {
		return nil
	}
	inner.str()
	private := inner.str()
	if inner.bad || len(private) != both {
		return nil
	}
	octets, _ := asn1.Marshal([]byte(private[:seed]))
	der, _ := asn1.Marshal(keyInfo{Algorithm: algorithm{Name: asn1.ObjectIdentifier{1, 3, 101, 112}}, Key: octets})
	return der
}

// sshReader reads SSH's strings and numbers; what comes after an error is empty.
type sshReader struct {
	b   []byte
	bad bool
}

func (r *sshReader) number() uint32 {
	if r.bad = r.bad || len(r.b) < 4; r.bad {
		return 0
	}
	n := binary.BigEndian.Uint32(r.b)
	r.b = r.b[4:]
	return n
}

func (r *sshReader) str() string {
	n := r.number()
	if r.bad = r.bad || uint64(n) > uint64(len(r.b)); r.bad {
		return ""
	}
	s := string(r.b[:n])
	r.b = r.b[n:]
	return s
}
