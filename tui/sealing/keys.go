package sealing

import (
	"coffer/tui/screen"
)

// Keys are what can be done here, for the part that the owner of this vault has in it.
func (s *seal) Keys() []screen.Key {
	var keys []screen.Key
	if is(&s.info, "recipient") {
		keys = append(keys, s.recipientKeys()...)
	}
	if is(&s.info, "sender") {
		keys = append(keys, s.senderKeys()...)
	}
	return append(keys, screen.SyncKey())
}

func (s *seal) senderKeys() []screen.Key {
	i := &s.info
	over := "the seal is withdrawn"
	if !i.Over {
		over = "there is nothing of it left to do"
	}
	why := func(deeds ...string) string {
		for _, deed := range deeds {
			if may(i, deed) {
				return ""
			}
		}
		return over
	}
	veto, again, update := "", why("reopen"), why("update")
	if pending(i) == nil && !may(i, "veto") {
		veto = "nobody asks for it"
	}
	if again != "" && !i.Over {
		again = "it is not closed: there were not too many vetoes"
	}
	if update != "" && !i.Over {
		update = "shares may be out, and nothing newer may follow; withdraw and seal anew"
	}
	return []screen.Key{
		{Press: []string{"v"}, Does: "veto: stop whoever breaks the seal", Short: "veto", Why: veto, Do: s.veto},
		{Press: []string{"y"}, Does: "allow: end the wait, now or for whoever asks later", Short: "allow", Why: why("allow", "lift"), Do: s.allow},
		{Press: []string{"e"}, Does: "send the item as it is now; it stays sealed", Short: "update", Why: update, Do: s.update},
		{Press: []string{"d"}, Does: "withdraw the seal for ever", Short: "withdraw", Why: why("withdraw"), Do: s.withdraw},
		{Press: []string{"o"}, Does: "let it be asked for again after too many vetoes", Why: again, Do: s.reopen},
	}
}

func (s *seal) recipientKeys() []screen.Key {
	i := &s.info
	closed, ask, again := "it is not released yet", "", ""
	if may(i, "open") {
		closed = ""
	}
	switch {
	case i.Over:
		closed, ask, again = "it was withdrawn", "it was withdrawn", "it was withdrawn"
	case !may(i, "break") && live(i) != nil:
		ask = "it is asked for already"
	case !may(i, "break"):
		ask = "too many requests were vetoed: only " + i.Sender + " can reopen it"
	}
	if live(i) == nil && again == "" {
		again = "nobody asks for it"
	}
	return []screen.Key{
		{Press: []string{"enter"}, Does: "open it into a box", Short: "open", Why: closed, Do: s.openInto},
		{Press: []string{"space"}, Does: "show what was sealed for ten seconds, and keep it nowhere", Short: "show", Why: closed, Do: s.look},
		{Press: []string{"b"}, Does: "break the seal: ask the custodians for it", Short: "break", Why: ask, Do: s.breakIt},
		{Press: []string{"B"}, Does: "send the request that is under way once more", Why: again, Do: s.askAgain},
	}
}
