package health

import (
	"context"
	"net/netip"
	"net/url"
	"strings"
)

// plainHTTP finds items with secrets whose address is not encrypted on its way.
func (c *checkup) plainHTTP(context.Context) error {
	for i := range c.items {
		if len(c.items[i].Secrets) == 0 {
			continue
		}
		for _, address := range c.items[i].URLs {
			if travelsOpen(address) {
				c.aboutItem(i, Finding{Kind: PlainHTTP, Severity: Medium, Why: "its address begins with http: whoever is on the way reads the password; use https"})
				break
			}
		}
	}
	return nil
}

// travelsOpen tells whether what is sent to an address can be read on the way.
// Within this machine, and through Tor's hidden services, it cannot.
func travelsOpen(address string) bool {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil || !strings.EqualFold(u.Scheme, "http") {
		return false
	}
	name := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	if ip, err := netip.ParseAddr(name); err == nil {
		return !ip.IsLoopback()
	}
	return name != "localhost" && !strings.HasSuffix(name, ".localhost") && !strings.HasSuffix(name, ".onion")
}
