package bitwarden

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"coffer/box"
	"coffer/box/port"
)

// outItem is an item as it is written. The members are in Bitwarden's order.
type outItem struct {
	ID              string            `json:"id"`
	OrganizationID  *string           `json:"organizationId"`
	FolderID        *string           `json:"folderId"`
	Type            int64             `json:"type"`
	Reprompt        int               `json:"reprompt"`
	Name            string            `json:"name"`
	Notes           *string           `json:"notes"`
	Favorite        bool              `json:"favorite"`
	Fields          []outField        `json:"fields"`
	Login           *outLogin         `json:"login,omitempty"`
	SecureNote      *outNote          `json:"secureNote,omitempty"`
	Card            map[string]string `json:"card,omitempty"`
	Identity        map[string]string `json:"identity,omitempty"`
	SSHKey          map[string]string `json:"sshKey,omitempty"`
	BankAccount     map[string]string `json:"bankAccount,omitempty"`
	DriversLicense  map[string]string `json:"driversLicense,omitempty"`
	Passport        map[string]string `json:"passport,omitempty"`
	PasswordHistory []outPassword     `json:"passwordHistory"`
	CreationDate    *string           `json:"creationDate"`
	RevisionDate    *string           `json:"revisionDate"`
	DeletedDate     *string           `json:"deletedDate"`
	ArchivedDate    *string           `json:"archivedDate"`
	CollectionIDs   []string          `json:"collectionIds"`
}

type outField struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	Type  int    `json:"type"`
}

type outNote struct {
	Type int `json:"type"`
}

type outLogin struct {
	URIs     []outURI          `json:"uris"`
	Username *string           `json:"username"`
	Password *string           `json:"password"`
	TOTP     *string           `json:"totp"`
	Passkeys []json.RawMessage `json:"fido2Credentials"`
}

type outURI struct {
	URI   string `json:"uri"`
	Match *int   `json:"match"`
}

type outPassword struct {
	LastUsedDate *string `json:"lastUsedDate"`
	Password     string  `json:"password"`
}

// item writes one entry.
func (x *exporter) item(e *port.Entry) *outItem {
	out := &outItem{ID: itemID(e.ID), Name: e.Title, Favorite: e.Favourite, Fields: []outField{}}
	if path := folderPath(e.BoxName, e.Folder); path != "" {
		id := x.folder(path)
		out.FolderID = &id
	}
	out.CreationDate, out.RevisionDate, out.DeletedDate = instant(e.Created), instant(e.Changed), instant(e.Trashed)
	rest := slices.Clone(e.Fields)
	tags := archiveDate(out, &rest, e.Tags)
	x.content(out, e, &rest)
	for _, f := range rest {
		out.Fields = append(out.Fields, custom(f))
	}
	if len(tags) > 0 {
		out.Fields = append(out.Fields, outField{"tags", strings.Join(tags, ", "), fieldText})
	}
	if !e.Expires.IsZero() {
		out.Fields = append(out.Fields, outField{"expires", *instant(e.Expires), fieldText})
	}
	out.PasswordHistory = passwords(e)
	return out
}

// instant writes a time as JavaScript does.
func instant(t time.Time) *string {
	if t.IsZero() {
		return nil
	}
	s := t.UTC().Format("2006-01-02T15:04:05.000Z")
	return &s
}

// archiveDate takes the field that an import makes of the date of archiving, and the
// tag that belongs to it.
func archiveDate(out *outItem, fields *[]box.Field, tags []string) []string {
	i := slices.IndexFunc(*fields, func(f box.Field) bool { return f.Name == archived })
	if i < 0 || !slices.Contains(tags, archived) {
		return tags
	}
	at, err := time.Parse(time.RFC3339, (*fields)[i].Value.Reveal())
	if err != nil {
		return tags
	}
	out.ArchivedDate = instant(at)
	*fields = slices.Delete(*fields, i, i+1)
	return slices.DeleteFunc(slices.Clone(tags), func(t string) bool { return t == archived })
}

// take removes the first field that fits and returns its value.
func take(fields *[]box.Field, fits func(box.Field) bool) (string, bool) {
	i := slices.IndexFunc(*fields, fits)
	if i < 0 {
		return "", false
	}
	value := (*fields)[i].Value.Reveal()
	*fields = slices.Delete(*fields, i, i+1)
	return value, true
}

// named fits a field of that name that is text.
func named(name string) func(box.Field) bool {
	return func(f box.Field) bool { return f.Name == name && isText(f) }
}

func isText(f box.Field) bool { return f.Kind != box.File && box.IsText(f.Value.Bytes()) }

func optional(value string, ok bool) *string {
	if !ok || value == "" {
		return nil
	}
	return &value
}

// custom writes a field that the type has no place for. Bytes go out in base64, and
// what is true or false as a box to tick, which such a text was.
func custom(f box.Field) outField {
	out := outField{Name: f.Name, Type: fieldText}
	if out.Value = f.Value.Reveal(); !isText(f) {
		out.Value = base64.StdEncoding.EncodeToString(f.Value.Bytes())
	}
	switch {
	case f.Tier == box.Core:
		out.Type = fieldHidden
	case out.Value == "true" || out.Value == "false":
		out.Type = fieldBoolean
	}
	return out
}

// passwords are the former passwords, the newest first, each once where it did not
// change.
func passwords(e *port.Entry) []outPassword {
	last := passwordOf(&e.Item)
	var all []outPassword
	for i := range e.Former {
		p := passwordOf(&e.Former[i])
		if p == "" || p == last {
			continue
		}
		last = p
		all = append(all, outPassword{instant(e.Former[i].Changed), p})
	}
	return all
}

func passwordOf(it *box.Item) string {
	f, ok := it.Field("password")
	if !ok || !isText(f) {
		return ""
	}
	return f.Value.Reveal()
}
