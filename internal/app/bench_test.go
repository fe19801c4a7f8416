package app

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"testing"

	"coffer/box/port"
	"coffer/box/port/porttest"
	"coffer/box/port/xml"
)

// stocked is a vault with n logins.
func stocked(b *testing.B, n int) *App {
	b.Helper()
	a := testApp(b)
	var file bytes.Buffer
	content := port.Content{Created: a.Now(), Boxes: []port.Box{{Name: "work"}}, Items: porttest.Many(n)}
	if err := (xml.Format{}).Export(context.Background(), port.Target{W: &file}, content); err != nil {
		b.Fatal(err)
	}
	src := porttest.Seekable(file.Bytes())
	if _, err := a.Import(context.Background(), ImportOptions{Format: "xml", Source: src, Boxes: true}); err != nil {
		b.Fatal(err)
	}
	return a
}

func BenchmarkExport10000(b *testing.B) {
	a := stocked(b, 10_000)
	for b.Loop() {
		w := bufio.NewWriter(io.Discard)
		if _, err := a.Export(context.Background(), port.Target{W: w}, ExportOptions{Format: "xml"}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkImport10000(b *testing.B) {
	var file bytes.Buffer
	content := port.Content{Boxes: []port.Box{{Name: "work"}}, Items: porttest.Many(10_000)}
	if err := (xml.Format{}).Export(context.Background(), port.Target{W: &file}, content); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		b.StopTimer()
		a := testApp(b)
		b.StartTimer()
		src := porttest.Seekable(file.Bytes())
		if _, err := a.Import(context.Background(), ImportOptions{Format: "xml", Source: src, Boxes: true}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkList100000(b *testing.B) {
	a := stocked(b, 100_000)
	for b.Loop() {
		if all, err := a.List(context.Background(), ListQuery{}); err != nil || len(all) != 100_000 {
			b.Fatal(len(all), err)
		}
	}
}

func BenchmarkFindCore100000(b *testing.B) {
	a := stocked(b, 100_000)
	for b.Loop() {
		if _, err := a.Find(context.Background(), Query{Text: "no such text", Core: true}); Explain(err).Kind != NotFound {
			b.Fatal(err)
		}
	}
}

// BenchmarkImportAgain50000 brings what is there already: all of it is compared, and marked.
func BenchmarkImportAgain50000(b *testing.B) {
	const n = 50_000
	a := stocked(b, n)
	var file bytes.Buffer
	content := port.Content{Boxes: []port.Box{{Name: "work"}}, Items: porttest.Many(n)}
	if err := (xml.Format{}).Export(context.Background(), port.Target{W: &file}, content); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		o := ImportOptions{Format: "xml", Source: porttest.Seekable(file.Bytes()), DryRun: true}
		if done, err := a.Import(context.Background(), o); err != nil || done.Duplicates != n {
			b.Fatal(done.Duplicates, err)
		}
	}
}
