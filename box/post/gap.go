package post

import "strings"

// Gap tells whether something that was sent over a channel may not have been taken
// in: a number is missing, the chain is broken, or an object of its mailbox was
// put aside.
func Gap(d Desk, in Mailbox) (bool, error) {
	c, err := d.Channel(in)
	if err != nil || c.Taken.Broken != 0 || len(c.Taken.Ahead) > 0 {
		return err == nil, err
	}
	aside, err := d.Aside()
	for _, a := range aside {
		if strings.HasPrefix(a.Object, in.prefix()) {
			return true, err
		}
	}
	return false, err
}
