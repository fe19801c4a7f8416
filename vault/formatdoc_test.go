package vault_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/hpke"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"
	bolt "go.etcd.io/bbolt"
	"golang.org/x/crypto/argon2"
	"golang.org/x/crypto/chacha20poly1305"

	"coffer/box"
	"coffer/box/contact"
	"coffer/box/seal"
	"coffer/box/witness"
	"coffer/vault"
	"coffer/vault/secret"
)

// docReader is written from docs/format.md alone and shares no code with the
// packages that write. What it cannot read, the document does not say.
type docReader struct {
	t     *testing.T
	tx    *bolt.Tx
	vault []byte          // its id
	roots []byte          // how often they were made
	root  map[byte][]byte // by tier
}

func (r *docReader) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

func docHMAC(key []byte, parts ...[]byte) []byte {
	m := hmac.New(sha256.New, key)
	m.Write(bytes.Join(parts, nil))
	return m.Sum(nil)
}

func docDerive(key []byte, purpose string) []byte {
	out, _ := hkdf.Key(sha256.New, key, nil, "coffer/1 "+purpose, 32)
	return out
}

func docBind(what string, parts ...[]byte) []byte {
	out := []byte("coffer/1 " + what + "\x00")
	for _, p := range parts {
		out = append(binary.BigEndian.AppendUint32(out, uint32(len(p))), p...)
	}
	return out
}

func (r *docReader) open(key, sealed, ad []byte) []byte {
	a, _ := chacha20poly1305.NewX(key)
	plain, err := a.Open(nil, sealed[:24], sealed[24:], ad)
	r.must(err)
	return plain
}

// array decodes the first item of data, an array of n elements.
func (r *docReader) array(data []byte, n int) (a []any, rest []byte) {
	rest, err := cbor.UnmarshalFirst(data, &a)
	if err != nil || len(a) != n {
		r.t.Fatalf("%d elements and not %d: %v", len(a), n, err)
	}
	return a, rest
}

func (r *docReader) get(bucket, key string) []byte {
	return r.tx.Bucket([]byte(bucket)).Get([]byte(key))
}

func (r *docReader) each(bucket string, f func(k, v []byte)) {
	if b := r.tx.Bucket([]byte(bucket)); b != nil { // a bucket that holds nothing may be missing
		r.must(b.ForEach(func(k, v []byte) error { f(k, v); return nil }))
	}
}

func (r *docReader) equal(what string, have any, want []byte) {
	r.t.Helper()
	if !bytes.Equal(have.([]byte), want) {
		r.t.Fatalf("%s: %x and not %x", what, have, want)
	}
}

func docSum(b []byte) []byte { sum := sha256.Sum256(b); return sum[:] }

func (r *docReader) unstamp(b []byte) []byte {
	body := b[:len(b)-8]
	r.equal("stamp", b[len(body):], docSum(body)[:8])
	return body
}

// format reads the format entry.
func (r *docReader) format() []any {
	format, _ := r.array(r.unstamp(r.get("keys", "format")), 4)
	r.vault, r.roots = format[1].([]byte), binary.BigEndian.AppendUint32(nil, uint32(format[2].(uint64)))
	return format
}

// unlock reads the format entry and opens the one password slot.
func (r *docReader) unlock(nfc string) {
	format := r.format()
	name, stored := r.tx.Bucket([]byte("keys")).Cursor().Seek([]byte("slot"))
	r.equal("checksum of the slots", binary.BigEndian.AppendUint64(nil, format[3].(uint64)), docSum(stored)[:8])
	body := r.unstamp(stored)
	slot, _ := r.array(body, 6)
	r.equal("name of the slot", name, append([]byte("slot"), slot[0].([]byte)...))
	cost, salt, sealed := slot[3].([]any), slot[4].([]byte), slot[5].([]byte)
	long := argon2.IDKey([]byte(nfc), salt, uint32(cost[1].(uint64)), uint32(cost[0].(uint64)), uint8(cost[2].(uint64)), 32)
	clear := append(bytes.Clone(body[:len(body)-2-len(sealed)]), 0xf6)
	roots := r.open(docDerive(long, "slot "+slot[1].(string)), sealed, docBind("slot", r.vault, clear))
	r.root = map[byte][]byte{2: roots[:32], 1: roots[32:64]}
	for tier, root := range r.root {
		mac := docHMAC(docDerive(root, "slots"), docBind("slots", r.vault, []byte{tier}), docBind("slot", body))
		r.equal("slot MAC", r.get("keys", "mac"+string(tier)), mac)
	}
}

