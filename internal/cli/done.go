package cli

// done tells what was done, or with --json about what.
func (c *cli) done(doc any, format string, args ...any) error {
	if c.json {
		return c.printJSON(doc)
	}
	c.note(format, args...)
	return nil
}

// backDoc is what is in use again.
type backDoc struct {
	Kind string `json:"kind"`           // box, vault, item, template or circle
	Name string `json:"name,omitempty"` // of what has one, and no path
	Path string `json:"path,omitempty"`
}
