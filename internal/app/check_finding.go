package app

import (
	"fmt"
	"slices"

	"coffer/box"
	"coffer/box/health"
	"coffer/internal/host"
	"coffer/vault"
)

// CheckFinding is one thing that a check found.
type CheckFinding struct {
	health.Finding
	NewLength int // of a generated one that meets the rules; 0: the usual length does
}

// CheckPlace is a field of an item, or an item.
type CheckPlace struct{ health.Place }

// IsVault tells that it is about the vault itself.
func (f *CheckFinding) IsVault() bool { return f.ID == [16]byte{} }

// PathText is the path of the item, or nothing.
func (f *CheckFinding) PathText() string {
	if f.IsVault() {
		return ""
	}
	return f.Path.String()
}

// IDText is the id of the item, or nothing.
func (f *CheckFinding) IDText() string {
	if f.IsVault() {
		return ""
	}
	return vault.ID(f.ID).String()
}

// Text is where it is, for people.
func (f *CheckFinding) Text() string {
	if f.IsVault() {
		return "the vault"
	}
	return CheckPlace{f.Place}.Text()
}

// Text is PATH#FIELD, or the path alone.
func (p CheckPlace) Text() string {
	text := host.Safe(p.Path.String())
	if p.Field != "" {
		text += "#" + host.Safe(p.Field)
	}
	return text
}

// Others are the other places with the same secret, or nearly the same.
func (f *CheckFinding) Others() (others []CheckPlace) {
	for _, p := range f.Group {
		if p.ID != f.ID || p.Field != f.Field {
			others = append(others, CheckPlace{p})
		}
	}
	return others
}

// AlsoText names the first of the other places, and says how many more there are; it is
// empty where there is none.
func (f *CheckFinding) AlsoText() string {
	others := f.Others()
	switch len(others) {
	case 0:
		return ""
	case 1:
		return others[0].Text()
	}
	return fmt.Sprintf("%s and %d more", others[0].Text(), len(others)-1)
}

// LeftText says when something was left, and why, where a reason was given.
func LeftText(l *health.Ignore) string { return LocalTime(l.Date) + ReasonText(l.Reason) }

// NothingToMend says what a check looked at that found nothing.
func NothingToMend(r *CheckReport) string {
	return fmt.Sprintf("nothing to mend in %s with %s", Counted(r.Items, "item", "items"), Counted(r.Secrets, "secret", "secrets"))
}

// Judged tells whether its strength was judged.
func (f *CheckFinding) Judged() bool { return f.Kind == health.Weak || f.Kind == health.SimplePIN }

func checkFindings(all []health.Finding) []CheckFinding {
	found := make([]CheckFinding, len(all))
	for i := range all {
		found[i] = CheckFinding{Finding: all[i]}
	}
	return found
}

// CheckFindingKind tells whether a word names a kind of findings; "" is all of them.
func CheckFindingKind(code string) error {
	if code == "" || slices.Contains(FindingKinds(), code) {
		return nil
	}
	return Fail(Usage, "coffer check names them in its second column", "there is no finding %q", host.Safe(code))
}

// lengthen says how long new passwords must be, where the usual length is against the
// rules.
func (k *checking) lengthen(found []CheckFinding) {
	if k.newLength == 0 {
		return
	}
	for i := range found {
		if k.isPassword(found[i].Place) {
			found[i].NewLength = k.newLength
		}
	}
}

func (k *checking) isPassword(p health.Place) bool {
	for i := range k.items {
		if k.items[i].ID == p.ID {
			return slices.ContainsFunc(k.items[i].Secrets, func(s health.Secret) bool { return s.Field == p.Field && s.Kind == box.Password })
		}
	}
	return false
}
