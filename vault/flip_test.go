package vault

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"coffer/internal/required"
	"coffer/vault/secret"
)

// bench is one worker's own copy of a specimen.
type bench struct {
	*specimen
	o     Options
	path  string
	state string // the file with what the machine remembers
	file  *os.File
	seen  []byte
	open  *Vault // stays unlocked, for what cannot matter; the warnings are in warns
	warns []Warning
}

func (s *specimen) bench(t testing.TB) *bench {
	t.Helper()
	dir := t.TempDir()
	if shm, err := os.MkdirTemp("/dev/shm", "coffer-test-"); err == nil {
		t.Cleanup(func() { os.RemoveAll(shm) })
		dir = shm
	}
	b := &bench{specimen: s, o: s.o, path: filepath.Join(dir, FileName)}
	b.o.Dir, b.o.StateDir = dir, filepath.Join(dir, "state")
	b.o.Rand = rand.NewChaCha8([32]byte{})
	if err := os.CopyFS(b.o.StateDir, os.DirFS(s.o.StateDir)); err != nil {
		t.Fatal(err)
	}
	b.state = filepath.Join(b.o.StateDir, s.id.String(), memoryName)
	var err error
	if b.seen, err = os.ReadFile(b.state); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(b.path, b.specimen.file, 0o600); err != nil {
		t.Fatal(err)
	}
	if b.file, err = os.OpenFile(b.path, os.O_RDWR, 0); err != nil {
		t.Fatal(err)
	}
	o := b.o
	o.Warn = func(w Warning) { b.warns = append(b.warns, w) }
	ctx := context.Background()
	if b.open, err = Open(ctx, o); err == nil {
		err = b.open.Unlock(ctx, secret.New("swordfish"))
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.open.Close(); b.file.Close() })
	return b
}

// look is [look] with a judgement, and a panic is an answer, too.
func (b *bench) look() (s *seen, bad string) {
	defer func() {
		if r := recover(); r != nil {
			bad = fmt.Sprintf("panic: %v", r)
		}
	}()
	s = look(b.o, b.qs)
	return s, s.judge(b.qs, b.states, b.newest)
}

// peek asks all questions in a vault that is unlocked already, and takes the right answers or damage.
func (b *bench) peek() (s *seen, bad string) {
	defer func() {
		if r := recover(); r != nil {
			bad = fmt.Sprintf("panic: %v", r)
		}
	}()
	s = &seen{status: b.open.Status()}
	s.unopened = b.open.View(context.Background(), func(tx *Tx) error {
		for _, q := range b.qs {
			answer, err := q.ask(tx)
			s.note(q.about, answer, err)
		}
		return nil
	})
	return s, s.judge(b.qs, b.states, b.newest)
}

// glance asks all questions in a vault that is unlocked already, and takes
// nothing but the right answers.
func (b *bench) glance() (bad string) {
	err := b.open.View(context.Background(), func(tx *Tx) error {
		for i := range b.qs {
			answer, err := b.qs[i].ask(tx)
			if errors.Is(err, ErrNotFound) {
				answer, err = isMissing, nil
			}
			if err != nil || answer != b.states[b.newest][i] {
				return fmt.Errorf("%s is %q %w", b.qs[i].about, answer, err)
			}
		}
		return nil
	})
	if err != nil || len(b.warns) > 0 {
		return fmt.Sprintf("bytes that cannot matter: %v %v", err, b.warns)
	}
	return ""
}

// flip looks at the file with one bit flipped that is part of the structure: closely, as whoever
// opens it does. The bits of a sealed byte are all alike to the tag: one of them is looked at so,
// and the others by whoever has the vault open.
func (b *bench) flip(which int) (bad string) {
	bit := b.specimen.liveBit(which)
	at, right := int64(bit/8), b.specimen.file[bit/8]
	if _, err := b.file.WriteAt([]byte{right ^ 1<<(bit%8)}, at); err != nil {
		return err.Error()
	}
	if b.specimen.sealed[at] && int64(bit%8) != at%8 {
		_, bad = b.peek()
	} else {
		_, bad = b.look()
	}
	if _, err := b.file.WriteAt([]byte{right}, at); err != nil {
		return err.Error()
	}
	return bad
}

// lineSize is how many bytes of a file are tried together where none of them is part
// of the structure.
const lineSize = 64

// blot looks at the file with all such bits of a line flipped, and then with others
// in their place: whoever reads one of them, and should not, sees both.
func (b *bench) blot(which int) (bad string) {
	random := rand.NewChaCha8([32]byte{byte(which), byte(which >> 8)})
	return b.over(which, false, func(right byte) byte { return ^right }) +
		b.over(which, false, func(byte) byte { return byte(random.Uint64()) })
}

// over changes the bytes of a line that are part of the structure, or those that are
// not, glances at the file, and changes them back.
func (b *bench) over(line int, live bool, change func(right byte) byte) (bad string) {
	from := line * lineSize
	right := b.specimen.file[from:min(from+lineSize, len(b.specimen.file))]
	wrong := bytes.Clone(right)
	for i := range wrong {
		if b.live[from+i] == live {
			wrong[i] = change(wrong[i])
		}
	}
	if _, err := b.file.WriteAt(wrong, int64(from)); err != nil {
		return err.Error()
	}
	bad = b.glance()
	if _, err := b.file.WriteAt(right, int64(from)); err != nil {
		return err.Error()
	}
	return bad
}

