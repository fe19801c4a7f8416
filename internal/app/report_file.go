package app

import (
	"bytes"
	"encoding/json"
	"io"
	"time"

	"coffer/internal/host"
)

// ReportDoc is a report as programs read it. Times are RFC 3339 in UTC.
type ReportDoc struct {
	Made     string             `json:"made"`
	Vault    string             `json:"vault"`
	About    string             `json:"about,omitempty"`
	Sections []ReportSectionDoc `json:"sections"`
}

// ReportSectionDoc is one part of it.
type ReportSectionDoc struct {
	Key   string         `json:"key"`
	Title string         `json:"title"`
	Rows  []ReportRowDoc `json:"rows"`
}

// ReportRowDoc is one thing.
type ReportRowDoc struct {
	Name  string   `json:"name"`
	Facts []string `json:"facts"`
	Since string   `json:"since,omitempty"`
	Until string   `json:"until,omitempty"`
}

// Doc is the report for programs.
func (r *Report) Doc() ReportDoc {
	doc := ReportDoc{Made: utcText(r.Made), Vault: r.Vault.String(), About: r.About}
	for _, s := range r.Sections {
		section := ReportSectionDoc{s.Key, s.Title, []ReportRowDoc{}}
		for _, row := range s.Rows {
			section.Rows = append(section.Rows, ReportRowDoc{row.Name, append([]string{}, row.Facts...), utcText(row.Since), utcText(row.Until)})
		}
		doc.Sections = append(doc.Sections, section)
	}
	return doc
}

func utcText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// WriteHTML writes it as one page into a new file, or with force in the place of one.
func (r *Report) WriteHTML(path string, force bool) error {
	return writeText(path, force, []byte(r.HTML()))
}

// WriteJSON writes it for programs, as [Report.WriteHTML] does.
func (r *Report) WriteJSON(path string, force bool) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(r.Doc()); err != nil {
		return err
	}
	return writeText(path, force, host.SafeJSON(b.Bytes()))
}

func writeText(path string, force bool, text []byte) error {
	return host.WriteAtomic(path, force, func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	})
}
