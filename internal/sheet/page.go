package sheet

import (
	"strconv"
	"strings"

	"coffer/ticket/paper"
	"coffer/vault/secret"
)

// Fact is a line of a name and what it is.
type Fact struct{ Name, Is string }

// Section is a piece of instructions: a heading, paragraphs, and steps that
// are numbered. Each may be missing.
type Section struct {
	Heading string
	Text    []string
	Steps   []string
}

// page is one sheet, before it is known how it comes out.
type page struct {
	title    string
	facts    []Fact
	sections []Section
	secrets  []secretPart // after the sections
	program  string
}

// secretPart is what the sheet is about: words that are typed, and the same as
// a QR code.
type secretPart struct {
	heading, note string
	words         []secret.Text // one is printed as it is, several get numbers
	qr            secret.Text
}

const style = `<style>
@page{margin:11mm 13mm}
*{box-sizing:border-box}
body{margin:0 auto;max-width:186mm;font:9pt/1.25 Georgia,"DejaVu Serif",serif;color:#000;background:#fff}
h1{font-size:17pt;line-height:1.15;margin:0 0 2mm;overflow-wrap:anywhere}
h2{font-size:10.5pt;margin:2mm 0 .5mm;break-after:avoid}
p,ol{margin:0 0 .7mm}
ol{padding-left:6mm}
p,li,td{overflow-wrap:anywhere}
table{border-collapse:collapse;margin:0 0 1mm}
th{text-align:left;font-weight:normal;padding:0 5mm 0 0;vertical-align:top;white-space:nowrap}
td{font-weight:bold;padding:0}
.secret{border:.4mm solid #000;padding:1.5mm 3mm;margin:2mm 0 0;break-inside:avoid;display:flex;gap:4mm;align-items:flex-start}
.secret>div{flex:1}
.secret h2{margin-top:0}
.words{font:9.5pt/1.22 "DejaVu Sans Mono",Consolas,Menlo,monospace;list-style:none;margin:1mm 0 0;padding:0;columns:5;column-gap:2mm}
.words li{white-space:pre}
.password{font:15pt/1.4 "DejaVu Sans Mono",Consolas,Menlo,monospace;white-space:pre-wrap;margin:2mm 0}
.qr{flex:none;width:42mm;height:42mm;align-self:center}
.foot{margin-top:2mm;font-size:8pt}
</style>`

// html writes the page as HTML.
func (p page) html() (secret.Text, error) {
	k := &ink{b: make([]byte, 0, 64<<10)}
	k.say("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n",
		`<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`, "\n<title>")
	k.escaped([]byte(p.title))
	k.say("</title>\n", style, "</head><body>\n<h1>")
	k.escaped([]byte(p.title))
	k.say("</h1>\n")
	if len(p.facts) > 0 {
		k.say("<table>\n")
		for _, f := range p.facts {
			k.between("<tr><th>", f.Name, "</th>")
			k.between("<td>", f.Is, "</td></tr>\n")
		}
		k.say("</table>\n")
	}
	for _, s := range p.sections {
		s.html(k)
	}
	for _, s := range p.secrets {
		if err := s.html(k); err != nil {
			clear(k.b)
			return secret.Text{}, err
		}
	}
	k.between(`<p class="foot">`, p.program, "</p>\n")
	k.say("</body></html>\n")
	return k.page(), nil
}

// between writes text between markup, if there is any.
func (k *ink) between(before, text, after string) {
	if text != "" {
		k.say(before)
		k.escaped([]byte(text))
		k.say(after)
	}
}

func (s Section) html(k *ink) {
	k.between("<h2>", s.Heading, "</h2>\n")
	for _, text := range s.Text {
		k.between("<p>", text, "</p>\n")
	}
	if len(s.Steps) > 0 {
		k.say("<ol>\n")
		for _, step := range s.Steps {
			k.between("<li>", step, "</li>\n")
		}
		k.say("</ol>\n")
	}
}

func (s secretPart) html(k *ink) error {
	k.say(`<div class="secret"><div>`)
	k.between("<h2>", s.heading, "</h2>\n")
	k.between("<p>", s.note, "</p>\n")
	if len(s.words) == 1 {
		k.say(`<p class="password">`)
		k.escaped(s.words[0].Bytes())
		k.say("</p>\n")
	} else {
		k.say(`<ol class="words">`, "\n")
		for i, w := range s.words {
			k.say("<li>", number(i+1))
			k.escaped(w.Bytes())
			k.say("</li>\n")
		}
		k.say("</ol>\n")
	}
	k.say("</div>")
	err := k.svg(s.qr)
	k.say("</div>\n")
	return err
}

// number is what stands before a word, always as wide.
func number(n int) string {
	text := strconv.Itoa(n) + ". "
	return strings.Repeat(" ", max(0, 4-len(text))) + text
}

// width is where lines of plain pages end.
const width = 76

// text writes the page as plain text, without the QR codes.
func (p page) text() secret.Text {
	k := &ink{b: make([]byte, 0, 16<<10)}
	k.plain([]byte(p.title))
	k.say("\n", strings.Repeat("=", width), "\n\n")
	wide := 0
	for _, f := range p.facts {
		wide = max(wide, len([]rune(f.Name)))
	}
	for _, f := range p.facts {
		k.wrap(f.Name+strings.Repeat(" ", wide+2-len([]rune(f.Name))), wide+2, f.Is)
	}
	for _, s := range p.sections {
		s.text(k)
	}
	for _, s := range p.secrets {
		s.text(k)
	}
	k.say("\n")
	k.wrap("", 0, p.program)
	return k.page()
}

func (s Section) text(k *ink) {
	k.say("\n")
	if s.Heading != "" {
		k.wrap("", 0, s.Heading)
		k.say(strings.Repeat("-", min(width, len([]rune(s.Heading)))), "\n")
	}
	for _, text := range s.Text {
		k.wrap("", 0, text)
	}
	for i, step := range s.Steps {
		k.wrap(number(i+1), 4, step)
	}
}

func (s secretPart) text(k *ink) {
	Section{Heading: s.heading, Text: []string{s.note}}.text(k)
	k.say("\n")
	if len(s.words) == 1 {
		k.say("    ")
		k.plain(s.words[0].Bytes())
		k.say("\n")
		return
	}
	const rows = paper.Column
	for row := range rows {
		for i := row; i < len(s.words); i += rows {
			k.say(number(i + 1))
			k.plain(s.words[i].Bytes())
			if i+rows < len(s.words) {
				k.say(strings.Repeat(" ", max(1, 11-s.words[i].Len())))
			}
		}
		k.say("\n")
	}
}

// wrap writes a paragraph: the first line after head, the others indented.
func (k *ink) wrap(head string, indent int, text string) {
	if text == "" {
		return
	}
	k.plain([]byte(head))
	at := indent
	for i, word := range strings.Fields(text) {
		n := len([]rune(word))
		switch {
		case i == 0:
		case at+1+n > width:
			k.say("\n", strings.Repeat(" ", indent))
			at = indent
		default:
			k.say(" ")
			at++
		}
		k.plain([]byte(word))
		at += n
	}
	k.say("\n")
}
