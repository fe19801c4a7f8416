package clock

import (
	"fmt"
	"testing"
	"time"

	"coffer/vault/codec"

	"pgregory.net/rapid"
)

// world is a machine with a true time beside what its clocks say.
type world struct {
	now, start, off time.Duration // true time, begin of this run, error of the wall clock
	runs            int
}

func (w *world) pass(d time.Duration) { w.now += d }

func (w *world) restart() {
	w.start = w.now
	w.runs++
}

func (w *world) read() Reading {
	return at(fmt.Sprint(w.runs), w.now-w.start, w.now+w.off)
}

// seconds draws a time of either a few seconds or up to most.
func seconds(t *rapid.T, name string, most time.Duration) time.Duration {
	short := rapid.IntRange(0, int(min(most, 10*time.Minute)/time.Second))
	long := rapid.IntRange(0, int(most/time.Second))
	return time.Duration(rapid.OneOf(short, long).Draw(t, name)) * time.Second
}

// step lets time pass, with a restart or without.
func (w *world) step(t *rapid.T, most time.Duration) {
	w.pass(seconds(t, "passes", most))
	if rapid.Bool().Draw(t, "restart") {
		w.restart()
	}
}

// TestHonestClock credits the true time where no gap is long.
func TestHonestClock(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, s := &world{}, State{}.Advance(at("0", 0, 0))
		for range rapid.IntRange(1, 60).Draw(t, "openings") {
			w.step(t, Week)
			if s = s.Advance(w.read()); s.Credited != w.now {
				t.Fatalf("%v credited, %v passed", s.Credited, w.now)
			}
		}
	})
}

// TestClockBehind credits never more than the true time, whatever a clock does
// that goes back and comes forward again.
func TestClockBehind(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, s := &world{}, State{}.Advance(at("0", 0, 0))
		for range rapid.IntRange(1, 60).Draw(t, "openings") {
			w.step(t, 20*day)
			w.off = -seconds(t, "behind", 400*day)
			if s = s.Advance(w.read()); s.Credited > w.now {
				t.Fatalf("%v credited, only %v passed", s.Credited, w.now)
			}
		}
	})
}

// TestLongGap counts a week, and all of it once it is confirmed.
func TestLongGap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, s := &world{}, State{}.Advance(at("0", 0, 0))
		for range rapid.IntRange(1, 20).Draw(t, "openings") {
			w.step(t, 2*day)
			s = s.Advance(w.read())
		}
		before := s.Credited
		w.pass(Week + time.Second + seconds(t, "gap", 1000*day))
		w.restart()
		if s = s.Advance(w.read()); s.Credited != before+Week {
			t.Fatalf("a long gap counts %v", s.Credited-before)
		}
		for range rapid.IntRange(0, 20).Draw(t, "more openings") {
			w.step(t, 2*day)
			s = s.Advance(w.read())
		}
		if s.Credited >= w.now {
			t.Fatalf("%v credited unconfirmed, %v passed", s.Credited, w.now)
		}
		if s = s.Confirm(); s.Credited != w.now {
			t.Fatalf("%v credited and confirmed, %v passed", s.Credited, w.now)
		}
	})
}

// TestConfirmHonest confirms an honest clock whenever it likes, over long gaps and
// short: credited time is never ahead of the true time, and is the true time after
// each confirmation.
func TestConfirmHonest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, s := &world{}, State{}.Advance(at("0", 0, 0))
		for range rapid.IntRange(1, 40).Draw(t, "openings") {
			w.step(t, 60*day)
			if s = s.Advance(w.read()); s.Credited > w.now {
				t.Fatalf("%v credited, only %v passed", s.Credited, w.now)
			}
			if s.Credited != w.now && (s.Doubt == nil || s.Withheld() != w.now-s.Credited) {
				t.Fatalf("%v credited of %v, %v withheld, doubt %v", s.Credited, w.now, s.Withheld(), s.Doubt)
			}
			if !rapid.Bool().Draw(t, "confirm") {
				continue
			}
			if s = s.Confirm(); s.Credited != w.now || s.Doubt != nil || s.Withheld() != 0 {
				t.Fatalf("%v credited and confirmed, %v passed, doubt %v", s.Credited, w.now, s.Doubt)
			}
		}
	})
}

// TestJumpAhead lets the clock be ahead for less than a day, by whatever it
// says, and then be right again: no date comes before its time.
func TestJumpAhead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, s := &world{}, State{}.Advance(at("0", 0, 0))
		due := seconds(t, "due", 60*day)
		open := func() {
			s = s.Advance(w.read())
			if rapid.IntRange(0, 9).Draw(t, "confirm") == 0 {
				s = s.Confirm()
			}
			if s.Reached(epoch.Add(due)) && w.now < due {
				t.Fatalf("reached at %v, due at %v", w.now, due)
			}
		}
		for range rapid.IntRange(1, 10).Draw(t, "openings before") {
			w.step(t, 20*day)
			open()
		}
		w.off = seconds(t, "ahead", 1000*day)
		if rapid.Bool().Draw(t, "restart for the jump") {
			w.restart()
		}
		for range rapid.IntRange(1, 10).Draw(t, "openings ahead") {
			open()
			w.step(t, 2*time.Hour)
		}
		w.off = 0
		for range rapid.IntRange(1, 30).Draw(t, "openings after") {
			open()
			w.step(t, 20*day)
		}
	})
}

