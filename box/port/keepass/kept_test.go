package keepass_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"coffer/box"
	"coffer/box/port"
	"coffer/box/port/keepass"
	"coffer/box/port/porttest"
)

// What has no place here becomes fields, and a report lists it; only what programs
// write for everybody says nothing.
func TestNothingDropped(t *testing.T) {
	const entry = `<IconID>%d</IconID><QualityCheck>%[2]s</QualityCheck><Times><CreationTime>whenever</CreationTime></Times>
		<AutoType><Enabled>%[2]s</Enabled><DefaultSequence>{USERNAME}</DefaultSequence>
		<Association><Window>Bank*</Window><KeystrokeSequence>typed{ENTER}</KeystrokeSequence></Association></AutoType>
		<CustomData><Item><Key>plug-in</Key><Value>kept</Value></Item></CustomData>
		<String><Key>Notes</Key><Value>n</Value></String>`
	c := porttest.Read(t, keepass.Format{}, porttest.Stream(entries(fmt.Sprintf(entry, 7, "False"))))
	for name, want := range map[string]string{"created": "whenever", "auto-type": "{USERNAME}", "auto-type in Bank*": "typed{ENTER}", "plug-in": "kept", "text": "n"} {
		f, _ := c.Entries[0].Field(name)
		if f.Value.Reveal() != want || f.Tier != box.Core && name != "created" {
			t.Errorf("%s: %q in %s", name, f.Value.Reveal(), f.Tier)
		}
	}
	for _, want := range []string{"auto-type has no place", "plug-ins", "no reports on its password", "no auto-type", "a date in it", "icons"} {
		if !strings.Contains(c.Describe(), want) {
			t.Errorf("nothing is said of %q:\n%s", want, c.Describe())
		}
	}
	plain := `<IconID>0</IconID><QualityCheck>True</QualityCheck><AutoType><Enabled>True</Enabled><DefaultSequence/></AutoType><CustomData/>`
	if c = porttest.Read(t, keepass.Format{}, porttest.Stream(entries(plain))); len(c.Notes) > 0 {
		t.Error(c.Notes)
	}
}

// What a group says of itself becomes an item, and so does what the file says.
func TestNothingOfGroupsDropped(t *testing.T) {
	c := porttest.Read(t, keepass.Format{}, porttest.Stream([]byte(doc("<DatabaseDescription>about</DatabaseDescription><DefaultUserName>ann</DefaultUserName>",
		`<Group><Name>top</Name><Group><Name>g</Name><IconID>5</IconID><Tags>t</Tags><Times><Expires>True</Expires><ExpiryTime>2030-01-02T03:04:05Z</ExpiryTime></Times>
		<DefaultAutoTypeSequence>{TAB}</DefaultAutoTypeSequence><EnableAutoType>false</EnableAutoType><EnableSearching>false</EnableSearching>
		<CustomData><Item><Key>plug-in</Key><Value>kept</Value></Item></CustomData></Group></Group>`))))
	out := c.Describe()
	for _, want := range []string{`"tags": "t"`, `"expires": "2030-01-02"`, `"auto-type": "{TAB}"`, `"plug-in": "kept"`, `"description": "about"`, `"default user name": "ann"`,
		"no auto-type in it", "no search in it", "that have some: 1", "folders have no tags, auto-type, expires, plug-in here"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %s in\n%s", want, out)
		}
	}
}

// Groups that lie within one another do not hold their notes without bound.
func TestNotesOfOpenGroups(t *testing.T) {
	parts := []io.Reader{strings.NewReader("<KeePassFile><Root>")}
	for range 20 {
		parts = append(parts, strings.NewReader("<Group><Name>g</Name><Notes>"+strings.Repeat("x", 7<<20)+"</Notes>"))
	}
	err := keepass.Format{}.Import(context.Background(), port.Source{R: io.MultiReader(parts...)}, &porttest.Collected{})
	if !errors.Is(err, port.ErrInput) || !strings.Contains(err.Error(), "of groups are larger than 64 MiB") {
		t.Errorf("got %v", err)
	}
}
