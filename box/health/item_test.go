package health

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"coffer/box"
	"coffer/vault/secret"
)

func fields(password string) []box.Field {
	return []box.Field{
		{Name: "username", Kind: box.Username, Value: secret.New("ann")},
		{Name: "mail", Kind: box.Email, Value: secret.New("ann@acme.example")},
		{Name: "password", Kind: box.Password, Value: secret.New(password)},
		{Name: "empty", Kind: box.Password},
		{Name: "pin", Kind: box.PIN, Value: secret.New("1□3□")},
		{Name: "pin hint", Kind: box.Hint, Value: secret.New("in the red book")},
		{Name: "url", Kind: box.URL, Value: secret.New("https://login.acme.example/x")},
		{Name: "notes", Kind: box.Multiline, Value: secret.New("nothing to see")},
	}
}

func TestOf(t *testing.T) {
	at := func(days int) time.Time { return today.Add(time.Duration(days) * day) }
	former := func(days int, password string) box.Item {
		return box.Item{Label: box.Label{Changed: at(days)}, Fields: fields(password)}
	}
	w := box.Whole{Item: former(-1, "now"), Former: []box.Item{
		former(-5, "now"), former(-9, "now"), former(-20, "before"), former(-30, "now"),
	}}
	w.ID, w.Folder, w.Title, w.Expires = [16]byte{7}, []string{"mail"}, "Acme", at(4)
	it := Of(&w, "work")
	if it.ID != w.ID || it.Path.String() != "work/mail/Acme" || !it.Expires.Equal(at(4)) {
		t.Errorf("%+v", it)
	}
	if d := cmp.Diff([]string{"ann", "ann@acme.example"}, it.Names); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"https://login.acme.example/x"}, it.URLs); d != "" {
		t.Error(d)
	}
	if len(it.Secrets) != 2 {
		t.Fatalf("%d secrets", len(it.Secrets))
	}
	p, pin := it.Secrets[0], it.Secrets[1]
	if p.Field != "password" || p.Kind != box.Password || p.Half || p.Value.Reveal() != "now" || !p.Since.Equal(at(-9)) {
		t.Errorf("%+v", p)
	}
	if pin.Field != "pin" || pin.Kind != box.PIN || !pin.Half || !pin.Since.Equal(at(-30)) {
		t.Errorf("%+v", pin)
	}
	var n Names
	n.Add("what was there before")
	it.names(&n, []string{"Ann Kranzbichler"})
	for _, want := range []string{"acme", "ann", "login", "kranzbichler", "mail", "work", "login.acme.example"} {
		found := false
		for _, name := range n.all {
			found = found || string(name) == want
		}
		if !found {
			t.Errorf("%s is not a name", want)
		}
	}
	if string(n.all[0]) != "acme" {
		t.Error("the title does not come first")
	}
	it.Wipe()
	if f, _ := w.Field("password"); !f.Value.IsZero() {
		t.Error("not wiped")
	}
}

func TestHost(t *testing.T) {
	for address, want := range map[string]string{
		"https://a.example:8443/b": "a.example", "a.example/b": "a.example", "a.example:80": "a.example",
		"": "", "http://[::1]:80": "::1", ":// bad": "", "mailto:ann@a.example": "a.example", " https://a.example\n": "a.example",
	} {
		if got := host(address); got != want {
			t.Errorf("%q: %q", address, got)
		}
	}
}
