package seal

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"coffer/box"
	"coffer/box/contact"
	"coffer/box/hold"
	"coffer/box/matter"
	"coffer/vault/codec"
	"coffer/vault/secret"
	"coffer/vault/split"
)

var when = time.Unix(1_900_000_000, 0).UTC()

// someone has an identity that follows from a number.
func someone(t testing.TB, n byte) contact.Identity {
	t.Helper()
	id, err := contact.NewIdentity(rand.NewChaCha8([32]byte{n}))
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// story is a seal between alice and bob, withheld by carol, dave and erin.
type story struct {
	t                 testing.TB
	alice, bob        contact.Identity
	mallory           contact.Identity
	seal              Made
	file              []byte
	want              Opened
	letter            Letter
	carol, dave, erin split.Share
}

func newStory(t testing.TB, threshold int) *story {
	t.Helper()
	s := &story{t: t, alice: someone(t, 1), bob: someone(t, 2), mallory: someone(t, 9), letter: letter(1)}
	s.seal = s.made(s.bob, threshold)
	s.carol, s.dave, s.erin = s.seal.Shares[0], s.seal.Shares[1], s.seal.Shares[2]
	s.file, s.want = s.sealed(s.letter)
	return s
}

func (s *story) made(to contact.Identity, threshold int) Made {
	s.t.Helper()
	m, err := New(rand.NewChaCha8([32]byte{byte(threshold), 77}), s.alice.Public(), Draft{
		To: to.Public(), Threshold: threshold, Grace: 7 * 24 * time.Hour, MaxVetoes: 3, ExtraWait: true,
		Custodians: []contact.Public{someone(s.t, 3).Public(), someone(s.t, 4).Public(), someone(s.t, 5).Public()},
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return m
}

func (s *story) sealed(l Letter) ([]byte, Opened) {
	s.t.Helper()
	file, err := s.seal.Seal(s.alice, s.bob.Public(), s.seal.Recipient, l)
	if err != nil {
		s.t.Fatal(err)
	}
	return file, Opened{l.Number, FileHash(file)}
}

// open is what bob's client does with some shares.
func (s *story) open(shares ...split.Share) (Letter, error) {
	return s.seal.Open(s.bob, s.alice.Public(), shares, s.want, s.file)
}

func letter(number uint64) Letter {
	key, _ := secret.NewKey(rand.NewChaCha8([32]byte{8}))
	return Letter{Number: number, Time: when, Note: "for an emergency", Item: Item{
		Title: "bank", Template: "login", Created: when, Changed: when,
		Fields: []box.Field{
			{Name: "username", Kind: box.Username, Tier: box.Companion, Value: secret.New("alice")},
			{Name: "password", Kind: box.Password, Tier: box.Core, Value: secret.New("canary-91")},
			{Name: "pin", Kind: box.PIN, Tier: box.Core},
		},
		Attachments: []Attachment{{Name: "deed.pdf", Size: 7, SHA256: [32]byte{1}, Key: key}},
	}}
}

// plain is everything that a letter says.
func plain(l Letter) string {
	var b strings.Builder
	fmt.Fprintln(&b, l.Number, l.Time, l.Note, l.Item.Title, l.Item.Template, l.Item.Created, l.Item.Changed, l.Item.Expires)
	for _, f := range l.Item.Fields {
		fmt.Fprintln(&b, f.Name, f.Kind, f.Tier, f.Value.Reveal())
	}
	for _, a := range l.Item.Attachments {
		fmt.Fprintln(&b, a.Name, a.Size, a.SHA256, a.Key.Bytes())
	}
	return b.String()
}

func TestSealOpens(t *testing.T) {
	s := newStory(t, 2)
	for _, shares := range [][]split.Share{{s.carol, s.dave}, {s.erin, s.carol}, {s.dave, s.erin}} {
		got, err := s.open(shares...)
		if err != nil || plain(got) != plain(s.letter) {
			t.Errorf("opened %q: %v", plain(got), err)
		}
	}
	one := newStory(t, 1)
	for _, share := range one.seal.Shares {
		if _, err := one.open(share); err != nil {
			t.Errorf("threshold 1: %v", err)
		}
	}
}

// TestUpdateTakesNoShare: a newer file of the same seal opens with the same
// shares, and is made without them.
func TestUpdateTakesNoShare(t *testing.T) {
	s := newStory(t, 2)
	for i := range s.seal.Shares {
		if i > 1 {
			s.seal.Shares[i].Wipe()
		}
	}
	next := letter(2)
	next.Note = "another one"
	s.file, s.want = s.sealed(next)
	if got, err := s.open(s.carol, s.dave); err != nil || plain(got) != plain(next) {
		t.Errorf("opened %q: %v", plain(got), err)
	}
}

// TestCustodianOpensNothing: all shares and the file are nothing without the
// recipient, even where a share is the whole key.
func TestCustodianOpensNothing(t *testing.T) {
	for threshold := 1; threshold <= 3; threshold++ {
		s := newStory(t, threshold)
		key, err := split.Combine(s.seal.Set, s.seal.Shares[:threshold])
		if err != nil {
			t.Fatal(err)
		}
		r, err := contact.DecryptOpening(key, bytes.NewReader(s.file))
		if err != nil {
			t.Fatal(err)
		}
		inner, err := io.ReadAll(r)
		if err != nil || len(inner) == 0 {
			t.Fatal("the outer layer does not come off", err)
		}
		if bytes.Contains(inner, []byte("canary-91")) || bytes.Contains(inner, []byte("bank")) {
			t.Error("the inner layer is readable")
		}
		for who, id := range map[string]contact.Identity{"custodian": someone(t, 3), "sender": s.alice, "mallory": s.mallory} {
			if _, err := id.Decrypt(bytes.NewReader(inner)); err == nil {
				t.Errorf("threshold %d: the %s opens it", threshold, who)
			}
			if _, err := unwrap(id, key, s.file); !errors.Is(err, ErrFile) {
				t.Errorf("threshold %d: %s: %v", threshold, who, err)
			}
		}
		if _, err := s.bob.Decrypt(bytes.NewReader(inner)); err != nil {
			t.Errorf("and the recipient does not: %v", err) // the attack above is a real one
		}
	}
}

// TestRecipientOpensNothing: whoever has all but enough shares has nothing, and
// neither do shares of two seals add up.
func TestRecipientOpensNothing(t *testing.T) {
	s := newStory(t, 2)
	if _, err := s.bob.Decrypt(bytes.NewReader(s.file)); err == nil {
		t.Error("the recipient opens the outer file")
	}
	other := newStory(t, 2)
	other.seal = s.made(s.bob, 3)
	for what, c := range map[string]struct {
		shares []split.Share
		want   error
	}{
		"no share":       {nil, split.ErrTooFew},
		"one share":      {[]split.Share{s.carol}, split.ErrTooFew},
		"one twice":      {[]split.Share{s.carol, s.carol}, split.ErrTwice},
		"of two seals":   {[]split.Share{s.carol, other.seal.Shares[1]}, split.ErrForeign},
		"one too many":   {s.seal.Shares, split.ErrTooMany},
		"nothing at all": {[]split.Share{s.carol, {}}, split.ErrShare},
	} {
		if _, err := s.open(c.shares...); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", what, err, c.want)
		}
	}
	flat, err := s.dave.Encode()
	if err != nil {
		t.Fatal(err)
	}
	flat[len(flat)-1] ^= 1
	altered, err := split.ParseShare(flat)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.open(s.carol, altered); !errors.Is(err, split.ErrAltered) {
		t.Errorf("an altered share: %v", err)
	}
}

// TestOtherFiles: what somebody puts in the place of the file is refused, each by
// its own name; the expected hash is that of what was put there, so that nothing
// but the file itself is looked at.
func TestOtherFiles(t *testing.T) {
	s := newStory(t, 2)
	honest := *s
	put := func(file []byte, number uint64) error {
		s.file, s.want = file, Opened{number, FileHash(file)}
		_, err := s.open(s.carol, s.dave)
		*s = honest
		return err
	}
	if err := put(s.file, 1); err != nil {
		t.Fatal(err)
	}
	if err := put(s.file, 2); !errors.Is(err, ErrOther) || !strings.Contains(err.Error(), "number 1, not 2") {
		t.Errorf("an older version: %v", err)
	}
	s.want.Number, s.want.Hash[3] = 1, s.want.Hash[3]^1
	if _, err := s.open(s.carol, s.dave); !errors.Is(err, ErrOther) {
		t.Errorf("another hash: %v", err)
	}
	*s = honest

	// a seal of alice's for somebody else, or another one for bob, under the keys of this one
	swap := func(what, says string, with Made, to contact.Identity) {
		t.Helper()
		file, err := with.Seal(s.alice, to.Public(), s.seal.Recipient, letter(1))
		if err != nil {
			t.Fatal(err)
		}
		if to.Public().Equal(s.bob.Public()) {
			if err := put(file, 1); !errors.Is(err, ErrOther) || !strings.Contains(err.Error(), says) {
				t.Errorf("%s: %v", what, err)
			}
			return
		}
		signed, err := unwrapAll(s, to, file)
		if err != nil {
			t.Fatal(err)
		}
		if err := put(s.wrap(signed), 1); !errors.Is(err, ErrOther) || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v", what, err)
		}
	}
	swap("another seal for bob", "of another seal", s.made(s.bob, 3), s.bob)
	same := s.made(s.mallory, 2)
	swap("passed on by its recipient", "between other people", same, s.mallory)
	looser := s.seal
	looser.Policy.Grace -= 24 * 3600
	swap("another policy", "under another policy", looser, s.bob)

	// mallory writes it, with alice's name in it
	plain, err := s.seal.encode(letter(1))
	if err != nil {
		t.Fatal(err)
	}
	forged, err := sign(s.mallory, plain)
	if err != nil {
		t.Fatal(err)
	}
	if err := put(s.wrap(forged), 1); !errors.Is(err, ErrForged) {
		t.Errorf("forged: %v", err)
	}
	other, err := codec.Marshal(wireSigned{Letter: plain, Signature: s.alice.Sign("card", plain)})
	if err != nil {
		t.Fatal(err)
	}
	if err := put(s.wrap(other), 1); !errors.Is(err, ErrForged) {
		t.Errorf("signed for another purpose: %v", err)
	}
	if err := put(s.wrap([]byte("nothing")), 1); !errors.Is(err, ErrFile) {
		t.Errorf("nonsense: %v", err)
	}
	bare, err := contact.Public{Recipient: s.seal.Recipient}.Wrap(plain)
	if err != nil {
		t.Fatal(err)
	}
	if err := put(bare, 1); !errors.Is(err, ErrFile) {
		t.Errorf("without the inner layer: %v", err)
	}
	if err := put(make([]byte, MaxFile+1), 1); !errors.Is(err, ErrFile) {
		t.Errorf("too large: %v", err)
	}
}

// unwrapAll is what a recipient can do with a file that was opened to them.
func unwrapAll(s *story, who contact.Identity, file []byte) ([]byte, error) {
	key, err := split.Combine(s.seal.Set, []split.Share{s.carol, s.dave})
	if err != nil {
		return nil, err
	}
	return unwrap(who, key, file)
}

// wrap puts both layers around something, for bob.
func (s *story) wrap(signed []byte) []byte {
	s.t.Helper()
	padded, err := pad(signed)
	if err == nil {
		var inner []byte
		if inner, err = s.bob.Public().Wrap(padded); err == nil {
			inner, err = contact.Public{Recipient: s.seal.Recipient}.Wrap(inner)
			padded = inner
		}
	}
	if err != nil {
		s.t.Fatal(err)
	}
	return padded
}

// TestFlippedFile: no byte can change, be cut off or added without a word.
func TestFlippedFile(t *testing.T) {
	s := newStory(t, 2)
	honest := s.file
	for at := 0; at < len(honest); at += 1 + len(honest)/150 {
		s.file = bytes.Clone(honest)
		s.file[at] ^= 1 << (at % 8)
		s.want.Hash = FileHash(s.file)
		if _, err := s.open(s.carol, s.dave); !errors.Is(err, ErrFile) {
			t.Errorf("byte %d: %v", at, err)
		}
		s.file = honest[:at]
		s.want.Hash = FileHash(s.file)
		if _, err := s.open(s.carol, s.dave); !errors.Is(err, ErrFile) {
			t.Errorf("cut to %d: %v", at, err)
		}
	}
	s.file = append(bytes.Clone(honest), 0)
	s.want.Hash = FileHash(s.file)
	if _, err := s.open(s.carol, s.dave); !errors.Is(err, ErrFile) {
		t.Errorf("one byte more: %v", err)
	}
}

// TestBehindTheInnerFile: the key of the seal alone adds nothing.
func TestBehindTheInnerFile(t *testing.T) {
	s := newStory(t, 2)
	signed, err := unwrapAll(s, s.bob, s.file)
	if err != nil {
		t.Fatal(err)
	}
	padded, err := pad(signed)
	if err != nil {
		t.Fatal(err)
	}
	inner, err := s.bob.Public().Wrap(padded)
	if err != nil {
		t.Fatal(err)
	}
	for what, c := range map[string]struct {
		inner []byte
		want  error
	}{
		"as it is": {inner, nil}, "one byte more": {append(bytes.Clone(inner), 0), ErrFile}, "one less": {inner[:len(inner)-1], ErrFile},
	} {
		if s.file, err = (contact.Public{Recipient: s.seal.Recipient}).Wrap(c.inner); err != nil {
			t.Fatal(err)
		}
		s.want.Hash = FileHash(s.file)
		if _, err := s.open(s.carol, s.dave); !errors.Is(err, c.want) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestPadding(t *testing.T) {
	for _, n := range []int{0, 1, contact.Class - 5, contact.Class - 4, contact.Class - 3, 2*contact.Class - 4} {
		text := bytes.Repeat([]byte{7}, n)
		padded, err := pad(text)
		if err != nil || len(padded)%contact.Class != 0 || len(padded)-n-4 >= contact.Class {
			t.Fatalf("%d bytes become %d: %v", n, len(padded), err)
		}
		if got, err := unpad(padded); err != nil || !bytes.Equal(got, text) {
			t.Errorf("%d bytes: %v", n, err)
		}
	}
	good, err := pad([]byte("text"))
	if err != nil {
		t.Fatal(err)
	}
	long, not := bytes.Clone(good), bytes.Clone(good)
	long[2], not[len(not)-1] = 0x10, 1
	for what, plain := range map[string][]byte{
		"nothing": nil, "half a class": good[:contact.Class/2], "a class too many": append(bytes.Clone(good), make([]byte, contact.Class)...),
		"a length beyond it": long, "no zeros": not,
	} {
		if _, err := unpad(plain); !errors.Is(err, ErrFile) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := pad(make([]byte, maxPlain-3)); !errors.Is(err, ErrBound) {
		t.Errorf("too much: %v", err)
	}
}

// TestOneForm: a letter that says the same in other bytes is refused, whoever
// signed it.
func TestOneForm(t *testing.T) {
	s := newStory(t, 1)
	good, err := s.seal.encode(letter(1))
	if err != nil {
		t.Fatal(err)
	}
	for what, change := range map[string]func(*wireLetter){
		"a note not in NFC":  func(w *wireLetter) { w.Note = "e\u0301" },
		"a title not in NFC": func(w *wireLetter) { w.Item.Title = "e\u0301" },
		"empty, not null":    func(w *wireLetter) { w.Item.Fields[2].Value = []byte{} },
		"a newer version":    func(w *wireLetter) { w.Version++ },
		"no time":            func(w *wireLetter) { w.Time = 0 },
		"a short key":        func(w *wireLetter) { w.Item.Attachments[0].Key = []byte{1} },
		"a large attachment": func(w *wireLetter) { w.Item.Attachments[0].Size = box.MaxAttachment + 1 },
		"a far date":         func(w *wireLetter) { w.Item.Expires = maxSeconds + 1 },
	} {
		var w wireLetter
		if err := codec.UnmarshalCanonical(good, &w); err != nil {
			t.Fatal(err)
		}
		change(&w)
		data, err := codec.Marshal(w)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.seal.decode(data, 1); !errors.Is(err, ErrFile) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// TestSizeTellsLittle: what is in a file shows in its size by classes alone.
func TestSizeTellsLittle(t *testing.T) {
	s := newStory(t, 2)
	sizes := map[int]bool{}
	for _, n := range []int{0, 1, 100, 2000} {
		l := letter(1)
		l.Note = strings.Repeat("x", n)
		file, _ := s.sealed(l)
		sizes[len(file)] = true
	}
	if len(sizes) != 1 {
		t.Errorf("sizes %v", sizes)
	}
}

func TestTermsRefuse(t *testing.T) {
	s := newStory(t, 2)
	other := s.made(s.bob, 3)
	for what, change := range map[string]func(*Terms){
		"another set":       func(t *Terms) { t.Set = other.Set },
		"another kind":      func(t *Terms) { t.Policy.Kind = "ticket" },
		"another threshold": func(t *Terms) { t.Policy.Threshold = 1 },
		"a custodian fewer": func(t *Terms) { t.Policy.Custodians = t.Policy.Custodians[:2] },
		"another split":     func(t *Terms) { t.Policy.Shares[0] ^= 1 },
		"another seal":      func(t *Terms) { t.Policy.Of[0] ^= 1 },
		"a ticket":          func(t *Terms) { t.Policy.Decides, t.Policy.MaxVetoes = true, 1 },
		"other terms":       func(t *Terms) { t.Policy.Terms[0] = 1 },
		"another owner":     func(t *Terms) { t.Policy.Owner = matter.Party(s.mallory.Public()) },
	} {
		terms := s.seal.Terms
		change(&terms)
		if err := terms.Check(); !errors.Is(err, ErrTerms) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := s.seal.Seal(s.mallory, s.bob.Public(), s.seal.Recipient, letter(1)); !errors.Is(err, ErrTerms) {
		t.Errorf("another sender: %v", err)
	}
	if _, err := s.seal.Open(s.mallory, s.alice.Public(), s.seal.Shares[:2], s.want, s.file); !errors.Is(err, ErrTerms) {
		t.Errorf("another recipient: %v", err)
	}
	for what, d := range map[string]Draft{
		"no custodian":  {To: s.bob.Public(), Threshold: 1, Grace: 24 * time.Hour, MaxVetoes: 1},
		"the recipient": {To: s.bob.Public(), Threshold: 1, Grace: 24 * time.Hour, MaxVetoes: 1, Custodians: []contact.Public{s.bob.Public()}},
		"an hour":       {To: s.bob.Public(), Threshold: 1, Grace: time.Hour, MaxVetoes: 1, Custodians: []contact.Public{s.mallory.Public()}},
	} {
		_, err := New(rand.NewChaCha8([32]byte{1}), s.alice.Public(), d)
		if !errors.Is(err, hold.ErrPolicy) && !errors.Is(err, split.ErrThreshold) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestLetterBounds(t *testing.T) {
	s := newStory(t, 1)
	for what, change := range map[string]func(*Letter){
		"number 0":           func(l *Letter) { l.Number = 0 },
		"no time":            func(l *Letter) { l.Time = time.Time{} },
		"a long note":        func(l *Letter) { l.Note = strings.Repeat("x", box.MaxNote+1) },
		"no title":           func(l *Letter) { l.Item.Title = "" },
		"a field twice":      func(l *Letter) { l.Item.Fields = append(l.Item.Fields, l.Item.Fields[0]) },
		"an unknown kind":    func(l *Letter) { l.Item.Fields = []box.Field{{Name: "x", Kind: "colour", Tier: box.Core}} },
		"no tier":            func(l *Letter) { l.Item.Fields = []box.Field{{Name: "x", Kind: box.Text}} },
		"attachment, no key": func(l *Letter) { l.Item.Attachments[0].Key = secret.Key{} },
	} {
		l := letter(1)
		change(&l)
		if _, err := s.seal.Seal(s.alice, s.bob.Public(), s.seal.Recipient, l); err == nil {
			t.Errorf("%s is sealed", what)
		}
	}
}

// TestLetterProperty: whatever can be kept in a vault arrives as it was.
func TestLetterProperty(t *testing.T) {
	s := newStory(t, 1)
	rapid.Check(t, func(t *rapid.T) {
		l := letter(rapid.Uint64Range(1, MaxNumber).Draw(t, "number"))
		l.Note = box.NFC(strings.ReplaceAll(rapid.StringN(0, 50, 200).Draw(t, "note"), "\x00", ""))
		l.Item.Fields = nil
		for i := range rapid.IntRange(0, 5).Draw(t, "fields") {
			l.Item.Fields = append(l.Item.Fields, box.Field{
				Name: fmt.Sprint("field ", i), Kind: box.File, Tier: rapid.SampledFrom([]box.Tier{box.Core, box.Companion}).Draw(t, "tier"),
				Value: secret.Take(rapid.SliceOfN(rapid.Byte(), 0, 100).Draw(t, "value")),
			})
		}
		bytes, err := s.seal.encode(l)
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.seal.decode(bytes, l.Number)
		if err != nil || plain(got) != plain(l) {
			t.Fatalf("%q became %q: %v", plain(l), plain(got), err)
		}
	})
}

// FuzzLetter holds that what is read is in its one form, and that every error has
// a class.
func FuzzLetter(f *testing.F) {
	s := newStory(f, 1)
	good, err := s.seal.encode(letter(1))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add(bytes.Replace(good, []byte("bank"), []byte("b\x00nk"), 1))
	f.Add([]byte{0x89, 0x01})
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := s.seal.decode(data, 1)
		if err != nil {
			if !errors.Is(err, ErrFile) && !errors.Is(err, ErrOther) {
				t.Fatalf("an error of no class: %v", err)
			}
			return
		}
		if again, err := s.seal.encode(l); err != nil || !bytes.Equal(again, data) {
			t.Fatalf("%x becomes %x: %v", data, again, err)
		}
	})
}

// TestAttachmentKeyOpensItsContent: the key of an attachment is an age identity of
// its own.
func TestAttachmentKeyOpensItsContent(t *testing.T) {
	key := letter(1).Item.Attachments[0].Key
	recipient, err := contact.OpeningRecipient(key)
	if err != nil {
		t.Fatal(err)
	}
	file, err := contact.Public{Recipient: recipient}.Wrap([]byte("content"))
	if err != nil {
		t.Fatal(err)
	}
	r, err := contact.DecryptOpening(key, bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(r); err != nil || string(got) != "content" {
		t.Errorf("%q: %v", got, err)
	}
}
