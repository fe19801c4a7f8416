package scan

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"coffer/box/port"
)

// FuzzAgainstStandard: what the reader accepts, encoding/xml accepts as well,
// and both read the same; and it does not matter how the bytes arrive.
func FuzzAgainstStandard(f *testing.F) {
	for _, s := range []string{
		`<?xml version="1.0" encoding="UTF-8"?><a b="1&lt;" c='2'>t&amp;<b/><![CDATA[<]]]]><!-- x --><?p q?></a>`,
		"<a>\r\n\r&#13;é🔑]]</a>", "<x:a xmlns:x='u'/>", "<!DOCTYPE a><a/>", "<a\n>&#x10FFFF;</a\t>",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		got, err := flat(bytes.NewReader(in))
		slow, slowErr := flat(iotest.HalfReader(bytes.NewReader(in)))
		if got != slow || fmt.Sprint(err) != fmt.Sprint(slowErr) {
			t.Fatalf("%q, %v by halves; %q, %v at once", slow, slowErr, got, err)
		}
		if err != nil {
			if !errors.Is(err, port.ErrInput) {
				t.Fatalf("an error of another kind: %v", err)
			}
			return
		}
		want, err := standard(in)
		if err != nil || blank(got) != blank(want) {
			t.Fatalf("encoding/xml: %q, %v; here: %q", want, err, got)
		}
	})
}

// standard does with encoding/xml what flat does.
func standard(in []byte) (string, error) {
	var b strings.Builder
	d := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(in, []byte("\xEF\xBB\xBF"))))
	d.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	depth := 0
	for {
		tok, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return b.String(), nil
		}
		if err != nil {
			return "", err
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			depth++
			b.WriteString("<" + full(tok.Name))
			for _, a := range tok.Attr {
				fmt.Fprintf(&b, " %s=%q", full(a.Name), blank(a.Value))
			}
			b.WriteString(">")
		case xml.EndElement:
			depth--
			b.WriteString("</" + full(tok.Name) + ">")
		case xml.CharData:
			if depth > 0 {
				b.Write(tok)
			}
		}
	}
}

func full(n xml.Name) string {
	if n.Space == "" {
		return n.Local
	}
	return n.Space + ":" + n.Local
}

// blank makes white space alike: encoding/xml does not normalise it in
// attributes.
func blank(s string) string {
	return strings.NewReplacer("\n", " ", "\t", " ", "\r", " ", `\n`, " ", `\t`, " ", `\r`, " ").Replace(s)
}
