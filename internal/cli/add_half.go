package cli

import (
	"io"

	"coffer/internal/app"
	"coffer/internal/host"
	"coffer/vault/secret"
)

// halve splits the secret and returns the half that the vault does not keep.
func (c *cli) halve(d *app.Draft, o *addFlags) (other secret.Text, err error) {
	if o.half == "" {
		return other, nil
	}
	side, err := o.side(c, o.generate)
	if err != nil {
		return other, err
	}
	return d.SetComplement(o.secretField(d), side, secret.New(o.hint))
}

// showOther shows the other half once, to a person and to no pipe.
func (c *cli) showOther(other secret.Text, path app.Path) {
	if other.IsZero() {
		return
	}
	t, err := c.terminal()
	if err != nil {
		c.note("there is no terminal to show the other half of %s on; it is not kept", host.Safe(path.String()))
		return
	}
	defer t.Close()
	io.WriteString(t, "the other half, shown only now: "+host.Safe(other.Reveal())+"\r\n")
}