// head opens the head of the vault and compares it with what it binds.
func (r *docReader) head(tier byte) []any {
	plain := r.open(docDerive(r.root[tier], "head"), r.get("heads", "v"+string(tier)), docBind("vault head", r.vault, []byte{tier}, r.roots))
	h, _ := r.array(plain, 8)
	var all []byte
	r.each("heads", func(k, v []byte) {
		if len(k) == 17 && k[16] == tier {
			all = append(all, docBind("head", k, v)...)
		}
	})
	r.equal("digest of the box heads", h[1], docSum(all))
	if h[5] != false {
		r.t.Errorf("a rewrite is owed: %v", h[5])
	}
	clear := make([]byte, 32)
	if r.tx.Bucket([]byte("clear")) != nil {
		var all []byte
		r.each("clear", func(k, v []byte) { all = append(all, docBind("clear", k, v)...) })
		clear = docSum(all)
	}
	r.equal("digest of what is in clear", h[6], clear)
	r.equal("slot MAC in the head", h[2], r.get("keys", "mac"+string(tier)))
	return h
}

func (r *docReader) boxKey(box string, tier byte) []byte {
	w, _ := r.array(r.get("keys", "box"+box+string(tier)), 2)
	epoch := binary.BigEndian.AppendUint32(nil, uint32(w[0].(uint64)))
	return r.open(docDerive(r.root[tier], "wrap"), w[1].([]byte), docBind("box key", r.vault, []byte(box), []byte{tier}, epoch))
}

func (r *docReader) record(box, space, id string, tier byte) []byte {
	stored := r.get(box+space, id+string(tier))
	ad := []byte("coffer/1 record\x00" + string(r.vault) + box + space + string(tier) + id + "\x00\x00\x00\x00" + string(stored[:8]))
	padded := r.open(docDerive(r.boxKey(box, tier), "records"), stored[8:], ad)
	return padded[4 : 4+binary.BigEndian.Uint32(padded)]
}

// sets sums up every bucket of a box and compares with the box head.
func (r *docReader) sets(box string, tier byte) {
	key := r.boxKey(box, tier)
	plain := r.open(docDerive(key, "head"), r.get("heads", box+string(tier)), docBind("box head", r.vault, []byte(box), []byte{tier}))
	head, _ := r.array(plain, 2)
	stored, _ := head[1].([]any)
	for _, s := range stored {
		space, set := byte(s.([]any)[0].(uint64)), s.([]any)[1].([]any)
		sum, n := new(big.Int), uint64(0)
		r.each(box+string(space), func(k, v []byte) {
			e := [][]byte{{space, byte(len(k))}, k, v[4:8], v[len(v)-16:]}
			if space == 'x' {
				e[2] = nil
			} else if k[len(k)-1] != tier {
				return
			}
			sum.Add(sum, new(big.Int).SetBytes(docHMAC(docDerive(key, "set"), e...)))
			n++
		})
		words := sum.Mod(sum, new(big.Int).Lsh(big.NewInt(1), 256)).FillBytes(make([]byte, 32))
		for i, word := range set[1].([]any) { // the least significant first
			r.equal("set "+string(space), words[24-8*i:32-8*i], binary.BigEndian.AppendUint64(nil, word.(uint64)))
		}
		if n != set[0] {
			r.t.Errorf("set %c counts %d and not %d", space, set[0], n)
		}
	}
}

func (r *docReader) find(box, name string) string {
	key := r.boxKey(box, 1)
	at := docHMAC(docDerive(key, "index"), []byte(name))[:16]
	v := r.get(box+"x", string(at))
	r.equal("MAC of the entry", v[len(v)-16:], docHMAC(docDerive(key, "named"), at, v[:len(v)-16])[:16])
	return string(v[:16])
}

