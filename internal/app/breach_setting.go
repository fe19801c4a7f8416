package app

import "coffer/internal/host"

// CheckBreachSetting holds a value that is about to be set to the rule that refuses it
// later, together with what is set already. Other settings pass.
func CheckBreachSetting(set host.Config, key, value string) error {
	p := BreachPlace{Online: true, URL: set.HIBPURL, Proxy: set.HIBPProxy}
	switch key {
	case "hibp.url":
		p.URL = value
	case "hibp.proxy":
		p.Proxy = value
	default:
		return nil
	}
	if _, err := rangeServer(p); err != nil {
		return &Error{Kind: Usage, What: "setting " + key + ": " + Explain(err).What, Err: err}
	}
	return nil
}
