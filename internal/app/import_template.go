package app

import (
	"errors"

	"coffer/box"
	"coffer/box/port"
	"coffer/vault"
)

// Template takes a template in, unless there is one of that name. It decides where what is typed later lies, and a file
// may be anybody's: so it is told, and its secrets lie in the core tier.
func (s *sink) Template(t box.Template) error {
	t.ID = vault.ID{}
	where := "template " + t.Name
	if s.foreign() {
		s.shut(&t)
	}
	err := box.PutTemplate(s.tx, &t)
	switch {
	case errors.Is(err, box.ErrExists):
		s.Report(port.Note{Where: where, What: "there is a template of that name; it stays as it is"})
		return nil
	case err == nil && s.foreign():
		s.Report(port.Note{Where: where, What: templateCame})
	}
	return err
}

// templateCame is what is said of a template that a file brought.
const templateCame = "it is among your templates now; coffer template show shows it, template rm takes it away"

// foreign tells that what comes is a file's, and not of a state of a vault that a key of its owner opened.
func (s *sink) foreign() bool { return s.o.action == "" }

// shut moves what is secret by its kind to the core tier, and says so.
func (s *sink) shut(t *box.Template) {
	for i := range t.Fields {
		f := &t.Fields[i]
		if f.Tier == vault.Companion && f.Kind.UsualTier() == vault.Core {
			f.Tier = vault.Core
			s.Report(port.Note{Where: "template " + t.Name, What: "field " + f.Name + " is a secret by its kind, and was readable without the core key; it is in the core tier now"})
		}
	}
}