var docZero = string(make([]byte, 16)) // the id of box 0
type docClock struct{}

func (docClock) Now() time.Time                { return time.Unix(1_900_000_000, 0) }
func (docClock) Boot() (string, time.Duration) { return "run", time.Hour }

// TestFormatDocument writes with the program and reads with the document.
func TestFormatDocument(t *testing.T) {
	ctx, r, dir, state := context.Background(), &docReader{t: t}, t.TempDir(), t.TempDir()
	o := vault.Options{Dir: dir, StateDir: state, Clock: docClock{}, Rand: rand.NewChaCha8([32]byte{1}), Names: box.IndexNames}
	v, err := vault.Create(ctx, o, secret.New("schlu\u0308ssel"), vault.Params{MemoryKiB: 64, Time: 1, Threads: 2})
	r.must(err)
	defer v.Close()
	r.must(v.Update(ctx, vault.Event{Action: "item.add", Text: "work"}, func(tx *vault.Tx) error {
		b, err := box.NewBox(tx, "work")
		r.must(err)
		return box.Put(tx, &box.Item{Box: b.ID, Label: box.Label{Folder: []string{"a/b"}, Title: "acme"}, Fields: []box.Field{
			{Name: "user", Kind: box.Username, Tier: vault.Companion, Value: secret.New("ann")},
			{Name: "password", Kind: box.Password, Tier: vault.Core, Value: secret.New("swordfish")}}})
	}))
	var own contact.Own
	var bob contact.Contact
	r.must(v.Update(ctx, vault.Event{Action: "contact.request"}, func(tx *vault.Tx) error {
		own, err = contact.Introduce(tx, "ann", "")
		r.must(err)
		bob = docContact(r, tx)
		return contact.Put(tx, &bob)
	}))
	var circles [3]seal.Circle
	r.must(v.Update(ctx, vault.Event{Action: "circle.new"}, func(tx *vault.Tx) error {
		circles, err = docCircles(tx, bob.ID)
		r.must(err)
		return docWitnesses(tx, bob.ID)
	}))
	gone := docPurged(r, v)
	db, err := bolt.Open(filepath.Join(dir, "vault.db"), 0o600, &bolt.Options{ReadOnly: true})
	r.must(err)
	defer db.Close()
	r.tx, err = db.Begin(false)
	r.must(err)
	defer r.tx.Rollback()
	r.unlock("schl\u00fcssel")
	r.item()
	r.gone(gone)
	r.contacts(own, bob)
	r.circles(circles, bob.ID)
	r.witnesses(bob.ID)
	r.log(state)
}

// docPurged makes an item and deletes it for good, which leaves the file to be rewritten.
func docPurged(r *docReader, v *vault.Vault) (id vault.ID) {
	r.must(v.Update(context.Background(), vault.Event{Action: "item.add"}, func(tx *vault.Tx) error {
		b, err := box.BoxByName(tx, "work")
		r.must(err)
		it := box.Item{Box: b.ID, Label: box.Label{Title: "gone"}}
		r.must(box.Put(tx, &it))
		id = it.ID
		return box.Purge(tx, b.ID, id)
	}))
	r.must(v.Compact(context.Background(), nil))
	return id
}

// gone reads that something was deleted.
func (r *docReader) gone(id vault.ID) {
	ids, _ := r.array(r.record(docZero, "d", string(id[:1])+docZero[1:], 2), 1)
	r.equal("what is gone", ids[0], id[:])
}

// docContact makes somebody with something in every element.
func docContact(r *docReader, tx *vault.Tx) contact.Contact {
	id, err := contact.NewIdentity(tx.Rand())
	r.must(err)
	card, err := contact.NewCard(id, contact.Draft{Name: "bob", Mailbox: vault.ID{1}, Number: 1, Time: tx.Now()})
	r.must(err)
	c := contact.Contact{Name: "bob", Card: card, Claims: []vault.ID{{9}}, Emails: []string{"a@b"}, Said: "hello"}
	for _, step := range []contact.Step{contact.Request, contact.Compare, contact.TheyAgree} {
		r.must(c.Step(step, tx.Now()))
	}
	c.Claims = []vault.ID{{9}}
	return c
}

