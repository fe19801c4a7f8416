package cli

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"coffer/internal/app"
	"coffer/vault/secret"
)

// modules reads a drawing back: true is dark.
func modules(t *testing.T, drawn string) (grid [][]bool) {
	t.Helper()
	for line := range strings.Lines(drawn) {
		var upper, lower []bool
		for _, r := range strings.TrimSuffix(line, "\n") {
			if !strings.ContainsRune("█▀▄ ", r) {
				t.Fatalf("a character that is no block: %q", r)
			}
			upper = append(upper, r == '▄' || r == ' ')
			lower = append(lower, r == '▀' || r == ' ')
		}
		grid = append(grid, upper, lower)
	}
	return grid
}

func TestDrawQR(t *testing.T) {
	code, err := encodeQR(secret.New("otpauth://totp/acme:ann?secret=JBSWY3DPEHPK3PXP"))
	if err != nil {
		t.Fatal(err)
	}
	grid := modules(t, string(drawQR(code, false)))
	if len(grid) < code.Size+2*quietZone {
		t.Fatalf("%d rows for %d modules", len(grid), code.Size)
	}
	for y, row := range grid {
		if len(row) != code.Size+2*quietZone {
			t.Fatalf("row %d has %d columns", y, len(row))
		}
		for x, dark := range row {
			if dark != code.Black(x-quietZone, y-quietZone) {
				t.Fatalf("module %d,%d is wrong", x, y)
			}
		}
	}
}

// TestDrawQRColours holds that a terminal's own colours do not matter.
func TestDrawQRColours(t *testing.T) {
	code, err := encodeQR(secret.New("acme"))
	if err != nil {
		t.Fatal(err)
	}
	plain := strings.Split(string(drawQR(code, false)), "\n")
	for i, line := range strings.Split(string(drawQR(code, true)), "\n") {
		if line == "" {
			continue
		}
		if line != "\x1b[38;5;231;48;5;16m"+plain[i]+"\x1b[0m" {
			t.Fatalf("line %d: %q", i, line)
		}
	}
}

func TestQRSize(t *testing.T) {
	var out bytes.Buffer
	c := newCLI(Env{Stdout: &out})
	if err := c.qr(secret.New(strings.Repeat("ä", 2953/2))); err != nil {
		t.Errorf("the largest one: %v", err)
	}
	out.Reset()
	err := c.qr(secret.New(strings.Repeat("a", 2954)))
	var e *app.Error
	if !errors.As(err, &e) || e.Kind != app.Input || out.Len() != 0 {
		t.Errorf("too large: %v, %d bytes drawn", err, out.Len())
	}
}
