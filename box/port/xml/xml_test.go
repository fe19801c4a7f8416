package xml_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"coffer/box/port"
	"coffer/box/port/porttest"
	"coffer/box/port/xml"
	"coffer/internal/required"
)

func TestConformance(t *testing.T) { porttest.Run(t, xml.Format{}, true) }

type openFunc = func() (io.ReadCloser, error)

const schema = "../../../docs/export.xsd"

// What is written follows the schema that is published.
func TestSchema(t *testing.T) {
	tool := required.Program(t, "xmllint")
	for name, c := range porttest.Contents() {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "export.xml")
			if err := os.WriteFile(file, porttest.Write(t, xml.Format{}, c), 0o600); err != nil {
				t.Fatal(err)
			}
			if out, err := exec.Command(tool, "--noout", "--nonet", "--huge", "--schema", schema, file).CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
		})
	}
}

// The sample that stands beside the schema reads, and writes to the same
// bytes but for what it shows on purpose.
func TestSample(t *testing.T) {
	data, err := os.ReadFile("../../../testdata/xml/sample.xml")
	if err != nil {
		t.Fatal(err)
	}
	var c porttest.Collected
	f := xml.Format{Fetch: func(string, port.File) (openFunc, error) { return porttest.FileOf("", nil).Open, nil }}
	if err := f.Import(context.Background(), porttest.Seekable(data), &c); err != nil {
		t.Fatal(err)
	}
	f.Place = func(e *port.Entry, i int) (string, error) {
		if strings.HasPrefix(e.Files[i].Name, "in a zip") {
			return "files/" + e.ID.String() + "/1.txt", nil
		}
		return "", nil
	}
	again := string(porttest.Write(t, f, porttest.ContentOf(c.Boxes, c.Templates, c.Entries...)))
	want := strings.ReplaceAll(string(data), ` on-expiry="warn"`, "")
	if again != want {
		t.Fatalf("got\n%s\nwant\n%s", again, want)
	}
}

// The bytes of version 1 do not change: a change here is a new version.
func TestBytes(t *testing.T) {
	got := porttest.Write(t, xml.Format{}, porttest.Contents()["label"])
	want := `<?xml version="1.0" encoding="UTF-8"?>
<coffer xmlns="urn:coffer:export:1" version="1" created="2026-01-02T03:04:05Z">
<box name="work" created="2026-01-02T03:04:05Z" note="line%0Aline %25"/>
<box name="empty"/>
<item id="00000000000000000000000004" box="work" folder="a%2Fb/c" title="label" template="login" favourite="true" created="2026-01-02T03:04:05Z" changed="2026-01-02T04:04:05Z" expires="2026-01-03T03:04:05Z" on-expiry="delete" trashed="2026-01-02T03:04:05Z" due="2026-01-04T03:04:05Z">
<tag>one</tag>
<tag>two &amp; three</tag>
</item>
</coffer>
`
	if string(got) != want {
		t.Fatalf("got\n%s\nwant\n%s", got, want)
	}
}

