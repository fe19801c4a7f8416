package xml

// intern returns the name that percent text stands for, the same string each
// time: names of boxes, templates and fields come again and again.
func (im *importer) intern(raw []byte) (string, bool) {
	return lookup(im.names, raw, false)
}

// internFolder does the same for one part of a folder, where a slash is
// escaped.
func (im *importer) internFolder(raw []byte) (string, bool) {
	return lookup(im.folders, raw, true)
}

func lookup(kept map[string]string, raw []byte, folder bool) (string, bool) {
	if name, ok := kept[string(raw)]; ok {
		return name, true
	}
	name, ok := parsePercent(raw, folder)
	if ok && len(kept) < keptNames && len(raw) < keptLength {
		kept[string(raw)] = name
	}
	return name, ok
}
