package draft

import "fmt"

// Names gives every name out once: one that is taken gets the first number
// that is not. A thousand equal names cost a thousand steps.
type Names struct {
	taken map[string]bool
	next  map[string]int // the number to try, of names that came more than once
}

// has tells whether a name is taken.
func (n *Names) has(name string) bool { return n.taken[name] }

// Take returns name, or name with a number.
func (n *Names) Take(name string) string {
	if n.taken == nil {
		n.taken = make(map[string]bool)
	}
	free := name
	for n.taken[free] {
		if n.next == nil {
			n.next = make(map[string]int)
		}
		number := max(2, n.next[name])
		n.next[name] = number + 1
		free = fmt.Sprintf("%s %d", name, number)
	}
	n.taken[free] = true
	return free
}
