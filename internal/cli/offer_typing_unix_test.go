//go:build unix

package cli

import (
	"crypto/rand"
	"net/http"
	"net/http/httptest"
	"testing"

	"coffer/hibp"
	"coffer/hibp/offline"
	"coffer/hibp/server"
)

// rangeServer serves a list as breach data, each answer after the test lets it go.
func rangeServer(t *testing.T, p *person, list string) (address string, answer chan struct{}) {
	t.Helper()
	p.write("pwned.txt", string(breachText(hibp.SHA1, list)))
	d, err := offline.Open(p.path("pwned.txt"))
	if err != nil {
		t.Fatal(err)
	}
	h := &server.Handler{Rand: rand.Reader, SHA1: d.(hibp.Ranger)}
	answer = make(chan struct{}, 100)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-answer:
			h.ServeHTTP(w, r)
		case <-r.Context().Done():
		}
	}))
	t.Cleanup(func() { s.Close(); d.Close() })
	return s.URL, answer
}

// TestOfferExchanges: whoever typed a password that was seen types another one, or has
// one made, and loses nothing of what else was typed; meanwhile it is shown who is asked.
func TestOfferExchanges(t *testing.T) {
	p := newPerson(t)
	url, answer := rangeServer(t, p, "17 hunter2\n3 hunter2hunter2\n")
	environ := []string{"COFFER_HIBP_URL=" + url}
	p.must("", "config", "set", "hibp.offer", "online")
	add := func(path string) *keyboard {
		k := p.types(t, environ, "add", path, "--set", "username=ann")
		k.expect("password: ")
		k.press("hunter2\r")
		k.expect("password again: ")
		k.press("hunter2\r")
		k.expect("totp: ")
		k.press("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\r")
		k.expect("asking 127.0.0.1:")
		answer <- struct{}{}
		k.expect("this password was seen 17 times in breaches")
		k.expect("Enter for another one, g to generate one, k to keep it, q to give up: ")
		return k
	}

	k := add("home/typed")
	k.press("what?\r")
	k.expect("q to give up: ")
	k.press("\r")
	k.expect("password: ")
	k.press("hunter2hunter2\r")
	k.expect("again: ")
	k.press("hunter2hunter2\r")
	k.expect("asking ")
	answer <- struct{}{}
	k.expect("seen 3 times")
	k.expect("q to give up: ")
	k.press("\r")
	k.expect("password: ")
	k.press("moss quartz bell\r")
	k.expect("again: ")
	k.press("moss quartz bell\r")
	k.expect("asking ")
	answer <- struct{}{}
	k.expect("added home/typed")
	if code := k.code(); code != 0 {
		t.Errorf("code %d", code)
	}
	k.neverShown("hunter2", "quartz", "GEZD", "what?")
	if got := p.must("", "get", "home/typed"); got != "moss quartz bell\n" {
		t.Errorf("%q is kept", got)
	}
	if got := p.must("", "get", "home/typed", "totp"); got != "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\n" {
		t.Errorf("%q is kept", got)
	}

	k = add("home/made")
	k.press("g\r")
	k.expect("bits of entropy")
	k.expect("added home/made")
	if code, got := k.code(), p.must("", "get", "home/made"); code != 0 || len(got) < 20 {
		t.Errorf("code %d, %d characters", code, len(got))
	}

	k = add("home/kept")
	k.press("K\r")
	k.expect("added home/kept")
	if code, got := k.code(), p.must("", "get", "home/kept"); code != 0 || got != "hunter2\n" {
		t.Errorf("code %d, %q", code, got)
	}

	k = add("home/none")
	k.press("q\r")
	k.expect("nothing was changed")
	if code := k.code(); code != 130 {
		t.Errorf("code %d", code)
	}
	if code, _, _ := p.coffer("", "show", "home/none"); code != 5 {
		t.Errorf("code %d", code)
	}

	k = p.types(t, environ, "edit", "home/kept", "--field", "password")
	k.expect("new password: ")
	k.press("hunter2\r")
	k.expect("again: ")
	k.press("hunter2\r")
	k.expect("asking ")
	answer <- struct{}{}
	k.expect("q to give up: ")
	k.press("g\r")
	k.expect("changed home/kept: password")
	if code, got := k.code(), p.must("", "get", "home/kept"); code != 0 || len(got) < 20 {
		t.Errorf("code %d, %d characters", code, len(got))
	}

	k = p.types(t, environ, "passwd")
	k.expect("new master password: ")
	k.press("hunter2hunter2\r")
	k.expect("again: ")
	k.press("hunter2hunter2\r")
	k.expect("asking ")
	answer <- struct{}{}
	k.expect("Enter for another one, k to keep it, q to give up: ")
	k.press("\r")
	k.expect("new master password: ")
	k.press("another long password\r")
	k.expect("again: ")
	k.press("another long password\r")
	k.expect("asking ")
	answer <- struct{}{}
	k.expect("changed the master password")
	if code := k.code(); code != 0 {
		t.Errorf("code %d", code)
	}
	p.write("pw", "another long password\n")
	p.must("", "ls")
}

// TestLookUpShowsWhomItAsks: a look-up says whom it waits for, and takes that away.
func TestLookUpShowsWhomItAsks(t *testing.T) {
	p := newPerson(t)
	url, answer := rangeServer(t, p, "17 hunter2\n")
	k := p.sits(t, []string{"COFFER_HIBP_URL=" + url}, "hibp", "check")
	k.expect("password to look up: ")
	k.press("hunter2\r")
	k.expect("asking 127.0.0.1:")
	answer <- struct{}{}
	k.expect(" \r")
	k.expect("seen 17 times in breaches")
	if code := k.code(); code != 10 {
		t.Errorf("code %d", code)
	}
}

// TestCheckShowsThatItAsks: a check that waits for its first answer says so.
func TestCheckShowsThatItAsks(t *testing.T) {
	p := newPerson(t)
	url, answer := rangeServer(t, p, "17 hunter2\n")
	p.must("hunter2", "add", "home/one", "--template", "login", "--stdin")
	k := p.types(t, []string{"COFFER_HIBP_URL=" + url}, "check", "--hibp")
	k.expect("looking up …")
	answer <- struct{}{}
	k.expect(" \r")
	k.expect("known from breaches, found there 17 times")
	if code := k.code(); code != 10 {
		t.Errorf("code %d", code)
	}
}
