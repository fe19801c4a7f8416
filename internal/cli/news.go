package cli

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"coffer/internal/app"
	"coffer/internal/host"
)

type newsDoc struct {
	Version string `json:"version"`
	Kind    string `json:"kind"`
	Text    string `json:"text"`
}

// runNews prints what is new, or all of it, and remembers that it was seen once it was
// printed.
func (c *cli) runNews(all bool) error {
	env, err := c.appEnv()
	if err != nil {
		return err
	}
	n, err := app.ReadNews(env)
	if err != nil {
		return err
	}
	shown := n.New
	if all {
		shown = n.All
	}
	if err := c.printNews(shown); err != nil {
		return err
	}
	c.newsNote(n, all)
	if err := app.SeeNews(env, n); err != nil {
		c.note("warning: the state folder cannot be written, so all this will be new again")
	}
	return nil
}

func (c *cli) newsNote(n app.News, all bool) {
	switch {
	case all:
	case n.First:
		c.note("this is everything; next time it is what came since then")
	case len(n.New) == 0:
		c.note("nothing is new since you looked last; coffer version --news --all shows everything")
	}
}

func (c *cli) printNews(some []app.NewsEntry) error {
	if c.json {
		docs := []newsDoc{}
		for _, e := range some {
			docs = append(docs, newsDoc{e.Version, e.Kind, e.Plain()})
		}
		return c.printJSON(docs)
	}
	head := ""
	for _, e := range some {
		if h := e.Version + ": " + e.Kind; h != head {
			if head != "" {
				c.say("")
			}
			c.say("%s", host.Safe(h))
			head = h
		}
		for i, line := range fold(host.Safe(e.Plain()), newsWidth) {
			c.say("%s%s", [...]string{"  - ", "    "}[min(i, 1)], line)
		}
	}
	return nil
}

// newsWidth leaves room for what stands before a line, on a terminal of 80 columns.
const newsWidth = 76

// fold breaks a text between words into lines of at most so many characters; a longer word
// has a line of its own. An empty text is one empty line.
func fold(text string, width int) (lines []string) {
	line := ""
	for word := range strings.FieldsSeq(text) {
		if line != "" && utf8.RuneCountInString(line)+1+utf8.RuneCountInString(word) > width {
			lines, line = append(lines, line), ""
		}
		line = strings.TrimPrefix(line+" "+word, " ")
	}
	return append(lines, line)
}

// newsRows say in the status that something is new.
func newsRows(unseen int) [][]string {
	if unseen == 0 {
		return nil
	}
	return [][]string{{"news", fmt.Sprintf("%d since you looked last: coffer version --news", unseen)}}
}
