package witness

import (
	"bytes"
	"crypto/ed25519"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"coffer/vault"
	"coffer/vault/journal"
)

// tree is a log in memory.
type tree []journal.Hash

func (s tree) ReadHashes(indexes []int64) (all []journal.Hash, err error) {
	for _, x := range indexes {
		all = append(all, s[x])
	}
	return all, nil
}

// logOf is a log of some entries, the first of which are those of every other one.
func logOf(branch string, same, size int) (t tree) {
	var b journal.Builder
	for n := range size {
		text := fmt.Sprint(n)
		if n >= same {
			text += branch
		}
		t = append(t, b.Add(journal.LeafOf([]byte(text)))...)
	}
	return t
}

const firstSecond = 1_900_000_000

// letter signs the head of a log and proves it since another one.
func letter(t testing.TB, seed byte, log tree, size, since, minute int) *Letter {
	t.Helper()
	head, err := journal.HeadAt(uint64(size), log)
	if err != nil {
		t.Fatal(err)
	}
	private := ed25519.NewKeyFromSeed(bytes.Repeat([]byte{seed}, ed25519.SeedSize))
	h := journal.SignedHead{Origin: "coffer-log/alice", Head: head, Time: time.Unix(firstSecond, 0).UTC().Add(time.Duration(minute) * time.Minute)}
	l := Letter{Since: uint64(since)}
	l.SignedHead = h
	if l.Note, err = h.Sign(private); err != nil {
		t.Fatal(err)
	}
	if l.Key, err = journal.KeyText(h.Origin, private.Public().(ed25519.PublicKey)); err != nil {
		t.Fatal(err)
	}
	if since > 0 {
		if l.Proof, err = journal.ProveSince(uint64(since), uint64(size), log); err != nil {
			t.Fatal(err)
		}
	}
	return &l
}

// TestRule holds what a witness does with each letter, after one of 20 entries with number 5.
func TestRule(t *testing.T) {
	log, branch := logOf("", 40, 40), logOf("b", 15, 40)
	forged := letter(t, 7, log, 30, 20, 9)
	forged.Proof[0][0]++
	for _, c := range []struct {
		name         string
		l            *Letter
		number       uint64
		how          Course
		reason       Reason
		size         uint64
		answer, news bool
	}{
		{"grown", letter(t, 7, log, 30, 20, 9), 6, Fresh, None, 30, true, false},
		{"grown, under a number twice", letter(t, 7, log, 30, 20, 9), 3, Twice, None, 30, true, false},
		{"the same", letter(t, 7, log, 20, 10, 0), 6, Fresh, None, 20, true, false},
		{"late", letter(t, 7, log, 10, 0, -9), 4, Fresh, None, 20, false, false},
		{"late and larger", letter(t, 7, branch, 30, 0, 9), 4, Fresh, None, 20, false, false},
		{"older", letter(t, 7, log, 10, 0, 9), 6, Fresh, Older, 20, true, true},
		{"older, with a clock behind", letter(t, 7, log, 10, 0, -9), 6, Fresh, Older, 20, true, true},
		{"older, under a number twice", letter(t, 7, log, 10, 0, -9), 4, Twice, Older, 20, true, true},
		{"older, under an old number", letter(t, 7, log, 10, 0, 9), 4, Old, Older, 20, true, true},
		{"a repetition", letter(t, 7, log, 10, 0, -9), 4, Old, None, 20, false, false},
		{"another root", letter(t, 7, branch, 20, 0, 9), 6, Fresh, Forked, 20, true, true},
		{"a branch", letter(t, 7, branch, 30, 20, 9), 6, Fresh, Forked, 20, true, true},
		{"a branch, under a number twice", letter(t, 7, branch, 30, 20, 9), 4, Twice, Forked, 20, true, true},
		{"a forged proof", forged, 6, Fresh, Forked, 20, true, true},
		{"not proved", letter(t, 7, log, 30, 10, 9), 6, Fresh, Unproved, 20, true, false},
		{"proves nothing", letter(t, 7, log, 30, 0, 9), 6, Fresh, Unproved, 20, true, false},
		{"another key", letter(t, 8, log, 30, 20, 9), 6, Fresh, OtherKey, 20, true, true},
		{"another key over the same", letter(t, 8, log, 20, 0, 9), 6, Fresh, OtherKey, 20, true, true},
		{"older, from before the first head", letter(t, 8, log, 10, 0, 9), 6, Fresh, Older, 20, true, true},
		{"another root, from before the first head", letter(t, 8, branch, 20, 0, 9), 6, Fresh, Forked, 20, true, true},
	} {
		k := Begin(letter(t, 7, log, 20, 0, 0), Arrival{vault.ID{1}, 5}, time.Unix(firstSecond, 0))
		answer, news := k.Take(c.l, Arrival{vault.ID{1}, c.number}, c.how, time.Unix(firstSecond+600, 0))
		if answer != c.answer || news != c.news || k.Head.Size != c.size || k.Doubt.Reason != c.reason {
			t.Errorf("%s: answered %v, told %v, keeps %d, doubt %v", c.name, answer, news, k.Head.Size, k.Doubt.Reason)
		}
		if _, again := k.Take(c.l, Arrival{vault.ID{1}, c.number}, c.how, time.Unix(firstSecond+900, 0)); again {
			t.Errorf("%s: told twice", c.name)
		}
	}
}

