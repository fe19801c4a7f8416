package app

import (
	"testing"
	"time"
)

func TestWaitsOver(t *testing.T) {
	at := func(day int) time.Time { return time.Date(2031, 5, day, 0, 0, 0, 0, time.UTC) }
	all := []Progress{{Seen: true, Due: at(9)}, {}, {Seen: true, Due: at(7)}, {Seen: true, Denied: true, Due: at(3)}}
	for enough, want := range map[int]time.Time{0: {}, 1: at(7), 2: at(9), 3: {}} {
		if got := waitsOver(all, enough); !got.Equal(want) {
			t.Errorf("with %d of them it ends %v, not %v", enough, got, want)
		}
	}
	paper := TicketInfo{Threshold: 3, Papers: []string{"uncle frank"}, Trustees: all}
	if got := paper.Until(); !got.Equal(at(9)) {
		t.Errorf("with one on paper it ends %v", got)
	}
	paper.Papers = []string{"one", "two", "three"}
	if got := paper.Until(); !got.Equal(at(7)) {
		t.Errorf("with all on paper it ends %v", got)
	}
}
