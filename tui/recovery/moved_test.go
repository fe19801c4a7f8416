package recovery

import (
	"testing"

	"coffer/internal/app"
)

// TestCursorStays: another owner asks while the cursor is on one who does.
func TestCursorStays(t *testing.T) {
	h := &Home{}
	carol := app.DepositInfo{ID: app.ID{3}, Owner: "carol", State: "offered"}
	h.all.deposits = []app.DepositInfo{carol}
	h.arrange()
	h.all.deposits = []app.DepositInfo{{ID: app.ID{1}, Owner: "anna", State: "offered"}, carol}
	h.arrange()
	if r, ok := h.current(); !ok || r.deposit.Owner != "carol" {
		t.Errorf("the cursor is on %+v", r.deposit)
	}
}