// TestDoubt: a doubt stays until a person settles it; what is kept then is what they saw last.
func TestDoubt(t *testing.T) {
	log, branch := logOf("", 60, 60), logOf("b", 15, 60)
	in, now := vault.ID{1}, time.Unix(firstSecond, 0)
	k := Begin(letter(t, 7, log, 20, 0, 0), Arrival{in, 5}, now)
	k.Take(letter(t, 7, branch, 30, 20, 9), Arrival{in, 6}, Fresh, now)
	if k.Accept(); k.Head.Size != 30 || k.Doubt.Reason != None {
		t.Errorf("after the branch was taken: %d, %v", k.Head.Size, k.Doubt.Reason)
	}
	k.Take(letter(t, 7, log, 40, 20, 10), Arrival{in, 7}, Fresh, now)
	if k.Doubt.Reason != Unproved {
		t.Errorf("the other branch is %v", k.Doubt.Reason)
	}
	k.Take(letter(t, 7, branch, 40, 30, 11), Arrival{in, 8}, Fresh, now)
	if k.Head.Size != 40 || k.Doubt.Reason != None {
		t.Errorf("then %d, %v", k.Head.Size, k.Doubt.Reason)
	}
	k.Take(letter(t, 7, branch, 35, 0, 12), Arrival{in, 9}, Fresh, now)
	k.Take(letter(t, 7, branch, 50, 40, 13), Arrival{in, 10}, Fresh, now)
	if !k.Doubt.Over || k.Doubt.Reason != Older || k.Head.Size != 50 {
		t.Errorf("grown on: %+v", k.Doubt)
	}
	if k.Accept(); k.Head.Size != 50 || k.Doubt.Reason != None {
		t.Errorf("after that was settled: %d, %v", k.Head.Size, k.Doubt.Reason)
	}
	if _, news := k.Take(letter(t, 7, branch, 40, 0, 1), Arrival{vault.ID{2}, 1}, Fresh, now); !news {
		t.Error("over another channel nothing is late")
	}
}

