package box

import (
	"encoding/hex"
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"coffer/vault"
	"coffer/vault/codec"
	"coffer/vault/secret"
)

func drawItem(t *rapid.T) stored {
	date := rapid.Custom(func(t *rapid.T) time.Time {
		return codec.Moment(rapid.Uint64Range(0, maxSeconds).Draw(t, "seconds"))
	})
	s := stored{Item: Item{
		ID: vault.ID{1}, Box: vault.ID{2}, Revision: rapid.Uint32Range(4, 100).Draw(t, "revision"),
		Label: Label{
			Folder:    rapid.SliceOfN(nameGen(), 0, 3).Draw(t, "folder"),
			Title:     nameGen().Draw(t, "title"),
			Template:  rapid.SampledFrom([]string{"", "login", "my own"}).Draw(t, "template"),
			Favourite: rapid.Bool().Draw(t, "favourite"),
			Tags:      rapid.SliceOfN(nameGen(), 0, 3).Draw(t, "tags"),
			Created:   date.Draw(t, "created"), Changed: date.Draw(t, "changed"),
			Expires: date.Draw(t, "expires"), Trashed: date.Draw(t, "trashed"), Due: date.Draw(t, "due"),
			OnExpiry: rapid.SampledFrom([]Expiry{Warn, Delete}).Draw(t, "on expiry"),
		},
	}}
	s.former = rapid.SampledFrom([][]uint32{nil, {1}, {1, 3}}).Draw(t, "former")
	names := rapid.SliceOfNDistinct(nameGen(), 0, 5, rapid.ID[string]).Draw(t, "names")
	for _, name := range names {
		raw := rapid.SliceOf(rapid.Byte()).Draw(t, "value")
		f := Field{Name: name, Kind: rapid.SampledFrom(Kinds()).Draw(t, "kind"), Tier: rapid.SampledFrom(vault.Tiers[:]).Draw(t, "tier")}
		if f.Kind != File {
			raw = []byte(strings.ReplaceAll(strings.ToValidUTF8(string(raw), "?"), "\x00", "0"))
		}
		f.Value = secret.Take(raw)
		s.Fields = append(s.Fields, f)
		key, err := secret.KeyFrom(make([]byte, secret.KeySize))
		if err != nil {
			t.Fatal(err)
		}
		s.Attachments = append(s.Attachments, Attachment{
			Name: name, Size: rapid.Int64Range(0, MaxAttachment).Draw(t, "size"), Blob: vault.ID{3}, Key: key,
		})
	}
	return s
}

func TestRecordRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		want := drawItem(t)
		if err := want.normalize(); err != nil {
			t.Fatal(err)
		}
		companion, core, err := want.encode()
		if err != nil {
			t.Fatal(err)
		}
		got, err := decode(want.Box, want.ID, companion, core)
		if err != nil {
			t.Fatal(err)
		}
		if got.moved {
			t.Fatal("the digest does not fit")
		}
		again, coreAgain, err := got.encode()
		if err != nil || string(again) != string(companion) || string(coreAgain) != string(core) {
			t.Fatalf("other bytes the second time, %v", err)
		}
	})
}

func sampleItem() stored {
	key, _ := secret.KeyFrom([]byte(strings.Repeat("k", 32)))
	return stored{
		Item: Item{
			ID: vault.ID{1}, Box: vault.ID{2}, Revision: 2,
			Label: Label{
				Folder: []string{"mail"}, Title: "acme", Template: "login", Favourite: true, Tags: []string{"web"},
				Created: time.Unix(1000, 0).UTC(), Changed: time.Unix(2000, 0).UTC(), OnExpiry: Delete,
			},
			Fields: []Field{
				{Name: "username", Kind: Username, Tier: vault.Companion, Value: secret.New("ann")},
				{Name: "password", Kind: Password, Tier: vault.Core, Value: secret.New("hunter2")},
			},
			Attachments: []Attachment{{Name: "scan", Size: 7, Blob: vault.ID{9}, Key: key}},
		},
		former: []uint32{1},
	}
}

