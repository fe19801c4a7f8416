package seal

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"coffer/vault"
)

// id makes an id that reads as its letter.
func id(letter byte) vault.ID { return vault.ID{letter} }

// drawn makes circles out of lines such as "a: b c 1 2", where letters are circles
// and digits contacts; an exclamation mark behind the name means the trash.
func drawn(lines ...string) (all Circles) {
	for _, line := range lines {
		name, members, _ := strings.Cut(line, ":")
		name, removed := strings.CutSuffix(name, "!")
		c := Circle{ID: id(name[0]), Name: name}
		if removed {
			c.Removed = time.Unix(1, 0)
		}
		for _, m := range strings.Fields(members) {
			c.add(member(m))
		}
		all = append(all, c)
	}
	return all
}

func member(name string) Member {
	return Member{ID: id(name[0]), Name: name, Circle: name[0] >= 'a'}
}

func letters(ids []vault.ID) (s string) {
	for _, id := range ids {
		s += string(rune(id[0]))
	}
	return s
}

func TestReach(t *testing.T) {
	all := drawn("a: b c 1", "b: d 2 1", "c: d 3", "d: 4", "e:", "f: g 5", "g!: 6 d", "h: x 7")
	for name, want := range map[string]string{"a": "1234", "b": "124", "d": "4", "e": "", "f": "5", "g": "", "h": "7", "x": ""} {
		if got := letters(all.Reach(id(name[0]))); got != want {
			t.Errorf("%s reaches %q, not %q", name, got, want)
		}
	}
	if got := letters(all.Through(id('a'), id('4'))); got != "bc" {
		t.Errorf("4 is in a through %q", got)
	}
	if !all.Reaches(id('a'), id('4')) || all.Reaches(id('f'), id('6')) {
		t.Error("who is reached, and who is not by way of the trash")
	}
}

// TestReachEnds: what only a damaged vault holds takes no time either.
func TestReachEnds(t *testing.T) {
	all := drawn("a: b 1", "b: c 2", "c: a 3", "d: d 4")
	if got := letters(all.Reach(id('a'))) + letters(all.Reach(id('d'))); got != "1234" {
		t.Errorf("reaches %q", got)
	}
	if got := letters(all.ring()); got != "abca" {
		t.Errorf("the ring is %q", got)
	}
	if got := letters(all[3:].ring()); got != "dd" {
		t.Errorf("the ring is %q", got)
	}
}

func TestWithRefusesRings(t *testing.T) {
	all := drawn("family: kids", "kids: toddlers", "toddlers: 1", "old!: family", "aunts: old")
	all[0].Circles, all[1].Circles = []vault.ID{id('k')}, []vault.ID{id('t')}
	for _, c := range []struct{ outer, inner, want string }{
		{"family", "family", `"family" would hold "family"`},
		{"kids", "family", `"kids" would hold "family" would hold "kids"`},
		{"toddlers", "family", `"toddlers" would hold "family" would hold "kids" would hold "toddlers"`},
		{"toddlers", "aunts", `"toddlers" would hold "aunts" would hold "old" would hold "family" would hold "kids" would hold "toddlers"`},
	} {
		before := fmt.Sprint(all)
		_, err := all.With(all.Get(id(c.outer[0])), []Member{member("1"), member(c.inner)})
		var cycle *CycleError
		if !errors.As(err, &cycle) || !errors.Is(err, ErrCycle) || err.Error() != ErrCycle.Error()+": "+c.want {
			t.Errorf("%s into %s: %v", c.inner, c.outer, err)
		}
		if fmt.Sprint(all) != before {
			t.Errorf("%s into %s: something changed", c.inner, c.outer)
		}
	}
	if _, err := all.With(all.Get(id('f')), []Member{member("toddlers")}); err != nil {
		t.Errorf("two ways to one circle are no ring: %v", err)
	}
}

func TestWithIsBounded(t *testing.T) {
	many := make([]Member, MaxMembers+1)
	for i := range many {
		many[i].ID = vault.ID{1, byte(i >> 8), byte(i)}
	}
	c := Circle{ID: id('a'), Name: "a"}
	n, err := Circles{c}.With(&c, many[1:])
	if err != nil || len(n.Contacts) != MaxMembers {
		t.Fatalf("%d members: %v", len(n.Contacts), err)
	}
	if _, err := (Circles{n}).With(&n, many); !errors.Is(err, ErrFull) {
		t.Errorf("one too many: %v", err)
	}
	plain, err := n.encode()
	if err != nil || len(plain) > maxCircle {
		t.Errorf("%d bytes: %v", len(plain), err)
	}
}

func TestWithout(t *testing.T) {
	all := drawn("a: b c 1 2", "b: 3", "c: 3")
	n, err := all.Without(&all[0], []Member{member("2"), member("b"), member("2")})
	if err != nil || letters(n.Contacts)+letters(n.Circles) != "1c" {
		t.Errorf("%v %v", n, err)
	}
	for name, want := range map[string]string{
		"3": `"3" is not in circle "a" itself, but in circle "b" and in circle "c", which is in it`,
		"9": `"9" is not in circle "a"`,
		"a": `"a" is not in circle "a"`,
	} {
		if _, err := all.Without(&all[0], []Member{member(name)}); !errors.Is(err, ErrNotFound) || err.Error() != want {
			t.Errorf("%s: %v", name, err)
		}
	}
	if letters(all[0].Contacts)+letters(all[0].Circles) != "12bc" {
		t.Error("the circle before changed")
	}
}

// oracle says in the plainest way what circles reach: it repeats one step until
// nothing changes any more.
type oracle struct {
	holds   map[string]map[string]bool
	removed map[string]bool
}

