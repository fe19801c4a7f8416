package app

import (
	"html"
	"strings"

	"coffer/internal/host"
)

// reportStyle is all that a page looks like; nothing is loaded.
const reportStyle = `body{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em;color-scheme:light dark}
table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:.3em 1em .3em 0;border-bottom:1px solid #8884}
h2{margin-top:2em;font-size:1.2em}small{opacity:.8}`

// HTML writes a report as one page that needs nothing else and loads nothing. Every text of it
// is escaped.
func (r *Report) HTML() string {
	var b strings.Builder
	say := func(parts ...string) {
		for i, s := range parts { // markup and text in turn
			if i%2 == 1 {
				s = html.EscapeString(host.Safe(s))
			}
			b.WriteString(s)
		}
	}
	say(`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>`, r.Title(), `</title>
<style>`+reportStyle+`</style></head><body>
<h1>`, r.Title(), `</h1>
<p><small>made `, LocalTime(r.Made), `, vault `, r.Vault.String(), `</small></p>
`)
	for i := range r.Sections {
		s := &r.Sections[i]
		say(`<h2>`, s.Title, `</h2>
`)
		if len(s.Rows) == 0 {
			say(`<p>nothing</p>
`)
			continue
		}
		say(`<table><tr><th>what</th><th>details</th><th>since</th><th>until</th></tr>
`)
		for _, row := range s.Rows {
			say(`<tr><td>`, row.Name, `</td><td>`, strings.Join(row.Facts, "; "), `</td><td>`, LocalTime(row.Since), `</td><td>`, LocalTime(row.Until), `</td></tr>
`)
		}
		say(`</table>
`)
	}
	say(`</body></html>
`)
	return b.String()
}
