package health

import (
	"context"
	"fmt"
	"unicode/utf8"
)

// similar finds different passwords of which who knows one guesses the other:
// those with one [skeleton], and long ones that are alike but for one character
// that was changed, added, left out or moved.
func (c *checkup) similar(ctx context.Context) error {
	s := sifter{
		hasher: newHasher(c.o.Key), sets: newSets(len(c.classes)), seen: make(map[mark]int32, 16*len(c.classes)),
		runes: make([]rune, 0, maxNear+1), bones: make([]rune, 0, maxNear+1),
	}
	defer s.wipe()
	for class, members := range c.classes {
		if err := ctx.Err(); err != nil {
			return err
		}
		if one, ok := c.password(members); ok {
			s.sift(class, one.Value.Bytes())
		}
	}
	groups := map[int][]int{} // by the root of their set: held secrets
	classes := map[int]int{}
	for class, members := range c.classes {
		root := s.sets.root(class)
		groups[root] = append(groups[root], members...)
		classes[root]++
	}
	for class := range c.classes { // in the order of the items
		root := s.sets.root(class)
		if group := groups[root]; root == class && classes[root] > 1 && !c.oneItem(group) {
			c.addSimilar(group)
		}
	}
	return nil
}

func (c *checkup) addSimilar(group []int) {
	of := map[int][]Place{} // by class
	for _, i := range group {
		h := &c.held[i]
		others := uint64(len(group) - len(c.classes[h.class]))
		if of[h.class] == nil {
			of[h.class] = c.places(c.unlike(group, h.class))
		}
		c.about(h, Finding{
			Kind: Similar, Severity: Medium, Count: others, Group: of[h.class],
			Why: fmt.Sprintf("a password that differs little from it stands in %s", otherPlaces(others)),
		})
	}
}

// maxNamed is how many others a finding names.
const maxNamed = 100

// unlike is those of a group that are not of a class, as far as they are named.
func (c *checkup) unlike(group []int, class int) (others []int) {
	for _, i := range group {
		if len(others) == maxNamed {
			break
		}
		if c.held[i].class != class {
			others = append(others, i)
		}
	}
	return others
}

// sifter puts classes of passwords that are alike into one set.
type sifter struct {
	*hasher
	sets  sets
	seen  map[mark]int32 // the class that had it first
	runes []rune
	bones []rune
}

func (s *sifter) sift(class int, password []byte) {
	s.runes = s.runes[:0]
	for len(password) > 0 {
		r, size := utf8.DecodeRune(password)
		if len(s.runes) == maxNear { // longer ones have a different one for every place
			return
		}
		s.runes = append(s.runes, r)
		password = password[size:]
	}
	if s.bones = skeleton(s.bones, s.runes); len(s.bones) >= minSkeleton {
		s.join(class, s.markRunes(labelSkeleton, s.bones, -1))
	}
	if len(s.runes) < minNear-1 {
		return
	}
	s.join(class, s.markRunes(labelNear, s.runes, -1)) // whole: a longer one may lack one character
	if len(s.runes) < minNear {
		return
	}
	for i := range s.runes {
		if i == 0 || s.runes[i] != s.runes[i-1] { // else the same is left
			s.join(class, s.markRunes(labelNear, s.runes, i))
		}
	}
}

func (s *sifter) join(class int, m mark) {
	if first, there := s.seen[m]; there {
		s.sets.join(int(first), class)
		return
	}
	s.seen[m] = int32(class)
}

func (s *sifter) wipe() {
	s.hasher.wipe()
	clear(s.runes[:cap(s.runes)])
	clear(s.bones[:cap(s.bones)])
}
