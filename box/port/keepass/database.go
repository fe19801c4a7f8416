package keepass

import (
	"bufio"
	"errors"
	"io"

	"coffer/box/port"
)

// How the databases of KeePass begin.
const (
	kdbx = "\x03\xD9\xA2\x9A\x67\xFB\x4B\xB5"
	kdb  = "\x03\xD9\xA2\x9A\x65\xFB\x4B\xB5"
)

// database tells of a file that is a database of KeePass, and no export of one.
func database(in *bufio.Reader) error {
	head, err := in.Peek(len(kdbx))
	switch {
	case err != nil && !errors.Is(err, io.EOF):
		return err
	case string(head) == kdbx:
		return port.Instead(port.Bad("that is a KeePass database, and only its export is read"),
			"keepassxc-cli export --format xml FILE >export.xml, then coffer import keepass-xml export.xml")
	case string(head) == kdb:
		return port.Instead(port.Bad("that is a database of KeePass 1"),
			"let KeePassXC import it and export it as XML, then coffer import keepass-xml FILE")
	}
	return nil
}
