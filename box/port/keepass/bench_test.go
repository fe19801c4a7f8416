package keepass_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"coffer/box"
	"coffer/box/port"
	"coffer/box/port/keepass"
)

func BenchmarkImport(b *testing.B) {
	const n = 10_000
	var entries strings.Builder
	for i := range n {
		fmt.Fprintf(&entries, `<Entry><UUID>AAAAAAAAAAAAAAAAAAAAEA==</UUID><IconID>0</IconID><Tags/>
	<Times><LastModificationTime>uKyV4g4AAAA=</LastModificationTime><CreationTime>uKyV4g4AAAA=</CreationTime><Expires>False</Expires></Times>
	<String><Key>Title</Key><Value>acme %[1]d</Value></String><String><Key>UserName</Key><Value>ann%[1]d</Value></String>
	<String><Key>Password</Key><Value ProtectInMemory="True">secret%[1]d</Value></String>
	<String><Key>URL</Key><Value>https://acme.example/%[1]d</Value></String><String><Key>Notes</Key><Value/></String>
	<AutoType><Enabled>True</Enabled><DefaultSequence/></AutoType><History/></Entry>
`, i)
	}
	data := []byte(doc("", "<Group><Name>top</Name>"+entries.String()+"</Group>"))
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		var sink nothing
		if err := (keepass.Format{}).Import(context.Background(), port.Source{R: bytes.NewReader(data)}, &sink); err != nil || sink != n {
			b.Fatal(sink, err)
		}
	}
}

// nothing counts items.
type nothing int

func (*nothing) Box(port.Box) error          { return nil }
func (*nothing) Template(box.Template) error { return nil }
func (n *nothing) Item(*port.Entry) error    { *n++; return nil }
func (*nothing) Report(port.Note)            {}
