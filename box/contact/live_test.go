package contact

import (
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

func source(n byte) *rand.ChaCha8 { return rand.NewChaCha8([32]byte{n}) }

// talk carries messages between two sides until there is none left, each of them
// twice, since the post may bring one again.
func talk(t *testing.T, first, second Live, reply LiveMessage) (Live, Live) {
	t.Helper()
	sides, to := [2]Live{first, second}, 0
	queue := []LiveMessage{reply}
	for len(queue) > 0 {
		m, err := ParseLiveMessage(queue[0].Bytes())
		if err != nil {
			t.Fatal(err)
		}
		var again []LiveMessage
		for range 2 {
			if sides[to], again, err = sides[to].Take(m); err != nil {
				t.Fatal(err)
			}
		}
		queue, to = append(queue[1:], again...), 1-to
	}
	return sides[0], sides[1]
}

func begin(t *testing.T, seed byte, me, peer Public) (Live, LiveMessage) {
	t.Helper()
	l, m, err := StartLive(source(seed), me, peer)
	if err != nil {
		t.Fatal(err)
	}
	return l, m
}

func answer(t *testing.T, seed byte, me, peer Public, m LiveMessage) (Live, LiveMessage) {
	t.Helper()
	l, reply, err := AnswerLive(source(seed), me, peer, m)
	if err != nil {
		t.Fatal(err)
	}
	return l, reply
}

func words(t *testing.T, l Live) [LiveWords]int {
	t.Helper()
	w, ok := l.Words()
	if !ok {
		t.Fatal("there are no words")
	}
	return w
}

func TestLive(t *testing.T) {
	a, b := alice(t).Public(), bob(t).Public()
	la, commit := begin(t, 1, a, b)
	if commit.Nonce != [32]byte{} {
		t.Error("the commitment holds a nonce")
	}
	lb, reply := answer(t, 2, b, a, commit)
	for _, l := range []Live{la, lb} {
		if _, ok := l.Words(); ok {
			t.Error("words too early")
		}
	}
	la, lb = talk(t, la, lb, reply)
	if words(t, la) != words(t, lb) {
		t.Error("two people, two lists of words")
	}
	other, commit := begin(t, 3, a, b)
	lb, reply = answer(t, 2, b, a, commit)
	if other, _ = talk(t, other, lb, reply); words(t, other) == words(t, la) {
		t.Error("the same words for another introduction")
	}
}

// TestLiveManInTheMiddle puts mallory between the two, who hold her cards for
// each other's. Whatever she does with what she knows, each side has other words.
func TestLiveManInTheMiddle(t *testing.T) {
	a, b, m := alice(t).Public(), bob(t).Public(), mallory(t).Public()
	rapid.Check(t, func(rt *rapid.T) {
		seed := func(name string) byte { return rapid.Byte().Draw(rt, name) }
		la, commit := begin(t, seed("alice"), a, m)
		toBob, hers := begin(t, seed("mallory to bob"), m, b)
		if rapid.Bool().Draw(rt, "word for word") {
			hers = commit // she cannot open this one
		}
		lb, answerB := answer(t, seed("bob"), b, m, hers)
		_, answerM := answer(t, seed("mallory to alice"), m, a, commit)
		if rapid.Bool().Draw(rt, "bob's nonce") {
			answerM.Nonce = answerB.Nonce
		}
		la, reveal, err := la.Take(answerM)
		if err != nil {
			rt.Fatal(err)
		}
		_, revealB, err := toBob.Take(LiveMessage{Version: 1, Step: LiveAnswer, Session: toBob.Session, Nonce: answerB.Nonce})
		if err != nil {
			rt.Fatal(err)
		}
		open := revealB[0]
		if rapid.Bool().Draw(rt, "alice's nonce") {
			open.Nonce = reveal[0].Nonce
		}
		open.Session = hers.Session
		lb, _, err = lb.Take(open)
		if err != nil {
			return // bob's client sees it by itself
		}
		wa, _ := la.Words()
		if wb, ok := lb.Words(); ok && wa == wb {
			rt.Fatal("both read the same words")
		}
	})
}

// TestLiveNonceAfterTheFact shows what the commitment is for: without it mallory
// would choose her nonce once she knows bob's.
func TestLiveNonceAfterTheFact(t *testing.T) {
	b, m := bob(t).Public(), mallory(t).Public()
	toBob, hers := begin(t, 1, m, b)
	lb, reply := answer(t, 2, b, m, hers)
	_, open, err := toBob.Take(reply)
	if err != nil {
		t.Fatal(err)
	}
	open[0].Nonce[0] ^= 1
	_, _, err = lb.Take(open[0])
	wantErr(t, "another nonce", err, ErrLive)
}

func TestLiveRefuses(t *testing.T) {
	a, b := alice(t).Public(), bob(t).Public()
	la, commit := begin(t, 1, a, b)
	lb, reply := answer(t, 2, b, a, commit)
	done, reveal, err := la.Take(reply)
	if err != nil {
		t.Fatal(err)
	}
	other := reply
	other.Nonce[0] ^= 1
	foreign := reply
	foreign.Session[0] ^= 1
	for name, try := range map[string]func() error{
		"a second, different answer": func() error { _, _, err := done.Take(other); return err },
		"another introduction":       func() error { _, _, err := la.Take(foreign); return err },
		"a reveal for who began":     func() error { _, _, err := la.Take(reveal[0]); return err },
		"an answer for who answered": func() error { _, _, err := lb.Take(reply); return err },
		"a commitment in the middle": func() error { _, _, err := lb.Take(commit); return err },
		"an answer as a beginning":   func() error { _, _, err := AnswerLive(source(1), b, a, reply); return err },
		"oneself":                    func() error { _, _, err := AnswerLive(source(1), a, a, commit); return err },
	} {
		wantErr(t, name, try(), ErrLive)
	}
	for name, m := range map[string]LiveMessage{
		"newer version": {Version: 2, Step: LiveAnswer}, "no step": {Version: 1}, "step 4": {Version: 1, Step: 4},
		"nonce in a commitment": {Version: 1, Step: LiveCommit, Nonce: [32]byte{1}},
	} {
		_, err := ParseLiveMessage(m.Bytes())
		wantErr(t, name, err, ErrLive)
	}
	_, err = ParseLiveMessage([]byte("x"))
	wantErr(t, "no message", err, ErrLive)
}

// TestLiveCrossing lets both begin at once: exactly one gives way.
func TestLiveCrossing(t *testing.T) {
	a, b := alice(t).Public(), bob(t).Public()
	for seed := range byte(20) {
		la, ma := begin(t, seed, a, b)
		lb, mb := begin(t, 100+seed, b, a)
		if la.Yields(mb) == lb.Yields(ma) {
			t.Fatal("both give way, or none")
		}
		if la.Yields(mb) {
			second, reply := answer(t, seed, a, b, mb)
			lb, la = talk(t, lb, second, reply)
		} else {
			second, reply := answer(t, seed, b, a, ma)
			la, lb = talk(t, la, second, reply)
		}
		if words(t, la) != words(t, lb) {
			t.Error("other words")
		}
	}
}
