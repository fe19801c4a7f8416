package zip

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"time"

	"coffer/box/port"
)

const (
	manifestFormat  = "coffer-zip"
	manifestVersion = 1
)

// manifest is what manifest.json holds. A field that is new needs a new
// version; a reader refuses a version or a field that it does not know.
type manifest struct {
	Format  string    `json:"format"`
	Version int       `json:"version"`
	Created time.Time `json:"created"`
	Entries []listed  `json:"entries"`
}

// listed is one entry of the archive, without the manifest itself.
type listed struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

func (m manifest) encode() ([]byte, error) {
	b, err := json.MarshalIndent(m, "", "  ")
	return append(b, '\n'), err
}

// parseManifest reads a manifest and returns what it lists, by name.
func parseManifest(data []byte) (map[string]port.File, error) {
	var m manifest
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&m); err != nil {
		return nil, port.Bad("%s is not a manifest of a Coffer export", manifestName)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, port.Bad("something follows the manifest in %s", manifestName)
	}
	if err := checkKeys(json.NewDecoder(bytes.NewReader(data))); err != nil {
		return nil, err
	}
	if m.Format != manifestFormat {
		return nil, port.Bad("%s is not a manifest of a Coffer export", manifestName)
	}
	if m.Version != manifestVersion {
		return nil, port.Bad("this version of the export format is unknown; a newer coffer may read it")
	}
	files := make(map[string]port.File, len(m.Entries))
	for _, l := range m.Entries {
		f, err := l.file()
		if err != nil {
			return nil, err
		}
		if _, twice := files[l.Name]; twice {
			return nil, port.Bad("an entry stands twice in %s", manifestName)
		}
		files[l.Name] = f
	}
	return files, nil
}

// checkKeys refuses a key that stands twice in an object or in another case:
// package json takes the last of them, another program may take the first. What
// it reads has been decoded, so that it is JSON of no great depth.
func checkKeys(dec *json.Decoder) error {
	tok, err := dec.Token()
	if err != nil {
		return err
	}
	open, _ := tok.(json.Delim)
	if open == 0 {
		return nil
	}
	seen := make(map[json.Token]bool)
	for dec.More() {
		if open == '{' {
			key, err := dec.Token()
			if err != nil {
				return err
			}
			if name, _ := key.(string); seen[key] || strings.ToLower(name) != name {
				return port.Bad("a key stands twice in %s, or in capitals", manifestName)
			}
			seen[key] = true
		}
		if err := checkKeys(dec); err != nil {
			return err
		}
	}
	_, err = dec.Token()
	return err
}

func (l listed) file() (port.File, error) {
	sum, err := hex.DecodeString(l.SHA256)
	if err != nil || len(sum) != 32 || l.Size < 0 {
		return port.File{}, port.Bad("an entry in %s has no size or SHA-256", manifestName)
	}
	return port.File{Name: l.Name, Size: l.Size, SHA256: [32]byte(sum)}, nil
}
