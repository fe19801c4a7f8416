package pass

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"mime"
	"path"
	"strings"

	"coffer/box/port"
)

// encoded is the file in an entry of gopass that is one: base64, after two lines
// that say so.
func encoded(t text) (f port.File, ok bool) {
	base := false
	for _, l := range t.lines {
		switch strings.ToLower(l.key) {
		case "content-transfer-encoding":
			base = strings.EqualFold(l.value, "base64")
		case "content-disposition":
			if _, params, err := mime.ParseMediaType(l.value); err == nil {
				f.Name = path.Base("/" + params["filename"])
			}
		default:
			return port.File{}, false
		}
	}
	if !base || t.first != "" {
		return port.File{}, false
	}
	content, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(t.notes), ""))
	if err != nil {
		return port.File{}, false
	}
	f.Name = strings.Trim(f.Name, "/.")
	f.Size, f.SHA256 = int64(len(content)), sha256.Sum256(content)
	f.Open = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(content)), nil }
	return f, true
}
