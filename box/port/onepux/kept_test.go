package onepux_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"coffer/box"
	"coffer/box/port"
)

// section makes an item of a category out of fields of a section.
func section(category, fields string) string {
	return vault(`{"categoryUuid":"` + category + `","details":{"sections":[{"title":"","fields":[` + fields + `]}]},"overview":{"title":"t"}}`)
}

// said reads a document and describes what became of it: fields with tier and value,
// and the notes.
func said(t *testing.T, document string) string {
	t.Helper()
	c, err := read(pack(t, "export.data", document))
	if err != nil {
		t.Fatal(err)
	}
	return c.Describe()
}

// Whatever stands in an SSH key or the value of a file beside what is known is kept
// and reported.
func TestNothingDropped(t *testing.T) {
	for _, c := range []struct {
		name, document string
		want           []string
	}{
		{"ssh key", section("114", `{"title":"private key","id":"k","value":{"sshKey":{"privateKey":"P","passphrase":"LOST1","publicKey":"other","metadata":{"privateKey":"P","publicKey":"pub","comment":"LOST2"}}}}`),
			[]string{`core multiline "private-key": "P"`, `"public-key": "other"`, `"private key public-key": "pub"`, `core password "private key passphrase": "LOST1"`, `core password "private key comment": "LOST2"`, `"passphrase" is not known`, `"comment" is not known`}},
		{"ssh key of one text", section("114", `{"title":"k","id":"k","value":{"sshKey":"LOST"}}`), []string{`core password "k": "LOST"`}},
		{"ssh key without one", section("114", `{"title":"k","id":"k","value":{"sshKey":{"publicKey":"LOST"}}}`), []string{`core password "k": "{\"publicKey\":\"LOST\"}"`}},
		{"metadata of one text", section("114", `{"title":"k","id":"k","value":{"sshKey":{"privateKey":"P","metadata":"LOST"}}}`), []string{`core password "k metadata": "LOST"`}},
		{"file", section("001", `{"title":"scan","id":"f","value":{"file":{"fileName":"a.txt","documentId":"d","memo":"LOST"}}}`), []string{`core password "scan memo": "LOST"`, `"memo" is not known`}},
		{"file with an odd id", section("001", `{"title":"scan","id":"f","value":{"file":{"fileName":"a.txt","documentId":["LOST"]}}}`), []string{`"scan documentId": "[\"LOST\"]"`}},
		{"a date beyond all", vault(`{"createdAt":-5,"updatedAt":999999999999,"details":{},"overview":{"title":"t"}}`), []string{`"createdAt": "-5"`, `"updatedAt": "999999999999"`, "could not be read and became a field"}},
		{"file of one text", section("001", `{"title":"scan","id":"f","value":{"file":"LOST"}}`), []string{`core password "scan": "LOST"`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := said(t, c.document)
			for _, want := range c.want {
				if !strings.Contains(got, want) {
					t.Errorf("no %s in\n%s", want, got)
				}
			}
		})
	}
}

// The first of a kind takes the field of the template, and a label of its own is
// reported; the second goes by its label.
func TestLabels(t *testing.T) {
	for _, c := range []struct {
		name, document string
		want           []string
	}{
		{"codes", section("001", `{"title":"one-time password","id":"a","value":{"totp":"GEZDGNBV"}},{"title":"backup code","id":"b","value":{"totp":"MFRGGZDF"}}`),
			[]string{`core totp "totp": "otpauth://totp/t?secret=GEZDGNBV"`, `core totp "backup code": "otpauth://totp/t?secret=MFRGGZDF"`}},
		{"one code", section("001", `{"title":"at work","id":"a","value":{"totp":"GEZDGNBV"}}`), []string{`"totp" had a label of its own`}},
		{"addresses", section("004", `{"title":"address","id":"a","value":{"address":{"street":"1 Main St","state":"AC"}}},{"title":"at sea","id":"b","value":{"address":{"street":"Pier 2","state":"ME"}}}`),
			[]string{`"street": "1 Main St"`, `"territory": "AC"`, `"at sea street": "Pier 2"`, `"at sea territory": "ME"`}},
		{"keys", section("114", `{"title":"private key","id":"a","value":{"sshKey":{"privateKey":"P1"}}},{"title":"old one","id":"b","value":{"sshKey":{"privateKey":"P2"}}}`),
			[]string{`core multiline "private-key": "P1"`, `core multiline "old one private-key": "P2"`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := said(t, c.document)
			for _, want := range c.want {
				if !strings.Contains(got, want) {
					t.Errorf("no %s in\n%s", want, got)
				}
			}
			if usual := strings.Contains(got, "label of its own"); usual != (c.name == "one code") {
				t.Errorf("what it says of labels:\n%s", got)
			}
		})
	}
}

// A vault with nothing in it is reported, one whose description became an item is not.
func TestEmptyVault(t *testing.T) {
	got := said(t, `{"accounts":[{"attrs":{},"vaults":[{"attrs":{"name":"bare"},"items":[]},{"attrs":{"name":"told","desc":"x"},"items":[]},{"attrs":{"name":"full"},"items":[{}]}]}]}`)
	if n := strings.Count(got, "is not kept"); n != 1 || !strings.Contains(got, `note on "bare": an empty folder is not kept`) {
		t.Errorf("got\n%s", got)
	}
}

// A report that is cut says how much it leaves out.
func TestManyRemarks(t *testing.T) {
	got := said(t, details(members(100)))
	if n := strings.Count(got, "is not known here"); n != 50 || !strings.Contains(got, "and more like these (51)") {
		t.Errorf("%d remarks", n)
	}
	var parts strings.Builder
	for i := range 60 {
		fmt.Fprintf(&parts, `"p%d":1,`, i)
	}
	if got = said(t, `{`+parts.String()+`"accounts":[]}`); !strings.Contains(got, "(and others, 10 times)") {
		t.Errorf("got\n%s", got)
	}
}

// What takes little room in the file takes no more memory here than an item is
// allowed.
func TestLargeItem(t *testing.T) {
	long := strings.Repeat("x", port.MaxValue)
	_, err := read(pack(t, "export.data", details(`"a":["`+strings.Repeat(long+`","`, 4)+`"]`)))
	if !errors.Is(err, port.ErrInput) || !strings.Contains(err.Error(), "larger than 32768 KiB") {
		t.Errorf("got %v", err)
	}
	c, err := read(pack(t, "export.data", details(`"a":["`+strings.Repeat(`\u0001`, port.MaxValue)+`"]`)))
	if err != nil || len(c.Entries) != 1 {
		t.Fatal(err)
	}
	if n := len(c.Entries[0].Fields[0].Value.Reveal()); n <= box.MaxValue || n > 7*box.MaxValue {
		t.Errorf("it became %d bytes, of which a vault says that it is too large", n)
	}
}