// truncate looks at the file cut off at a length.
func (b *bench) truncate(n int) (bad string) {
	err := b.file.Truncate(int64(n))
	if err == nil {
		_, bad = b.look()
		_, err = b.file.WriteAt(b.specimen.file[n:], int64(n))
	}
	if err != nil {
		return err.Error()
	}
	return bad
}

// every says how many of all cases are tried: all of them where every tool is
// required, unless the race detector makes that too slow.
func every(all, some int) int {
	if required.Everything() && !raceEnabled {
		return all
	}
	return min(all, some)
}

// cases runs f for n of all numbers from 0 on, on every core, in random order.
func cases(t *testing.T, s *specimen, all, n int, f func(b *bench, i int) string) {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	t.Logf("%s: %d of %d cases, seed %d", s.name, n, all, seed)
	order := rand.New(rand.NewPCG(seed, 0)).Perm(all)[:n]
	defer debug.SetGCPercent(debug.SetGCPercent(1000))
	var next, bad atomic.Int64
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		b := s.bench(t)
		wg.Go(func() {
			for bad.Load() < 20 {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				hung := time.AfterFunc(time.Minute, func() { panic(fmt.Sprintf("case %d of %s hangs", order[i], s.name)) })
				if what := f(b, order[i]); what != "" {
					bad.Add(1)
					t.Errorf("%s: case %d: %s", s.name, order[i], what)
				}
				hung.Stop()
			}
		})
	}
	wg.Wait()
}

// TestEveryFlippedBit flips every bit of a file that has grown, and of the same file
// compacted, which has the same pages in other places, each time another quarter.
func TestEveryFlippedBit(t *testing.T) {
	for i, s := range specimens(t) {
		all := 8 * len(s.alive)
		most := all
		if i > 0 {
			most = all / 4
		}
		cases(t, s, all, every(most, 1000), (*bench).flip)
		lines := (len(s.file) + lineSize - 1) / lineSize
		cases(t, s, lines, every(lines, 200), (*bench).blot)
	}
}

// TestPeek: whoever has the vault open notices a bit of a record that is read, and only as long as it is flipped; and a
// wrong answer is none.
func TestPeek(t *testing.T) {
	b := makeSpecimen(t, false).bench(t)
	tried, noticed := 0, 0
	for at, sealed := range b.specimen.sealed {
		if !sealed || at%97 != 0 {
			continue
		}
		right := b.specimen.file[at]
		for _, now := range []byte{right ^ 4, right} {
			if _, err := b.file.WriteAt([]byte{now}, int64(at)); err != nil {
				t.Fatal(err)
			}
			s, bad := b.peek()
			if bad != "" || now == right && s.damaged() {
				t.Errorf("byte %d is %x, not %x: damaged %v %s", at, now, right, s.damaged(), bad)
			}
			if tried++; s.damaged() {
				noticed++
			}
		}
	}
	if noticed < tried/3 { // half of the time nothing is flipped, and some records are not asked for
		t.Errorf("%d of %d were noticed", noticed, tried)
	}
	for i := range b.states[b.newest] {
		b.states[b.newest][i] += "?"
	}
	if _, bad := b.peek(); bad == "" {
		t.Error("wrong answers are taken")
	}
}

func TestEveryTruncation(t *testing.T) {
	for _, s := range specimens(t) {
		all := len(s.file)
		cases(t, s, all, every(all, 4000), (*bench).truncate)
	}
}

// TestFlippedBitThenUpdate writes to a file with a flipped bit: either nothing
// is written, or what is read afterwards is right.
func TestFlippedBitThenUpdate(t *testing.T) {
	for _, s := range specimens(t) {
		all := 8 * len(s.alive)
		cases(t, s, all, every(5_000, 400), func(b *bench, i int) string { return b.flipAndUpdate(s.liveBit(i)) })
		all = 8 * len(s.file)
		cases(t, s, all, every(5_000, 400), (*bench).flipAndUpdate)
	}
}

// TestFlippedBranchThenUpdate flips each bit of the first element of a branch: how
// long its key is, which bbolt does not look at before it writes.
func TestFlippedBranchThenUpdate(t *testing.T) {
	n := 0
	for _, s := range specimens(t) {
		b := s.bench(t)
		for at := 0; at+pageSize <= len(s.file); at += pageSize {
			if parsePage(s.file[at:]).flags != branchFlag || !s.live[at] {
				continue
			}
			n++
			for bit := 8 * (at + pageHeader); bit < 8*(at+pageHeader+elemSize); bit++ {
				if bad := b.flipAndUpdate(bit); bad != "" {
					t.Errorf("%s: bit %d of page %d: %s", s.name, bit%(8*pageSize), at/pageSize, bad)
				}
			}
		}
	}
	if n == 0 {
		t.Error("no specimen has a branch")
	}
}

