package draft

import (
	"strings"

	"coffer/box"
	"coffer/box/port"
	"coffer/vault/secret"
)

// MaxSize is how many bytes the fields of an item may have while it is filled in. A
// vault takes less; this keeps the memory of an import small.
const MaxSize = port.MaxEntry / 8

// Sheet is an item while it is filled in.
type Sheet struct {
	box.Item
	names Names
	size  int
	full  bool
}

// Full reports that there were more fields than an item may have, or more bytes in
// them than [MaxSize]. What was beyond is not in it.
func (s *Sheet) Full() bool { return s.full }

// Has tells whether there is a field of that name.
func (s *Sheet) Has(name string) bool { return s.names.has(name) }

// Add appends a field. Empty values are left out; a name that is taken gets a
// number.
func (s *Sheet) Add(name string, kind box.Kind, tier box.Tier, value string) {
	if value != "" {
		s.Put(name, kind, tier, value)
	}
}

// Put appends a field as Add does, also one that is empty.
func (s *Sheet) Put(name string, kind box.Kind, tier box.Tier, value string) {
	s.size += len(name) + len(value)
	if s.full = s.full || len(s.Fields) == box.MaxFields || s.size > MaxSize; s.full {
		return
	}
	s.Fields = append(s.Fields, box.Field{Name: s.names.Take(name), Kind: kind, Tier: tier, Value: secret.New(value)})
}

// Custom appends a field that no template knows. It is core if somebody said
// that it is secret, or if its name says so.
func (s *Sheet) Custom(name, value string, hidden bool) {
	kind, tier := box.Text, box.Companion
	if hidden || Secret(name) {
		kind, tier = box.Password, box.Core
	}
	switch {
	case strings.ContainsAny(value, "\r\n"):
		kind = box.Multiline
	case tier == box.Core && hasWord(name, "pin"):
		kind = box.PIN
	}
	if strings.TrimSpace(name) == "" {
		name = "field"
	}
	s.Add(name, kind, tier, value)
}
