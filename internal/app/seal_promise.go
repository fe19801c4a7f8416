package app

import "strconv"

// SealPromise says in plain words what a seal of this order would promise its sender, and
// what it would not.
func SealPromise(o SealOrder) (promised, not []string) {
	if len(o.Custodians) == 0 {
		return nil, []string{"a file cannot count days: somebody must withhold the key"}
	}
	i := SealInfo{Sender: "you", Threshold: o.Threshold, Grace: o.Grace}
	alone := len(o.Custodians) == 1 && o.Custodians[0] == Self
	for _, name := range o.Custodians {
		if name == Self {
			name = "your own client"
		}
		i.Custodians = append(i.Custodians, SealCustodian{Name: name})
	}
	promised = []string{
		protection(i, alone),
		"the custodians tell you who asks before the wait begins, and nobody can keep that from you",
	}
	not = []string{"what was released cannot be taken back; until then withdrawing ends it for ever"}
	if !alone {
		not = append(not, breakers(o.Threshold)+" the rules for those whom it is for can give it to them without a wait")
	}
	if o.ExtraWait {
		not = append(not, "whoever runs the post can hold a veto back: where you were not reached the wait runs once more, and only once")
	} else {
		not = append(not, "whoever runs the post can hold a veto back: nobody waits for you longer than the grace period")
	}
	return promised, not
}

func breakers(n int) string {
	if n == 1 {
		return "a custodian who breaks"
	}
	return strconv.Itoa(n) + " custodians who together break"
}
