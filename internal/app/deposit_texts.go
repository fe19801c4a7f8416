package app

import "strings"

// DepositRole is what the owner of this vault is for somebody else's.
func DepositRole(i DepositInfo) string {
	if i.Role == "veto" {
		return "may veto"
	}
	return i.Role
}

// DepositPromise is what is promised by whoever holds a deposit.
func DepositPromise(i DepositInfo) string {
	if i.Role != "trustee" {
		return "to sync now and then, and to veto a ticket that is not genuine"
	}
	return "to sync now and then, to keep the shares to yourself, and to approve a ticket only when you know the voice that tells you its code"
}

// DepositShares says what the shares open, and that one alone opens nothing, where that
// is so; nothing where none are held.
func DepositShares(i DepositInfo) string {
	switch {
	case i.Role != "trustee":
		return ""
	case i.Threshold == 1 || i.Reset == 1:
		return "any one trustee opens what stands here alone: everything with " + ManyOf(i.Threshold, i.Shares) + ", what is not secret with " + ManyOf(i.Reset, i.Shares)
	}
	return ManyOf(i.Threshold, i.Shares) + " of " + Counted(i.Shares, "trustee", "trustees") + " open everything, " +
		ManyOf(i.Reset, i.Shares) + " set a new password over what is not secret; you alone open nothing"
}

// DepositQuestions says what the owner consented to; nothing where that is nothing.
func DepositQuestions(i DepositInfo) string {
	if len(i.Questions) == 0 {
		return ""
	}
	var about []string
	for _, q := range i.Questions {
		about = append(about, q.About)
	}
	return i.Owner + " lets your client ask whoever opened a ticket, once you have typed its code, about " + strings.Join(about, ", ") +
		"; you are told how many answers fit, and no word of them"
}

// DepositTicket says what happens when somebody asks for the vault.
func DepositTicket(i DepositInfo) string {
	wait := FormatSpan(i.Wait)
	if i.ExtraWait {
		wait += ", and once more where " + i.Owner + " is not reached,"
	}
	if i.Role == "veto" {
		return "somebody asks the trustees, and you are told; " + wait + " goes by, in which you, " + i.Owner +
			" or whoever else may veto can stop it; then the trustees' clients give their shares to whoever asked"
	}
	return "somebody tells you a code by voice; you type it and approve or deny; " + wait + " goes by, in which " + i.Owner +
		" or who may veto can stop it; then your client gives the share to whoever asked"
}
