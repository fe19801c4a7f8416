package bitwarden

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"

	"coffer/box"
	"coffer/box/port"
)

// Export writes JSON in clear, one item after the other. The same content gives
// the same bytes.
func (Format) Export(ctx context.Context, to port.Target, c port.Content) error {
	out := bufio.NewWriter(to.W)
	if err := export(ctx, out, c); err != nil {
		return err
	}
	return out.Flush()
}

// export writes the items, and then the folders that they lie in: these are known
// when all items have gone by.
func export(ctx context.Context, w io.Writer, c port.Content) error {
	x := exporter{ctx: ctx, w: w, forms: forms(), folders: make(map[string]bool)}
	for _, b := range c.Boxes {
		x.folder(b.Name)
	}
	x.print("{\n  \"encrypted\": false,\n  \"items\": [")
	n := 0
	for e, err := range c.Items {
		if err == nil {
			err = cmp.Or(x.err, ctx.Err())
		}
		if err != nil {
			return err
		}
		if x.element(n, x.item(e)) > maxEntry-slack {
			return port.TooMuch("%s is larger than %d MiB", port.Where(e), (maxEntry-slack)>>20)
		}
		n++
	}
	x.print("\n  ],\n  \"folders\": [")
	for i, path := range slices.Sorted(maps.Keys(x.folders)) {
		x.element(i, outFolder{folderID(path), path})
	}
	x.print("\n  ]\n}\n")
	return x.err
}

type exporter struct {
	ctx     context.Context
	w       io.Writer
	forms   []form
	err     error // the first
	folders map[string]bool
	names   int          // bytes of their names and ids
	text    bytes.Buffer // of one element
}

func (x *exporter) print(s string) {
	if x.err == nil {
		_, x.err = io.WriteString(x.w, s)
	}
}

// element writes one element of a list, indented as Bitwarden does, and tells its
// length.
func (x *exporter) element(i int, v any) int {
	if i > 0 {
		x.print(",")
	}
	b := &x.text
	b.Reset()
	defer func() { clear(b.Bytes()) }()
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("    ", "  ")
	if err := enc.Encode(v); err != nil && x.err == nil {
		x.err = err
	}
	x.print("\n    ")
	if x.err == nil {
		_, x.err = x.w.Write(bytes.TrimSuffix(b.Bytes(), []byte("\n")))
	}
	return b.Len()
}

type outFolder struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// folder notes a folder and returns its id.
func (x *exporter) folder(path string) string {
	id := folderID(path)
	if x.folders[path] {
		return id
	}
	x.folders[path] = true
	x.names += len(id) + len(path)
	if x.err == nil && (len(x.folders) > maxFolders || x.names > maxNames) {
		x.err = port.TooMuch("there are more than %d folders, or their names are larger than %d MiB", maxFolders, maxNames>>20)
	}
	return id
}

// folderPath is the one name that a box and the folders in it have together.
func folderPath(boxName string, folder []string) string {
	if boxName != "" {
		folder = append([]string{boxName}, folder...)
	}
	return strings.Join(folder, "/")
}

// folderID makes an id of a path, in the form that Bitwarden's have.
func folderID(path string) string { return uuid(digest(path)) }

func digest(s string) [16]byte {
	sum := sha256.Sum256([]byte(s))
	return [16]byte(sum[:16])
}

func itemID(id box.ID) string { return uuid(id) }

// uuid writes sixteen bytes as a UUID, with the marks of one that is random.
func uuid(b [16]byte) string {
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