// exact is the rule of two openings over all of them.
type exact []Opening

func (e exact) reached(s State, due time.Time) bool {
	i := newestAged(e, s.Credited)
	return i >= 0 && !s.Last.Wall.Before(due) && !e[i].Wall.Before(due)
}

// TestMergingIsSafe compares with the rule over every opening: never earlier,
// and for an honest clock that is read often at most some hours later.
func TestMergingIsSafe(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, s := &world{}, State{}
		var all exact
		honest := rapid.Bool().Draw(t, "honest")
		due := seconds(t, "due", 20*day)
		for range rapid.IntRange(1, 200).Draw(t, "openings") {
			w.step(t, 3*time.Hour)
			if !honest {
				w.off = seconds(t, "ahead", 30*day) - seconds(t, "behind", 30*day)
			}
			s = s.Advance(w.read())
			all = append(all, Opening{Credited: s.Credited, Wall: s.Last.Wall})
			got, want := s.Reached(epoch.Add(due)), all.reached(s, epoch.Add(due))
			if got && !want {
				t.Fatalf("at %v: reached, and by the exact rule not", w.now)
			}
			late := all.reached(s, epoch.Add(due+5*time.Hour))
			if honest && late && !got {
				t.Fatalf("at %v: five hours late and still not reached", w.now)
			}
		}
	})
}

// TestAnyReadings holds whatever the clocks say.
func TestAnyReadings(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s State
		for range rapid.IntRange(1, 100).Draw(t, "openings") {
			before := s
			if rapid.IntRange(0, 9).Draw(t, "confirm") == 0 {
				due := epoch.Add(seconds(t, "due", 300*day))
				s = s.Confirm()
				if s.Reached(due) && !before.Reached(due) {
					t.Fatal("a confirmation made a date come")
				}
			} else {
				s = s.Advance(Reading{
					Wall:   time.Unix(rapid.Int64Range(-1e11, 1e11).Draw(t, "wall"), rapid.Int64Range(0, 1e9).Draw(t, "fraction")),
					BootID: rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "run"),
					Boot:   time.Duration(rapid.Int64().Draw(t, "boot")),
				})
			}
			if s.Credited < before.Credited {
				t.Fatalf("credited time went from %v to %v", before.Credited, s.Credited)
			}
			if len(s.Openings) > maxOpenings || !s.plausible() {
				t.Fatalf("a state that is not plausible: %+v", s)
			}
			s = roundTrip(t, s)
		}
	})
}

// FuzzState reads states that anybody may have written.
func FuzzState(f *testing.F) {
	s := State{}
	for i := range 40 {
		data, err := codec.Marshal(s)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
		s = s.Advance(at(fmt.Sprint(i/10), time.Duration(i)*time.Hour, time.Duration(i)*time.Hour*time.Duration(1+i/20*300)))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var s State
		if codec.Unmarshal(data, &s) != nil {
			return
		}
		if again, err := codec.Marshal(s); err != nil || string(again) != string(data) {
			t.Fatalf("%x became %x, %v", data, again, err)
		}
		next := s.Advance(at("run", day, day)).Confirm().Advance(at("run", 3*day, 3*day))
		if next.Credited < s.Credited || !next.plausible() {
			t.Fatalf("%+v became %+v", s, next)
		}
		next.Reached(epoch)
	})
}

func TestImplausible(t *testing.T) {
	good := run(State{}, at("a", 0, 0), at("a", 2*time.Hour, 0), at("b", 0, 30*day))
	for name, spoil := range map[string]func(*State){
		"time without openings": func(s *State) { s.Openings = nil },
		"negative":              func(s *State) { s.Credited = -1 },
		"opening in the future": func(s *State) { s.Openings[1].Credited = s.Credited + 1 },
		"opening out of order":  func(s *State) { s.Openings[1].Credited = time.Hour },
		"too many openings":     func(s *State) { s.Openings = make([]Opening, maxOpenings+1) },
		"mark in the future":    func(s *State) { s.Mark.Credited = s.Credited + 1 },
		"negative doubt":        func(s *State) { s.Doubt = &Opening{Credited: -1} },
		"long name of a run":    func(s *State) { s.Last.BootID = string(make([]byte, maxBootID+1)) },
		"negative boot clock":   func(s *State) { s.Last.Boot = -1 },
	} {
		s := roundTrip(t, good)
		spoil(&s)
		data, err := codec.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		if err := codec.Unmarshal(data, new(State)); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
}
