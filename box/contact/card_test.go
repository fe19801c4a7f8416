package contact

import (
	"bytes"
	"strings"
	"testing"

	"coffer/internal/plain"
	"coffer/vault"
	"coffer/vault/codec"
)

func TestCard(t *testing.T) {
	c := card(t, alice(t), draft("alice", "alice@example.org"))
	if len(c.Bytes()) > MaxCard || len(c.Text()) > MaxCardText {
		t.Fatalf("a card of %d bytes, %d as text", len(c.Bytes()), len(c.Text()))
	}
	for what, data := range map[string]string{
		"bytes": string(c.Bytes()), "text": c.Text(), "CRLF": strings.ReplaceAll(c.Text(), "\n", "\r\n"),
		"blanks around": "\n \t" + c.Text() + " \r\n", "no last newline": strings.TrimSpace(c.Text()),
		"scanned": c.Compact() + "\n",
	} {
		d, err := ParseCard([]byte(data))
		if err != nil {
			t.Errorf("%s: %v", what, err)
			continue
		}
		if !d.Equal(c) || d.Name() != "alice" || d.Email() != "alice@example.org" || d.Mailbox() != c.Mailbox() ||
			d.Number() != 1 || !d.Time().Equal(when) || !d.Public().Equal(alice(t).Public()) || d.Text() != c.Text() {
			t.Errorf("%s: another card", what)
		}
	}
}

// TestLargestCard holds that the bounds fit each other.
func TestLargestCard(t *testing.T) {
	d := draft(strings.Repeat("x", MaxName), strings.Repeat("x", plain.MaxEmail-2)+"@y")
	d.Number, d.Time = MaxNumber, codec.Moment(maxSeconds)
	c := card(t, alice(t), d)
	if _, err := ParseCard([]byte("\r\n" + strings.ReplaceAll(c.Text(), "\n", "\r\n"))); err != nil {
		t.Error(err)
	}
	if n := len(c.Compact()); n > 4296 { // ISO/IEC 18004: letters of the largest code
		t.Errorf("%d letters do not fit into a QR code", n)
	}
}

func TestNewCardRefuses(t *testing.T) {
	for name, change := range map[string]func(*Draft){
		"no name": func(d *Draft) { d.Name = "" }, "bad name": func(d *Draft) { d.Name = "a\x1b[31m" },
		"bad address": func(d *Draft) { d.Email = "x" }, "no mailbox": func(d *Draft) { d.Mailbox = vault.ID{} },
		"no number": func(d *Draft) { d.Number = 0 }, "huge number": func(d *Draft) { d.Number = MaxNumber + 1 },
		"no time": func(d *Draft) { d.Time = codec.Moment(0) },
	} {
		d := draft("alice", "")
		change(&d)
		_, err := NewCard(alice(t), d)
		wantErr(t, name, err, ErrBound)
	}
}

// TestEveryLetterOfAScan changes each letter of a scanned card to one that is none.
func TestEveryLetterOfAScan(t *testing.T) {
	text := []byte(card(t, alice(t), draft("alice", "")).Compact())
	for i := len(compactBegin); i < len(text); i++ {
		was := text[i]
		text[i] = '_'
		_, err := ParseCard(text)
		wantErr(t, string(text[i:min(i+3, len(text))]), err, ErrCard)
		text[i] = was
	}
}

