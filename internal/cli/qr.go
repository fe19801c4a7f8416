package cli

import (
	"bytes"

	"rsc.io/qr"

	"coffer/internal/app"
	"coffer/vault/secret"
)

// quietZone is the empty border that readers need, in modules (ISO/IEC 18004,
// "quiet zone").
const quietZone = 4

// qr draws a secret as a QR code on standard output. On a terminal it is black
// on white whatever the terminal's colours are; elsewhere the blocks stand for
// light, as on a dark screen.
func (c *cli) qr(s secret.Text) error {
	code, err := encodeQR(s)
	if err != nil {
		return err
	}
	onScreen := isTerminal(c.Stdout)
	if width, need := c.width(), code.Size+2*quietZone; onScreen && width < need {
		return app.Fail(app.Input, "make the window wider, or the letters smaller",
			"the QR code needs %d columns, the terminal has %d", need, width)
	}
	drawn := drawQR(code, onScreen)
	defer clear(drawn)
	_, err = c.out.Write(drawn)
	return err
}

// width is that of the terminal.
func (c *cli) width() int {
	t, err := c.terminal()
	if err != nil {
		return 80
	}
	defer t.Close()
	return t.Width()
}

// encodeQR takes the better error correction as long as there is room for it.
func encodeQR(s secret.Text) (*qr.Code, error) {
	text := s.Reveal()
	for _, level := range []qr.Level{qr.M, qr.L} {
		if code, err := qr.Encode(text, level); err == nil {
			return code, nil
		}
	}
	return nil, app.Fail(app.Input, "print it, or write it to a file",
		"too large for a QR code: %d bytes, where 2953 are the most", s.Len())
}

// drawQR draws two rows of modules in one line of half blocks. With colours
// each line names black and white of the fixed part of the 256-colour palette;
// without, ink is the light part.
func drawQR(code *qr.Code, colours bool) []byte {
	blocks := [4]string{"█", "▀", "▄", " "} // neither, lower, upper, both rows dark
	var b bytes.Buffer
	for y := -quietZone; y < code.Size+quietZone; y += 2 {
		if colours {
			b.WriteString("\x1b[38;5;231;48;5;16m") // white ink on black
		}
		for x := -quietZone; x < code.Size+quietZone; x++ {
			i := 0
			if code.Black(x, y) {
				i |= 2
			}
			if code.Black(x, y+1) {
				i |= 1
			}
			b.WriteString(blocks[i])
		}
		if colours {
			b.WriteString("\x1b[0m")
		}
		b.WriteByte('\n')
	}
	return b.Bytes()
}