func (b *bench) flipAndUpdate(bit int) (bad string) {
	defer func() {
		if r := recover(); r != nil {
			bad = fmt.Sprintf("panic: %v", r)
		}
	}()
	flipped := bytes.Clone(b.specimen.file)
	flipped[bit/8] ^= 1 << (bit % 8)
	err := errors.Join(os.WriteFile(b.path, flipped, 0o600), os.WriteFile(b.state, b.seen, 0o600))
	if err != nil {
		return err.Error()
	}
	p := b.places[bit%len(b.places)]
	if err := b.update(p); err != nil {
		return b.refused(err, flipped)
	}
	return b.updated(p)
}

// refused judges an update that was not made.
func (b *bench) refused(err error, flipped []byte) string {
	after, _ := os.ReadFile(b.path)
	if !bytes.Equal(after, flipped) {
		return fmt.Sprintf("a refused update wrote to the file: %v", err)
	}
	if !isDamage(err) && !errors.Is(err, ErrOlder) {
		return fmt.Sprintf("an update was refused, and not for damage: %v", err)
	}
	return ""
}

// updated judges what can be read after an update of one place.
func (b *bench) updated(p place) string {
	s := look(b.o, b.qs)
	if s.unopened != nil || s.strange != "" {
		return fmt.Sprintf("after an update: %v %v", s.unopened, s.strange)
	}
	for i, have := range s.picture[:len(b.qs)] {
		about, was := b.qs[i].about, b.states[b.newest][i]
		switch {
		case have == isDamaged:
		case about == "get "+p.text():
			if !strings.HasSuffix(have, "changed") {
				return fmt.Sprintf("the change is lost: %q", have)
			}
		case have != was && !b.touches(about, p):
			return fmt.Sprintf("after an update %s is %q and not %q", about, have, was)
		}
	}
	return ""
}

// touches tells whether an update of a place changes an answer.
func (b *bench) touches(about string, p place) bool {
	return strings.HasPrefix(about, "event") || strings.HasSuffix(about, " "+p.text()) ||
		strings.HasSuffix(about, fmt.Sprintf(" %s %c %s", p.box, p.space, p.tier)) ||
		strings.HasPrefix(about, "subs "+p.box.String()) ||
		strings.HasSuffix(about, " "+BoxZero.String()+" e companion")
}

// update changes one record, the way box does: it reads first.
func (b *bench) update(p place) error {
	ctx := context.Background()
	o := b.o
	o.Warn = nil
	v, err := Open(ctx, o)
	if err != nil {
		return err
	}
	defer v.Close()
	if err := v.Unlock(ctx, secret.New("swordfish")); err != nil {
		return err
	}
	was := b.states[b.newest][b.qs.index("get "+p.text())]
	return v.Update(ctx, Event{Action: "test"}, func(tx *Tx) error {
		r, err := tx.Get(p.box, p.space, p.key, p.tier)
		switch {
		case err == nil && rawRecord(r) != was, errors.Is(err, ErrNotFound) && was != isMissing:
			panic(fmt.Sprintf("a writer sees %q %v and not %q", r.Plain, err, was))
		case err != nil && !errors.Is(err, ErrNotFound):
			return err
		}
		_, err = tx.Put(p.box, p.space, p.key, p.tier, []byte("changed"))
		return err
	})
}

// TestTheJudgeIsAwake makes sure that the tests above would notice: there must
// be damage to tell, and a wrong answer must not pass.
func TestTheJudgeIsAwake(t *testing.T) {
	s := makeSpecimen(t, true)
	b := s.bench(t)
	saw, bad := b.look()
	if bad != "" || saw.damaged() {
		t.Fatalf("whole: %q", bad)
	}
	noticed, all := 0, 0
	for at := int64(0); at < int64(len(s.file)); at += 97 {
		b.file.WriteAt([]byte{s.file[at] ^ 1}, at)
		saw, _ := b.look()
		if all++; saw.damaged() || len(saw.warns) > 0 {
			noticed++
		}
		b.file.WriteAt(s.file[at:at+1], at)
	}
	if noticed < all/10 {
		t.Errorf("only %d of %d flips were noticed", noticed, all)
	}
	noticed, all = 0, 0
	for line := range len(s.file) / lineSize {
		if s.live[line*lineSize] && s.live[(line+1)*lineSize-1] {
			if all++; b.over(line, true, func(right byte) byte { return ^right }) != "" {
				noticed++
			}
			b.warns = nil
		}
	}
	if noticed < all*9/10 {
		t.Errorf("only %d of %d spoiled lines were noticed", noticed, all)
	}
	right := s.states[s.newest]
	for i := range right {
		wrong := append(picture(nil), right...)
		wrong[i] = "wrong"
		if (&seen{picture: wrong, status: Status{Revision: s.newest}}).judge(s.qs, s.states, s.newest) == "" {
			t.Errorf("wrong answer %d passes", i)
		}
	}
	older := &seen{picture: s.states[s.newest-1], status: Status{Revision: s.newest - 1}}
	if older.judge(s.qs, s.states, s.newest) == "" {
		t.Error("an older state without a warning passes")
	}
}
