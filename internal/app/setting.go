package app

import "coffer/internal/host"

// Setting is one line of a listing of the settings.
type Setting = host.Setting

// PersonalRule says what a setting of the person may be; "" for a key that there is not.
func PersonalRule(key string) string {
	p, ok := findPersonal(key)
	switch {
	case !ok:
		return ""
	case p.form == kindsNumber:
		return "any, or lower, upper, digit and symbol, each once, joined by +"
	case p.form == switchNumber:
		return "on or off"
	case p.form == spanNumber:
		return "from " + p.text(p.least) + " to " + p.text(p.most) + ", written like 45s, 1h30m or 2d"
	}
	return "from " + p.text(p.least) + " to " + p.text(p.most)
}
