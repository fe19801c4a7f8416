package app

import (
	"strings"
	"testing"
	"time"

	"coffer/vault"
)

// TestReportPage: names that others choose are text on the page, whatever they hold.
func TestReportPage(t *testing.T) {
	hostile := `<script>alert("x")</script>&amp;' onload=` + "\x1b[31m\u202e"
	r := Report{Made: time.Unix(1_900_000_000, 0), Vault: ID{1}, About: hostile, Sections: []ReportSection{
		{Key: "x", Title: hostile, Rows: []ReportRow{{Name: hostile, Facts: []string{hostile, "plain"}, Since: time.Unix(1, 0)}}},
		{Key: "y", Title: "empty"},
	}}
	page := r.HTML()
	if strings.Count(page, "alert") != 5 || !strings.Contains(page, "; plain") || !strings.Contains(page, "<p>nothing</p>") {
		t.Errorf("something is missing:\n%s", page)
	}
	for _, bad := range []string{"<script", `alert("`, "&amp;'", "\x1b", "\u202e"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page holds %q", bad)
		}
	}
}

// TestReportRows: what is counted, and the line that is made of it.
func TestReportRows(t *testing.T) {
	at := time.Date(2030, 1, 2, 3, 4, 0, 0, time.Local)
	f := &reportFacts{made: at, kinds: map[string]*reportKind{"": {items: 2, trashed: 1, since: at, changed: at}, "login": {items: 1, since: at, changed: at}},
		exports: []vault.Event{{Action: "export", Text: "xml", Time: at}, {Action: "log.head", Time: at}},
		shares:  []ShareInfo{{Title: "wifi", People: []ShareInfoPerson{{Name: "bob", Sent: at, Left: true, Stopped: at}, {Name: "carol"}}}}}
	r := f.report()
	var lines []string
	for _, s := range r.Sections {
		for _, row := range s.Rows {
			if s.Key == "items" || s.Key == "sent" {
				lines = append(lines, row.Name+": "+row.Text())
			}
		}
	}
	want := `no template: 2 items; last changed 2030-01-02 03:04; 1 item in the trash; since 2030-01-02 03:04
login: 1 item; last changed 2030-01-02 03:04; since 2030-01-02 03:04
item wifi: shared with bob; stopped 2030-01-02 03:04; since 2030-01-02 03:04
item wifi: shared with carol; not sent yet
export: xml; since 2030-01-02 03:04
log.head: since 2030-01-02 03:04`
	if got := strings.Join(lines, "\n"); got != want {
		t.Errorf("got\n%s", got)
	}
	if r.Title() != "What this vault stores" || len(r.Sections) != 7 {
		t.Errorf("%q, %d sections", r.Title(), len(r.Sections))
	}
}
