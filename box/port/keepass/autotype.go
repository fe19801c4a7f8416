package keepass

import "coffer/box/port/internal/scan"

// Auto-type is what KeePass enters for somebody. It has no place here: what it says
// becomes fields, which are secret, since keystrokes may be.
const autoTypeName = "auto-type"

func (im *importer) autoType(e *entry) error {
	return im.children(func(tok *scan.Token) error {
		switch tok.Name {
		case "Enabled":
			return im.switchedOff(&e.off, autoTypeName)
		case "DefaultSequence":
			var sequence string
			if err := im.read(&sequence); err != nil {
				return err
			}
			e.typed = e.typed || sequence != ""
			return im.keepMore(e, autoTypeName, sequence)
		case "Association":
			return im.association(e)
		}
		return im.other(tok)
	})
}

// association takes what is entered into one window.
func (im *importer) association(e *entry) error {
	var window, sequence string
	err := im.children(func(tok *scan.Token) error {
		switch tok.Name {
		case "Window":
			return im.name(&window)
		case "KeystrokeSequence":
			return im.read(&sequence)
		}
		return im.other(tok)
	})
	if err != nil || window+sequence == "" {
		return err
	}
	e.typed = true
	if sequence == "" {
		sequence = "as usual"
	}
	return im.keepMore(e, autoTypeName+" in "+window, sequence)
}

// switchedOff notes a flag that is false; all are true where nobody says anything.
func (im *importer) switchedOff(all *[]string, what string) error {
	var is string
	if err := im.read(&is); err != nil {
		return err
	}
	if is == "False" || is == "false" {
		*all = append(*all, what)
	}
	return nil
}

// icon counts a standard icon that somebody has chosen.
func (im *importer) icon(n *int, usual ...string) error {
	var is string
	if err := im.read(&is); err != nil {
		return err
	}
	for _, u := range append(usual, "") {
		if is == u {
			return nil
		}
	}
	*n++
	return nil
}
