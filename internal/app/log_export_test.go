package app

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
)

// exportedLog is a small vault's log.
func exportedLog(t testing.TB) []byte {
	t.Helper()
	a := testApp(t)
	var out bytes.Buffer
	n, err := a.ExportLog(context.Background(), &out, LogFilter{})
	if err != nil || n == 0 {
		t.Fatalf("%d, %v", n, err)
	}
	return out.Bytes()
}

func readLog(data []byte) (n int, err error) {
	_, err = ReadLog(context.Background(), bytes.NewReader(data), func(LogEntry) error { n++; return nil })
	return n, err
}

// TestHostileLog: whatever somebody puts into an exported log, what is read is what the vault
// recorded, or nothing.
func TestHostileLog(t *testing.T) {
	good := exportedLog(t)
	all, err := readLog(good)
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.SplitAfter(strings.TrimSuffix(string(good), "\n"), "\n")
	if all != len(lines)-1 || all < 2 {
		t.Fatalf("%d of %d lines", all, len(lines))
	}
	for name, data := range map[string]string{
		"empty":            "",
		"no head":          strings.Join(lines[1:], ""),
		"another format":   strings.Replace(string(good), "coffer log 1", "coffer log 2", 1),
		"another vault":    strings.Replace(string(good), `"vault":"`, `"vault":"0`, 1),
		"an unknown name":  strings.Replace(string(good), `{"number"`, `{"more":1,"number"`, 1),
		"twice":            string(good) + lines[len(lines)-1],
		"not in order":     lines[0] + lines[2] + lines[1],
		"a negative":       strings.Replace(string(good), `"number":1,`, `"number":-1,`, 1),
		"number 0":         strings.Replace(string(good), `"number":1,`, `"number":0,`, 1),
		"a great number":   strings.Replace(string(good), `"number":1,`, `"number":18446744073709551615,`, 1),
		"a fraction":       strings.Replace(string(good), `"number":1,`, `"number":1.5,`, 1),
		"another number":   strings.Replace(string(good), `"number":1,`, `"number":2,`, 1),
		"a long line":      lines[0] + `{"number":1,"entry":"` + strings.Repeat("A", maxLogLine) + `"}`,
		"many hashes":      lines[0] + `{"number":1,"entry":"AA==","about":[],"proof":[` + strings.Repeat(`"AA==",`, 200) + `"AA=="]}`,
		"a short hash":     lines[0] + `{"number":1,"entry":"AA==","about":[],"proof":["AA=="]}`,
		"something behind": lines[0] + strings.TrimSuffix(lines[1], "\n") + "{}\n",
		"a bracket more":   lines[0] + strings.TrimSuffix(lines[1], "\n") + "}]\n",
		"a bracket on top": strings.Replace(lines[0], "}\n", "}}\n", 1) + lines[1],
		"a name twice":     lines[0] + strings.Replace(lines[1], "{", `{"entry":"AAAA",`, 1),
		"in capitals":      lines[0] + strings.Replace(lines[1], `"number"`, `"Number"`, 1),
		"a space":          lines[0] + strings.Replace(lines[1], ":", ": ", 1),
		"nothing known":    lines[0] + "{}\n",
		"deep":             lines[0] + strings.Repeat("[", 20_000) + "\n",
	} {
		var failed *Error
		if n, err := readLog([]byte(data)); !errors.As(err, &failed) || failed.Kind != Damaged && failed.Kind != Input {
			t.Errorf("%s: %d entries, %v", name, n, err)
		}
	}
	if n, err := readLog([]byte(lines[0])); n != 0 || err != nil {
		t.Errorf("a head alone: %d, %v", n, err)
	}
}

// TestEveryByteOfAnExport: none can be altered so that something else is read.
func TestEveryByteOfAnExport(t *testing.T) {
	good := exportedLog(t)
	var want []string
	keep := func(to *[]string) func(LogEntry) error {
		return func(e LogEntry) error { *to = append(*to, e.Action+" "+e.Sentence()); return nil }
	}
	if _, err := ReadLog(context.Background(), bytes.NewReader(good), keep(&want)); err != nil {
		t.Fatal(err)
	}
	for i := range good {
		changed := bytes.Clone(good)
		changed[i] ^= 1 << (i % 7)
		var have []string
		_, err := ReadLog(context.Background(), bytes.NewReader(changed), keep(&have))
		for n := range have {
			if n >= len(want) || have[n] != want[n] {
				t.Fatalf("byte %d: %q (%v)", i, have[n], err)
			}
		}
	}
}

func FuzzReadLog(f *testing.F) {
	f.Add(exportedLog(f))
	f.Fuzz(func(t *testing.T, data []byte) {
		_, err := readLog(data)
		var failed *Error
		if err != nil && !errors.As(err, &failed) {
			t.Error(err)
		}
	})
}