func TestRefused(t *testing.T) {
	const item = `<item id="00000000000000000000000004" box="w" title="t"`
	for _, c := range []struct{ name, in, want string }{
		{"version", `<coffer xmlns="urn:coffer:export:2" version="2" created="2026-01-02T03:04:05Z"/>`, "newer coffer"},
		{"root", `<KeePassFile/>`, "not a Coffer export"},
		{"unknown element", doc(`<box name="w"/><thing/>`), "unknown"},
		{"unknown attribute", doc(`<box name="w" colour="red"/>`), "unknown attribute"},
		{"text between", doc(`<box name="w"/>x`), "text between"},
		{"text in a box", doc(`<box name="w">x</box>`), "text between"},
		{"order", doc(`<box name="w"/>` + item + `/><box name="v"/>`), "too late"},
		{"order in an item", doc(`<box name="w"/>` + item + `><field name="a" kind="text" tier="core"/><tag>x</tag></item>`), "too late"},
		{"no box", doc(item + `/>`), "not in the file"},
		{"many tags", doc(`<box name="w"/>` + item + `>` + strings.Repeat("<tag>x</tag>", 257) + `</item>`), "more than 256 tags"},
		{"box twice", doc(`<box name="w"/><box name="w"/>`), "twice"},
		{"item twice", doc(`<box name="w"/>` + item + `/>` + item + `/>`), "twice"},
		{"field twice", doc(`<box name="w"/>` + item + `><field name="a" kind="text" tier="core"/><field name="a" kind="text" tier="core"/></item>`), "twice"},
		{"no title", doc(`<box name="w"/><item id="00000000000000000000000004" box="w"/>`), `"title" is missing`},
		{"bad id", doc(`<box name="w"/><item id="00000000000000000000000001" box="w" title="t"/>`), "not an id"},
		{"upper-case id", doc(`<box name="w"/><item id="0000000000000000000000000G" box="w" title="t"/>`), "not an id"},
		{"zero id", doc(`<box name="w"/><item id="00000000000000000000000000" box="w" title="t"/>`), "not an id"},
		{"needless escape", doc(`<box name="%41"/>`), "percent text"},
		{"lower-case escape", doc(`<box name="%1b"/>`), "percent text"},
		{"missing escape", doc("<box name=\"a\u009bb\"/>"), "percent text"},
		{"half an escape", doc(`<box name="%2"/>`), "percent text"},
		{"bad time", doc(`<box name="w" created="2026-01-02"/>`), "not a time"},
		{"local time", doc(`<box name="w" created="2026-01-02T03:04:05+01:00"/>`), "not a time"},
		{"due alone", doc(`<box name="w"/>` + item + ` due="2026-01-02T03:04:05Z"/>`), "without trashed"},
		{"on-expiry alone", doc(`<box name="w"/>` + item + ` on-expiry="warn"/>`), "without expires"},
		{"false flag", doc(`<box name="w"/>` + item + ` favourite="false"/>`), "not true"},
		{"empty folder", doc(`<box name="w"/>` + item + ` folder="a//b"/>`), "empty part"},
		{"kind", doc(`<box name="w"/>` + item + `><field name="a" kind="colour" tier="core"/></item>`), "unknown"},
		{"tier", doc(`<box name="w"/>` + item + `><field name="a" kind="text" tier="high"/></item>`), "neither core"},
		{"element in a value", doc(`<box name="w"/>` + item + `><field name="a" kind="text" tier="core"><b/></field></item>`), "unknown"},
		{"not base64", doc(`<box name="w"/>` + item + `><field name="a" kind="text" tier="core" encoding="base64">A</field></item>`), "not base64"},
		{"loose base64", doc(`<box name="w"/>` + item + `><field name="a" kind="text" tier="core" encoding="base64">QR==</field></item>`), "not base64"},
		{"file without base64", doc(`<box name="w"/>` + item + `><field name="a" kind="file" tier="core">A</field></item>`), "always base64"},
		{"attachment elsewhere", doc(`<box name="w"/>` + item + `><attachment name="a" size="0" sha256="e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" file="files/x"/></item>`), "whole ZIP"},
		{"attachment of another size", doc(`<box name="w"/>` + item + `><attachment name="a" size="1" sha256="e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"/></item>`), "does not fit"},
		{"attachment not base64", doc(`<box name="w"/>` + item + `><attachment name="a" size="1" sha256="e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855">!</attachment></item>`), "not base64"},
		{"attachment too large", doc(`<box name="w"/>` + item + `><attachment name="a" size="67108865" sha256="e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"/></item>`), "within bounds"},
		{"revisions", doc(`<box name="w"/>` + item + `><revision number="2" title="t"/><revision number="2" title="t"/></item>`), "upwards"},
		{"main", doc(`<template name="w" main="x"/>`), "none of its fields"},
		{"foreign namespace", doc(`<x:box xmlns:x="urn:x" name="w"/>`), "unknown"},
		{"trailing", doc("") + "<x/>", "follows the root"},
		{"long value", doc(`<box name="w"/>` + item + `><field name="a" kind="text" tier="core">` + strings.Repeat("x", port.MaxValue+1) + `</field></item>`), "longer than"},
		{"huge attribute", doc(`<box name="` + strings.Repeat("x", 2<<20) + `"/>`), "too long"},
		{"long name", doc(`<box name="` + strings.Repeat("x", port.MaxName+1) + `"/>`), "too long"},
		{"too many fields", doc(`<box name="w"/>` + item + `>` + manyFields(600) + `</item>`), "more than"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := xml.Format{}.Import(context.Background(), porttest.Seekable([]byte(c.in)), &porttest.Collected{})
			if !errors.Is(err, port.ErrInput) || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("got %v, want %q", err, c.want)
			}
		})
	}
}

func doc(body string) string {
	return `<coffer xmlns="urn:coffer:export:1" version="1" created="2026-01-02T03:04:05Z">` + body + `</coffer>`
}

func manyFields(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(`<field name="` + strings.Repeat("x", i+1) + `" kind="text" tier="core"/>`)
	}
	return b.String()
}

// Files made to hurt, kept as files so that whole commands can be tried on
// them as well.
func TestHostile(t *testing.T) {
	files, err := filepath.Glob("testdata/hostile/*.xml")
	if err != nil || len(files) < 4 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var c porttest.Collected
			err = xml.Format{}.Import(context.Background(), porttest.Stream(data), &c)
			if !errors.Is(err, port.ErrInput) || len(c.Entries) > 0 {
				t.Fatalf("got %v and %d entries", err, len(c.Entries))
			}
		})
	}
}

// What another program wrote anew still reads: indented, single quotes, CDATA,
// comments, a schema location.
func TestReformatted(t *testing.T) {
	in := `<?xml version='1.0'?>
<!-- by hand -->
<coffer created='2026-01-02T03:04:05Z' version='1' xmlns='urn:coffer:export:1'
	xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:schemaLocation='urn:coffer:export:1 export.xsd'>
	<box name='w'></box>
	<item title='t' box='w' id='00000000000000000000000004'>
		<field tier='core' kind='password' name='p'><![CDATA[<a&b>]]>c<!-- x -->d</field>
		<field tier='core' kind='file' name='f' encoding='base64'>
			AA
			H/
		</field>
		<attachment name="a" size="3" sha256="ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad">
			YW <!-- x -->
			Jj
		</attachment>
	</item>
</coffer>`
	for _, src := range []port.Source{porttest.Seekable([]byte(in)), porttest.Stream([]byte(in))} {
		c := porttest.Read(t, xml.Format{}, src)
		fields := c.Entries[0].Fields
		if got := fields[0].Value.Reveal(); got != "<a&b>cd" {
			t.Errorf("password: %q", got)
		}
		if got := fields[1].Value.Bytes(); !bytes.Equal(got, []byte{0, 1, 255}) {
			t.Errorf("file: %x", got)
		}
		if got := c.Content[0]; got != "abc" {
			t.Errorf("attachment: %q", got)
		}
	}
}