// forge signs whatever it is given with alice's key.
func forge(t *testing.T, body any, change func(*wireSigned)) []byte {
	t.Helper()
	b, err := codec.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	s := wireSigned{Card: b, Signature: alice(t).Sign(cardPurpose, b)}
	if change != nil {
		change(&s)
	}
	raw, err := codec.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// TestParseCardRefuses holds the class of each failure.
func TestParseCardRefuses(t *testing.T) {
	good := card(t, alice(t), draft("alice", ""))
	body := func(change func(*wireCard)) wireCard { c := good.c; change(&c); return c }
	text := good.Text()
	weak := body(func(c *wireCard) { c.Keys.Signing = make([]byte, 32) })
	for name, c := range map[string]struct {
		data []byte
		want error
	}{
		"nothing":          {nil, ErrCard},
		"something else":   {[]byte("hello"), ErrCard},
		"too large":        {bytes.Repeat([]byte("x"), MaxCardText+1), ErrCard},
		"too large inside": {append(bytes.Clone(good.raw), make([]byte, MaxCard)...), ErrCard},
		"trailing byte":    {append(bytes.Clone(good.raw), 0), ErrCard},
		"long numbers":     {append([]byte{0x98, 2}, good.raw[1:]...), ErrCard},
		"no card in it":    {forge(t, "hello", nil), ErrCard},
		"newer version":    {forge(t, body(func(c *wireCard) { c.Version = 2 }), nil), ErrCard},
		"name not in NFC":  {forge(t, body(func(c *wireCard) { c.Name = "e\u0301" }), nil), ErrBound},
		"name moves":       {forge(t, body(func(c *wireCard) { c.Name = "a\u202eb" }), nil), ErrBound},
		"no mailbox":       {forge(t, body(func(c *wireCard) { c.Mailbox = [16]byte{} }), nil), ErrBound},
		"before the epoch": {forge(t, body(func(c *wireCard) { c.Time = -1 }), nil), ErrBound},
		"year 10000":       {forge(t, body(func(c *wireCard) { c.Time = maxSeconds + 1 }), nil), ErrBound},
		"weak key":         {forge(t, weak, nil), ErrKeys},
		"keys of another":  {forge(t, body(func(c *wireCard) { c.Keys = bob(t).Public() }), nil), ErrForged},
		"one key of another": {forge(t, body(func(c *wireCard) { c.Keys.Signing = bob(t).Public().Signing }), nil),
			ErrForged},
		"changed after signing": {forge(t, good.c, func(s *wireSigned) {
			s.Card = bytes.Replace(s.Card, []byte("alice"), []byte("malli"), 1)
		}), ErrForged},
		"no signature":           {forge(t, good.c, func(s *wireSigned) { s.Signature = nil }), ErrForged},
		"text cut":               {[]byte(text[:len(text)/2]), ErrCard},
		"text without end":       {[]byte(strings.Replace(text, armourEnd, "", 1)), ErrCard},
		"text within text":       {[]byte("look:\n" + text), ErrCard},
		"text after":             {[]byte(text + "bye"), ErrCard},
		"two cards":              {[]byte(text + text), ErrCard},
		"long line":              {[]byte(strings.Replace(text, "\n", "", 3)), ErrCard},
		"quoted":                 {[]byte(strings.ReplaceAll(text, "\n", "\n> ")), ErrCard},
		"scan with a bad letter": {[]byte(strings.Replace(good.Compact(), ":", ":a", 1)), ErrCard},
		"scan over two bytes":    {[]byte(compactBegin + ":::"), ErrCard},
		"scan over one byte":     {[]byte(compactBegin + "::"), ErrCard},
		"scan of one letter":     {[]byte(compactBegin + "A"), ErrCard},
		"scan of nothing":        {[]byte(compactBegin), ErrCard},
		"nothing in it":          {[]byte(armourBegin + "\n" + armourEnd + "\n"), ErrCard},
	} {
		_, err := ParseCard(c.data)
		wantErr(t, name, err, c.want)
	}
}

// TestFlippedCard flips a bit of every byte of a card, each time another one.
func TestFlippedCard(t *testing.T) {
	raw := card(t, alice(t), draft("alice", "a@b")).Bytes()
	for at := range raw {
		i := 8*at + at%8
		raw[i/8] ^= 1 << (i % 8)
		if _, err := ParseCard(raw); err == nil {
			t.Fatalf("bit %d does not matter", i)
		}
		raw[i/8] ^= 1 << (i % 8)
	}
	if _, err := ParseCard(raw); err != nil {
		t.Error(err)
	}
}

func TestPointer(t *testing.T) {
	c := card(t, alice(t), draft("alice", ""))
	p := c.Pointer()
	for _, s := range []string{p.String(), " " + p.String() + "\n"} {
		q, err := ParsePointer(s)
		if err != nil || q != p {
			t.Errorf("%q: %v", s, err)
		}
	}
	if err := p.Check(c); err != nil {
		t.Error(err)
	}
	wantErr(t, "another card", p.Check(card(t, alice(t), draft("alice b", ""))), ErrOther)
	for name, s := range map[string]string{
		"nothing": "", "no prefix": strings.TrimPrefix(p.String(), pointerPrefix), "upper case": strings.ToUpper(p.String()),
		"short hash": p.String()[:len(p.String())-2], "more": p.String() + ":x", "other prefix": "x" + p.String(),
		"no mailbox": Pointer{Hash: p.Hash}.String(), "bad id": strings.Replace(p.String(), ":", ":u", 1),
		"long": p.String() + strings.Repeat(" ", MaxPointer),
	} {
		_, err := ParsePointer(s)
		wantErr(t, name, err, ErrPointer)
	}
}

func TestSafetyNumber(t *testing.T) {
	a, b, m := alice(t).Public(), bob(t).Public(), mallory(t).Public()
	n := SafetyNumber(a, b)
	if len(strings.Fields(n)) != 12 || len(n) != 71 || strings.Trim(n, "0123456789 ") != "" {
		t.Errorf("not 12 groups of 5: %q", n)
	}
	if n != SafetyNumber(b, a) {
		t.Error("not the same from both sides")
	}
	half := a
	half.Recipient = m.Recipient
	for _, other := range []string{SafetyNumber(a, m), SafetyNumber(m, b), SafetyNumber(half, b)} {
		if other == n {
			t.Error("the same number for other keys")
		}
	}
	for typed, same := range map[string]bool{
		n: true, strings.ReplaceAll(n, " ", ""): true, strings.ReplaceAll(n, " ", "-") + "\n": true,
		n[:len(n)-1]: false, n + "1": false, "": false, strings.Replace(n, n[:1], "x", 1): false,
	} {
		if SameSafetyNumber(typed, n) != same {
			t.Errorf("%q: not %v", typed, same)
		}
	}
}

// TestBase45 has the examples of RFC 9285, section 4.3.
func TestBase45(t *testing.T) {
	for text, want := range map[string]string{"AB": "BB8", "Hello!!": "%69 VD92EX0", "base-45": "UJCLQE7W581", "": ""} {
		if got := base45([]byte(text)); got != want {
			t.Errorf("%q is %q", text, got)
		}
		if back, ok := unbase45(want); !ok || string(back) != text {
			t.Errorf("%q is %q, %v", want, back, ok)
		}
	}
}
