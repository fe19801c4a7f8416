package ticket

import (
	"errors"
	"fmt"
	"slices"

	"coffer/box/hold"
	"coffer/box/post"
	"coffer/vault"
	"coffer/vault/codec"
)

// The envelopes of an inspection, over the mailboxes of a ticket: what a trustee asks
// once the code was typed there, and what the requester answers.
const (
	KindQuestions = "ticket.questions"
	KindReplies   = "ticket.answers"
)

type wireQuestions struct {
	_         struct{} `cbor:",toarray"`
	Version   uint64
	Ticket    hold.Hash
	Questions []Asked
}

type wireReplies struct {
	_       struct{} `cbor:",toarray"`
	Version uint64
	Ticket  hold.Hash
	Replies []Reply
}

func parseQuestions(body []byte) (wireQuestions, error) {
	w, err := unmarshal(body, func(w *wireQuestions) uint64 { return w.Version })
	if err == nil && len(w.Questions) == 0 {
		err = ErrLetter
	}
	if err == nil {
		err = checkAsked(w.Questions)
	}
	return w, err
}

func parseReplies(body []byte) (wireReplies, error) {
	w, err := unmarshal(body, func(w *wireReplies) uint64 { return w.Version })
	if err == nil && (len(w.Replies) == 0 || len(w.Replies) > MaxQuestions) {
		err = ErrLetter
	}
	seen := map[[16]byte]bool{}
	for _, r := range w.Replies {
		if seen[r.ID] {
			return w, ErrLetter
		}
		seen[r.ID] = true
	}
	return w, err
}

// Inspection is what a trustee knows of the answers to their questions, and all that
// they ever learn.
type Inspection struct {
	_     struct{} `cbor:",toarray"`
	Asked uint8    // how many questions went to the requester
	// Judged is when the answers came, in credited seconds, at least 1; 0: not yet. What
	// comes later counts no more.
	Judged     int64
	Given, Fit uint8
}

// inspect asks the requester what the deposit says, once.
func (h *hearing) inspect() error {
	questions := h.trust.Holding.Questions
	if len(questions) == 0 || h.t.Deciding.Inspection != nil {
		return nil
	}
	w := wireQuestions{Version: bodyVersion, Ticket: h.Policy.Matter()}
	for _, q := range questions {
		w.Questions = append(w.Questions, Asked{ID: q.ID, Topic: q.Topic, Salt: q.Salt})
	}
	body, err := codec.Marshal(w)
	if err == nil {
		_, err = h.Send(h.Policy.Requester.Fingerprint, KindQuestions, body)
	}
	h.t.Deciding.Inspection, h.rewrite = &Inspection{Asked: uint8(len(questions))}, true
	return err
}

// TakeReplies judges the answers of a requester: see [post.Handler]. Only the first
// ones count.
func (k *Keeper) TakeReplies(l post.Received) error {
	w, err := parseReplies(l.Body)
	if err != nil {
		return post.Refuse(err)
	}
	h, err := k.hear(l.Channel.Scope)
	if errors.Is(err, ErrNotFound) {
		return post.Refuse(errors.New("of a ticket that is not here"))
	}
	if err != nil {
		return err
	}
	defer h.trust.wipe()
	d := h.t.Deciding
	switch {
	case d == nil || hold.Fingerprint(l.Sender) != h.Policy.Requester.Fingerprint:
		return post.Refuse(errors.New("answers of somebody else"))
	case w.Ticket != h.Policy.Matter():
		return post.Refuse(errors.New("answers for another ticket"))
	case d.Inspection == nil || h.trust.Holding == nil || len(h.trust.Holding.Questions) == 0:
		return post.Refuse(errors.New("answers that nobody asked for"))
	case d.Inspection.Judged > 0:
		return nil
	}
	if err := h.judge(w.Replies); err != nil {
		return post.Refuse(err)
	}
	if err := h.save(); err != nil {
		return err
	}
	k.tell(News{Kind: KindReplies, Trust: h.trust, Ticket: h.t, By: hold.Fingerprint(l.Sender)})
	return nil
}

// judge compares the replies with what fits.
func (h *hearing) judge(replies []Reply) error {
	fit := uint8(0)
	for _, r := range replies {
		i := slices.IndexFunc(h.trust.Holding.Questions, func(q Question) bool { return q.ID == r.ID })
		if i < 0 {
			return fmt.Errorf("%w: an answer to no question", ErrLetter)
		}
		if h.trust.Holding.Questions[i].fits(r, h.Policy.Matter(), h.Myself()) {
			fit++
		}
	}
	d := h.t.Deciding.Inspection
	d.Judged, d.Given, d.Fit, h.rewrite = max(1, h.k.credited()), uint8(len(replies)), fit, true
	return nil
}

