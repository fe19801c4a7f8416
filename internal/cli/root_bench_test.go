package cli

import (
	"bytes"
	"context"
	"testing"
)

// BenchmarkVersion is what a command costs beyond the start of the process.
func BenchmarkVersion(b *testing.B) {
	for b.Loop() {
		var out bytes.Buffer
		if code := run(context.Background(), []string{"version"}, Env{Stdin: &out, Stdout: &out, Stderr: &out}); code != 0 {
			b.Fatal(code)
		}
	}
}
