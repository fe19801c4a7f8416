package app

import (
	"cmp"
	"slices"
	"strings"

	"coffer/box/port"
	"coffer/box/port/bitwarden"
	"coffer/box/port/csv"
	"coffer/box/port/cxf"
	"coffer/box/port/keepass"
	"coffer/box/port/onepux"
	"coffer/box/port/pass"
	"coffer/box/port/xml"
	"coffer/box/port/zip"
	"coffer/internal/host"
	"coffer/internal/near"
)

// Format is one way in or out, under the name that both commands know it by.
type Format struct {
	Name   string
	What   string        // in a few words
	Out    string        // what goes out, where other words are true of that
	Import port.Importer // nil: it only goes out
	Export port.Exporter // nil: it only comes in
	Folder bool          // it is a folder, not a file
}

// Outward says in a few words what goes out.
func (f Format) Outward() string { return cmp.Or(f.Out, f.What) }

// Protects tells that a format has a protection by passphrase of its own, which the other
// program opens.
func (f Format) Protects() bool {
	_, does := f.Export.(port.Protector)
	return does
}

// fits tells whether a format can be where somebody has named a folder, or a file.
func (f Format) fits(folder bool) error {
	switch {
	case f.Folder && !folder:
		return Fail(Usage, "", "format %s is a folder, not a file", f.Name)
	case folder && !f.Folder:
		return Fail(Usage, "", "format %s is a file, not a folder", f.Name)
	}
	return nil
}

// Formats lists all formats.
func Formats() []Format {
	return []Format{
		{Name: "xml", What: "Coffer XML: everything, attachments inline", Import: xml.Format{}, Export: xml.Format{}},
		{Name: "zip", What: "Coffer ZIP: export.xml with attachments as files", Import: zip.Format{}, Export: zip.Format{}},
		{Name: "keepass-xml", What: "KeePass 2 XML, as KeePass and KeePassXC read and write it", Import: keepass.Format{}, Export: keepass.Format{}},
		{Name: "1pux", What: "1PUX, as 1Password 8 exports it", Import: onepux.Format{}},
		{Name: "bitwarden", What: "Bitwarden JSON, also with a password, and ZIP", Out: "Bitwarden JSON, with a passphrase protected in Bitwarden's own way", Import: bitwarden.Format{}, Export: bitwarden.Format{}},
		{Name: "cxf", What: "FIDO Credential Exchange Format 1.0 (JSON)", Out: "FIDO Credential Exchange Format 1.0 (JSON); attachments stay behind", Import: cxf.Format{}, Export: cxf.Format{}},
		{Name: "csv", What: "CSV of browsers and other programs, or any whose columns you name", Out: "CSV with a row for each item, as browsers and other programs read it", Import: csv.Format{}, Export: csv.Format{}},
		{Name: "pass", What: "folder of pass or gopass, *.gpg, opened by your gpg", Import: pass.Format{}, Folder: true},
		{Name: "passage", What: "folder of passage, *.age, opened by --identity", Out: "folder of passage, *.age, encrypted to age recipients", Import: pass.Format{}, Export: pass.Format{}, Folder: true},
	}
}

// vaultFormat is another copy of a vault: a folder and no file, see [App.ImportVault].
const vaultFormat = "vault"

// IsVaultFormat tells that a format is the folder of another copy of a vault.
func IsVaultFormat(name string) bool { return name == vaultFormat }

// CheckFormat tells before anything is asked whether there is a format of that
// name, and which one may be meant.
func CheckFormat(name string) error {
	_, err := formatNamed(name)
	return err
}

// IsFolder tells whether a format is a folder, not a file.
func IsFolder(name string) bool {
	f, err := formatNamed(name)
	return err == nil && f.Folder
}

func formatNamed(name string) (Format, error) {
	all := Formats()
	i := slices.IndexFunc(all, func(f Format) bool { return f.Name == name })
	if i < 0 {
		hint := "coffer import --help and coffer export --help list them"
		if names := formatsElsewhere(name); names != "" {
			hint = "did you mean " + names + "?"
		} else if like := formatLike(all, name); like != "" {
			hint = "did you mean " + like + "?"
		}
		return Format{}, Fail(Usage, hint, "there is no format %q", host.Safe(name))
	}
	return all[i], nil
}

// formatLike is the format that a mistyped name may mean; empty for none.
func formatLike(all []Format, typed string) string {
	var names []string
	for _, f := range all {
		if goesOn(f.Name, typed) {
			return f.Name
		}
		names = append(names, f.Name)
	}
	return near.Word(typed, names)
}

// goesOn tells whether one name goes on from the other, in any case.
func goesOn(a, b string) bool {
	a, b = strings.ToLower(a), strings.ToLower(b)
	return b != "" && (strings.HasPrefix(a, b) || strings.HasPrefix(b, a))
}

// formatsElsewhere are the formats in which a program exports, or that have an ending,
// where that is none of their names; empty for none.
func formatsElsewhere(name string) string {
	switch strings.ToLower(strings.TrimPrefix(name, ".")) {
	case "chrome", "edge", "firefox", "safari", "brave", "browser", "lastpass", "nordpass", "apple", "table", "excel":
		return "csv"
	case "1password", "onepassword":
		return "1pux, or csv"
	case "keepass", "keepassxc", "kdbx", "kdb":
		return "keepass-xml"
	case "json":
		return "bitwarden, or cxf"
	case "gopass", "password-store", "gpg":
		return "pass"
	case "fido", "cxp":
		return "cxf"
	case "coffer", "backup":
		return "zip, or xml"
	}
	return ""
}