// Inspecting is what one trustee asks the requester.
type Inspecting struct {
	_         struct{} `cbor:",toarray"`
	By        hold.Fingerprint
	Questions []Asked
	Answered  bool
}

// checkInspecting makes sure of what a ticket file keeps of questions.
func (a *Asking) checkInspecting() error {
	for i, in := range a.Inspecting {
		if err := a.mayAsk(a.Inspecting[:i], in); err != nil {
			return err
		}
		if err := checkAsked(in.Questions); err != nil {
			return err
		}
	}
	return nil
}

// mayAsk makes sure that somebody who asks is a trustee, and the first with these
// salts: what answers one trustee must be of no use to another one.
func (a *Asking) mayAsk(before []Inspecting, in Inspecting) error {
	if a.Notice.Index(in.By) < 0 {
		return fmt.Errorf("%w: questions of somebody who is no trustee", ErrLetter)
	}
	for _, other := range before {
		if other.By == in.By {
			return fmt.Errorf("%w: other questions than before", ErrLetter)
		}
		for _, q := range in.Questions {
			if slices.ContainsFunc(other.Questions, func(o Asked) bool { return o.Salt == q.Salt }) {
				return fmt.Errorf("%w: questions of another trustee", ErrLetter)
			}
		}
	}
	return nil
}

// TakeQuestions takes in what a trustee asks: see [post.Handler].
func (r *Requester) TakeQuestions(l post.Received) error {
	w, err := parseQuestions(l.Body)
	if err != nil {
		return post.Refuse(err)
	}
	if w.Ticket != r.Asking.Policy.Matter() {
		return post.Refuse(errors.New("questions about another ticket"))
	}
	in := Inspecting{By: hold.Fingerprint(l.Sender), Questions: w.Questions}
	for _, known := range r.Asking.Inspecting {
		if known.By == in.By && slices.Equal(known.Questions, in.Questions) {
			return nil
		}
	}
	if err := r.Asking.mayAsk(r.Asking.Inspecting, in); err != nil {
		return post.Refuse(err)
	}
	r.Asking.Inspecting = append(r.Asking.Inspecting, in)
	if r.Tell != nil {
		r.Tell(KindQuestions, in.By, "")
	}
	return nil
}

// Unanswered lists the questions that wait for an answer, by trustee, in their order.
func (a *Asking) Unanswered() (all []Inspecting) {
	for _, in := range a.Inspecting {
		if !in.Answered {
			all = append(all, in)
		}
	}
	slices.SortFunc(all, func(x, y Inspecting) int { return a.Notice.Index(x.By) - a.Notice.Index(y.By) })
	return all
}

// Replies makes of words, by topic, what one trustee is to get. A topic without words
// is left out. Step is that of [NewQuestions].
func (a *Asking) Replies(stretch vault.Stretch, in Inspecting, words map[Topic]string, step func() error) (all []Reply, err error) {
	for _, q := range in.Questions {
		if q.Topic.Clean(words[q.Topic]) == "" {
			continue
		}
		value, err := stretched(stretch, q.Topic, q.Salt, words[q.Topic], step)
		if err != nil {
			return nil, err
		}
		all = append(all, Reply{ID: q.ID, Proof: proof(value, a.Policy.Matter(), in.By, q.ID)})
	}
	return all, nil
}

// Reply sends a trustee the answers to what they asked, once. [ErrState] where they
// wait for none.
func (r *Requester) Reply(to hold.Fingerprint, replies []Reply) error {
	i := slices.IndexFunc(r.Asking.Inspecting, func(in Inspecting) bool { return in.By == to && !in.Answered })
	if i < 0 || len(replies) == 0 {
		return fmt.Errorf("%w: no question to answer", ErrState)
	}
	body, err := codec.Marshal(wireReplies{Version: bodyVersion, Ticket: r.Asking.Policy.Matter(), Replies: replies})
	if err != nil {
		return err
	}
	if _, err := r.hearing().Send(to, KindReplies, body); err != nil {
		return err
	}
	r.Asking.Inspecting[i].Answered = true
	return nil
}
