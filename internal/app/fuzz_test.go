package app

import (
	"errors"
	"testing"
	"time"

	"coffer/box"
	"coffer/vault"
	"coffer/vault/codec"
)

func FuzzParseExpiry(f *testing.F) {
	for _, s := range []string{"2031-05-06", "2031-05-06T07:08:09+02:00", "2031-05-06,delete", "90d", "2w, warn", ",", "9999-12-31T23:59:59-01:00", "36600d"} {
		f.Add(s, int64(1_900_000_000))
	}
	f.Fuzz(func(t *testing.T, s string, now int64) {
		at, action, err := ParseExpiry(s, time.Unix(now, 0))
		if err != nil {
			if Explain(err).Kind != Usage || !at.IsZero() || action != box.Warn {
				t.Fatalf("%s, %v, %v", at, action, err)
			}
			return
		}
		text := at.Format(time.RFC3339)
		if action == box.Delete {
			text += ",delete"
		}
		again, what, err := ParseExpiry(text, time.Unix(0, 0))
		if err != nil || !again.Equal(at) || what != action || at.Unix() <= 0 {
			t.Fatalf("%q is %s, and then %s, %v", s, text, again, err)
		}
	})
}

func FuzzParseTemplateField(f *testing.F) {
	for _, s := range []string{"host", "key:multiline", "key:multiline:core", "pin:pin:companion", "a:b", "a:text:none", "::", ":text", "a:text:core:x"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		field, err := ParseTemplateField(s)
		if err != nil {
			if Explain(err).Kind != Usage {
				t.Fatalf("a foreign error: %v", err)
			}
			return
		}
		again, err := ParseTemplateField(field.Name + ":" + string(field.Kind) + ":" + field.Tier.String())
		if err != nil || again != field {
			t.Fatalf("%q is %v, and then %v, %v", s, field, again, err)
		}
	})
}

// errUndo ends a transaction that is to leave nothing.
var errUndo = errors.New("undo")

// fuzzRecord feeds a record of box 0 to what reads it. What is read and written
// again must be the same bytes; anything else is damage.
func fuzzRecord(f *testing.F, key vault.Key, again func(tx *vault.Tx) ([]byte, error)) {
	a := testApp(f)
	f.Fuzz(func(t *testing.T, plain []byte) {
		err := a.update(t.Context(), "test", "", func(tx *vault.Tx) error {
			if err := tx.PutTwin(vault.BoxZero, vault.Settings, key, plain); err != nil {
				return errUndo // longer than a record may be
			}
			b, err := again(tx)
			var damaged *vault.DamagedError
			switch {
			case err != nil && !errors.As(err, &damaged):
				t.Errorf("a foreign error: %v", err)
			case err == nil && string(b) != string(plain):
				t.Errorf("%x was read, and is %x again", plain, b)
			}
			return errUndo
		})
		if !errors.Is(err, errUndo) {
			t.Fatal(err)
		}
	})
}

func FuzzReadOwner(f *testing.F) {
	for _, s := range []storedOwner{{}, {Name: "alice", Email: "alice@acme.example", Question: "why?", Removed: 1_900_000_000, Due: 1_901_209_600}} {
		b, err := codec.Marshal(s)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
		f.Add(b[:len(b)-1])
	}
	fuzzRecord(f, ownerKey, func(tx *vault.Tx) ([]byte, error) {
		s, err := readOwner(tx)
		if err != nil {
			return nil, err
		}
		return codec.Marshal(s)
	})
}

func FuzzReadSettings(f *testing.F) {
	for _, m := range []storedSettings{{}, {"gen.words": 5, "trash.retention": 86400}, {"history.keep": 1 << 40}, {"unknown": 7}, {"log.retention": 0, "log.retention.since": 1_900_000_000}} {
		b, err := codec.Marshal(m)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
		f.Add(b[:len(b)-1])
	}
	fuzzRecord(f, settingsKey, func(tx *vault.Tx) ([]byte, error) {
		m, err := readSettings(tx)
		if err != nil {
			return nil, err
		}
		return codec.Marshal(m)
	})
}

func FuzzReadFormerData(f *testing.F) {
	for _, all := range [][]storedFormer{nil, {{Part: 1, Value: "alice", Until: 1_900_000_000}, {Part: 3, Value: "why?", Until: 1}}, {{Part: 4, Value: "x"}}} {
		b, err := codec.Marshal(all)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(b)
		f.Add(b[:len(b)-1])
	}
	fuzzRecord(f, formerDataKey, func(tx *vault.Tx) ([]byte, error) {
		all, err := readFormerData(tx)
		if err != nil {
			return nil, err
		}
		return codec.Marshal(all)
	})
}
