package cxf_test

import (
	"bytes"
	"os"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"coffer/box"
	"coffer/box/port"
	"coffer/box/port/cxf"
	"coffer/box/port/porttest"
	"coffer/vault/secret"
)

func schema(t testing.TB) *jsonschema.Schema {
	t.Helper()
	s, err := jsonschema.NewCompiler().Compile("testdata/cxf.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func valid(t *testing.T, s *jsonschema.Schema, data []byte) error {
	t.Helper()
	v, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return s.Validate(v)
}

// Everything that is exported keeps to the standard, by a schema that was
// written from its tables and a validator that is not ours.
func TestExportsKeepToTheSchema(t *testing.T) {
	s := schema(t)
	all := porttest.Contents()
	all["templates of ours"] = builtins()
	for _, name := range []string{"all", "folders", "strange", "accounts"} {
		data, err := os.ReadFile("testdata/" + name + ".json")
		if err != nil {
			t.Fatal(err)
		}
		all[name] = contentOf(porttest.Read(t, cxf.Format{}, porttest.Seekable(data)))
	}
	for name, c := range all {
		if err := valid(t, s, porttest.Write(t, cxf.Format{}, c)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The schema knows what the standard's own types look like, and what not.
func TestSchema(t *testing.T) {
	s := schema(t)
	for _, name := range []string{"all", "folders"} {
		data, err := os.ReadFile("testdata/" + name + ".json")
		if err != nil {
			t.Fatal(err)
		}
		data = bytes.Replace(data, []byte(`"fieldType": "of-tomorrow"`), []byte(`"fieldType": "string"`), 1)
		if err := valid(t, s, data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, in := range map[string]string{
		"no items":           doc(`"collections":[]`),
		"id with padding":    items(`{"id":"AA==","title":"a","credentials":[]}`),
		"no credentials":     items(`{"id":"AA","title":"a"}`),
		"bare value":         items(`{"id":"AA","title":"a","credentials":[{"type":"basic-auth","username":"ann"}]}`),
		"value is a number":  items(`{"id":"AA","title":"a","credentials":[{"type":"note","content":{"fieldType":"string","value":7}}]}`),
		"member of no type":  items(`{"id":"AA","title":"a","credentials":[{"type":"basic-auth","email":{"fieldType":"string","value":"a"}}]}`),
		"another field type": items(`{"id":"AA","title":"a","credentials":[{"type":"basic-auth","password":{"fieldType":"string","value":"a"}}]}`),
		"date":               items(`{"id":"AA","title":"a","credentials":[{"type":"api-key","validFrom":{"fieldType":"date","value":"2.1.2024"}}]}`),
		"totp without parts": items(`{"id":"AA","title":"a","credentials":[{"type":"totp","secret":"AA"}]}`),
		"our extension":      items(`{"id":"AA","title":"a","credentials":[],"extensions":[{"name":"item"}]}`),
	} {
		if valid(t, s, []byte(in)) == nil {
			t.Errorf("%s: the schema takes it", name)
		}
	}
}

// builtins has an item of each built-in template, every field filled in.
func builtins() port.Content {
	var entries []*port.Entry
	for i, tpl := range box.Builtins() {
		e := &port.Entry{Item: tpl.NewItem(), BoxName: "work"}
		e.ID, e.Title = porttest.ID(uint64(i+1)), tpl.Name
		for j := range e.Fields {
			e.Fields[j].Value = secret.New(sample(tpl.Name, &e.Fields[j]))
		}
		entries = append(entries, e)
	}
	return porttest.ContentOf([]port.Box{{Name: "work"}}, nil, entries...)
}

func sample(template string, f *box.Field) string {
	switch {
	case f.Name == "private-key":
		return openSSH
	case f.Name == "expiry":
		return "05/27"
	case f.Name == "country":
		return "DE"
	case f.Name == "security":
		return "WPA2"
	case f.Kind == box.TOTP:
		return "otpauth://totp/Acme:ann?secret=GEZDGNBVGY3TQOJQ&issuer=Acme&algorithm=SHA1&digits=6&period=30"
	case f.Kind == box.URL:
		return "https://acme.example/"
	case f.Kind == box.Date:
		return "1990-02-03"
	case f.Kind == box.Email:
		return "ann@acme.example"
	case f.Kind == box.Number:
		return "4111"
	}
	return template + " " + f.Name
}

// What the built-in templates hold stands where the standard has a member for
// it, and comes back as it was.
func TestTemplatesReturn(t *testing.T) {
	c := builtins()
	data := porttest.Write(t, cxf.Format{}, c)
	got := porttest.Read(t, cxf.Format{}, porttest.Stream(data))
	if diff := porttest.Differ(got.Describe(), porttest.Flatten(t, c).Describe()); diff != "" {
		t.Error(diff)
	}
	const golden = "testdata/builtins.json"
	if *update {
		if err := os.WriteFile(golden, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || !bytes.Equal(data, want) {
		t.Errorf("%s is not what is written: %v", golden, err)
	}
}

// openSSH is a key that ssh-keygen made for these tests.
const openSSH = `-----BEGIN OPENSSH PRIVATE KEY-----
b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW
QyNTUxOQAAACBm26aP5GXntdb05CfHweIjMYrQhNVacJiGL1cr3xPYFQAAAJB6MFyrejBc
qwAAAAtzc2gtZWQyNTUxOQAAACBm26aP5GXntdb05CfHweIjMYrQhNVacJiGL1cr3xPYFQ
AAAEBlSRNaMXh8iRYQ+7D7VGJBsX6Fz0+XrpI1nVmS7ImKI2bbpo/kZee11vTkJ8fB4iMx
itCE1VpwmIYvVyvfE9gVAAAACmFubkBsYXB0b3ABAgM=
-----END OPENSSH PRIVATE KEY-----
`
