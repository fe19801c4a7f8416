package csv

import "coffer/box"

// nordPassDialect: cards, identities and notes stand in the same table as logins,
// and folders as rows of their own.
func nordPassDialect() dialect {
	return dialect{
		name: "NordPass", needs: []string{"name", "url", "username", "password", "note", "folder"}, separator: "/", finish: nordPass,
		roles: map[string]role{
			"name": title, "url": address, "username": username, "password": password, "note": notes, "folder": folder, "type": kind,
		},
	}
}

func nordPass(r *row) {
	alone := len(r.extra) == 0 && r.cell[kind] == "" // of the old tables, which had no types
	switch r.cell[kind] {
	case "", "password", "note", "credit_card", "identity", "folder":
	default:
		r.strange(kind)
	}
	r.nordPassMore()
	switch is := r.cell[kind]; {
	case (is == "folder" || alone) && r.emptyBut(title, folder):
		r.skip, r.folder = true, true
	case (is == "note" || alone) && r.emptyBut(title, folder, notes):
		note(r)
	case r.has("cardnumber"):
		r.form(box.TemplateCard, map[string]string{
			"cardholdername": "holder", "cardnumber": "number", "cvc": "code", "pin": "pin", "expirydate": "expiry",
		})
	case is == "identity", r.has("full_name") && r.emptyBut(title, folder, notes):
		r.form(box.TemplateIdentity, map[string]string{
			"phone_number": "phone", "email": "email", "address1": "street", "zipcode": "postcode", "city": "city", "country": "country",
		})
	}
}

// emptyBut tells that a row has no known cell but these.
func (r *row) emptyBut(columns ...role) bool {
	n := 0
	for _, c := range columns {
		if r.cell[c] != "" {
			n++
		}
	}
	if r.cell[kind] != "" {
		n++
	}
	return len(r.cell) == n
}

// has tells that a column that has no meaning in a login holds something.
func (r *row) has(column string) bool {
	for _, x := range r.extra {
		if lowered(x[0]) == column {
			return true
		}
	}
	return false
}

// form makes an item of a template of the columns that fit it; everything else that
// the row has comes as well.
func (r *row) form(template string, names map[string]string) {
	r.item.Template = template
	known, _ := box.Builtin(template)
	rest := r.extra[:0]
	for _, x := range r.extra {
		if name, ok := names[lowered(x[0])]; ok {
			addKnown(&r.item, known, name, x[1])
			continue
		}
		rest = append(rest, x)
	}
	r.extra = rest
	r.account()
	r.rest()
	r.item.Add("notes", box.Multiline, box.Core, r.cell[notes])
}
