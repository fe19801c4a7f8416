package cli

// backDoc is what is in use again.
type backDoc struct {
	Kind string `json:"kind"`           // box, vault, item, template or circle
	Name string `json:"name,omitempty"` // of what has one, and no path
	Path string `json:"path,omitempty"`
}

// back says that something is in use again.
func (c *cli) back(d backDoc, format string, args ...any) error {
	if c.json {
		return c.printJSON(d)
	}
	c.note(format, args...)
	return nil
}
