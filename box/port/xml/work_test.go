package xml_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"coffer/box"
	"coffer/box/port"
	"coffer/box/port/porttest"
	"coffer/box/port/xml"
)

// Whatever an item is made of counts against its size, so that a small ZIP
// cannot unpack to an item that fills the memory.
func TestItemTooLarge(t *testing.T) {
	long := strings.Repeat("x", port.MaxName-8)
	for name, part := range map[string]func(revision int) string{
		"tags": func(int) string {
			var b strings.Builder
			for i := range box.MaxTags {
				fmt.Fprintf(&b, "<tag>%d%s</tag>", i, long)
			}
			return b.String()
		},
		"names of fields": func(int) string {
			var b strings.Builder
			for i := range box.MaxFields {
				fmt.Fprintf(&b, `<field name="%d%s" kind="text" tier="core"/>`, i, long)
			}
			return b.String()
		},
		"names of attachments": func(int) string {
			return strings.Repeat(`<attachment name="`+long+`" size="0" sha256="`+strings.Repeat("0", 64)+`"/>`, 500)
		},
	} {
		t.Run(name, func(t *testing.T) {
			parts := []io.Reader{strings.NewReader(`<coffer xmlns="urn:coffer:export:1" version="1" created="2026-01-02T03:04:05Z"><box name="w"/>` +
				`<item id="00000000000000000000000004" box="w" title="t">`)}
			inner := part(0)
			for n := range port.MaxEntry/len(inner) + 2 {
				parts = append(parts, strings.NewReader(fmt.Sprintf(`<revision number="%d" title="t">`, n+1)), strings.NewReader(inner), strings.NewReader("</revision>"))
			}
			err := xml.Format{}.Import(context.Background(), port.Source{R: io.MultiReader(parts...)}, &porttest.Collected{})
			if !errors.Is(err, port.ErrInput) || !strings.Contains(err.Error(), "larger than") {
				t.Errorf("got %v", err)
			}
		})
	}
}