// TestRecordBytes pins what stands in every vault.
func TestRecordBytes(t *testing.T) {
	s := sampleItem()
	companion, core, err := s.encode()
	ok(t, err)
	const wantCompanion = "8b81646d61696c6461636d65656c6f67696e03816377656202" +
		"1903e81907d0000000" +
		"83828468757365726e616d6568757365726e616d650143616e6e" +
		"846870617373776f72646870617373776f726402f6" +
		"8184647363616e07" + "5820" + "0000000000000000000000000000000000000000000000000000000000000000" +
		"50" + "09000000000000000000000000000000" + "8101"
	if got := hex.EncodeToString(companion); got != wantCompanion {
		t.Errorf("companion:\n%s\nwant:\n%s", got, wantCompanion)
	}
	const wantTail = "814768756e746572328158206b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b6b" + "8400f50000"
	if got := hex.EncodeToString(core); !strings.HasPrefix(got, "845820") || got[6+64:] != wantTail {
		t.Errorf("core:\n%s", got)
	}
	const wantDigest = "60eded25eca6618d6718637df6233a1f850a511525577db9c124a504d2f0ebdf"
	if got := hex.EncodeToString(core[3:35]); got != wantDigest {
		t.Errorf("digest %s", got)
	}
}

// TestDigest changes, with the companion root alone, each thing that says where
// a secret belongs.
func TestDigest(t *testing.T) {
	for name, change := range map[string]func(*stored){
		"title":             func(s *stored) { s.Title = "evil" },
		"folder":            func(s *stored) { s.Folder = nil },
		"box":               func(s *stored) { s.Box = vault.ID{7} },
		"url":               func(s *stored) { s.Fields[0].Value = secret.New("https://evil.example") },
		"name of a secret":  func(s *stored) { s.Fields[1].Name = "username2" },
		"kind":              func(s *stored) { s.Fields[1].Kind = Text },
		"tier":              func(s *stored) { s.Fields[1].Tier = vault.Companion },
		"one secret more":   func(s *stored) { s.Fields[0].Tier = vault.Core },
		"field dropped":     func(s *stored) { s.Fields = s.Fields[:1] },
		"attachment's name": func(s *stored) { s.Attachments[0].Name = "other" },
		"attachment's hash": func(s *stored) { s.Attachments[0].SHA256[0]++ },
		"attachment gone":   func(s *stored) { s.Attachments = nil },
	} {
		t.Run(name, func(t *testing.T) {
			s := sampleItem()
			s.Fields[0].Kind = URL
			_, core, err := s.encode()
			ok(t, err)
			change(&s)
			companion, err := s.encodeCompanion()
			ok(t, err)
			got, err := decode(s.Box, s.ID, companion, core)
			ok(t, err)
			if !got.moved {
				t.Error("nobody notices")
			}
		})
	}
	t.Run("tags are free", func(t *testing.T) {
		s := sampleItem()
		_, core, err := s.encode()
		ok(t, err)
		s.Tags, s.Favourite = nil, false
		set(&s.Item, "username", "bob")
		companion, err := s.encodeCompanion()
		ok(t, err)
		if got := must(decode(s.Box, s.ID, companion, core))(t); got.moved {
			t.Error("noticed what is none of its business")
		}
	})
}

