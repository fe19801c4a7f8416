package cli

import "coffer/internal/host"

// terminal opens the person's terminal, if there may be one.
func (c *cli) terminal() (*host.Terminal, error) {
	if !c.Terminal {
		return nil, host.ErrNoTerminal
	}
	c.catchSignals() // a terminal is given back as it was
	return host.OpenTerminal()
}

// hiddenTerminal is terminal for questions whose answers are secrets: until it
// is closed, and within a dialogue until that ends, nothing that is typed is
// shown, whether or not it is asked for just then.
func (c *cli) hiddenTerminal() (*host.Terminal, error) {
	if c.inDialogue && c.hushed == nil {
		t, err := c.silentTerminal()
		if err != nil {
			return nil, err
		}
		c.hushed = t
	}
	return c.silentTerminal()
}

func (c *cli) silentTerminal() (*host.Terminal, error) {
	t, err := c.terminal()
	if err != nil {
		return nil, err
	}
	if err := t.Hide(); err != nil {
		t.Close()
		return nil, err
	}
	return t, nil
}

// dialogue begins what may ask for several secrets, with work between them. No
// other program is started and nothing else is asked until the end of it.
func (c *cli) dialogue() (end func()) {
	c.inDialogue = true
	return func() {
		if c.hushed != nil {
			c.hushed.Close()
		}
		c.inDialogue, c.hushed = false, nil
	}
}
