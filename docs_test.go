package coffer_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"coffer/internal/required"
)

const exportSample = "testdata/xml/sample.xml"

// badExports are samples that must not validate: each is the good sample with
// one piece replaced, so that it breaks one rule.
var badExports = []struct{ name, old, new string }{
	{"unknown version", `version="1" created`, `version="2" created`},
	{"no version", `version="1" created`, `created`},
	{"other namespace", `urn:coffer:export:1`, `urn:coffer:export:2`},
	{"local time", `created="2026-01-02T03:04:05Z"`, `created="2026-01-02T03:04:05+01:00"`},
	{"parts of a second", `created="2026-01-02T03:04:05Z"`, `created="2026-01-02T03:04:05.5Z"`},
	{"no such day", `created="2026-01-02T03:04:05Z"`, `created="2026-02-30T03:04:05Z"`},
	{"unknown attribute", `<box name="work"`, `<box colour="red" name="work"`},
	{"box without a name", `<box name="an empty box"`, `<box name=""`},
	{"box twice", `<box name="an empty box"`, `<box name="work"`},
	{"item of no box", `"01arz3ndektsv4rrffq69g5fa0" box="work"`, `"01arz3ndektsv4rrffq69g5fa0" box="home"`},
	{"template twice", `<template name="nothing in it"`, `<template name="router"`},
	{"template after an item", `</coffer>`, `<template name="late"/></coffer>`},
	{"id in upper case", `id="01arz3`, `id="01ARZ3`},
	{"id with bits left over", `w" box`, `z" box`},
	{"id twice", `id="7zzzzzzzzzzzzzzzzzzzzzzzzw"`, `id="01arz3ndektsv4rrffq69g5fa0"`},
	{"item without a title", `title="%1B[31mred/green" `, ``},
	{"empty title", `title="acme (old)"`, `title=""`},
	{"empty main", `main="admin password"`, `main=""`},
	{"percent sign alone", `100%25 of`, `100% of`},
	{"escape in lower case", `%1B[31m`, `%1b[31m`},
	{"control character", `%1B[31m`, `&#x9B;31m`},
	{"line feed in a title", `%1B[31m`, `&#10;`},
	{"empty folder", `folder="mail"`, `folder=""`},
	{"folder with an empty part", `folder="mail"`, `folder="mail//x"`},
	{"folder with a slash at its end", `folder="mail"`, `folder="mail/"`},
	{"flag that is false", `favourite="true"`, `favourite="false"`},
	{"unknown expiry", `on-expiry="warn"`, `on-expiry="burn"`},
	{"tag after a field", `<revision number="1"`, `<tag>late</tag><revision number="1"`},
	{"empty tag", `<tag>größe</tag>`, `<tag/>`},
	{"unknown kind", `kind="username" tier="companion">ann@`, `kind="secret" tier="companion">ann@`},
	{"unknown tier", `tier="core">&lt;`, `tier="both">&lt;`},
	{"field without a tier", `kind="text" tier="companion"`, `kind="text"`},
	{"field twice", `field name="empty"`, `field name="note"`},
	{"markup in a value", `first line`, `<b>first</b> line`},
	{"unknown encoding", `encoding="base64">AAH/`, `encoding="hex">AAH/`},
	{"attachment twice", `name="in a zip %00.txt"`, `name="inline.txt"`},
	{"attachment with half a group of base64", `aW5saW5lIGNvbnRlbnQK`, `aW5saW5lIGNvbnRlbnQ`},
	{"attachment outside files", `file="files/`, `file="other/`},
	{"attachment that climbs", `file="files/01arz`, `file="files/../01arz`},
	{"attachment at an absolute path", `file="files/`, `file="/files/`},
	{"attachment with a backslash", `/1.txt"`, `\1.txt"`},
	{"negative size", `size="3"`, `size="-3"`},
	{"short hash", `sha256="2c26`, `sha256="2c`},
	{"content in a revision", `266e7ae"/>`, `266e7ae">Zm9v</attachment>`},
	{"revision twice", `<revision number="2"`, `<revision number="1"`},
	{"revision zero", `<revision number="2"`, `<revision number="0"`},
	{"revision in a revision", `</revision>`, `<revision number="9" title="" created="2025-01-01T00:00:00Z" changed="2025-01-01T00:00:00Z"/></revision>`},
}

func TestExportSchemaTakesTheSample(t *testing.T) {
	if out, err := validate(t, exportSample); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

func TestExportSchemaRefuses(t *testing.T) {
	good, err := os.ReadFile(exportSample)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range badExports {
		t.Run(c.name, func(t *testing.T) {
			bad := strings.Replace(string(good), c.old, c.new, 1)
			if bad == string(good) {
				t.Fatalf("the sample holds no %q", c.old)
			}
			file := filepath.Join(t.TempDir(), "bad.xml")
			if err := os.WriteFile(file, []byte(bad), 0o600); err != nil {
				t.Fatal(err)
			}
			wantInvalid(t, file)
		})
	}
}

// wantInvalid tells a file that breaks the schema (exit code 3 of xmllint)
// from one that is no XML at all (1) and from a broken schema (5).
func wantInvalid(t *testing.T, file string) {
	t.Helper()
	out, err := validate(t, file)
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 3 {
		t.Errorf("want a file that does not validate, got %v\n%s", err, out)
	}
}

func validate(t *testing.T, file string) ([]byte, error) {
	t.Helper()
	return exec.Command(required.Program(t, "xmllint"),
		"--noout", "--nonet", "--schema", "docs/export.xsd", file).CombinedOutput()
}
