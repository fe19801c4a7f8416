package app

import (
	"fmt"
	"strings"
)

// TrusteeText says how far a trustee is.
func TrusteeText(t TrusteeInfo) string {
	switch {
	case t.Paper:
		return "on paper"
	case t.State == "accepted" && !t.Confirmed.IsZero():
		return "confirmed on " + LocalTime(t.Confirmed)
	case t.State == "offered" && !t.Told:
		return "offered, and not told yet"
	}
	return strings.TrimSuffix(t.State+": "+t.Reason, ": ")
}

// ManyOf says how many of some are needed.
func ManyOf(k, n int) string {
	switch {
	case k == 2 && n == 2:
		return "both"
	case k == n && n > 1:
		return fmt.Sprintf("all %d", n)
	case k == 1:
		return "any one"
	}
	return fmt.Sprintf("any %d", k)
}

// VetoText says of somebody that they may veto, and whether their client knows of it.
func VetoText(v TrusteeVeto) string {
	if !v.Told {
		return "may veto, and not told yet"
	}
	return "may veto"
}

// WaitSentence says who waits before shares leave.
func WaitSentence(i TrusteesInfo) string {
	if i.OnPaper() {
		return "all of them have paper, nobody waits, nobody is told, and nobody can veto"
	}
	return "each trustee waits " + FormatSpan(i.Wait)
}

// DrillSentence says how one knows that the shares are still there; ask is what asks for
// proofs.
func DrillSentence(i TrusteesInfo, ask string) string {
	switch {
	case i.OnPaper():
		return "ask by voice whether each sheet is still there: it answers no drill"
	case i.Drilled.IsZero():
		return ask + " has each prove that the shares are there"
	}
	return "proofs were asked for on " + LocalTime(i.Drilled)
}

// TrusteesSentence says who together opens the vault, and when.
func TrusteesSentence(i TrusteesInfo) string {
	var names []string
	for _, t := range i.Trustees {
		names = append(names, t.Name)
	}
	text := fmt.Sprintf("%s of %s can bring the vault back", ManyOf(i.Threshold, len(names)), strings.Join(names, ", "))
	if len(names) == 1 {
		text = names[0] + " alone can bring the vault back"
	}
	if i.OnPaper() {
		return text + " at once: " + WaitSentence(i)
	}
	veto := "you"
	for _, v := range i.Veto {
		veto += " or " + v.Name
	}
	text += ", " + FormatSpan(i.Wait) + " after a ticket asks them, unless " + veto + " stop it"
	if i.ResetThreshold != i.Threshold {
		text += fmt.Sprintf("; %s set a new password over what is not secret", ManyOf(i.ResetThreshold, len(names)))
	}
	return text
}

// BindsSentence says what that is worth.
func BindsSentence(i TrusteesInfo) string {
	if i.OnPaper() {
		return fmt.Sprintf("whoever has %s of the sheets and a copy of the vault file opens it, asked by nobody: that is bounded by who keeps the sheets, and by who has the file",
			ManyOf(i.Threshold, len(i.Trustees)))
	}
	return fmt.Sprintf("this binds honest clients: %s of them who leave Coffer aside and have a copy of the vault open it without a wait: that is bounded by their number, and by who has the file",
		ManyOf(i.Threshold, len(i.Trustees)))
}

// PaperSentence says what a share on paper is worth, and that of sheets from before the
// vault got new keys.
func PaperSentence(rekeyed bool) string {
	text := "a share on paper obeys no wait and no veto: whoever reads a sheet has that share"
	if rekeyed {
		text += "; sheets printed before are worthless"
	}
	return text
}

// NewKeysSentence says what new keys of the vault mean for what was handed out before.
const NewKeysSentence = "packs and copies of the vault file from before lead to the trustees that there were, who hold nothing any more: hand out new ones"

// AskSentence says that trustees may ask.
const AskSentence = "trustees may ask whoever opens a ticket about what is not secret here"

// InspectSentence says what the owner consents to who lets trustees ask.
const InspectSentence = AskSentence + "; a trustee who changes their client can try words that are easy to guess, such as names of boxes, titles and tags, against hashes"

// ShareCount counts the shares of a vault by what is known of them.
type ShareCount struct {
	There, Offered, Gone int // held or on paper; not accepted yet; refused or given back
	Needed               int
}

// Count counts the shares.
func (i TrusteesInfo) Count() ShareCount {
	s := ShareCount{Needed: i.Threshold}
	for _, t := range i.Trustees {
		switch {
		case t.Paper || t.State == "accepted":
			s.There++
		case t.State == "offered":
			s.Offered++
		default:
			s.Gone++
		}
	}
	return s
}

// Text says in words how many shares may still be lost.
func (s ShareCount) Text() string {
	text := Counted(s.There, "share is there", "shares are there")
	if s.Offered > 0 {
		text += fmt.Sprintf(", %d not accepted yet", s.Offered)
	}
	if s.Gone > 0 {
		text += fmt.Sprintf(", %d gone", s.Gone)
	}
	switch lost := s.There - s.Needed; {
	case lost < 0:
		return text + ": too few, " + Counted(s.Needed, "is", "are") + " needed, and nobody brings the vault back now"
	case lost == 0:
		return text + ": just enough, none may be lost"
	default:
		return text + fmt.Sprintf(": %d may be lost", lost)
	}
}

// WaitsForSync tells that a trustee's own client has the code, and that its wait starts with
// the next sync, which tells the owner.
func (t *TicketInfo) WaitsForSync(p Progress) bool {
	return p.Name == "you" && t.Live && t.Confirmed && !p.Seen && !p.Denied
}

// TicketTrusteeText says how far one trustee is with a ticket.
func TicketTrusteeText(t *TicketInfo, p Progress) string {
	switch {
	case p.Denied:
		return "denied" + ReasonText(p.Reason)
	case p.Fault != "":
		return GaveFault(p.Fault)
	case p.Given:
		return "gave their share"
	case p.Ready:
		return "is ready"
	}
	words := []string{trusteeWait(t, p)}
	if p.Approved {
		words = append(words, "approved")
	}
	if t.WaitsForSync(p) {
		words = append(words, "and the wait starts as soon as the owner is told, with coffer sync")
	}
	return strings.Join(words, ", ")
}

// trusteeWait says where the wait of one trustee stands.
func trusteeWait(t *TicketInfo, p Progress) string {
	switch {
	case t.WaitsForSync(p):
		return "confirmed"
	case !p.Seen:
		return "not confirmed yet"
	case p.Again:
		return "waits once more, until " + LocalTime(p.Due)
	}
	return "waits until " + LocalTime(p.Due)
}

// TicketNeeds says how many shares a ticket needs, and after which wait.
func TicketNeeds(t *TicketInfo) string {
	return Counted(t.Threshold, "share", "shares") + ", each after " + FormatSpan(t.Wait)
}

// LateSentence says of a ticket that it was stopped late.
const LateSentence = "it was stopped when shares may have been out already"

// InspectionText says how the answers to a trustee's questions fit.
func InspectionText(i InspectionInfo) string {
	if !i.Answered {
		return Counted(i.Asked, "question", "questions") + " went to whoever asks, no answer yet"
	}
	return Counted(i.Fit, "answer fits", "answers fit") + ", of " + Counted(i.Asked, "question", "questions")
}

// InspectionWorth says what that is worth.
const InspectionWorth = "answers that fit make it plausible that whoever asks knows the vault from within, and prove nothing: somebody who saw what is not secret in it, or knows the owner well, can answer, too; the voice on the telephone counts for more"
