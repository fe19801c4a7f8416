package cli

import (
	"cmp"

	"github.com/spf13/cobra"

	"coffer/internal/app"
)

// breachFlags say where passwords from breaches are looked up.
type breachFlags struct {
	online bool
	file   string
	net    rangeFlags
	named  func() bool // whether --hibp-offline was given
	asks   func() bool // whether a flag says how to ask
}

// rangeFlags say which range server is asked, and how.
type rangeFlags struct {
	url, proxy string
	ntlm       bool
}

// hibpVariable names a range server.
const hibpVariable = "COFFER_HIBP_URL"

func (b *breachFlags) register(cmd *cobra.Command) {
	f := cmd.Flags()
	f.BoolVar(&b.online, "hibp", false, "ask Have I Been Pwned, which is told five hex digits of a hash for each password")
	f.StringVar(&b.file, "hibp-offline", "", "look into this file or folder of breach data; nothing leaves the machine")
	b.net.register(cmd)
	b.named = func() bool { return f.Changed("hibp-offline") }
	b.asks = func() bool { return f.Changed("hibp-url") || f.Changed("hibp-proxy") || f.Changed("ntlm") }
}

func (r *rangeFlags) register(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&r.url, "hibp-url", "", "the address of the range server; "+hibpVariable+" and the setting hibp.url say it, too")
	f.StringVar(&r.proxy, "hibp-proxy", "", "go there by this proxy; the setting hibp.proxy says it, too, and HTTPS_PROXY")
	f.BoolVar(&r.ntlm, "ntlm", false, "ask for NTLM hashes in place of SHA-1")
}

// rangePlace is where to look online, from flags, the environment and the settings of the machine.
func (c *cli) rangePlace(r rangeFlags) (app.BreachPlace, error) {
	config, err := c.settings()
	if err != nil {
		return app.BreachPlace{}, err
	}
	return app.BreachPlace{
		Online: true, NTLM: r.ntlm,
		URL: cmp.Or(r.url, c.getenv(hibpVariable), config.HIBPURL), Proxy: cmp.Or(r.proxy, config.HIBPProxy),
	}, nil
}

// breachPlace is where a command looks that exists to look: in the file that flags or
// the setting hibp.data name, or else online.
func (c *cli) breachPlace(b breachFlags) (app.BreachPlace, error) {
	if b.named() && b.file == "" {
		return app.BreachPlace{}, app.Fail(app.Usage, "name a file, or leave the flag out", "--hibp-offline is empty")
	}
	if b.online && b.file != "" {
		return app.BreachPlace{}, app.Fail(app.Usage, "leave one out", "--hibp asks online, and --hibp-offline does not")
	}
	p, err := c.rangePlace(b.net)
	if err != nil || b.online {
		return p, err
	}
	config, err := c.settings()
	if err != nil {
		return p, err
	}
	if file := cmp.Or(b.file, config.HIBPData); file != "" {
		p.Online, p.File = false, file
	}
	return p, nil
}
