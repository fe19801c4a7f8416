package zip

import (
	"archive/zip"
	"io"

	"coffer/box/port"
	"coffer/box/port/internal/archive"
)

// opened is a ZIP whose entries were checked against its manifest.
type opened struct {
	zip   *archive.Archive
	files map[string]port.File // what the manifest says
}

// open lists the entries and checks all that can be known without unpacking.
func open(src port.Source) (*opened, error) {
	z, err := archive.Open(src, archive.Plain)
	if err != nil {
		return nil, err
	}
	o := &opened{zip: z}
	if err := o.readManifest(); err != nil {
		return nil, err
	}
	return o, o.compare()
}

func (o *opened) readManifest() error {
	if o.zip.Entries[manifestName] == nil {
		return port.Bad("the ZIP file has no %s; it is not a Coffer export", manifestName)
	}
	rc, err := o.zip.Open(manifestName)
	if err != nil {
		return err
	}
	defer rc.Close()
	data, err := io.ReadAll(io.LimitReader(rc, maxManifest+1))
	if err != nil {
		return err
	}
	if len(data) > maxManifest {
		return port.Bad("%s is larger than %d MiB", manifestName, maxManifest>>20)
	}
	o.files, err = parseManifest(data)
	return err
}

// compare makes sure that manifest and archive list the same.
func (o *opened) compare() error {
	if o.zip.Entries[exportName] == nil {
		return port.Bad("the ZIP file has no %s; it is not a Coffer export", exportName)
	}
	for name, f := range o.files {
		var e *zip.File
		if name != manifestName {
			e = o.zip.Entries[name]
		}
		if e == nil {
			return port.Bad("the ZIP file lacks an entry that %s lists", manifestName)
		}
		if e.UncompressedSize64 != uint64(f.Size) {
			return port.Bad("an entry of the ZIP file has another size than %s says", manifestName)
		}
	}
	if len(o.zip.Entries) != len(o.files)+1 {
		return port.Bad("the ZIP file has an entry that %s does not list", manifestName)
	}
	return nil
}

// open unpacks one entry and checks it against the manifest.
func (o *opened) open(name string) (io.ReadCloser, error) {
	rc, err := o.zip.Open(name)
	if err != nil {
		return nil, err
	}
	return port.Verify(rc, o.files[name]), nil
}