// contacts reads the identity, a contact and the list of names.
func (r *docReader) contacts(own contact.Own, bob contact.Contact) {
	who, _ := r.array(r.record(docZero, "c", docZero[:15]+"\x01", 2), 5)
	key := ed25519.NewKeyFromSeed(who[1].([]byte))
	r.equal("signing key", []byte(own.Public().Signing), key[32:])
	r.equal("mailbox", who[2], own.Mailbox[:])
	r.equal("own card", who[3], own.Card.Bytes())
	if len(who[0].([]byte)) != 32 {
		r.t.Errorf("a private key of %d bytes", len(who[0].([]byte)))
	}
	c, _ := r.array(r.record(docZero, "c", string(bob.ID[:]), 2), 8)
	r.equal("card", c[1], bob.Card.Bytes())
	nine := append([]byte{9}, make([]byte, 15)...)
	want := []any{"bob", c[1], 4, docClock{}.Now().Unix(), docClock{}.Now().Unix(), []any{nine}, []any{"a@b"}, "hello"}
	if fmt.Sprint(c) != fmt.Sprint(want) {
		r.t.Errorf("a contact is %v", c)
	}
	names, _ := r.array(r.record(docZero, "s", docZero[:15]+"\x04", 1), 1)
	r.equal("id", names[0].([]any)[0], bob.ID[:])
	r.equal("name", []byte(names[0].([]any)[1].(string)), []byte("bob"))
}

// docCircles makes a circle with everything in it, one within it, and one that is
// removed.
func docCircles(tx *vault.Tx, bob vault.ID) (made [3]seal.Circle, err error) {
	for i, name := range []string{"family", "kids", "gone"} {
		if made[i], err = seal.NewCircle(tx, name); err != nil {
			return made, err
		}
	}
	if err := seal.RemoveCircle(tx, &made[2], time.Hour); err != nil {
		return made, err
	}
	_, err = seal.AddMembers(tx, &made[0], []seal.Member{{ID: bob}, {ID: made[1].ID, Circle: true}})
	return made, err
}

// circles reads them, and the list of names.
func (r *docReader) circles(made [3]seal.Circle, bob vault.ID) {
	now := docClock{}.Now().Unix()
	for i, want := range [][]any{
		{"family", []any{bob[:]}, []any{made[1].ID[:]}, 0, 0},
		{"kids", nil, nil, 0, 0},
		{"gone", nil, nil, now, now + 3600},
	} {
		have, _ := r.array(r.record(docZero, "r", string(made[i].ID[:]), 2), 5)
		if fmt.Sprint(have) != fmt.Sprint(want) {
			r.t.Errorf("a circle is %v and not %v", have, want)
		}
	}
	names, _ := r.array(r.record(docZero, "s", docZero[:15]+"\x06", 1), 2)
	if fmt.Sprint(names) != "[family kids]" {
		r.t.Errorf("the names of circles are %v", names)
	}
}

// docWitnesses makes a witness, and keeps a head that another one does not fit.
func docWitnesses(tx *vault.Tx, bob vault.ID) error {
	from, now := witness.Arrival{In: vault.ID{7}, Number: 5}, tx.Now()
	w := witness.Appointed{Contact: bob, Since: now}
	w.Sends(12, now, time.Hour)
	w.Answers(witness.Signed{Key: "key", Note: []byte("note")}, from, now)
	k := witness.Kept{Signed: w.Answer.Signed, At: now, From: from}
	k.Doubt = witness.Doubt{Signed: witness.Signed{Key: "other", Note: []byte("notes")}, Reason: witness.Forked, At: now, Over: true}
	return errors.Join(witness.PutAppointed(tx, &w), witness.PutKept(tx, bob, &k))
}

