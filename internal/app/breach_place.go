package app

import (
	"errors"
	"io/fs"
	"os"

	"coffer/hibp/offline"
	"coffer/internal/host"
)

// BreachPlace says where passwords from breaches are looked up. Nothing is asked
// that it does not say.
type BreachPlace struct {
	File string // of breach data, in any form; "" is none

	Online bool
	URL    string // of the range server; "" is the real one
	Proxy  string // for the way there; "" is what the environment says
	Brief  bool   // ask once, and not for long: a person waits
	NTLM   bool   // ask for these hashes in place of SHA-1; a file has its own
}

// IsThere tells whether the file that it names is there.
func (p BreachPlace) IsThere() bool {
	_, err := os.Stat(p.File)
	return !errors.Is(err, fs.ErrNotExist)
}

// Usable tells why the file that it names cannot be used, as far as that is seen
// without reading all of it.
func (p BreachPlace) Usable() error {
	d, err := offline.Open(p.File)
	if err != nil {
		return breachFileError(p.File, err)
	}
	return d.Close()
}

// CheckedIn is where a check looks: in the place that was asked for, or else in the file
// of the setting hibp.data, if any. When that file is not there, on a stick maybe, nobody
// is asked, and gone is its name; whoever named it in person is told when it is opened.
func CheckedIn(p BreachPlace, asked bool) (in *BreachPlace, gone string) {
	switch {
	case asked:
		return &p, ""
	case p.File == "":
		return nil, ""
	case !p.IsThere():
		return nil, p.File
	}
	return &p, ""
}

// OfferedIn is where new passwords are looked up, as the setting hibp.offer says: by way
// of a server, or in the file of hibp.data. It is nil where that is switched off, and an
// error says why it cannot be done.
func OfferedIn(set host.Config, server BreachPlace) (*BreachPlace, error) {
	switch set.HIBPOffer {
	case host.OfferOff:
		return nil, nil
	case host.OfferFile:
		if set.HIBPData == "" {
			return nil, Fail(NotFound, "", "the setting hibp.data names no file")
		}
		server.Online, server.File = false, set.HIBPData
	}
	server.Brief = true
	return &server, nil
}
