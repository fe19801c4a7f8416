package health

import (
	"bytes"
	"encoding/hex"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"coffer/box"
	"coffer/vault/codec"
	"coffer/vault/secret"
)

// faulty is an item with findings of each kind that can be ignored.
func faulty(password string) Item {
	it := item(0, password)
	it.Expires = today.Add(-day)
	it.URLs = []string{"http://acme.example"}
	it.Secrets = append(it.Secrets, Secret{Field: "pin", Kind: box.PIN, Value: secret.New("1234"), Since: today.Add(-day)})
	return it
}

func ignoreAll(t *testing.T, r Report, it *Item) (all []Ignore) {
	t.Helper()
	for i := range r.Findings {
		g, err := NewIgnore(fixedRand(9), &r.Findings[i], it, "an old radio", today)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, g)
	}
	return all
}

// TestIgnored holds that what is ignored is gone until what it is about changes,
// and then that one alone is back.
func TestIgnored(t *testing.T) {
	it, o := faulty("password"), options()
	before := check(t, []Item{it}, o)
	if got := kinds(before, it.ID); !slices.Equal(got, []Kind{Weak, SimplePIN, Expired, PlainHTTP}) {
		t.Fatal(got)
	}
	o.Ignored = ignoreAll(t, before, &it)
	o.Key, _ = secret.NewKey(fixedRand(3)) // another run
	after := check(t, []Item{it}, o)
	if len(after.Findings) != 0 || len(after.Ignored) != 4 {
		t.Fatalf("%+v", after)
	}
	for name, c := range map[string]struct {
		change func(*Item)
		back   Kind
	}{
		"password": {func(it *Item) { it.Secrets[0].Value = secret.New("password1") }, Weak},
		"pin":      {func(it *Item) { it.Secrets[1].Value = secret.New("1111") }, SimplePIN},
		"date":     {func(it *Item) { it.Expires = today.Add(-2 * day) }, Expired},
		"address":  {func(it *Item) { it.URLs = append(it.URLs, "https://b.example") }, PlainHTTP},
	} {
		changed := faulty("password")
		c.change(&changed)
		r := check(t, []Item{changed}, o)
		if got := kinds(r, it.ID); !slices.Equal(got, []Kind{c.back}) || len(r.Ignored) != 3 {
			t.Errorf("%s: %v is back", name, got)
		}
	}
	other := faulty("password")
	other.ID[0] = 9
	if r := check(t, []Item{other}, o); len(r.Ignored) != 0 {
		t.Errorf("another item: %+v", r.Ignored)
	}
}

// TestIgnoredWeakOnly holds that a kind that was not ignored is found.
func TestIgnoredWeakOnly(t *testing.T) {
	it, o := item(0, "password"), options()
	o.Ignored = ignoreAll(t, check(t, []Item{it}, o), &it)
	o.Breaches = answers{{Verdict: Found}}
	if got := kinds(check(t, []Item{it}, o), it.ID); !slices.Equal(got, []Kind{Breached}) {
		t.Error(got)
	}
}

func TestIgnoreRefused(t *testing.T) {
	it := faulty("password")
	good := check(t, []Item{it}, options()).Findings[0]
	long := strings.Repeat("x", maxReason+1)
	for name, c := range map[string]struct {
		change func(*Finding)
		reason string
		date   time.Time
	}{
		"other item":    {func(f *Finding) { f.ID[0] = 9 }, "", today},
		"no such field": {func(f *Finding) { f.Field = "none" }, "", today},
		"no field":      {func(f *Finding) { f.Field = "" }, "", today},
		"field":         {func(f *Finding) { f.Kind = Expired }, "", today},
		"vault":         {func(f *Finding) { f.Kind, f.Field = WeakKDF, "" }, "", today},
		"unanswered":    {func(f *Finding) { f.Kind = Unanswered }, "", today},
		"unknown":       {func(f *Finding) { f.Kind = kindsEnd }, "", today},
		"long":          {func(f *Finding) {}, long, today},
		"not UTF-8":     {func(f *Finding) {}, "\xff", today},
		"no date":       {func(f *Finding) {}, "", time.Time{}},
		"late":          {func(f *Finding) {}, "", time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)},
	} {
		f := good
		c.change(&f)
		if _, err := NewIgnore(fixedRand(1), &f, &it, c.reason, c.date); !errors.Is(err, ErrIgnore) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := NewIgnore(bytes.NewReader(nil), &good, &it, "", today); !errors.Is(err, io.EOF) {
		t.Error(err)
	}
	if _, err := NewIgnore(fixedRand(1), &good, &it, "fine", today); err != nil {
		t.Error(err)
	}
}

