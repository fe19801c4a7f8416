package account

import (
	"fmt"
	"strings"
	"testing"

	"coffer/internal/app"
	"coffer/tui/look"
	"coffer/tui/screen"
)

// TestMoreLeftOutThanNamed: a hundred are named, the others are counted, and all of it can be scrolled to.
func TestMoreLeftOutThanNamed(t *testing.T) {
	r := &restored{done: app.Restored{Passed: app.Passed{Moved: 103}}}
	for i := range 100 {
		r.done.Names = append(r.done.Names, fmt.Sprintf("home/item %d", i))
	}
	size, seen := screen.Size{Width: 80, Height: 20}, map[string]bool{}
	for range 30 {
		for _, line := range r.View(size, look.Mono()) {
			seen[strings.TrimSpace(line)] = true
		}
		r.page.Press("pgdown")
	}
	all := fmt.Sprint(seen)
	for i := range 100 {
		if !strings.Contains(all, fmt.Sprintf("home/item %d was changed", i)) {
			t.Errorf("item %d is out of reach", i)
		}
	}
	if !strings.Contains(all, "and 3 more items of that kind") {
		t.Error("nobody hears of the others")
	}
}
