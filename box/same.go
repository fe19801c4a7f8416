package box

import "slices"

// SameContent tells whether two items say the same: all that a person entered, and nothing of where and when they are
// kept. Values are compared in constant time, each with the one at its place.
func SameContent(a, b *Item) bool {
	return a.Title == b.Title && a.Template == b.Template && slices.Equal(a.Folder, b.Folder) && slices.Equal(a.Tags, b.Tags) &&
		a.Expires.Equal(b.Expires) && a.OnExpiry == b.OnExpiry &&
		slices.EqualFunc(a.Fields, b.Fields, sameField) && slices.EqualFunc(a.Attachments, b.Attachments, sameAttachment)
}

func sameField(a, b Field) bool {
	return a.Name == b.Name && a.Kind == b.Kind && a.Tier == b.Tier && a.Value.Equal(b.Value)
}

func sameAttachment(a, b Attachment) bool {
	return a.Name == b.Name && a.Size == b.Size && a.SHA256 == b.SHA256
}
