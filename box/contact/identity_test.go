package contact

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"coffer/vault/codec"
	"coffer/vault/secret"
)

func wantErr(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: %v, want %v", what, err, want)
	}
}

func encrypt(t *testing.T, p Public, text string) []byte {
	t.Helper()
	var b bytes.Buffer
	w, err := p.Encrypt(&b)
	if err == nil {
		_, err = io.WriteString(w, text)
		err = errors.Join(err, w.Close())
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestIdentity(t *testing.T) {
	a, b := alice(t), bob(t)
	for _, id := range []Identity{a, b} {
		if err := id.Public().Check(); err != nil {
			t.Error(err)
		}
	}
	if !alice(t).Public().Equal(a.Public()) || a.Public().Equal(b.Public()) {
		t.Error("identities are not made of their randomness alone")
	}
	sig := a.Sign("test", []byte("text"))
	for what, fits := range map[string]bool{
		"right":         a.Public().Verify("test", []byte("text"), sig),
		"other text":    !a.Public().Verify("test", []byte("test"), sig),
		"other purpose": !a.Public().Verify("card", []byte("text"), sig),
		"other key":     !b.Public().Verify("test", []byte("text"), sig),
		"no signature":  !a.Public().Verify("test", []byte("text"), nil),
		"no key":        !Public{}.Verify("test", []byte("text"), sig),
	} {
		if !fits {
			t.Error("signature: " + what)
		}
	}
	file := encrypt(t, a.Public(), "swordfish")
	r, err := a.Decrypt(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(r); err != nil || string(got) != "swordfish" {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := b.Decrypt(bytes.NewReader(file)); err == nil {
		t.Error("bob opens what is for alice")
	}
	if _, err := (Public{Recipient: "age1"}).Encrypt(io.Discard); !errors.Is(err, ErrKeys) {
		t.Errorf("to nobody: %v", err)
	}
	a.Wipe()
	if _, err := a.Decrypt(bytes.NewReader(file)); err == nil || !a.signing.IsZero() {
		t.Error("a wiped identity still opens")
	}
	if _, err := NewIdentity(strings.NewReader("too short for a key")); err == nil {
		t.Error("an identity without randomness")
	}
}

// TestIdentityEncoded: what is kept of an identity makes the same one again.
func TestIdentityEncoded(t *testing.T) {
	id := alice(t)
	seeds := id.Encode()
	if want := slices.Concat(id.opening.Bytes(), id.signing.Bytes()); !bytes.Equal(seeds.Bytes(), want) {
		t.Error("other seeds")
	}
	again, err := ParseIdentity(seeds.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	seeds.Wipe()
	if !again.Public().Equal(id.Public()) || !id.Public().Verify("x", nil, again.Sign("x", nil)) {
		t.Error("another identity")
	}
	for _, n := range []int{0, 32, 63, 65} {
		_, err := ParseIdentity(make([]byte, n))
		wantErr(t, fmt.Sprintf("%d bytes", n), err, ErrKeys)
	}
	again.Wipe()
	if !again.Encode().IsZero() || !(Identity{}).Encode().IsZero() {
		t.Error("something of no identity")
	}
}

// TestIdentityDoesNotShow looks for either seed in whatever comes of printing.
func TestIdentityDoesNotShow(t *testing.T) {
	id := alice(t)
	seeds := []string{string(id.opening.Bytes()), string(id.signing.Bytes())}
	var out strings.Builder
	for _, v := range []any{id, &id, struct{ i Identity }{id}, []Identity{id}, map[string]any{"x": id}} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d"} {
			fmt.Fprintf(&out, verb, v)
		}
		for _, marshal := range []func(any) ([]byte, error){json.Marshal, codec.Marshal} {
			b, _ := marshal(v)
			out.Write(b)
		}
	}
	for _, seed := range seeds {
		for _, s := range []string{seed, hex.EncodeToString([]byte(seed)), strings.Trim(fmt.Sprint([]byte(seed)), "[]")} {
			if strings.Contains(strings.ToLower(out.String()), s) {
				t.Error("a seed shows")
			}
		}
	}
	for _, marshal := range []func() ([]byte, error){id.MarshalJSON, id.MarshalText, id.MarshalBinary, id.MarshalCBOR} {
		if _, err := marshal(); !errors.Is(err, secret.ErrMarshal) {
			t.Error(err)
		}
	}
}

func TestKeysAreChecked(t *testing.T) {
	good := alice(t).Public()
	for name, p := range map[string]Public{
		"nothing":             {},
		"upper case":          {Recipient: strings.ToUpper(good.Recipient), Signing: good.Signing},
		"classic recipient":   {Recipient: "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj", Signing: good.Signing},
		"changed recipient":   {Recipient: good.Recipient[:99] + "q" + good.Recipient[100:], Signing: good.Signing},
		"long recipient":      {Recipient: good.Recipient + strings.Repeat("q", MaxCard), Signing: good.Signing},
		"no signing key":      {Recipient: good.Recipient},
		"short signing key":   {Recipient: good.Recipient, Signing: good.Signing[1:]},
		"signing key of zero": {Recipient: good.Recipient, Signing: make([]byte, 32)},
	} {
		wantErr(t, name, p.Check(), ErrKeys)
	}
}

// TestWeakKeys shows of each key that is refused that anybody signs for it.
func TestWeakKeys(t *testing.T) {
	anybody := append([]byte{1}, make([]byte, 63)...)
	n := 0
	for _, first := range []byte{0x00, 0x01, 0x26, 0xc7, 0xec, 0xed, 0xee} {
		for _, sign := range []byte{0, 0x80} {
			key := weakKey(first)
			key[31] |= sign
			if !weak(key) {
				t.Errorf("%x is not known as weak", key)
			}
			forged := false
			for i := range 200 {
				forged = forged || Public{Signing: key}.Verify("test", []byte{byte(i)}, anybody)
			}
			if forged {
				n++
			}
		}
	}
	if n < 8 { // the standard library refuses some of the others by itself
		t.Errorf("only %d keys are weak", n)
	}
}

func weakKey(first byte) []byte {
	text := map[byte]string{
		0x26: "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
		0xc7: "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
	}[first]
	if text == "" {
		fill := "00"
		if first >= 0xec {
			fill = "ff"
		}
		text = hex.EncodeToString([]byte{first}) + strings.Repeat(fill, 30)
		text += map[string]string{"00": "00", "ff": "7f"}[fill]
	}
	key, _ := hex.DecodeString(text)
	return key
}

func TestFingerprint(t *testing.T) {
	f := alice(t).Public().Fingerprint()
	if len(f.String()) != 64 || len(f.Short()) != 19 || f == bob(t).Public().Fingerprint() {
		t.Errorf("%s %s", f, f.Short())
	}
	long := alice(t).Public() // what moves between the two keys changes the name of both
	long.Recipient += string(long.Signing[:1])
	long.Signing = long.Signing[1:]
	if long.Fingerprint() == f {
		t.Error("two pairs of keys with one fingerprint")
	}
}
