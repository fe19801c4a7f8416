package app

import (
	"testing"

	"coffer/box/port/porttest"
)

// Every format hands on to every other what both can hold.
func TestFormatsHandOnToOneAnother(t *testing.T) {
	var ways []porttest.Way
	for _, f := range Formats() {
		if f.Import != nil && f.Export != nil {
			ways = append(ways, porttest.Way{Name: f.Name, Import: f.Import, Export: f.Export, Folder: f.Folder})
		}
	}
	if len(ways) < 3 {
		t.Fatalf("only %d formats go both ways", len(ways))
	}
	porttest.Pairs(t, ways)
}
