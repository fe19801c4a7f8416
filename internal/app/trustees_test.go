package app

import (
	"path/filepath"
	"testing"
	"time"

	"coffer/vault/secret"
)

// TestNoTrusteesWithoutPassword: a vault that somebody left open makes no key that lasts.
func TestNoTrusteesWithoutPassword(t *testing.T) {
	w := newRescue(t, 1, []string{"bob"})
	bob, sheet := w.trustees[0], filepath.Join(t.TempDir(), "sheet.txt")
	o := Appointment{Papers: []string{"mallory"}, Threshold: 1, Wait: 24 * time.Hour, PaperOnly: true}
	for _, password := range []secret.Text{{}, secret.New("wrong")} {
		if _, _, err := bob.SetTrustees(t.Context(), o, password); err == nil || Explain(err).Kind != Password {
			t.Errorf("the first: %v", err)
		}
		if _, _, err := w.alice.SetTrustees(t.Context(), o, password); err == nil || Explain(err).Kind != Password {
			t.Errorf("others: %v", err)
		}
	}
	if has, err := bob.HasTrustees(t.Context()); has || err != nil {
		t.Errorf("there are some: %v", err)
	}
	if err := bob.TrusteePaper(t.Context(), "mallory", sheet, "1"); err == nil {
		t.Error("there is a sheet")
	}
	slots, err := bob.Slots(t.Context())
	bob.must(err)
	if len(slots) != 1 {
		t.Errorf("%d slots", len(slots))
	}
}