func TestDecodeRefuses(t *testing.T) {
	for name, change := range map[string]func(*wireLabel, *wireRest, *wireCore){
		"no title":           func(l *wireLabel, _ *wireRest, _ *wireCore) { l.Title = "" },
		"unknown flag":       func(l *wireLabel, _ *wireRest, _ *wireCore) { l.Flags = flagsEnd },
		"a time too late":    func(l *wireLabel, _ *wireRest, _ *wireCore) { l.Due = maxSeconds + 1 },
		"too deep":           func(l *wireLabel, _ *wireRest, _ *wireCore) { l.Folder = make([]string, MaxDepth+1) },
		"core in the open":   func(_ *wireLabel, r *wireRest, _ *wireCore) { r.Fields[1].Value = []byte("x") },
		"unknown tier":       func(_ *wireLabel, r *wireRest, _ *wireCore) { r.Fields[0].Tier = 3 },
		"unknown kind":       func(_ *wireLabel, r *wireRest, _ *wireCore) { r.Fields[0].Kind = "x" },
		"a name twice":       func(_ *wireLabel, r *wireRest, _ *wireCore) { r.Fields[0].Name = r.Fields[1].Name },
		"attachment too big": func(_ *wireLabel, r *wireRest, _ *wireCore) { r.Attachments[0].Size = 1 << 63 },
		"history falls":      func(_ *wireLabel, r *wireRest, _ *wireCore) { r.Former = []uint32{1, 1} },
		"history of today":   func(_ *wireLabel, r *wireRest, _ *wireCore) { r.Former = []uint32{2} },
		"short key":          func(_ *wireLabel, _ *wireRest, c *wireCore) { c.Keys[0] = c.Keys[0][:31] },
		"a value too much":   func(_ *wireLabel, _ *wireRest, c *wireCore) { c.Values = append(c.Values, nil) },
	} {
		t.Run(name, func(t *testing.T) {
			s := sampleItem()
			companion, core, err := s.encode()
			ok(t, err)
			var l wireLabel
			var r wireRest
			var c wireCore
			rest := must(codec.UnmarshalFirst(companion, &l))(t)
			ok(t, codec.Unmarshal(rest, &r))
			ok(t, codec.Unmarshal(core, &c))
			change(&l, &r, &c)
			companion = append(must(codec.Marshal(l))(t), must(codec.Marshal(r))(t)...)
			_, err = decode(s.Box, s.ID, companion, must(codec.Marshal(c))(t))
			var damaged *vault.DamagedError
			if !errors.As(err, &damaged) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func FuzzDecode(f *testing.F) {
	s := sampleItem()
	companion, core, err := s.encode()
	ok(f, err)
	f.Add(companion, core)
	f.Add(companion, []byte(nil))
	f.Add(companion[:20], core[:20])
	f.Fuzz(func(t *testing.T, companion, core []byte) {
		s, err := decode(vault.ID{2}, vault.ID{1}, companion, core)
		var damaged *vault.DamagedError
		if err != nil {
			if !errors.As(err, &damaged) {
				t.Fatalf("a foreign error: %v", err)
			}
			return
		}
		if s.cut || core == nil {
			return
		}
		again, coreAgain, err := s.encode()
		ok(t, err)
		s2, err := decode(vault.ID{2}, vault.ID{1}, again, coreAgain)
		ok(t, err)
		s2.moved = s.moved
		same(t, s.Item, s2.Item)
		same(t, s.former, s2.former)
	})
}

func FuzzDecodeBox(f *testing.F) {
	f.Add(must(codec.Marshal(wireBox{Name: "work", Note: "x", Created: 5}))(f))
	f.Fuzz(func(t *testing.T, plain []byte) {
		b, err := decodeBox(vault.ID{1}, plain)
		if err != nil {
			return
		}
		again := must(codec.Marshal(wireBox{
			Name: b.Name, Note: b.Note, Created: codec.Seconds(b.Created), Removed: codec.Seconds(b.Removed), Due: codec.Seconds(b.Due),
		}))(t)
		if string(again) != string(plain) {
			t.Fatalf("%x became %x", plain, again)
		}
	})
}

func FuzzDecodeTemplate(f *testing.F) {
	for _, b := range Builtins() {
		f.Add(must(b.encode())(f))
	}
	f.Fuzz(func(t *testing.T, plain []byte) {
		tpl, err := decodeTemplate(vault.ID{1}, plain)
		if err != nil {
			return
		}
		if again := must(tpl.encode())(t); string(again) != string(plain) {
			t.Fatalf("%x became %x", plain, again)
		}
	})
}

func FuzzDecodeOwners(f *testing.F) {
	f.Add(must(codec.Marshal([]owner{{Box: vault.ID{1}, Item: vault.ID{2}}}))(f))
	f.Fuzz(func(t *testing.T, plain []byte) {
		owners, err := decodeOwners(plain)
		if err != nil {
			return
		}
		if again := must(codec.Marshal(owners))(t); string(again) != string(plain) {
			t.Fatalf("%x became %x", plain, again)
		}
	})
}
