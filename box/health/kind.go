package health

// Kind says what was found. Kinds are in the order in which to mend them, within
// one severity.
type Kind uint8

// The kinds of findings. The numbers are kept in records: they never change.
const (
	Breached      Kind = 1 // known to be in a breach
	MaybeBreached Kind = 2 // in a breach, unless the filter errs
	Weak          Kind = 3 // easy to guess
	Reused        Kind = 4 // the same elsewhere
	SimplePIN     Kind = 5 // one of those tried first
	Similar       Kind = 6 // nearly the same elsewhere
	Expired       Kind = 7
	PlainHTTP     Kind = 8  // travels without encryption
	WeakKDF       Kind = 9  // of the vault itself
	RuleLength    Kind = 10 // against the owner's rules
	RuleKinds     Kind = 11
	RuleAge       Kind = 12
	ExpiresSoon   Kind = 13
	Unanswered    Kind = 14 // nobody could say whether it is in a breach
	kindsEnd      Kind = 15
)

func (k Kind) known() bool { return k > 0 && k < kindsEnd }

// ignorable tells a finding that the owner can leave: not one about the vault, nor
// that nobody answered.
func (k Kind) ignorable() bool { return k.known() && k != WeakKDF && k != Unanswered }

// Ignorable are the kinds of findings that can be ignored.
func Ignorable() (all []Kind) {
	for k := Kind(1); k < kindsEnd; k++ {
		if k.ignorable() {
			all = append(all, k)
		}
	}
	return all
}

// Code is a word for programs.
func (k Kind) Code() string {
	if !k.known() {
		return "unknown"
	}
	return [kindsEnd]string{
		Breached: "breached", MaybeBreached: "maybe-breached", Weak: "weak", Reused: "reused",
		SimplePIN: "simple-pin", Similar: "similar", Expired: "expired", PlainHTTP: "plain-http",
		WeakKDF: "weak-kdf", RuleLength: "rule-length", RuleKinds: "rule-kinds", RuleAge: "rule-age",
		ExpiresSoon: "expires-soon", Unanswered: "unanswered",
	}[k]
}

// String is the code.
func (k Kind) String() string { return k.Code() }

// ofSecret tells a finding about a secret from one about its item or the vault.
func (k Kind) ofSecret() bool {
	switch k {
	case Expired, ExpiresSoon, PlainHTTP, WeakKDF:
		return false
	}
	return true
}
