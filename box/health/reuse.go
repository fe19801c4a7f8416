package health

import (
	"context"
	"fmt"
)

// reuse finds secrets that stand in several items.
func (c *checkup) reuse(context.Context) error {
	for _, class := range c.classes {
		if c.oneItem(class) {
			continue
		}
		severity := Medium // a PIN has few others to be
		if _, ok := c.password(class); ok {
			severity = High
		}
		group := c.places(class)
		for _, i := range class {
			others := uint64(len(class) - 1)
			c.about(&c.held[i], Finding{
				Kind: Reused, Severity: severity, Count: others, Group: group,
				Why: fmt.Sprintf("the same secret stands in %s", otherPlaces(others)),
			})
		}
	}
	return nil
}

func (c *checkup) places(all []int) []Place {
	group := make([]Place, 0, len(all))
	for _, i := range all {
		group = append(group, c.place(&c.held[i]))
	}
	return group
}

func otherPlaces(n uint64) string {
	if n == 1 {
		return "one other place"
	}
	return fmt.Sprintf("%d other places", n)
}
