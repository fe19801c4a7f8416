package app

import (
	"errors"
	"fmt"
	"strings"

	"coffer/box/contact"
	"coffer/box/seal"
	"coffer/internal/host"
	"coffer/internal/near"
	"coffer/vault"
)

// NameWord writes the name of a contact as the argument of a command that is
// suggested to a person. One that would be read as a flag or as an @ID is left to
// them.
func NameWord(name string) string {
	if name == "" || strings.ContainsAny(name[:1], "-@") {
		return "NAME"
	}
	return host.ShellWord(host.Safe(name))
}

// likeContact adds to a failure to find a contact whom the name may have meant:
// what others call themselves seldom is written as one types it.
func likeContact(tx *vault.Tx, name string, err error) error {
	if !errors.Is(err, contact.ErrNotFound) {
		return err
	}
	all, bad := contact.Names(tx)
	if bad != nil {
		return err
	}
	names := make([]string, len(all))
	for i := range all {
		names[i] = all[i].Name
	}
	return meant(name, names, err)
}

// likeMember does the same for a name that may be one of a circle too.
func likeMember(tx *vault.Tx, circles seal.Circles, name string, err error) error {
	if !errors.Is(err, contact.ErrNotFound) {
		return err
	}
	var names []string
	for i := range circles {
		names = append(names, circles[i].Name)
	}
	if like := near.Word(name, names); like != "" {
		return meant(name, names, err)
	}
	return likeContact(tx, name, err)
}

// meant puts the name that comes near before the hint of a failure, or how much of an @ID
// is needed.
func meant(name string, names []string, err error) error {
	first := ""
	switch like := near.Word(name, names); {
	case contact.TooShort(name):
		first = fmt.Sprintf("at least %d letters of an @ID are needed; ", contact.MinPrefix)
	case like != "":
		first = "did you mean " + NameWord(like) + "? "
	default:
		return err
	}
	e := *Explain(err)
	e.Hint = first + e.Hint
	return &e
}
