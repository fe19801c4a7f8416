package keepass

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"coffer/box/port"
	"coffer/box/port/internal/draft"
	"coffer/box/port/internal/inline"
	"coffer/box/port/internal/scan"
)

// Import reads one document. Attachments are fetched again from src.At when
// they are opened, if it is set; else they lie in memory.
func (Format) Import(ctx context.Context, src port.Source, sink port.Sink) error {
	in := bufio.NewReader(src.R)
	if err := database(in); err != nil {
		return err
	}
	im := importer{
		ctx: ctx, x: scan.NewReader(in), sink: sink, belt: inline.Belt{Src: src},
		pool: make(map[string]port.File), folders: make(map[string][]string),
		ignored: ignorable(),
	}
	tok, err := im.x.Next()
	if err != nil {
		return err
	}
	if tok.Name != "KeePassFile" {
		return im.x.Bad("this is not KeePass 2 XML: its first element is %q", tok.Name)
	}
	if err := im.children(im.part); err != nil {
		return err
	}
	if _, err := im.x.Next(); !errors.Is(err, io.EOF) {
		return err
	}
	if im.groups == 0 {
		return im.x.Bad("the file has no group")
	}
	im.summary()
	return nil
}

// part takes one of the two parts of a file.
func (im *importer) part(tok *scan.Token) error {
	switch tok.Name {
	case "Meta":
		return im.children(im.meta)
	case "Root":
		return im.children(im.root)
	}
	return im.other(tok)
}

type importer struct {
	ctx     context.Context
	x       *scan.Reader
	sink    port.Sink
	belt    inline.Belt
	tok     scan.Token // the last start tag; pointers to it are good until the next
	buf     []byte
	bytes   int // of the entry being read
	file    metadata
	pool    map[string]port.File // attachments that entries refer to, by their number
	folders map[string][]string  // of groups that came before, by their UUID
	groups  int
	entries int
	icons   int // entries and groups with an icon or colours of their own
	held    int // bytes of groups that are open
	unknown draft.Unknown
	ignored map[string]bool
}

// ignorable lists what says how a program showed something, or can be made
// anew. It is nothing that anybody would miss.
func ignorable() map[string]bool {
	m := make(map[string]bool)
	for name := range strings.FieldsSeq(`Generator HeaderHash DatabaseNameChanged DatabaseDescriptionChanged
		DefaultUserNameChanged MaintenanceHistoryDays Color MasterKeyChanged MasterKeyChangeRec
		MasterKeyChangeForce MasterKeyChangeForceOnce MemoryProtection EntryTemplatesGroup
		EntryTemplatesGroupChanged LastSelectedGroup LastTopVisibleGroup HistoryMaxItems HistoryMaxSize
		SettingsChanged DeletedObjects IsExpanded LastTopVisibleEntry
		LastAccessTime UsageCount DataTransferObfuscation`) {
		m[name] = true
	}
	return m
}

func (im *importer) report(where, format string, args ...any) {
	im.sink.Report(port.Note{Where: where, What: port.Cut(fmt.Sprintf(format, args...))})
}

// summary reports what concerns the file as a whole.
func (im *importer) summary() {
	const where = "the file"
	if im.file.customData > 0 {
		im.report(where, "settings that plug-ins keep in it have no place here (%d)", im.file.customData)
	}
	if im.icons+im.file.icons > 0 {
		im.report(where, "icons and colours have no place here (icons of its own: %d, entries and groups that have some: %d)", im.file.icons, im.icons)
	}
	if left := im.unknown.String(); left != "" {
		im.report(where, "%s", left)
	}
}
