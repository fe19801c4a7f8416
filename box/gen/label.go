package gen

import "io"

// Label draws two words of the list, by which a person recognises something
// again, such as a session. It is no secret and has the entropy of none.
func Label(rand io.Reader) (string, error) {
	d := &dice{rand: rand}
	defer d.wipe()
	text, err := Phrase{Words: 2, Separator: " "}.draw(d, nil)
	return string(text), err
}
