package cli

import (
	"context"
	"crypto/rand"
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"coffer/box/contact"
	"coffer/ticket"
	"coffer/ticket/order"
	"coffer/vault"
	"coffer/vault/codec"
	"coffer/vault/secret"
	"coffer/vault/split"
)

// scriptVault finds the vault of a script as anybody can.
func scriptVault(ts *testscript.TestScript) *vault.Vault {
	home := ts.MkAbs("home")
	v, err := vault.Open(context.Background(), vault.Options{
		Dir: filepath.Join(home, ".local/share/coffer"), StateDir: filepath.Join(ts.MkAbs("stranger"), "state"),
		Clock: fileClock{ts.MkAbs("clock")}, Rand: rand.Reader, Stretch: cheapStretch,
	})
	ts.Check(err)
	return v
}

// trusteesName is where a script keeps the shares of its trustees.
const trusteesName = "trustees.shares"

// trusteesWait is the wait of its trustees.
const trusteesWait = 3 * 24 * time.Hour

// nameTrustees is the script command `trustees GENERATION`: the vault has three of
// them, two of whom can order.
func nameTrustees(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: trustees GENERATION")
	}
	ctx, v := context.Background(), scriptVault(ts)
	key, err := secret.NewKey(rand.Reader)
	ts.Check(err)
	me, err := contact.NewIdentity(rand.Reader)
	ts.Check(err)
	n := ticket.Notice{Vault: v.ID(), Generation: uint64(args[0][0]), Wait: int64(trusteesWait / time.Second),
		Deciders: make([]ticket.Decider, 3), Made: fileClock{ts.MkAbs("clock")}.Now().Unix()}
	about := split.Subject{Owner: me.Public().Fingerprint(), Of: v.ID(), Generation: n.Generation}
	about.Kind = "reset"
	n.Reset, _, err = split.Split(about, key, 2, 3)
	ts.Check(err)
	about.Kind = "recover"
	set, shares, err := split.Split(about, key, 2, 3)
	ts.Check(err)
	n.Recover = set
	encoded, err := set.Encode()
	ts.Check(err)
	var kept [][]byte
	for _, s := range shares {
		share, err := s.Encode()
		ts.Check(err)
		kept = append(kept, share)
	}
	data, err := codec.Marshal([]any{encoded, kept})
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(trusteesName), data, 0o600))
	notice, err := ticket.NewNotice(me, n)
	ts.Check(err)
	ts.Check(v.Unlock(ctx, secret.New("correct horse")))
	err = v.Update(ctx, vault.Event{Action: "test"}, func(tx *vault.Tx) error { return tx.PutClear("recovery", notice.Bytes()) })
	ts.Check(errors.Join(err, v.Close()))
}

// placeOrder is the script command `order KIND FILE`: two of the trustees sign it
// at this moment, and it is kept in FILE; then somebody without a key puts it into
// the vault. `order replay FILE` puts there what FILE has and nothing else, and
// `order junk` what is no order.
func placeOrder(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: order KIND FILE")
	}
	now, file := fileClock{ts.MkAbs("clock")}.Now(), ts.MkAbs(args[1])
	v := scriptVault(ts)
	defer v.Close()
	err := v.PlaceOrders(context.Background(), func(old []byte) ([]byte, error) {
		if args[0] == "junk" {
			return []byte("junk"), nil
		}
		if args[0] == "replay" {
			data, err := os.ReadFile(file)
			if err != nil {
				return nil, err
			}
			return codec.Marshal([]any{1, []any{[]any{uint64(now.Unix()), data}}})
		}
		set, signed, err := signOrder(ts.MkAbs(trusteesName), order.Kind(args[0]), now)
		if err != nil {
			return nil, err
		}
		data, err := signed.Encode()
		if err != nil {
			return nil, err
		}
		if err := os.WriteFile(file, data, 0o600); err != nil {
			return nil, err
		}
		return order.Place(old, set, signed, now)
	})
	ts.Check(err)
}

func signOrder(path string, kind order.Kind, now time.Time) (set split.Set, s order.Signed, err error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return set, s, err
	}
	var kept struct {
		_      struct{} `cbor:",toarray"`
		Set    []byte
		Shares [][]byte
	}
	if err := codec.Unmarshal(data, &kept); err != nil {
		return set, s, err
	}
	if set, err = split.ParseSet(kept.Set); err != nil {
		return set, s, err
	}
	email := ""
	if kind == order.Email {
		email = "alice@acme.example"
	}
	o, err := order.New(kind, set, [32]byte{0xab}, now, trusteesWait, email)
	if err != nil {
		return set, s, err
	}
	signatures := make(map[int][]byte)
	for _, data := range kept.Shares[:2] {
		share, err := split.ParseShare(data)
		if err != nil {
			return set, s, err
		}
		if signatures[share.Index], err = o.Sign(share); err != nil {
			return set, s, err
		}
	}
	s, err = order.Collect(set, o, signatures)
	return set, s, err
}
