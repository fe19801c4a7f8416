package scan

import "io"

// Packed reads the text of the element that was just opened, up to and
// including its end tag, as one stream without white space. A child element is
// an error.
func (r *Reader) Packed() io.Reader { return &packed{r: r} }

type packed struct {
	r    *Reader
	rest []byte // of the current piece of text
	done bool
}

func (p *packed) Read(b []byte) (int, error) {
	for n := 0; ; {
		if p.done {
			return 0, io.EOF
		}
		for len(p.rest) > 0 && n < len(b) {
			if c := p.rest[0]; !space(c) {
				b[n] = c
				n++
			}
			p.rest = p.rest[1:]
		}
		if n > 0 || len(b) == 0 {
			return n, nil
		}
		if err := p.next(); err != nil {
			return 0, err
		}
	}
}

func (p *packed) next() error {
	tok, err := p.r.Next()
	if err != nil {
		return err
	}
	switch tok.Kind {
	case Start:
		return p.r.Bad("element %q where only text is allowed", tok.Name)
	case Text:
		p.rest = tok.Text
	case End:
		p.done = true
	}
	return nil
}
