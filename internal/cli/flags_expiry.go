package cli

import (
	"time"

	"github.com/spf13/cobra"

	"coffer/internal/app"
)

// expiryFlags say when an item expires, and what happens then.
type expiryFlags struct{ expires, onExpiry string }

func (o *expiryFlags) register(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&o.expires, "expires", "", "when it expires: a date like 2031-05-06, or a time from now like 90d")
	f.StringVar(&o.onExpiry, "on-expiry", "", "what happens then: warn, or delete")
	completeFlag(cmd, "on-expiry", completeWords("warn", "delete"))
}

func (o *expiryFlags) check() error {
	switch {
	case o.onExpiry != "" && o.expires == "":
		return app.Fail(app.Usage, "say --expires DATE", "--on-expiry needs a date")
	case o.onExpiry != "" && o.onExpiry != "warn" && o.onExpiry != "delete":
		return app.Fail(app.Usage, "", "--on-expiry is warn or delete")
	}
	return nil
}

// parse is nil without a date.
func (o *expiryFlags) parse(now time.Time) (*app.Expires, error) {
	if o.expires == "" {
		return nil, nil
	}
	at, action, err := app.ParseExpiry(o.expires, now)
	if o.onExpiry == "delete" {
		action = app.DeleteOnExpiry
	}
	return &app.Expires{At: at, Action: action}, err
}