// below returns all that is in a circle, its own name included where it holds
// itself, by way of the trash or not.
func (o oracle) below(name string, trash bool) map[string]bool {
	found := maps.Clone(o.holds[name])
	if !trash && o.removed[name] {
		return nil
	}
	for grown := true; grown; {
		grown = false
		for m := range maps.Clone(found) {
			if !trash && o.removed[m] {
				continue
			}
			for inner := range o.holds[m] {
				grown = grown || !found[inner]
				found[inner] = true
			}
		}
	}
	return found
}

func (o oracle) reach(name string) (s string) {
	for m := range o.below(name, false) {
		if m < "a" {
			s += m
		}
	}
	b := []byte(s)
	slices.Sort(b)
	return string(b)
}

// TestCirclesProperty draws what people do with circles and compares with the
// oracle: whom each circle reaches, which ring is refused, who is dropped. None
// that is made holds itself.
func TestCirclesProperty(t *testing.T) {
	happened := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		all := drawn("a:", "b:", "c:", "d:", "e:", "f:")
		o := oracle{map[string]map[string]bool{}, map[string]bool{}}
		for _, c := range all {
			o.holds[c.Name] = map[string]bool{}
		}
		name := rapid.SampledFrom([]string{"a", "b", "c", "d", "e", "f"})
		anyone := rapid.SampledFrom([]string{"a", "b", "c", "d", "e", "f", "1", "2", "3"})
		for range rapid.IntRange(1, 60).Draw(t, "steps") {
			outer, m := name.Draw(t, "outer"), anyone.Draw(t, "member")
			c := all.Get(id(outer[0]))
			switch rapid.SampledFrom([]string{"add", "add", "add", "drop", "trash"}).Draw(t, "step") {
			case "add":
				n, err := all.With(c, []Member{member(m)})
				ring := m == outer || o.below(m, true)[outer]
				if ring != errors.Is(err, ErrCycle) || !ring && err != nil {
					t.Fatalf("%s into %s: %v, and a ring: %v", m, outer, err, ring)
				}
				if ring {
					happened["ring"]++
					checkRing(t, all, err, outer)
					continue
				}
				if o.holds[outer][m] {
					happened["there already"]++
				}
				o.holds[outer][m] = true
				*c = n
			case "drop":
				if below := slices.Sorted(maps.Keys(o.below(outer, true))); len(below) > 0 && rapid.Bool().Draw(t, "one that is below") {
					m = rapid.SampledFrom(below).Draw(t, "below")
				}
				n, err := all.Without(c, []Member{member(m)})
				if o.holds[outer][m] == errors.Is(err, ErrNotFound) {
					t.Fatalf("%s out of %s: %v", m, outer, err)
				}
				happened[fmt.Sprintf("dropped: %v", err == nil)]++
				if strings.Contains(fmt.Sprint(err), "which is in it") {
					happened["through another"]++
				}
				delete(o.holds[outer], m)
				*c = n
			case "trash":
				o.removed[outer] = !o.removed[outer]
				c.Removed = time.Time{}
				if o.removed[outer] {
					c.Removed = time.Unix(1, 0)
				}
			}
			for _, c := range all {
				if got, want := letters(all.Reach(c.ID)), o.reach(c.Name); got != want {
					t.Fatalf("%s reaches %q, not %q, in %v", c.Name, got, want, all)
				}
				if len(c.Circles) > 0 && o.reach(c.Name) != letters(c.Contacts) {
					happened["reached by way of a circle"]++
				}
				again, err := reread(c)
				if err != nil || fmt.Sprint(again) != fmt.Sprint(c) {
					t.Fatalf("%v is read as %v: %v", c, again, err)
				}
			}
			if ring := all.ring(); ring != nil {
				t.Fatalf("a ring: %s", letters(ring))
			}
		}
	})
	for _, what := range []string{"ring", "there already", "dropped: true", "dropped: false", "through another", "reached by way of a circle"} {
		t.Logf("%s: %d", what, happened[what])
		if happened[what] == 0 {
			t.Errorf("%s: never happened", what)
		}
	}
}

// checkRing holds that the path in a refusal is one: each circle holds the next.
func checkRing(t *rapid.T, all Circles, err error, outer string) {
	var cycle *CycleError
	if !errors.As(err, &cycle) || cycle.Names[0] != outer || cycle.Names[len(cycle.Names)-1] != outer {
		t.Fatalf("a path that is no ring: %v", err)
	}
	for i, name := range cycle.Names[1 : len(cycle.Names)-1] {
		if c := all.Get(id(name[0])); !c.Has(member(cycle.Names[i+2])) {
			t.Fatalf("%s does not hold %s: %v", name, cycle.Names[i+2], err)
		}
	}
}

func reread(c Circle) (Circle, error) {
	plain, err := c.encode()
	if err != nil {
		return Circle{}, err
	}
	return decodeCircle(c.ID, plain)
}

// FuzzCircle holds that a record that is read is written in the same bytes.
func FuzzCircle(f *testing.F) {
	for _, c := range drawn("a: b c 1", "b!: 2", "c:") {
		plain, err := c.encode()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(plain)
	}
	f.Add([]byte{0x85, 0x61, 0x61, 0x80, 0xf6, 0x00, 0x00})
	f.Fuzz(func(t *testing.T, plain []byte) {
		c, err := decodeCircle(id('a'), plain)
		var damage *vault.DamagedError
		if err != nil {
			if !errors.As(err, &damage) {
				t.Fatalf("an error of no class: %v", err)
			}
			return
		}
		if again, err := c.encode(); err != nil || string(again) != string(plain) {
			t.Fatalf("%x becomes %x: %v", plain, again, err)
		}
	})
}
