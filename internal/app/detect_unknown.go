package app

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
)

// maxSeen is how much of either end of a file is looked at to say what it is. The end of a ZIP
// has at most 64 KiB and a little.
const maxSeen = 66 << 10

// unknown says of a file that no importer takes what can be seen of it. It is an error of
// kind [Input], or of reading.
func unknown(src Source) error {
	head, err := seen(src, 0)
	if err != nil {
		return err
	}
	tail, err := seen(src, max(0, src.Size-maxSeen))
	if err != nil {
		return err
	}
	is := func(magic string) bool { return bytes.HasPrefix(head, []byte(magic)) }
	switch {
	case is("\xFF\xFE"), is("\xFE\xFF"):
		return Fail(Input, "iconv -f UTF-16 -t UTF-8 FILE >utf8, and import that", "the file is UTF-16")
	case bytes.Contains(head, []byte(onePIF)):
		return Fail(Input, "export 1PUX from 1Password 8 instead", "that is 1PIF, which older versions of 1Password wrote")
	case is("PK\x03\x04"):
		return unlike(bytes.Contains(tail, []byte("PK\x05\x06")), "ZIP", "of coffer, 1Password or Bitwarden")
	}
	head, tail = bytes.TrimSpace(bytes.TrimPrefix(head, []byte("\xEF\xBB\xBF"))), bytes.TrimSpace(tail)
	switch {
	case len(head) == 0 && src.Size <= maxSeen:
		return Fail(Input, "export it again", "there is nothing but blanks in the file")
	case is("{"), is("["):
		return unlike(bytes.HasSuffix(tail, []byte("}")) || bytes.HasSuffix(tail, []byte("]")), "JSON", "of Bitwarden or CXF")
	case is("<"):
		return unlike(bytes.HasSuffix(tail, []byte(">")), "XML", "of KeePass 2 or coffer")
	}
	return orKeys(Fail(Input, "name the format to see what is wrong with it; coffer import --help lists them", "nothing here knows what kind of file this is"),
		chooseIt)
}

// onePIF stands between the items of 1PIF.
const onePIF = "***5642bee8-a5ff-11dc-8314-0800200c9a66***"

// unlike says of a file of a known language, which may not be whole, that it is none of those
// that are read.
func unlike(whole bool, language, known string) error {
	if !whole {
		return Fail(Input, "export or copy it again", "the %s ends in the middle", language)
	}
	return orKeys(Fail(Input, "name the format to see what is wrong with it; coffer import --help lists them", "this is %s, but none %s", language, known), chooseIt)
}

// chooseIt is what to do on a screen about a file of no known kind.
const chooseIt = "choose its format to see what is wrong with it"

// seen reads a part of a file.
func seen(src Source, from int64) ([]byte, error) {
	b := make([]byte, min(maxSeen, src.Size-from))
	n, err := src.At.ReadAt(b, from)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return b[:n], err
}

// unknownFolder says of a folder without a store what can be seen of it.
func unknownFolder(dir fs.FS) error {
	if regular(dir, "default/profile.js") || regular(dir, "profile.js") {
		return Fail(Input, "export 1PUX from 1Password 8 instead", "that is a vault of 1Password (OPVault)")
	}
	return orKeys(Fail(Input, "coffer import --help lists the formats", "nothing here knows what kind of folder this is"),
		"name a file in it, or the folder of a store")
}