// TestNeverProves: a client that was altered so that it sends heads and proves none of them is
// told of, whatever it sends in between; one that was not heard for a while is not.
func TestNeverProves(t *testing.T) {
	log, branch := logOf("", 90, 90), logOf("b", 15, 90)
	in, first := vault.ID{1}, time.Unix(firstSecond, 0)
	k := Begin(letter(t, 7, log, 20, 0, 0), Arrival{in, 5}, first)
	number := uint64(5)
	take := func(l *Letter, after time.Duration) bool {
		number++
		_, news := k.Take(l, Arrival{in, number}, Fresh, first.Add(after))
		return news
	}
	for n := range 9 { // that waited for a witness who was away
		if take(letter(t, 7, log, 21+n, 0, n), 30*Every) || k.Doubt.Alarm() {
			t.Fatal("heads that came together are an alarm")
		}
	}
	if take(letter(t, 7, log, 31, 20, 31), 31*Every); k.Head.Size != 31 || k.Doubt.Reason != None {
		t.Fatalf("after a proof %d is kept, with %+v", k.Head.Size, k.Doubt)
	}
	kept := letter(t, 7, log, 31, 0, 31)
	for n := range MaxUnproved {
		day := time.Duration(40+n) * Every
		if news := take(letter(t, 7, branch, 40+n, 0, 40+n), day); news != (n == MaxUnproved-1) || k.Doubt.Alarm() != news {
			t.Errorf("day %d: told %v, %+v", n, news, k.Doubt)
		}
		take(kept, day+time.Hour) // what is kept, once more: it proves nothing
	}
	if k.Doubt.Letters != MaxUnproved || k.Head.Size != 31 || k.Doubt.Head.Size != 40+MaxUnproved-1 {
		t.Errorf("it keeps %d, with %+v", k.Head.Size, k.Doubt)
	}
	if take(letter(t, 7, branch, 60, 0, 60), 60*Every) {
		t.Error("it is told twice")
	}
	if take(letter(t, 7, log, 70, 31, 70), 70*Every); !k.Doubt.Alarm() || !k.Doubt.Over {
		t.Errorf("a proof takes the alarm away: %+v", k.Doubt)
	}
	plain, err := k.encode()
	if err != nil {
		t.Fatal(err)
	}
	if again, err := decodeKept(plain); err != nil || again.Doubt.Letters != MaxUnproved || !again.Doubt.Over {
		t.Errorf("it is read as %+v, %v", again.Doubt, err)
	}
	if k.Accept(); k.Head.Size != 70 || k.Doubt.Reason != None {
		t.Errorf("after it was settled %d is kept, with %+v", k.Head.Size, k.Doubt)
	}
}

// TestBadDoubts: a count stands beside what is counted, and in its bounds.
func TestBadDoubts(t *testing.T) {
	log := logOf("", 40, 40)
	for want, all := range map[bool][]Doubt{
		true:  {{Reason: Older}, {Reason: Older, Over: true}, {Reason: Unproved, Letters: 1}, {Reason: Unproved, Letters: MaxUnproved, Over: true}},
		false: {{Reason: Older, Letters: 1}, {Reason: Unproved}, {Reason: Unproved, Letters: MaxUnproved + 1}, {Reason: Unproved, Letters: 1, Over: true}, {Reason: Unproved + 1}},
	} {
		for _, d := range all {
			k := Begin(letter(t, 7, log, 20, 0, 0), Arrival{vault.ID{1}, 5}, time.Unix(firstSecond, 0))
			d.Signed = letter(t, 7, log, 30, 0, 9).Signed
			k.Doubt = d
			plain, err := k.encode()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := decodeKept(plain); (err == nil) != want {
				t.Errorf("%v, %d letters, over %v: %v", d.Reason, d.Letters, d.Over, err)
			}
		}
	}
}

// TestDue holds when a head leaves.
func TestDue(t *testing.T) {
	var a Appointed
	at := time.Unix(firstSecond, 0)
	if !a.Due(5, at, 0) {
		t.Error("the first head waits")
	}
	a.Sends(5, at, time.Hour)
	for _, c := range []struct {
		size     uint64
		after    time.Duration
		answered bool
		want     bool
	}{
		{9, Every - 1, true, false}, {9, Every, true, true}, {5, Wait, true, false},
		{9, Wait - 1, false, false}, {9, Wait, false, true}, {5, Wait, false, false},
	} {
		b := a
		b.Sent.Waits = !c.answered
		if got := b.Due(c.size, at, time.Hour+c.after); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
		if got := b.Due(c.size, at.Add(c.after), time.Hour); got != c.want {
			t.Errorf("%+v by the wall clock: %v", c, got)
		}
	}
	if !a.Due(9, at.Add(-1), time.Hour) || !a.Due(9, at, time.Hour-1) || a.Due(5, at.Add(-1), 0) {
		t.Error("a clock went back")
	}
	log := logOf("", 9, 9)
	newer, older := letter(t, 7, log, 5, 0, 1), letter(t, 7, log, 3, 0, 0)
	if !a.Answers(newer.Signed, Arrival{vault.ID{1}, 4}, time.Unix(firstSecond, 0)) || a.Sent.Waits {
		t.Error("an answer was not taken")
	}
	if a.Answers(older.Signed, Arrival{vault.ID{1}, 3}, time.Unix(firstSecond, 0)) || a.Answer.Head.Size != 5 {
		t.Error("a late answer was taken")
	}
}

