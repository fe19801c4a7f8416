package cxf

import (
	"coffer/box"
	"coffer/box/port"
	"coffer/box/port/internal/jsonstream"
)

// readTemplates takes the owner's forms, as an export of ours writes them. What
// is none is left out, as if it had been edited away.
func readTemplates(v jsonstream.Value) (all []box.Template) {
	values, _ := v.Member("templates").Elements()
	for _, one := range values {
		t := box.Template{}
		t.Name, _ = one.Member("name").Text()
		t.Note, _ = one.Member("note").Text()
		t.Main, _ = one.Member("main").Text()
		fields, _ := one.Member("fields").Elements()
		for _, f := range fields {
			_, kind, tier, _ := corrected(f, "", "", 0, "")
			name, _ := f.Member("name").Text()
			t.Fields = append(t.Fields, box.TemplateField{Name: name, Kind: kind, Tier: tier})
		}
		if len(all) < port.MaxForms && whole(t) {
			all = append(all, t)
		}
	}
	return all
}

// whole tells whether a template has what one needs.
func whole(t box.Template) bool {
	seen := make(map[string]bool)
	for _, f := range t.Fields {
		if f.Name == "" || seen[f.Name] || f.Kind == "" || f.Tier == 0 {
			return false
		}
		seen[f.Name] = true
	}
	return t.Name != "" && len(t.Fields) <= box.MaxFields && (t.Main == "" || seen[t.Main])
}
