package contact

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// TestTransitions pins the whole table. A capital V is connected that becomes
// verified because the number was compared before, "-" is not possible, "!" is
// blocked.
func TestTransitions(t *testing.T) {
	const want = `
            request accept refuse end block unblock compare doubt they-ask they-agree they-end
unknown     req     -      -      -   blo   -       -       -     ask      -          -
requested   req     -      -      end blo   -       req     req   con      con        end
asks        con     con    end    end blo   -       ask     ask   ask      -          end
connected   con     -      -      end blo   -       ver     con   con      con        end
verified    ver     -      -      end blo   -       ver     con   ver      ver        end
ended       req     -      -      -   blo   -       -       end   ask      -          end
blocked     -       -      -      -   blo   end     -       -     !        !          !
`
	var b strings.Builder
	fmt.Fprintf(&b, "\n%-11s", "")
	for step := range steps {
		fmt.Fprintf(&b, " %s", strings.ReplaceAll(step.String(), " ", "-"))
	}
	for s := Unknown; s <= Blocked; s++ {
		fmt.Fprintf(&b, "\n%-11s", s)
		for step := range steps {
			next, err := Standing{State: s, Compared: s == Verified}.Step(step)
			cell := next.State.String()
			switch {
			case errors.Is(err, ErrBlocked):
				cell = "!"
			case err != nil:
				cell = "-"
			case next.State == RequestedIn:
				cell = "ask"
			}
			fmt.Fprintf(&b, " %-*.3s", len(step.String()), cell)
		}
	}
	trim := func(s string) (out string) {
		for line := range strings.Lines(s) {
			out += strings.Join(strings.Fields(line), " ") + "\n"
		}
		return strings.TrimSpace(out)
	}
	if trim(b.String()) != trim(want) {
		t.Errorf("the table is\n%s", b.String())
	}
}

// TestStandingKeeps draws histories: verified is always connected and compared,
// nothing of theirs moves a block, and nobody becomes connected by us or by them
// alone.
func TestStandingKeeps(t *testing.T) {
	reached := map[State]int{}
	rapid.Check(t, func(t *rapid.T) {
		var s Standing
		ours, theirs := false, false
		for range rapid.IntRange(1, 20).Draw(t, "steps") {
			step := Step(rapid.IntRange(0, int(steps)-1).Draw(t, "step"))
			next, err := s.Step(step)
			if err != nil {
				if next != s {
					t.Fatalf("%v moved by a step that failed", s)
				}
				continue
			}
			switch step {
			case Request, Accept:
				ours = true
			case TheyAsk, TheyAgree:
				theirs = true
			case End, Refuse, TheyEnd, Block:
				ours, theirs = false, false
			}
			if next.State.Open() && !(ours && theirs) {
				t.Fatalf("%s by %s, ours %v, theirs %v", next.State, step, ours, theirs)
			}
			if (next.State == Verified) != (next.State.Open() && next.Compared) {
				t.Fatalf("%v after %s", next, step)
			}
			s = next
			reached[s.State]++
		}
	})
	for s := RequestedOut; s <= Blocked; s++ {
		if reached[s] == 0 {
			t.Errorf("%s was never reached", s)
		}
	}
	t.Logf("reached %v", reached)
}

// TestCrossingRequests lets both ask before either has heard of it.
func TestCrossingRequests(t *testing.T) {
	var a, b Standing
	for _, step := range []Step{Request, Compare, TheyAsk, TheyAgree} {
		for _, s := range []*Standing{&a, &b} {
			next, err := s.Step(step)
			if err != nil {
				t.Fatal(err)
			}
			*s = next
		}
	}
	if a.State != Verified || b != a {
		t.Errorf("%v and %v", a, b)
	}
}

func TestContactStep(t *testing.T) {
	c := Contact{Standing: Standing{State: RequestedIn}, Claims: nil}
	c.Claims = append(c.Claims, [16]byte{1})
	if err := c.Step(TheyAsk, when); err != nil || !c.Since.IsZero() || c.Claims == nil {
		t.Errorf("nothing new: %v %v", c.Since, err)
	}
	if err := c.Step(Compare, when); err != nil || c.Claims != nil || !c.Compared.Equal(when) {
		t.Errorf("compared: %v", err)
	}
	if err := c.Step(Accept, when); err != nil || c.State() != Verified || !c.Since.Equal(when) {
		t.Errorf("accepted: %s %v", c.State(), err)
	}
	if err := c.Step(Doubt, when); err != nil || c.State() != Connected || !c.Compared.IsZero() {
		t.Errorf("doubted: %s %v", c.State(), err)
	}
	wantErr(t, "unblock", c.Step(Unblock, when), ErrState)
}
