package order

import (
	"bytes"
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"coffer/internal/plain"
	"coffer/vault/codec"
	"coffer/vault/secret"
	"coffer/vault/split"
)

const day = 24 * time.Hour

var (
	asked  = time.Unix(1900000000, 0).UTC()
	wait   = 3 * day
	about  = split.Subject{Kind: "recover", Owner: [32]byte{1}, Of: [16]byte{2}, Generation: 3}
	ticket = [32]byte{4}
)

func trustees(t testing.TB, about split.Subject, k, n int) (split.Set, []split.Share) {
	t.Helper()
	key, err := secret.KeyFrom(bytes.Repeat([]byte{7}, secret.KeySize))
	if err != nil {
		t.Fatal(err)
	}
	set, shares, err := split.Split(about, key, k, n)
	if err != nil {
		t.Fatal(err)
	}
	return set, shares
}

func anOrder(t testing.TB, set split.Set, kind Kind, number time.Time) Order {
	t.Helper()
	email := ""
	if kind == Email {
		email = "alice@acme.example"
	}
	o, err := New(kind, set, ticket, number, wait, email)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func signatures(t testing.TB, o Order, shares ...split.Share) map[int][]byte {
	t.Helper()
	all := make(map[int][]byte)
	for _, s := range shares {
		by, err := o.Sign(s)
		if err != nil {
			t.Fatal(err)
		}
		all[s.Index] = by
	}
	return all
}

func signed(t testing.TB, set split.Set, o Order, shares ...split.Share) Signed {
	t.Helper()
	s, err := Collect(set, o, signatures(t, o, shares...))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// forged puts signatures together without a look at them, as an attacker does.
func forged(t testing.TB, o Order, by ...signature) Signed {
	t.Helper()
	data, err := codec.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	return Signed{order: o, wire: signedWire{Version: version, Order: data, Signatures: by}}
}

func by(t testing.TB, o Order, share split.Share) signature {
	t.Helper()
	return signature{Index: uint8(share.Index), By: [64]byte(signatures(t, o, share)[share.Index])}
}

func TestAttacks(t *testing.T) {
	set, s := trustees(t, about, 2, 3)
	_, foreign := trustees(t, about, 2, 3)
	later, elsewhere, another := about, about, about
	later.Generation++
	elsewhere.Of[0]++
	another.Owner[0]++
	renewed, r := trustees(t, later, 2, 3)
	there, e := trustees(t, elsewhere, 2, 3)
	theirs, x := trustees(t, another, 2, 3)
	o := anOrder(t, set, Freeze, asked)
	drill, err := s[1].Sign("share drill", forged(t, o).wire.Order)
	if err != nil {
		t.Fatal(err)
	}
	altered := o
	altered.Until++
	for name, c := range map[string]struct {
		s    Signed
		want error
	}{
		"nobody":                         {forged(t, o), ErrTooFew},
		"k-1":                            {forged(t, o, by(t, o, s[0])), ErrTooFew},
		"one share twice":                {forged(t, o, by(t, o, s[0]), by(t, o, s[0])), ErrTwice},
		"out of order":                   {forged(t, o, by(t, o, s[1]), by(t, o, s[0])), ErrTwice},
		"share 0":                        {forged(t, o, signature{}), ErrTwice},
		"a share beyond the set":         {forged(t, o, by(t, o, s[0]), signature{Index: 4}), ErrAltered},
		"of another split":               {forged(t, o, by(t, o, s[0]), by(t, o, foreign[1])), ErrAltered},
		"enough, and one forged":         {forged(t, o, by(t, o, s[0]), by(t, o, s[1]), by(t, o, foreign[2])), ErrAltered},
		"altered after it was signed":    {forged(t, altered, by(t, o, s[0]), by(t, o, s[1])), ErrAltered},
		"signed for another purpose":     {forged(t, o, by(t, o, s[0]), signature{Index: 2, By: [64]byte(drill)}), ErrAltered},
		"signed under another index":     {forged(t, o, by(t, o, s[0]), signature{Index: 2, By: by(t, o, s[2]).By}), ErrAltered},
		"of another generation":          {signed(t, renewed, anOrder(t, renewed, Freeze, asked), r...), ErrGeneration},
		"of another vault":               {signed(t, there, anOrder(t, there, Freeze, asked), e...), ErrForeign},
		"of another owner":               {signed(t, theirs, anOrder(t, theirs, Freeze, asked), x...), ErrForeign},
		"of another generation, renamed": {forged(t, o, by(t, o, r[0]), by(t, o, r[1])), ErrAltered},
	} {
		t.Run(name, func(t *testing.T) {
			if err := c.s.Check(set); !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
			if _, err := Place(nil, set, c.s, asked); !errors.Is(err, c.want) {
				t.Errorf("placed: %v, want %v", err, c.want)
			}
		})
	}
	if err := signed(t, set, o, s[0], s[2]).Check(set); err != nil {
		t.Errorf("the good one: %v", err)
	}
	if err := signed(t, set, o, s...).Check(split.Set{}); !errors.Is(err, split.ErrSet) {
		t.Errorf("without a set: %v", err)
	}
}

func TestCollectLeavesOutWhatDoesNotFit(t *testing.T) {
	set, s := trustees(t, about, 2, 4)
	o := anOrder(t, set, Thaw, asked)
	all := signatures(t, o, s...)
	all[1] = all[2]
	all[9] = []byte("nothing")
	good, err := Collect(set, o, all)
	if err != nil || len(good.wire.Signatures) != 2 || good.wire.Signatures[0].Index != 2 {
		t.Fatalf("%d signatures, %v", len(good.wire.Signatures), err)
	}
	delete(all, 3)
	delete(all, 4)
	if _, err := Collect(set, o, all); !errors.Is(err, ErrTooFew) {
		t.Errorf("one that fits: %v", err)
	}
}

func TestBadOrders(t *testing.T) {
	set, s := trustees(t, about, 2, 3)
	for name, change := range map[string]func(*Order){
		"version":             func(o *Order) { o.Version = 2 },
		"kind":                func(o *Order) { o.Kind = "admin" },
		"no ticket":           func(o *Order) { o.Ticket = [32]byte{} },
		"no number":           func(o *Order) { o.Number = 0 },
		"number too high":     func(o *Order) { o.Number = maxTime + 1 },
		"no end":              func(o *Order) { o.Until = 0 },
		"ends too early":      func(o *Order) { o.Until = o.Number + uint64(FreezeLasts/time.Second) - 1 },
		"lasts for ever":      func(o *Order) { o.Until = o.Number + uint64((maxWait+FreezeLasts)/time.Second) + 1 },
		"an end that is over": func(o *Order) { o.Until = 1 },
		"a thaw with an end":  func(o *Order) { o.Kind = Thaw },
		"a freeze and email":  func(o *Order) { o.Email = "a@b" },
		"no address":          func(o *Order) { o.Kind, o.Until = Email, 0 },
		"no place":            func(o *Order) { o.Kind, o.Until, o.Email = Email, 0, "alice@" },
		"nobody":              func(o *Order) { o.Kind, o.Until, o.Email = Email, 0, "@acme" },
		"an escape":           func(o *Order) { o.Kind, o.Until, o.Email = Email, 0, "a\x1b[2J@b" },
		"two lines":           func(o *Order) { o.Kind, o.Until, o.Email = Email, 0, "a@b\nc@d" },
		"two places":          func(o *Order) { o.Kind, o.Until, o.Email = Email, 0, "a@b@c" },
		"nothing to be seen":  func(o *Order) { o.Kind, o.Until, o.Email = Email, 0, "a@\u3164b" },
		"another form":        func(o *Order) { o.Kind, o.Until, o.Email = Email, 0, "e\u0301va@b" },
		"long address":        func(o *Order) { o.Kind, o.Until, o.Email = Email, 0, strings.Repeat("a", plain.MaxEmail)+"@b" },
	} {
		o := anOrder(t, set, Freeze, asked)
		change(&o)
		data, err := codec.Marshal(o)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.Encode(); !errors.Is(err, ErrOrder) {
			t.Errorf("%s: encoded, %v", name, err)
		}
		if _, err := o.Sign(s[0]); !errors.Is(err, ErrOrder) {
			t.Errorf("%s: signed, %v", name, err)
		}
		if _, err := Parse(data); !errors.Is(err, ErrOrder) {
			t.Errorf("%s: parsed, %v", name, err)
		}
	}
	for _, w := range []time.Duration{-1, maxWait + 1} {
		if _, err := New(Freeze, set, ticket, asked, w, ""); !errors.Is(err, ErrOrder) {
			t.Errorf("a wait of %s: %v", w, err)
		}
	}
}

func TestBounds(t *testing.T) {
	about := split.Subject{Kind: strings.Repeat("a", 32), Owner: [32]byte{255}, Of: [16]byte{255}, Generation: 1<<64 - 1}
	set, s := trustees(t, about, split.MaxShares, split.MaxShares)
	var book []byte
	for i, kind := range kinds {
		o := anOrder(t, set, kind, asked.Add(time.Duration(i)*time.Second))
		if kind == Email {
			o.Email = strings.Repeat("a", plain.MaxEmail-2) + "@b"
		}
		data, err := o.Encode()
		if err != nil || len(data) > maxOrder {
			t.Fatalf("%s: %d bytes, %v", kind, len(data), err)
		}
		one := signed(t, set, o, s...)
		wire, err := one.Encode()
		if err != nil || len(wire) > maxSigned {
			t.Fatalf("%s: %d bytes signed, %v", kind, len(wire), err)
		}
		if book, err = Place(book, set, one, asked); err != nil {
			t.Fatal(err)
		}
	}
	b, err := ParseBook(book)
	if err != nil || len(b.pages) != len(kinds) {
		t.Fatalf("a full book of %d bytes has %d orders, %v", len(book), len(b.pages), err)
	}
	for name, parse := range map[string]func([]byte) error{
		"order":  func(b []byte) error { _, err := Parse(b); return err },
		"signed": func(b []byte) error { _, err := ParseSigned(b); return err },
		"book":   func(b []byte) error { _, err := ParseBook(b); return err },
	} {
		if err := parse(make([]byte, maxBook+1)); !errors.Is(err, ErrOrder) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// never and always are clocks at which no date, and every date, has come.
func never(time.Time) bool  { return false }
func always(time.Time) bool { return true }

func at(now time.Time) func(time.Time) bool {
	return func(due time.Time) bool { return !now.Before(due) }
}

// story places orders, by kind and how many days after asked they were asked
// for.
func story(t testing.TB, set split.Set, s []split.Share, steps ...any) Book {
	t.Helper()
	var data []byte
	for i := 0; i < len(steps); i += 2 {
		number := asked.Add(time.Duration(steps[i+1].(int)) * day)
		var err error
		data, err = Place(data, set, signed(t, set, anOrder(t, set, steps[i].(Kind), number), s...), number)
		if err != nil {
			t.Fatal(err)
		}
	}
	b, err := ParseBook(data)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestStates(t *testing.T) {
	set, s := trustees(t, about, 2, 3)
	secs := func(days int) uint64 { return codec.Seconds(asked.Add(time.Duration(days) * day)) }
	for name, c := range map[string]struct {
		book  []any
		dealt Dealt
		days  int
		want  Condition
	}{
		"no orders":                               {nil, Dealt{}, 0, Open},
		"a freeze":                                {[]any{Freeze, 0}, Dealt{}, 0, Frozen},
		"a freeze a second before it lapses":      {[]any{Freeze, 0}, Dealt{}, 32, Frozen},
		"a freeze that lapsed":                    {[]any{Freeze, 0}, Dealt{}, 33, Open},
		"a freeze that was renewed":               {[]any{Freeze, 0, Freeze, 20}, Dealt{}, 33, Frozen},
		"a freeze and a thaw":                     {[]any{Freeze, 0, Thaw, 1}, Dealt{}, 2, Open},
		"a thaw of before":                        {[]any{Thaw, 0, Freeze, 1}, Dealt{}, 2, Frozen},
		"a thaw of the same second":               {[]any{Thaw, 0, Freeze, 0}, Dealt{}, 2, Frozen},
		"a freeze replayed after a thaw":          {[]any{Freeze, 0}, Dealt{Lifted: secs(1)}, 2, Open},
		"a freeze that the owner lifted":          {[]any{Freeze, 0}, Dealt{Lifted: secs(0)}, 2, Open},
		"a freeze of after that":                  {[]any{Freeze, 1}, Dealt{Lifted: secs(0)}, 2, Frozen},
		"a veto lifts no freeze":                  {[]any{Freeze, 0}, Dealt{Vetoed: secs(9)}, 2, Frozen},
		"an order to delete":                      {[]any{Delete, 0}, Dealt{}, 0, Deleting},
		"an order to delete never lapses":         {[]any{Delete, 0}, Dealt{}, 400, Deleting},
		"an order to delete that was vetoed":      {[]any{Delete, 0}, Dealt{Vetoed: secs(0)}, 40, Open},
		"an order to delete and a thaw":           {[]any{Delete, 0, Thaw, 1}, Dealt{}, 40, Open},
		"an order to delete and a veto of before": {[]any{Delete, 1}, Dealt{Vetoed: secs(0)}, 2, Deleting},
		"both, and the veto leaves the freeze":    {[]any{Freeze, 0, Delete, 1}, Dealt{Vetoed: secs(1)}, 2, Frozen},
		"both":                                    {[]any{Freeze, 0, Delete, 1}, Dealt{}, 2, Deleting},
		"an address closes nothing":               {[]any{Email, 0}, Dealt{}, 0, Open},
	} {
		t.Run(name, func(t *testing.T) {
			now := asked.Add(time.Duration(c.days) * day)
			st := story(t, set, s, c.book...).Judge(c.dealt, at(now))
			if st.Condition != c.want {
				t.Errorf("condition %d, want %d", st.Condition, c.want)
			}
			if (st.Condition == Open) != (st.By == Order{}) {
				t.Errorf("decided by %+v", st.By)
			}
		})
	}
}

// TestLasts: what is said of an order before there is one is what the order then says.
func TestLasts(t *testing.T) {
	set, _ := trustees(t, about, 2, 3)
	for kind, want := range map[Kind]time.Duration{Freeze: wait + 30*24*time.Hour, Delete: wait + 14*24*time.Hour, Thaw: 0, Email: 0} {
		email := map[Kind]string{Email: "alice@new.example"}[kind]
		o, err := New(kind, set, [32]byte{1}, asked, wait, email)
		if err != nil {
			t.Fatal(err)
		}
		if kind.Lasts(wait) != want || want != 0 && o.Ends().Sub(o.Asked()) != want {
			t.Errorf("%s lasts %v, and its order from %v to %v", kind, kind.Lasts(wait), o.Asked(), o.Ends())
		}
	}
}

// TestOneSecondBefore holds the very ends.
func TestOneSecondBefore(t *testing.T) {
	set, s := trustees(t, about, 2, 3)
	lapse := asked.Add(wait + FreezeLasts)
	frozen := story(t, set, s, Freeze, 0)
	if st := frozen.Judge(Dealt{}, at(lapse.Add(-time.Second))); st.Condition != Frozen || st.Until != lapse {
		t.Errorf("a second before: %+v", st)
	}
	if st := frozen.Judge(Dealt{}, at(lapse)); st.Condition != Open {
		t.Errorf("at its end: %+v", st)
	}
	due := asked.Add(wait + DeleteWaits)
	deleting := story(t, set, s, Delete, 0)
	if st := deleting.Judge(Dealt{}, at(due.Add(-time.Second))); st.Due || st.Until != due {
		t.Errorf("a second before: %+v", st)
	}
	if st := deleting.Judge(Dealt{}, at(due)); !st.Due {
		t.Errorf("when it is due: %+v", st)
	}
}

// A delete that was kept back gives the owner as long as any.
func TestDeleteThatComesLate(t *testing.T) {
	set, s := trustees(t, about, 2, 3)
	one := signed(t, set, anOrder(t, set, Delete, asked), s...)
	placed := asked.Add(40 * day)
	data, err := Place(nil, set, one, placed)
	if err != nil {
		t.Fatal(err)
	}
	b, _ := ParseBook(data)
	if st := b.Judge(Dealt{}, at(placed.Add(DeleteWaits-time.Second))); st.Due || st.Until != placed.Add(DeleteWaits) {
		t.Errorf("%+v", st)
	}
}

func TestPlace(t *testing.T) {
	set, s := trustees(t, about, 2, 3)
	make := func(kind Kind, number time.Time) Signed { return signed(t, set, anOrder(t, set, kind, number), s...) }
	have, err := Place(nil, set, make(Freeze, asked), asked)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		data []byte
		o    Order
		want bool
	}{
		"itself":          {have, anOrder(t, set, Freeze, asked), true},
		"a newer one":     {have, anOrder(t, set, Freeze, asked.Add(time.Second)), false},
		"another kind":    {have, anOrder(t, set, Thaw, asked), false},
		"in none":         {nil, anOrder(t, set, Freeze, asked), false},
		"what is no book": {[]byte("junk"), anOrder(t, set, Freeze, asked), false},
	} {
		if Holds(c.data, c.o) != c.want {
			t.Errorf("it holds %s, or not", name)
		}
	}
	for name, c := range map[string]struct {
		s    Signed
		now  time.Time
		want error
	}{
		"the same again":              {make(Freeze, asked), asked, ErrOlder},
		"an older one":                {make(Freeze, asked.Add(-day)), asked, ErrOlder},
		"from the future":             {make(Freeze, asked.Add(day+time.Second)), asked, ErrFuture},
		"a little ahead":              {make(Freeze, asked.Add(day)), asked, nil},
		"a freeze that lapsed":        {make(Freeze, asked.Add(day)), asked.Add(34 * day), ErrLate},
		"a delete kept back":          {make(Delete, asked), asked.Add(47 * day), ErrLate},
		"a delete not quite so long":  {make(Delete, asked), asked.Add(47*day - time.Second), nil},
		"an address kept back":        {make(Email, asked), asked.Add(maxWait + FreezeLasts), ErrLate},
		"a thaw of long ago":          {make(Thaw, asked), asked.Add(2 * maxWait), nil},
		"a newer freeze":              {make(Freeze, asked.Add(1)), asked, ErrOlder}, // of the same second
		"a freeze a second later":     {make(Freeze, asked.Add(time.Second)), asked, nil},
		"a kind that was not there":   {make(Delete, asked), asked, nil},
		"the first thaw, though late": {make(Thaw, asked), asked.Add(300 * day), nil},
	} {
		after, err := Place(have, set, c.s, c.now)
		if !errors.Is(err, c.want) || (err == nil) != (c.want == nil) {
			t.Errorf("%s: %v, want %v", name, err, c.want)
			continue
		}
		if b, parseErr := ParseBook(after); err == nil && (parseErr != nil || b.IsEmpty()) {
			t.Errorf("%s: %v", name, parseErr)
		}
	}
}

// What cannot be read, is from the future or does not belong there is in
// nobody's way.
func TestPlaceOverJunk(t *testing.T) {
	set, s := trustees(t, about, 2, 3)
	o := anOrder(t, set, Freeze, asked.Add(300*day))
	future, err := Book{pages: []page{{1, signed(t, set, o, s...)}}}.Encode()
	if err != nil {
		t.Fatal(err)
	}
	unsigned, err := Book{pages: []page{{1, forged(t, o)}}}.Encode()
	if err != nil {
		t.Fatal(err)
	}
	for name, junk := range map[string][]byte{
		"malformed": []byte("junk"), "huge": make([]byte, maxBook+1), "future": future, "unsigned": unsigned,
	} {
		good, err := Place(junk, set, signed(t, set, anOrder(t, set, Freeze, asked), s...), asked)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		b, err := ParseBook(good)
		if err != nil || len(b.pages) != 1 || b.pages[0].signed.order.Asked() != asked {
			t.Errorf("%s: %d orders, %v", name, len(b.pages), err)
		}
	}
}

// TestClockSetBack: what counted when it was placed counts, however far the clock goes
// back, and gives way to nothing but a newer order.
func TestClockSetBack(t *testing.T) {
	set, s := trustees(t, about, 2, 3)
	freeze := anOrder(t, set, Freeze, asked)
	data, err := Place(nil, set, signed(t, set, freeze, s...), asked.Add(-day))
	if err != nil {
		t.Fatal(err)
	}
	b, err := ParseBook(data)
	if err != nil {
		t.Fatal(err)
	}
	for _, back := range []time.Duration{0, day, 30 * time.Hour, 3000 * day} {
		good, err := b.Checked(set, asked.Add(-back))
		if err != nil || !good.Same(b) {
			t.Errorf("%s back: %v", back, err)
		}
	}
	old := signed(t, set, anOrder(t, set, Thaw, asked.Add(-300*day)), s...)
	after, err := Place(data, set, old, asked.Add(-300*day))
	if err != nil || !Holds(after, freeze) {
		t.Errorf("the freeze gave way to another order: %v", err)
	}
}

func TestChecked(t *testing.T) {
	set, s := trustees(t, about, 2, 3)
	freeze, thaw := anOrder(t, set, Freeze, asked), anOrder(t, set, Thaw, asked.Add(300*day))
	b := Book{pages: []page{{1, signed(t, set, freeze, s...)}, {1, signed(t, set, thaw, s...)},
		{1, forged(t, anOrder(t, set, Delete, asked))}}}
	good, wrong := b.Checked(set, asked)
	if len(good.pages) != 1 || good.pages[0].signed.order != freeze {
		t.Errorf("%d orders count", len(good.pages))
	}
	if !errors.Is(wrong, ErrFuture) || !errors.Is(wrong, ErrTooFew) {
		t.Errorf("what is wrong: %v", wrong)
	}
	if _, wrong := good.Checked(set, asked); wrong != nil {
		t.Errorf("nothing is wrong: %v", wrong)
	}
	later := about
	later.Generation++
	renewed, _ := trustees(t, later, 2, 3)
	if good, wrong := good.Checked(renewed, asked); !good.IsEmpty() || !errors.Is(wrong, ErrGeneration) {
		t.Errorf("under a new set: %v", wrong)
	}
}

// TestSettle draws books and what was dealt with: settling changes nothing of
// what the orders come to, and whatever is replayed afterwards means nothing.
func TestSettle(t *testing.T) {
	set, s := trustees(t, about, 2, 3)
	rapid.Check(t, func(rt *rapid.T) {
		var b Book
		for _, k := range kinds {
			if rapid.Bool().Draw(rt, "has "+string(k)) {
				o := anOrder(t, set, k, asked.Add(time.Duration(rapid.IntRange(0, 5).Draw(rt, string(k)))*time.Second))
				b.pages = append(b.pages, page{1, signed(t, set, o, s...)})
			}
		}
		number := rapid.Uint64Range(codec.Seconds(asked)-1, codec.Seconds(asked)+6)
		d := Dealt{Lifted: number.Draw(rt, "lifted"), Vetoed: number.Draw(rt, "vetoed"), Email: number.Draw(rt, "email")}
		left, after := b.Settle(d)
		for _, reached := range []func(time.Time) bool{never, always} {
			was, is := b.Judge(d, reached), left.Judge(after, reached)
			if was.Condition != is.Condition || was.By != is.By || was.Due != is.Due || (was.Email == nil) != (is.Email == nil) {
				rt.Fatalf("%+v became %+v", was, is)
			}
			if again := b.Judge(after, reached); again.Condition != is.Condition || again.By != is.By {
				rt.Fatalf("replayed: %+v, and it was %+v", again, is)
			}
		}
		if after.Lifted < d.Lifted || after.Vetoed < d.Vetoed || after.Email < d.Email {
			rt.Fatalf("%+v went back to %+v", d, after)
		}
		if again, same := left.Settle(after); !again.Same(left) || same != after {
			rt.Fatal("settling twice differs")
		}
	})
}

func TestDealing(t *testing.T) {
	set, _ := trustees(t, about, 2, 3)
	o := anOrder(t, set, Freeze, asked)
	d := Dealt{}.Lift(o).Lift(anOrder(t, set, Freeze, asked.Add(-day)))
	if d.Lifted != o.Number || d.Vetoed != 0 || d.Email != 0 {
		t.Errorf("lifted: %+v", d)
	}
	if d := (Dealt{}).Veto(o); d.Vetoed != o.Number || d.Lifted != 0 {
		t.Errorf("vetoed: %+v", d)
	}
	if d := (Dealt{}).Take(o); d.Email != o.Number {
		t.Errorf("taken: %+v", d)
	}
	data, err := d.Encode()
	if err != nil {
		t.Fatal(err)
	}
	back, err := ParseDealt(data)
	if d.Version = version; err != nil || back != d {
		t.Errorf("%+v became %+v, %v", d, back, err)
	}
	for _, bad := range [][]byte{nil, {0}, []byte("junk"), data[1:], append(data, 0), bytes.Replace(data, []byte{0x84, 1}, []byte{0x84, 2}, 1)} {
		if _, err := ParseDealt(bad); !errors.Is(err, ErrOrder) {
			t.Errorf("%x: %v", bad, err)
		}
	}
}
