package items

import (
	"context"
	"strconv"
	"strings"

	"coffer/internal/app"
)

// facts are what the screen keeps of an item: no secret.
type facts struct {
	path   string
	head   [][2]string
	fields []field
	moved  bool
	locked bool

	title     string
	tags      []string
	favourite bool
}

// field is one line: a field, or an attached file.
type field struct {
	name   string
	value  string // of the companion tier
	tier   app.Tier
	secret bool // there is a value, and it is covered
	code   bool // it makes one-time codes
	file   bool // attached
	// content tells that the value is a file: it is written, not shown.
	content bool
	half    string // what is missing of half a secret; empty for a whole one
}

// showing is the item as it is, or was.
func showing(ctx context.Context, a *app.App, ref string, revision uint32) (app.Shown, error) {
	if revision != 0 {
		return a.Revision(ctx, ref, revision)
	}
	return a.Show(ctx, ref)
}

// factsOf leaves the secrets out.
func factsOf(s *app.Shown) facts {
	path := s.Path()
	f := facts{path: path.String(), moved: s.Moved, locked: s.Locked, head: app.ItemHead(s), title: s.Title, tags: s.Tags, favourite: s.Favourite}
	for i := range s.Fields {
		sf := &s.Fields[i]
		one := field{name: sf.Name, tier: sf.Tier, code: sf.Kind == app.KindTOTP, content: sf.Kind == app.KindFile && !sf.Value.IsZero()}
		if m, half := s.Complement(sf.Name); half {
			one.half = halfText(m)
		}
		if sf.Tier == app.Core {
			one.secret = !sf.Value.IsZero()
		} else {
			one.value = strings.TrimSuffix(sf.Value.Reveal(), "\n")
		}
		f.fields = append(f.fields, one)
	}
	for i := range s.Attachments {
		at := &s.Attachments[i]
		f.fields = append(f.fields, field{name: at.Name, value: app.SizeText(at.Size), tier: app.Core, file: true})
	}
	return f
}

// halfText says what half a secret lacks.
func halfText(m app.Missing) string {
	if len(m.Positions) == 0 {
		return "one half of a secret; the other half: " + m.Hint
	}
	var at []string
	for _, p := range m.Positions {
		at = append(at, strconv.Itoa(p))
	}
	return "one half of a secret: letters " + strings.Join(at, ", ") + " are missing (□); the other half: " + m.Hint
}
