package app

import "strings"

// SettingText says in one sentence what a setting does, of the person or of the machine; ""
// for a key that there is not. The help of the commands and the screens say it alike.
func SettingText(key string) string {
	if text := personalText(key); text != "" {
		return text
	}
	switch key {
	case "clipboard.clear":
		return "how long a copied secret stays on the clipboard"
	case "editor":
		return "the program that coffer edit opens, in place of that of VISUAL or EDITOR"
	case "hibp.data":
		return "the file with passwords from breaches, in which they are looked up"
	case "hibp.offer":
		return "where a new password is looked up before it is kept"
	case "hibp.proxy":
		return "the proxy by which the server with breaches is reached"
	case "hibp.url":
		return "the server with breaches that is asked online"
	case "post.helpers":
		return "the programs that a post may start besides that for S3"
	case "session.idle":
		return "how long a session lasts while nobody uses it"
	case "session.limit":
		return "how long a session lasts at most"
	case "sync.interval":
		return "how often an open vault syncs by itself"
	case "hooks.*":
		return "the command that is run for everything that a sync brings"
	}
	if event, ok := strings.CutPrefix(key, "hooks."); ok {
		return "the command that is run when a sync brings " + event
	}
	return ""
}

// personalText is [SettingText] for the settings of the person.
func personalText(key string) string {
	switch key {
	case "trash.retention":
		return "how long the trash keeps things before they are gone for good"
	case "log.retention":
		return "how long entries of the log keep what they say; hashes stay"
	case "owner.retention":
		return "how long your former name, e-mail and question are kept; 0d: not at all"
	case "backup.daily":
		return "whether the first command of a day makes a backup"
	case "backup.retention":
		return "how long the oldest backups stay; there are fewer the older they are"
	case "history.keep":
		return "how many former revisions of each item are kept"
	case "gen.length":
		return "how many characters a generated password has"
	case "gen.words":
		return "how many words a generated passphrase has"
	case "check.length":
		return "how many characters a password needs, or it is to be changed"
	case "check.score":
		return "how hard to guess a password must be, of 4, or it is to be changed"
	case "check.age":
		return "how old a password may become before it is to be changed; 0d: any age"
	case "check.kinds":
		return "which kinds of characters a password needs"
	}
	return ""
}