// ignoreRecord pins the bytes of a record.
const ignoreRecord = "87500000000000000000000000000000000168" + "70617373776f7264" + "03" + "6c616e206f6c6420726164696f" + "1a"

func TestIgnoreRecord(t *testing.T) {
	it := faulty("password")
	f := check(t, []Item{it}, options()).Findings[0]
	g, err := NewIgnore(fixedRand(9), &f, &it, "an old radio", today.Add(time.Nanosecond))
	if err != nil {
		t.Fatal(err)
	}
	record, err := g.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if got := hex.EncodeToString(record); !strings.HasPrefix(got, ignoreRecord) {
		t.Errorf("%s", got)
	}
	if bytes.Count(record, []byte("password")) != 1 { // the name of the field
		t.Error("the secret stands in the record")
	}
	back, err := DecodeIgnore(record)
	if err != nil || back != g {
		t.Fatalf("%+v, %v", back, err)
	}
	for i := range record {
		for _, cut := range [][]byte{record[:i], append(slices.Clone(record), 0)} {
			if _, err := DecodeIgnore(cut); err == nil {
				t.Fatalf("taken, cut to %d bytes", len(cut))
			}
		}
	}
	for name, change := range map[string]func(*wireIgnore){
		"kind":   func(w *wireIgnore) { w.Kind = 0 },
		"kdf":    func(w *wireIgnore) { w.Kind, w.Field = uint8(WeakKDF), "" },
		"field":  func(w *wireIgnore) { w.Field = "" },
		"date":   func(w *wireIgnore) { w.Date = 0 },
		"late":   func(w *wireIgnore) { w.Date = 1 << 62 },
		"reason": func(w *wireIgnore) { w.Reason = strings.Repeat("x", maxReason+1) },
	} {
		var w wireIgnore
		if err := codec.UnmarshalCanonical(record, &w); err != nil {
			t.Fatal(err)
		}
		change(&w)
		bad, err := codec.Marshal(w)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := DecodeIgnore(bad); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

// FuzzDecodeIgnore: what decodes is encoded to the same again.
func FuzzDecodeIgnore(f *testing.F) {
	it := faulty("password")
	r, err := Check(f.Context(), []Item{it}, options())
	if err != nil || len(r.Findings) == 0 {
		f.Fatal(err)
	}
	for i := range r.Findings {
		g, err := NewIgnore(fixedRand(9), &r.Findings[i], &it, "an old radio", today)
		if err != nil {
			f.Fatal(err)
		}
		record, err := g.Encode()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(record)
	}
	f.Fuzz(func(t *testing.T, record []byte) {
		g, err := DecodeIgnore(record)
		if err != nil {
			return
		}
		again, err := g.Encode()
		if err != nil || !bytes.Equal(record, again) {
			t.Fatalf("%x, then %x, %v", record, again, err)
		}
	})
}

// TestHolds: a record holds for the item that it is about, as long as that is as it was;
// two records are the same if they would stand in one another's place.
func TestHolds(t *testing.T) {
	it := faulty("password")
	all := ignoreAll(t, check(t, []Item{it}, options()), &it)
	for i := range all {
		if !all[i].Holds(&it) {
			t.Errorf("%v does not hold", all[i].Kind)
		}
		for n := range all {
			if all[i].Same(&all[n]) != (i == n) {
				t.Errorf("%v and %v", all[i].Kind, all[n].Kind)
			}
		}
	}
	other, bare := faulty("password"), it
	other.ID[0]++
	bare.Secrets, bare.Expires, bare.URLs = nil, time.Time{}, nil
	for i := range all {
		if all[i].Holds(&other) || all[i].Holds(&bare) {
			t.Errorf("%v holds for something else", all[i].Kind)
		}
	}
}
