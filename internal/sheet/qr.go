package sheet

import (
	"fmt"
	"strconv"

	"rsc.io/qr"

	"coffer/vault/secret"
)

// quietZone is the empty border that readers need, in modules (ISO/IEC 18004).
const quietZone = 4

// svg draws a QR code with a level of error correction that survives a fold.
// The library takes a string, which cannot be wiped.
func (k *ink) svg(text secret.Text) error {
	code, err := qr.Encode(text.Reveal(), qr.Q)
	if err != nil {
		return fmt.Errorf("draw a QR code: %w", err)
	}
	size := strconv.Itoa(code.Size + 2*quietZone)
	k.say(`<svg class="qr" role="img" aria-label="QR code" viewBox="0 0 `, size, ` `, size, `" shape-rendering="crispEdges"><rect width="`, size, `" height="`, size, `" fill="#fff"/><path d="`)
	for y := range code.Size {
		for x := 0; x < code.Size; {
			run := x
			for run < code.Size && code.Black(run, y) {
				run++
			}
			if run == x {
				x++
				continue
			}
			length := strconv.Itoa(run - x)
			k.say("M", strconv.Itoa(x+quietZone), " ", strconv.Itoa(y+quietZone), "h", length, "v1h-", length, "z")
			x = run
		}
	}
	k.say(`"/></svg>`)
	clear(code.Bitmap)
	return nil
}