// witnesses reads both.
func (r *docReader) witnesses(bob vault.ID) {
	now, seven := docClock{}.Now().Unix(), append([]byte{7}, make([]byte, 15)...)
	answer := []any{"key", []byte("note"), now, seven, 5}
	for sub, want := range map[string][]any{
		"\x01": {now, []any{12, now, 3600, false}, answer},
		"\x02": {answer, []any{"other", []byte("notes"), 2, now, true, 0}},
	} {
		stored := r.get(docZero+"w", string(bob[:])+"\x00\x00\x00"+sub+"\x02")
		ad := "coffer/1 record\x00" + string(r.vault) + docZero + "w" + "\x02" + string(bob[:]) + "\x00\x00\x00" + sub + string(stored[:8])
		padded := r.open(docDerive(r.boxKey(docZero, 2), "records"), stored[8:], []byte(ad))
		have, _ := r.array(padded[4:4+binary.BigEndian.Uint32(padded)], len(want))
		if fmt.Sprint(have) != fmt.Sprint(want) {
			r.t.Errorf("a record of witnesses is %v and not %v", have, want)
		}
	}
}

// item finds an item by its path and reads it.
func (r *docReader) item() {
	work := r.find(docZero, "box\x00work")
	for tier := byte(1); tier <= 2; tier++ {
		r.sets(docZero, tier)
		r.sets(work, tier)
	}
	own, _ := r.array(r.record(work, "s", docZero, 2), 5)
	r.equal("name of the box", []byte(own[0].(string)), []byte("work"))
	r.equal("twin", r.record(work, "s", docZero, 1), r.record(work, "s", docZero, 2))
	id := r.find(work, "a%2Fb/acme")
	label, rest := r.array(r.record(work, "i", id, 1), 11)
	more, _ := r.array(rest, 3)
	core, _ := r.array(r.record(work, "i", id, 2), 4)
	r.equal("title", []byte(label[1].(string)), []byte("acme"))
	r.equal("user", more[0].([]any)[0].([]any)[3], []byte("ann"))
	r.equal("password", core[1].([]any)[0], []byte("swordfish"))
	for i, date := range []any{label[8], false, label[9], label[10]} { // and no flag
		if core[3].([]any)[i] != date {
			r.t.Errorf("date %d: %v and not %v", i, core[3].([]any)[i], date)
		}
	}
	around, _ := cbor.Marshal([]any{[]byte(work), label[0], label[1], label[2], []any{
		[]any{"user", "username", 1, nil}, []any{"password", "password", 2, nil}}, nil})
	r.equal("digest", core[0], docSum(around))
}

// log makes the tree over all entries, and compares its hashes with those that are kept,
// and its root with what the heads and the machine say.
func (r *docReader) log(state string) {
	leaf := func(n string) []byte {
		plain := r.record(docZero, "e", docZero[:15]+n, 1)
		_, subjects := r.array(plain, 8)
		r.equal("subjects", subjects, []byte{0x80})
		return docSum(append([]byte{0}, plain[:len(plain)-len(subjects)]...))
	}
	over := func(a, b []byte) []byte { return docSum(slices.Concat([]byte{1}, a, b)) }
	a, b, c, d, e := leaf("\x01"), leaf("\x02"), leaf("\x03"), leaf("\x04"), leaf("\x05")
	ab, cd := over(a, b), over(c, d)
	four := over(ab, cd)
	root := over(four, e)
	r.equal("hashes", r.record(docZero, "j", docZero, 1), slices.Concat(a, b, ab, c, d, cd, four, e))
	id := base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(-1).EncodeToString(r.vault)
	file, err := os.ReadFile(filepath.Join(state, id, "seen"))
	r.must(err)
	seen, mac := r.array(file, 3)
	for _, have := range []any{r.head(1)[4], r.head(2)[4], seen[2]} {
		r.equal("root", have, root)
	}
	r.equal("MAC", mac, docHMAC(docDerive(r.root[1], "memory"), docBind("memory", r.vault, file[:len(file)-32])))
}

