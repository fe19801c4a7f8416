package secret_test

import (
	"bytes"
	"encoding/gob"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log"
	"log/slog"
	"reflect"
	"strings"
	"testing"

	"coffer/vault/codec"
	"coffer/vault/secret"
)

// canary is 32 bytes, so that a Key can hold it too.
const canary = "canary-secret-0123456789-abcdefg"

func key(t *testing.T) secret.Key {
	t.Helper()
	k, err := secret.KeyFrom([]byte(canary))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// sinks are all the ways by which a value could become text or bytes without
// anybody having meant it.
func sinks(v any) map[string]string {
	out := map[string]string{}
	for _, verb := range "vTtbcdoOqxXUeEfFgGsp" {
		for _, flags := range []string{"", "+", "#", " ", "0", "-80.60"} {
			format := "%" + flags + string(verb)
			out[format] = fmt.Sprintf(format, v)
		}
	}
	out["error"] = fmt.Errorf("failed on %v: %w", v, errors.New("cause")).Error()
	out["print"] = fmt.Sprint(v, v) + fmt.Sprintln(v)
	out["panic"] = panicText(v)

	var logs bytes.Buffer
	log.New(&logs, "", 0).Println(v)
	for _, h := range []slog.Handler{slog.NewTextHandler(&logs, nil), slog.NewJSONHandler(&logs, nil)} {
		slog.New(h).Info("message", "value", v, slog.Group("group", "value", v))
	}
	out["logs"] = logs.String()

	for name, marshal := range marshallers {
		data, err := marshal(v)
		out[name] = fmt.Sprintf("%s %v", data, err)
	}
	return out
}

var marshallers = map[string]func(any) ([]byte, error){
	"json": json.Marshal,
	"xml":  xml.Marshal,
	"cbor": codec.Marshal,
	"gob": func(v any) ([]byte, error) {
		var buf bytes.Buffer
		err := gob.NewEncoder(&buf).Encode(v)
		return buf.Bytes(), err
	},
}

func panicText(v any) (text string) {
	defer func() { text = fmt.Sprint(recover()) }()
	panic(v)
}

// leaks names the sinks in which the canary is seen, in any of the spellings
// that the verbs of fmt and the marshallers have.
func leaks(v any) (names []string) {
	spellings := []string{
		canary,
		fmt.Sprintf("%x", canary), fmt.Sprintf("%X", canary),
		fmt.Sprintf("% x", canary), fmt.Sprintf("%# x", canary),
		strings.Trim(fmt.Sprint([]byte(canary)), "[]"),
		strings.TrimSuffix(strings.SplitN(fmt.Sprintf("%#v", []byte(canary)), "{", 2)[1], "}"),
		"Y2FuYXJ5LXNlY3JldC0wMTIzNDU2Nzg5LWFiY2RlZm", // base64
	}
	for name, text := range sinks(v) {
		for _, s := range spellings {
			if strings.Contains(text, s) {
				names = append(names, name)
				break
			}
		}
	}
	return names
}

type nested[T any] struct {
	Title string
	inner struct {
		value T
		list  []T
		named map[string]T
		any   any
	}
	Open    T
	Pointer *T
}

func nest[T any](v T) nested[T] {
	n := nested[T]{Title: "title", Open: v, Pointer: &v}
	n.inner.value = v
	n.inner.list = []T{v}
	n.inner.named = map[string]T{"k": v}
	n.inner.any = v
	return n
}

// unexported holds the value where fmt may call no method of it.
type unexported[T any] struct{ value T }

// TestScanFindsPlain shows that the scan would find a leak: the same one finds
// a plain string and plain bytes.
func TestScanFindsPlain(t *testing.T) {
	for name, v := range map[string]any{
		"string":            canary,
		"bytes":             []byte(canary),
		"nested string":     nest(canary),
		"nested bytes":      nest([]byte(canary)),
		"unexported string": unexported[string]{canary},
		"unexported bytes":  unexported[[]byte]{[]byte(canary)},
	} {
		found := strings.Join(leaks(v), " ")
		want := []string{"%v", "%+v", "%#v", "%x", "print", "logs", "error"}
		if !strings.HasPrefix(name, "unexported") {
			want = append(want, "json", "gob", "cbor")
		}
		for _, sink := range want {
			if !strings.Contains(" "+found+" ", " "+sink+" ") {
				t.Errorf("the scan misses a plain %s in %s", name, sink)
			}
		}
	}
}

func TestSecretsDoNotLeak(t *testing.T) {
	text, k := secret.New(canary), key(t)
	for name, v := range map[string]any{
		"text": text, "pointer to text": &text, "nested text": nest(text), "pointer to nested text": ptr(nest(text)),
		"unexported text": unexported[secret.Text]{text}, "list of text": []secret.Text{text}, "text in map": map[string]secret.Text{"k": text},
		"key": k, "pointer to key": &k, "nested key": nest(k), "pointer to nested key": ptr(nest(k)),
		"unexported key": unexported[secret.Key]{k}, "list of keys": []secret.Key{k}, "key in map": map[string]secret.Key{"k": k},
	} {
		if found := leaks(v); len(found) > 0 {
			t.Errorf("%s leaks through %q", name, found)
		}
	}
}

func ptr[T any](v T) *T { return &v }

func TestPrintsMask(t *testing.T) {
	for _, v := range []any{secret.New(canary), secret.Text{}, key(t), secret.Key{}} {
		for _, format := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			if got := fmt.Sprintf(format, v); got != "[secret]" {
				t.Errorf("%s of a %T prints %q", format, v, got)
			}
		}
	}
}

func TestMarshalIsRefused(t *testing.T) {
	for _, v := range []any{secret.New(canary), secret.Text{}, key(t), secret.Key{}} {
		for name, marshal := range marshallers {
			for _, w := range []any{v, struct{ Field any }{v}} {
				if data, err := marshal(w); err == nil {
					t.Errorf("%s of %T gave %q and no error", name, w, data)
				}
			}
			if _, err := marshal(v); name != "gob" && !errors.Is(err, secret.ErrMarshal) {
				t.Errorf("%s of %T: %v, want ErrMarshal", name, v, err)
			}
		}
	}
}

func TestNotComparable(t *testing.T) {
	for _, v := range []any{secret.Text{}, secret.Key{}} {
		if reflect.TypeOf(v).Comparable() {
			t.Errorf("%T compares with ==", v)
		}
	}
	if !reflect.TypeOf("").Comparable() {
		t.Error("the test does not see that strings compare")
	}
}
