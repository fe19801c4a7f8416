package app

import (
	"strings"

	"coffer/box/contact"
	"coffer/box/hold"
	"coffer/box/seal"
	"coffer/internal/host"
)

// find finds the seal that a person means, among those in which they are one of
// some roles: by @ and the beginning of its ID, or by what it is called here or its
// label, or by the name of a person, if that fits one alone.
func (d *sealDesk) find(ref string, roles hold.Role) (*seal.Matter, error) {
	all, err := seal.Matters(d.tx)
	if err != nil {
		return nil, err
	}
	var fits, others []*seal.Matter
	for i := range all {
		m := &all[i]
		switch {
		case !d.isMeant(m, ref):
		case m.Policy.Roles(d.me()).Is(roles):
			fits = append(fits, m)
		default:
			others = append(others, m)
		}
	}
	if len(fits) > 1 {
		fits = d.running(fits)
	}
	switch len(fits) {
	case 1:
		return fits[0], nil
	case 0:
		if len(others) > 0 {
			return nil, Fail(Refused, "coffer seal show says who the others are", "that is for the %s of a seal, and you are its %s",
				strings.Join(sealRoles(roles), " or "), strings.Join(sealRoles(others[0].Policy.Roles(d.me())), " and "))
		}
		return nil, meant(ref, d.references(all), errNoSeal(ref))
	}
	var names []string
	for _, m := range fits {
		names = append(names, "@"+m.ID.Short()+" ("+d.title(m)+")")
	}
	return nil, Fail(Ambiguous, "name one by its @ID", "several seals fit: %s", host.Safe(strings.Join(names, ", ")))
}

func errNoSeal(ref string) error {
	return Fail(NotFound, "coffer seal ls shows what there is", "seal %q not found", host.Safe(ref))
}

func (d *sealDesk) isMeant(m *seal.Matter, ref string) bool {
	if strings.HasPrefix(ref, "@") {
		return contact.Means(ref, m.ID)
	}
	if ref == d.title(m) || m.Label != "" && ref == m.Label || m.Sending != nil && (ref == m.Sending.Title || ref == d.path(m)) {
		return true
	}
	return ref == d.call(m, d.other(m))
}

// references are the words that [sealDesk.isMeant] takes for some seals.
func (d *sealDesk) references(all []seal.Matter) (words []string) {
	for i := range all {
		words = append(words, d.title(&all[i]), d.call(&all[i], d.other(&all[i])))
	}
	return words
}

// running leaves out the seals that are over, where others are not.
func (d *sealDesk) running(all []*seal.Matter) (some []*seal.Matter) {
	for _, m := range all {
		st, err := d.k.State(m)
		if err == nil && !st.Withdrawn {
			some = append(some, m)
		}
	}
	if len(some) == 0 {
		return all
	}
	return some
}

// other is whom a person thinks of first with a seal.
func (d *sealDesk) other(m *seal.Matter) hold.Fingerprint {
	if m.Sending != nil {
		return m.Policy.Requester.Fingerprint
	}
	return m.Policy.Owner.Fingerprint
}

// title is what a seal is called in a list.
func (d *sealDesk) title(m *seal.Matter) string {
	switch {
	case m.Sending != nil:
		return m.Sending.Title
	case m.Label != "":
		return m.Label
	}
	return "from " + d.call(m, m.Policy.Owner.Fingerprint)
}
