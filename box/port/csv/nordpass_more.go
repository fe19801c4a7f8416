package csv

import (
	"strings"

	"coffer/box/port/internal/jsonstream"
)

// nordPassMore takes apart the two cells of JSON in a row of NordPass: more URLs,
// and fields that somebody added. What is none, or not as it should be, stays a
// field as it is, and a secret one: hidden fields may be in it.
func (r *row) nordPassMore() {
	cells := r.extra
	r.extra = nil
	for _, x := range cells {
		switch name := lowered(x[0]); {
		case name == "additional_urls" && r.nordPassURLs(x[1]):
		case name == "custom_fields" && r.nordPassFields(x[1]):
		case name == "additional_urls", name == "custom_fields":
			r.hidden = append(r.hidden, x)
			r.report("its %s are not understood and were kept as they are", name)
		default:
			r.extra = append(r.extra, x)
		}
	}
}

func (r *row) nordPassURLs(cell string) bool {
	all, ok := jsonList(cell)
	var urls []string
	for _, v := range all {
		url, isText := v.Text()
		ok = ok && isText
		urls = append(urls, url)
	}
	if ok {
		r.urls = append(r.urls, urls...)
	}
	return ok
}

func (r *row) nordPassFields(cell string) bool {
	all, ok := jsonList(cell)
	var shown, hidden [][2]string
	for _, v := range all {
		label, kind, value, fits := nordPassField(v)
		ok = ok && fits
		if kind == "hidden" {
			hidden = append(hidden, [2]string{label, value})
		} else {
			shown = append(shown, [2]string{label, value})
		}
	}
	if ok {
		r.hidden, r.extra = append(r.hidden, hidden...), append(r.extra, shown...)
	}
	return ok
}

// nordPassField reads a field that somebody added. One of other members does not fit.
func nordPassField(v jsonstream.Value) (label, kind, value string, ok bool) {
	members, ok := v.Members()
	for _, m := range members {
		switch m.Name {
		case "label":
			label = m.Value.Plain()
		case "type":
			kind = m.Value.Plain()
		case "value":
			value = m.Value.Plain()
		default:
			ok = false
		}
	}
	return label, kind, value, ok
}

// jsonList reads an array with nothing after it.
func jsonList(cell string) ([]jsonstream.Value, bool) {
	r := jsonstream.NewReader(strings.NewReader(cell))
	v, err := r.Value(maxCell)
	if err != nil || r.End() != nil {
		return nil, false
	}
	return v.Elements()
}
