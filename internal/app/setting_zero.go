package app

// PersonalNotes say what a setting of the person means once it is set, where that is more
// than its text says: that nothing is kept any more. None for what is no such value.
func PersonalNotes(key, value string) []string {
	p, ok := findPersonal(key)
	if !ok {
		return nil
	}
	if n, err := p.parse(value); err != nil || n != 0 {
		return nil
	}
	if note := zeroNote(key); note != "" {
		return []string{key + " " + p.text(0) + ": " + note}
	}
	return nil
}

// zeroNote is what zero means for a setting that says how long or how much is kept.
func zeroNote(key string) string {
	const sure = " once that was seen at two openings a day apart"
	switch key {
	case "trash.retention":
		return "what goes to the trash from now on is deleted for good" + sure + "; what lies there keeps its date"
	case "log.retention":
		return "entries of the log lose what they say" + sure + ", but for those that tell of things as they are now"
	case "owner.retention":
		return "from now on no former data of yours are kept, and those that are will be deleted" + sure
	case "history.keep":
		return "the next change of an item deletes its former revisions, and keeps none"
	}
	return ""
}
