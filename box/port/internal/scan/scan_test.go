package scan

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"coffer/box/port"
)

// flat reads a whole document into one line: <name attr=value …>, text, </>.
// Neighbouring pieces of text are joined.
func flat(r io.Reader) (string, error) {
	var b strings.Builder
	x := NewReader(r)
	for {
		tok, err := x.Next()
		if errors.Is(err, io.EOF) {
			return b.String(), nil
		}
		if err != nil {
			return b.String(), err
		}
		switch tok.Kind {
		case Start:
			b.WriteString("<" + tok.Name)
			for _, a := range tok.Attrs {
				fmt.Fprintf(&b, " %s=%q", a.Name, a.Value)
			}
			b.WriteString(">")
		case End:
			b.WriteString("</" + tok.Name + ">")
		case Text:
			b.Write(tok.Text)
		}
	}
}

func TestAccepted(t *testing.T) {
	for _, c := range []struct{ name, in, want string }{
		{"empty element", `<a/>`, `<a></a>`},
		{"declaration", "\xEF\xBB\xBF<?xml version='1.0' encoding=\"utf-8\" standalone='yes' ?>\n<a></a >\n", `<a></a>`},
		{"attributes", `<a b = "1"  c='"2>/'/>`, `<a b="1" c="\"2>/"></a>`},
		{"prefixes", `<x:a xmlns:x="urn:x"/>`, `<x:a xmlns:x="urn:x"></x:a>`},
		{"entities", `<a b="&lt;&#10;&#x41;">&amp;&lt;&gt;&quot;&apos;&#13;&#x1F600;</a>`, "<a b=\"<\\nA\">&<>\"'\r\U0001F600</a>"},
		{"line ends", "<a b='1\r\n2\r3\n4\t5'>1\r\n2\r3\n4\t5</a>", "<a b=\"1 2 3 4 5\">1\n2\n3\n4\t5</a>"},
		{"cdata", `<a>x<![CDATA[<b>&amp;]]]]>y<![CDATA[]]></a>`, `<a>x<b>&amp;]]y</a>`},
		{"comments and instructions", `<?p?><!-- - <x> --><a>1<!----><?q r?>2</a><!--e-->`, `<a>12</a>`},
		{"nesting", `<a><b><c/></b>t<b/></a>`, `<a><b><c></c></b>t<b></b></a>`},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, r := range []io.Reader{strings.NewReader(c.in), iotest.OneByteReader(strings.NewReader(c.in)), iotest.DataErrReader(strings.NewReader(c.in))} {
				got, err := flat(r)
				if err != nil || got != c.want {
					t.Fatalf("got %q, %v; want %q", got, err, c.want)
				}
			}
		})
	}
}

func TestRefused(t *testing.T) {
	laughs := `<!DOCTYPE a [<!ENTITY l "lol"><!ENTITY m "&l;&l;">]><a>&m;</a>`
	for _, c := range []struct{ in, want string }{
		{"", "too early"},
		{"   \n", "too early"},
		{"hello", "outside the root"},
		{"<a>", "too early"},
		{"<a", "inside a tag"},
		{"<a><![CDATA[x", "inside a CDATA"},
		{"<a><!-- x", "inside a comment"},
		{"<a/><b/>", "follows the root"},
		{"<a/>x", "outside the root"},
		{"<a/>&#32;", "outside the root"},
		{"<a></b>", "no start tag"},
		{"</a>", "no start tag"},
		{"<a b='1' b='2'/>", "twice"},
		{"<a b=1/>", "malformed"},
		{"<a b/>", "malformed"},
		{"<a b='1'c='2'/>", "malformed"},
		{"<a b='<'/>", "<"},
		{"< a/>", "malformed"},
		{"<a:b:c/>", "malformed"},
		{"<é/>", "malformed"},
		{"<a>]]></a>", "]]>"},
		{"<a>\x1b</a>", "does not allow"},
		{"<a>\x00</a>", "does not allow"},
		{"<a>&#0;</a>", "reference"},
		{"<a>&#x1B;</a>", "reference"},
		{"<a>&#xD800;</a>", "reference"},
		{"<a>&#-1;</a>", "reference"},
		{"<a>&nbsp;</a>", "reference"},
		{"<a>& </a>", "reference"},
		{"<a>\xff</a>", "UTF-8"},
		{"<a>\uFFFF</a>", "does not allow"},
		{"<a><!-- -- --></a>", "comment"},
		{"<a><?xml version='1.0'?></a>", "instruction"},
		{laughs, "document type"},
		{`<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>`, "document type"},
		{"<?xml version='1.1'?><a/>", "XML 1.0"},
		{"<?xml version='1.0' encoding='latin1'?><a/>", "UTF-8"},
		{"\xFF\xFE<\x00a\x00", "UTF-16"},
		{strings.Repeat("<a>", maxDepth+1), "nested"},
		{"<a" + manyAttrs(maxAttrs+1) + "/>", "too many"},
		{"<a b='" + strings.Repeat("x", windowSize) + "'/>", "too long"},
		{"<a><!--" + strings.Repeat("x", windowSize) + "--></a>", "too long"},
		{"<" + strings.Repeat("x", maxName+1) + "/>", "malformed"},
	} {
		_, err := flat(strings.NewReader(c.in))
		if !errors.Is(err, port.ErrInput) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.60q: got %v, want %q", c.in, err, c.want)
		}
	}
}

func manyAttrs(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, " a%d='1'", i)
	}
	return b.String()
}

func TestLine(t *testing.T) {
	_, err := flat(strings.NewReader("<a>\n&#10;\r\n\n</b>"))
	var bad *port.InputError
	if !errors.As(err, &bad) || bad.Line != 4 {
		t.Fatalf("got %v, want line 4", err)
	}
}

func TestReadError(t *testing.T) {
	want := errors.New("disk")
	_, err := flat(io.MultiReader(strings.NewReader("<a>"), iotest.ErrReader(want)))
	if !errors.Is(err, want) {
		t.Fatalf("got %v, want the reader's own error", err)
	}
}

// Whatever stands where a window ends must not be torn.
func TestLongText(t *testing.T) {
	for _, unit := range []string{"x", "]", "]]", "é", "鍵", "🔑", "&amp;", "&#x1F511;", "\r\n", "\r", "a]]b\r\n&lt;鍵"} {
		for shift := range 13 {
			in := strings.Repeat("-", shift) + strings.Repeat(unit, 2*windowSize/len(unit)+3)
			want, _ := unescape([]byte(in), content)
			got, err := flat(strings.NewReader("<a>" + in + "</a>"))
			if err != nil || got != "<a>"+string(want)+"</a>" {
				t.Fatalf("%q shifted by %d: %v, %d bytes of %d", unit, shift, err, len(got), len(want)+7)
			}
		}
	}
	in := strings.Repeat("]&<", windowSize)
	if got, err := flat(strings.NewReader("<a><![CDATA[" + in + "]]></a>")); err != nil || got != "<a>"+in+"</a>" {
		t.Fatalf("cdata: %v", err)
	}
}

func TestTornCDATAEnd(t *testing.T) {
	for shift := range 4 {
		in := "<a>" + strings.Repeat("-", windowSize-3-shift) + "]]>" + "</a>"
		if _, err := flat(strings.NewReader(in)); !errors.Is(err, port.ErrInput) {
			t.Fatalf("shifted by %d: got %v", shift, err)
		}
	}
}