// TestFormatDocumentOfAReset reads what was put aside.
func TestFormatDocumentOfAReset(t *testing.T) {
	ctx, r, dir := context.Background(), &docReader{t: t}, t.TempDir()
	o := vault.Options{Dir: dir, StateDir: t.TempDir(), Clock: docClock{}, Rand: rand.NewChaCha8([32]byte{1})}
	cheap := vault.Params{MemoryKiB: 64, Time: 1, Threads: 2}
	v, err := vault.Create(ctx, o, secret.New("x"), cheap)
	r.must(err)
	defer v.Close()
	both, err := secret.NewKey(o.Rand)
	r.must(err)
	key, err := secret.NewKey(o.Rand)
	r.must(err)
	r.must(v.Update(ctx, vault.Event{Action: "test"}, func(tx *vault.Tx) error { return tx.SetRecovery(both, key) }))
	r.must(v.Compact(ctx, nil))
	r.must(v.Reset(ctx, key, secret.New("y"), cheap, vault.Event{Action: "test"}, box.Remains, nil, nil))
	db, err := bolt.Open(filepath.Join(dir, "vault.db"), 0o600, &bolt.Options{ReadOnly: true})
	r.must(err)
	defer db.Close()
	r.tx, err = db.Begin(false)
	r.must(err)
	defer r.tx.Rollback()
	r.unlock("y")
	aside, err := os.ReadFile(filepath.Join(dir, "vault.db.former"))
	r.must(err)
	for tier := byte(1); tier <= 2; tier++ {
		sum, _ := r.array(r.record(docZero, "s", docZero[:15]+"\x09", tier), 1)
		r.equal("SHA-256", sum[0], docSum(aside))
	}
}

// TestFormatDocumentOfRecoverySlots opens both slots with their keys, and reads what
// the vault keeps for a rekey.
func TestFormatDocumentOfRecoverySlots(t *testing.T) {
	ctx, r, dir := context.Background(), &docReader{t: t}, t.TempDir()
	o := vault.Options{Dir: dir, StateDir: t.TempDir(), Clock: docClock{}, Rand: rand.NewChaCha8([32]byte{1})}
	v, err := vault.Create(ctx, o, secret.New("x"), vault.Params{MemoryKiB: 64, Time: 1, Threads: 2})
	r.must(err)
	defer v.Close()
	keys := make(map[bool]secret.Key)
	for _, core := range []bool{true, false} {
		keys[core], err = secret.NewKey(o.Rand)
		r.must(err)
	}
	r.must(v.Update(ctx, vault.Event{Action: "test"}, func(tx *vault.Tx) error {
		r.must(tx.PutClear("recovery", []byte("who may help")))
		return tx.SetRecovery(keys[true], keys[false])
	}))
	r.must(v.Compact(ctx, nil))
	db, err := bolt.Open(filepath.Join(dir, "vault.db"), 0o600, &bolt.Options{ReadOnly: true})
	r.must(err)
	defer db.Close()
	r.tx, err = db.Begin(false)
	r.must(err)
	defer r.tx.Rollback()
	r.format()
	r.equal("entry in clear", r.unstamp(r.get("clear", "recovery")), []byte("who may help"))
	want := make(map[bool]any)
	r.each("keys", func(name, stored []byte) {
		if !bytes.HasPrefix(name, []byte("slot")) {
			return
		}
		body := r.unstamp(stored)
		slot, _ := r.array(body, 6)
		if slot[1] != "recovery" {
			return
		}
		cost, sealed, core := slot[3].([]any), slot[5].([]byte), slot[2].(bool)
		clear := append(bytes.Clone(body[:len(body)-3-len(sealed)]), 0xf6) // a longer head than that of a password slot
		kem := hpke.MLKEM768X25519()
		private, err := kem.NewPrivateKey(docDerive(keys[core].Bytes(), "slot recovery"))
		r.must(err)
		roots, err := hpke.Open(private, hpke.HKDFSHA256(), hpke.ChaCha20Poly1305(), docBind("slot", r.vault, clear), sealed)
		r.must(err)
		if cost[0] != uint64(0) || cost[1] != uint64(0) || cost[2] != uint64(0) {
			t.Errorf("costs %v", cost)
		}
		want[core] = []any{slot[0], core, private.PublicKey().Bytes(), docSum(stored)}
		if core {
			r.root = map[byte][]byte{2: roots[:32], 1: roots[32:64]}
		} else if len(roots) != 32 {
			t.Errorf("%d bytes", len(roots))
		}
	})
	r.head(1)
	r.head(2)
	kept, _ := r.array(r.record(docZero, "k", docZero, 2), 1)
	if fmt.Sprint(kept[0]) != fmt.Sprint([]any{want[true], want[false]}) {
		t.Errorf("kept is %v", kept)
	}
}
