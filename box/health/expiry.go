package health

import (
	"context"
	"fmt"
	"time"
)

// expiry finds items whose date is over or near.
func (c *checkup) expiry(context.Context) error {
	for i := range c.items {
		at := c.items[i].Expires
		if at.IsZero() {
			continue
		}
		switch left := at.Sub(c.o.Now); {
		case left <= 0:
			c.aboutItem(i, Finding{Kind: Expired, Severity: Medium, At: at, Why: "expired " + daysText(-left) + " ago"})
		case left <= soon:
			c.aboutItem(i, Finding{Kind: ExpiresSoon, Severity: Low, At: at, Why: "expires in " + daysText(left)})
		}
	}
	return nil
}

// daysText is a length of time in whole days.
func daysText(d time.Duration) string {
	switch n := int(d / day); n {
	case 0:
		return "less than a day"
	case 1:
		return "one day"
	default:
		return fmt.Sprintf("%d days", n)
	}
}