// bad are bodies that nobody takes, with why.
func bad(t testing.TB) map[string]*Letter {
	log := logOf("", 9, 9)
	all := map[string]*Letter{}
	for _, name := range []string{"text", "key", "blank", "since", "proof", "signature"} {
		all[name] = letter(t, 7, log, 9, 5, 0)
	}
	all["text"].Note = bytes.Replace(all["text"].Note, []byte("\n9\n"), []byte("\n8\n"), 1)
	all["key"].Key = letter(t, 8, log, 9, 5, 0).Key
	all["blank"].Key += " "
	all["since"].Since = 10
	all["proof"].Since = 0
	all["signature"].Note = all["signature"].Note[:len(all["signature"].Note)-1]
	all["many"] = letter(t, 7, log, 9, 5, 0)
	all["many"].Proof = make([]journal.Hash, journal.MaxProof+1)
	all["empty"] = letter(t, 7, log, 9, 0, 0)
	h := journal.SignedHead{Origin: "coffer-log/alice", Head: journal.Empty()}
	all["empty"].Note, _ = h.Sign(ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, ed25519.SeedSize)))
	all["long"] = letter(t, 7, log, 9, 0, 0)
	all["long"].Key = strings.Repeat("k", maxKey+1)
	return all
}

func TestBadLetters(t *testing.T) {
	for name, l := range bad(t) {
		body, err := l.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := ParseLetter(body); !errors.Is(err, ErrLetter) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, body := range [][]byte{nil, {0x80}, {0x83, 2, 0x60, 0x40}} {
		if _, err := ParseAnswer(body); !errors.Is(err, ErrLetter) {
			t.Errorf("%x: %v", body, err)
		}
	}
}

func FuzzParseLetter(f *testing.F) {
	good, err := letter(f, 7, logOf("", 9, 9), 9, 5, 0).Bytes()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	for _, l := range bad(f) {
		body, _ := l.Bytes()
		f.Add(body)
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		if l, err := ParseLetter(body); err == nil {
			if again, err := l.Bytes(); err != nil || !bytes.Equal(again, body) {
				t.Errorf("%x is written as %x: %v", body, again, err)
			}
		}
		if s, err := ParseAnswer(body); err == nil {
			if again, err := s.Answer(); err != nil || !bytes.Equal(again, body) {
				t.Errorf("%x is written as %x: %v", body, again, err)
			}
		}
	})
}

// TestRecords: what is kept comes back, and a byte that is another is seen, or says the same.
func TestRecords(t *testing.T) {
	log := logOf("", 40, 40)
	now := time.Unix(firstSecond, 0).UTC()
	k := Begin(letter(t, 7, log, 20, 0, 0), Arrival{vault.ID{1}, 5}, now)
	k.Take(letter(t, 8, log, 30, 20, 9), Arrival{vault.ID{1}, 6}, Fresh, now)
	plain, err := k.encode()
	if err != nil {
		t.Fatal(err)
	}
	again, err := decodeKept(plain)
	if err != nil || fmt.Sprint(again) != fmt.Sprint(k) {
		t.Errorf("%+v, %v", again, err)
	}
	a := Appointed{Contact: vault.ID{9}, Since: now}
	for range 2 {
		plain, err := a.encode()
		if err != nil {
			t.Fatal(err)
		}
		if again, err := decodeAppointed(a.Contact, plain); err != nil || fmt.Sprint(again) != fmt.Sprint(a) {
			t.Errorf("%+v, %v", again, err)
		}
		a.Sends(20, now, time.Hour)
		a.Answers(k.Signed, Arrival{vault.ID{1}, 2}, now)
	}
	for i := range plain {
		plain[i] ^= 1
		if other, err := decodeKept(plain); err == nil {
			if same, err := other.encode(); err != nil || !bytes.Equal(same, plain) {
				t.Errorf("byte %d: %v", i, err)
			}
		}
		plain[i] ^= 1
	}
	if _, err := decodeKept(make([]byte, maxRecord+1)); err == nil {
		t.Error("a record without bounds")
	}
	if _, err := decodeAppointed(vault.ID{}, []byte{0x80}); err == nil {
		t.Error("a record of nothing")
	}
}
