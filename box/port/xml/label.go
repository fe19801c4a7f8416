package xml

import (
	"encoding/hex"
	"math"

	"coffer/box"
)

// head reads what every attachment has.
func (a *attrs) head() box.Attachment {
	at := box.Attachment{Name: a.name("name", true), Size: a.number("size", box.MaxAttachment)}
	raw, _ := a.raw("sha256", true)
	n, err := hex.Decode(at.SHA256[:], raw[:min(len(raw), 64)])
	if err != nil || n != 32 || hex.EncodeToString(at.SHA256[:]) != string(raw) {
		a.bad("sha256", "is not a SHA-256")
	}
	return at
}

func (a *attrs) label() box.Label {
	l := box.Label{
		Folder:    a.folder(),
		Title:     a.title(),
		Template:  a.name("template", false),
		Favourite: a.flag("favourite"),
		Created:   a.time("created", false),
		Changed:   a.time("changed", false),
		Expires:   a.time("expires", false),
		OnExpiry:  a.expiry(),
		Trashed:   a.time("trashed", false),
		Due:       a.time("due", false),
	}
	if _, ok := a.tok.Attr("on-expiry"); ok && l.Expires.IsZero() {
		a.bad("on-expiry", "stands without expires")
	}
	if !l.Due.IsZero() && l.Trashed.IsZero() {
		a.bad("due", "stands without trashed")
	}
	return l
}

func (a *attrs) revision() uint32 { return uint32(a.number("number", math.MaxUint32)) }
