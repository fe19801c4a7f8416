package app

// CustodianText says whether a custodian has their share, as far as the owner of this
// vault knows.
func CustodianText(i SealInfo, c SealCustodian) string {
	switch {
	case c.Gone:
		return "has destroyed the share"
	case i.Sender != "you":
		return ""
	case c.Told:
		return "has the share"
	}
	return "has not confirmed the share yet"
}

// SealVetoText says of a veto why it was, and whether it came too late.
func SealVetoText(r SealRequest, v Veto) string {
	text := "vetoed" + ReasonText(v.Reason)
	if r.Late {
		text += " (late: a share may be out; withdraw and seal anew)"
	}
	return text
}

// CustodianProgress says how far a custodian is with a request, or was when it ended.
func CustodianProgress(p Progress, live bool) string {
	switch {
	case p.Given:
		return "has given the share"
	case !live && p.Ready:
		return "was ready to give the share"
	case !live && p.Seen:
		return "waited, and does so no more"
	case p.Ready:
		return "is ready to give the share"
	case p.Again:
		return "waits once more, until " + LocalTime(p.Due)
	case p.Seen:
		return "waits until " + LocalTime(p.Due)
	}
	return "has not answered yet"
}
