package app

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"coffer/box"
	"coffer/box/hold"
	"coffer/internal/host"
	"coffer/ticket"
	"coffer/vault"
)

// inspect prepares the questions of some trustees, for an owner who consents. It is
// done before anything is written: every answer that fits costs as much as a password.
func (a *App) inspect(ctx context.Context, o *Appointment) error {
	o.questions = nil
	if !o.Inspect {
		return nil
	}
	var fitting []ticket.Fitting
	err := a.view(ctx, func(tx *vault.Tx) (err error) {
		fitting, err = whatFits(tx)
		return err
	})
	if err != nil {
		return err
	}
	step := a.env.counted(ctx, "preparing questions", ticket.Hashes(fitting)*len(o.Names))
	for range o.Names {
		questions, err := ticket.NewQuestions(a.env.Rand, a.env.Stretch, fitting, step)
		if err != nil {
			return err
		}
		o.questions = append(o.questions, questions)
	}
	return nil
}

// counted shows how far long work has come, and ends it with the context.
func (e Env) counted(ctx context.Context, what string, total int) func() error {
	done, tell := 0, e.progress(what)
	return func() error {
		if done++; tell != nil {
			tell(done, total)
		}
		return ctx.Err()
	}
}

// whatFits reads from the companion tier what the owner, and hardly somebody else, can
// say of the vault.
func whatFits(tx *vault.Tx) (all []ticket.Fitting, err error) {
	boxes, err := box.Boxes(tx)
	if err != nil {
		return nil, err
	}
	items, err := listAll(tx, box.ListOptions{})
	if err != nil {
		return nil, err
	}
	begun := oldest(boxes)
	boxes = slices.DeleteFunc(boxes, func(b box.Box) bool { return !b.Removed.IsZero() })
	names, folders, tags := wordsOf(boxes, items)
	add := func(t ticket.Topic, answers []string) {
		if answers = distinct(t, answers); len(answers) > 0 {
			all = append(all, ticket.Fitting{Topic: t, Answers: answers})
		}
	}
	add(ticket.AboutBox, mostFirst(names))
	add(ticket.AboutFolder, mostFirst(folders))
	add(ticket.AboutTitle, oldestFirst(items))
	add(ticket.AboutTag, mostFirst(tags))
	if !begun.IsZero() {
		add(ticket.AboutBegun, []string{begun.UTC().Format("2006-01")})
	}
	add(ticket.AboutBoxes, []string{strconv.Itoa(len(boxes))})
	return all, nil
}

// oldest is when the first box was made, also one that was removed since.
func oldest(boxes []box.Box) (begun time.Time) {
	for _, b := range boxes {
		if begun.IsZero() || b.Created.Before(begun) {
			begun = b.Created
		}
	}
	return begun
}

// wordsOf counts how often boxes, folders and tags are named.
func wordsOf(boxes []box.Box, items []box.Entry) (names, folders, tags map[string]int) {
	names, folders, tags = map[string]int{}, map[string]int{}, map[string]int{}
	for _, b := range boxes {
		names[b.Name]++
	}
	for i := range items {
		names[items[i].BoxName]++
		for _, folder := range items[i].Folder {
			folders[folder]++
		}
		for _, tag := range items[i].Tags {
			tags[tag]++
		}
	}
	return names, folders, tags
}

// mostFirst are words by how often they occur.
func mostFirst(words map[string]int) []string {
	return slices.SortedFunc(maps.Keys(words), func(a, b string) int {
		return cmp.Or(words[b]-words[a], cmp.Compare(a, b))
	})
}

func oldestFirst(items []box.Entry) (titles []string) {
	slices.SortStableFunc(items, func(a, b box.Entry) int { return a.Created.Compare(b.Created) })
	for i := range items {
		titles = append(titles, items[i].Title)
	}
	return titles
}

// distinct leaves the first answers that differ, as many as a question takes.
func distinct(t ticket.Topic, answers []string) (some []string) {
	for _, answer := range answers {
		clean := t.Clean(answer)
		if clean != "" && !slices.Contains(some, clean) && len(some) < ticket.MaxFitting {
			some = append(some, clean)
		}
	}
	return some
}

// InspectionInfo is what a trustee is told of the answers to their questions.
type InspectionInfo struct {
	Asked    int
	Answered bool
	Given    int // of those that were asked
	Fit      int
}

func inspectionInfo(d *ticket.Deciding) *InspectionInfo {
	if d == nil || d.Inspection == nil {
		return nil
	}
	i := d.Inspection
	return &InspectionInfo{Asked: int(i.Asked), Answered: i.Judged > 0, Given: int(i.Given), Fit: int(i.Fit)}
}

// AskingQuestion is a question that trustees ask a requester.
type AskingQuestion struct {
	Topic    string
	Sentence string
	// Waiting are the trustees who wait for an answer.
	Waiting []string
}

// Questions lists what trustees who wait for an answer ask, each question once.
func (q *Asking) Questions() (all []AskingQuestion) {
	for t := ticket.AboutBox; t <= ticket.AboutBoxes; t++ {
		one := AskingQuestion{Topic: t.String(), Sentence: t.Sentence()}
		for _, in := range q.asking.Unanswered() {
			if slices.ContainsFunc(in.Questions, func(a ticket.Asked) bool { return a.Topic == t }) {
				one.Waiting = append(one.Waiting, q.call(in.By))
			}
		}
		if len(one.Waiting) > 0 {
			all = append(all, one)
		}
	}
	return all
}

// Answer answers all who wait, once and for all: one line for each of
// [Asking.Questions], empty where the requester does not know. The words stay here. It
// tells how many were answered.
func (q *Asking) Answer(ctx context.Context, lines []string) (answered int, err error) {
	questions, words := q.Questions(), map[ticket.Topic]string{}
	switch {
	case len(questions) == 0 && len(q.asking.Inspecting) > 0:
		return 0, Fail(Refused, "only the first answers count", "every trustee who asked has your answers")
	case len(questions) == 0:
		return 0, Fail(Refused, "they come, if the owner wanted that, when a trustee has typed the code and you sync", "nobody asks you anything")
	case len(lines) != len(questions):
		return 0, Fail(Usage, "coffer ticket show --ticket FILE numbers them; an empty line is no answer", "%s for %s", Counted(len(lines), "line", "lines"), Counted(len(questions), "question", "questions"))
	}
	for i := range questions {
		for t := ticket.AboutBox; t <= ticket.AboutBoxes; t++ {
			if t.String() == questions[i].Topic && t.Clean(lines[i]) != "" {
				words[t] = lines[i]
			}
		}
	}
	if len(words) == 0 {
		return 0, Fail(Usage, "nothing was sent, and you can still answer", "not one answer")
	}
	replies, err := q.replies(ctx, words)
	if err != nil {
		return 0, err
	}
	err = q.update(func(r *ticket.Requester) error {
		for who, some := range replies {
			if err := r.Reply(who, some); err != nil {
				return err
			}
		}
		return nil
	})
	return len(replies), err
}

// replies stretches the words for every trustee who waits, but for one who asks only
// what they do not answer.
func (q *Asking) replies(ctx context.Context, words map[ticket.Topic]string) (map[hold.Fingerprint][]ticket.Reply, error) {
	waiting, hashes := q.asking.Unanswered(), 0
	for _, in := range waiting {
		for _, asked := range in.Questions {
			if words[asked.Topic] != "" {
				hashes++
			}
		}
	}
	step, all := q.env.counted(ctx, "preparing answers", hashes), map[hold.Fingerprint][]ticket.Reply{}
	for _, in := range waiting {
		some, err := q.asking.Replies(q.env.Stretch, in, words, step)
		if err != nil {
			return nil, err
		}
		if len(some) > 0 {
			all[in.By] = some
		}
	}
	return all, nil
}

// ReadAnswers reads the lines of a file with answers.
func ReadAnswers(ctx context.Context, path string) ([]string, error) {
	r, err := host.OpenReading(ctx, path)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	data, err := host.ReadAll(ctx, r, maxAnswers+1)
	if err != nil {
		return nil, err
	}
	if len(data) > maxAnswers {
		return nil, Fail(Input, "one line for each question", "the answers are longer than %d bytes", maxAnswers)
	}
	return answerLines(string(data)), nil
}

// answerLines are the lines of a text, of which the last one needs no end.
func answerLines(text string) (lines []string) {
	for line := range strings.Lines(text) {
		lines = append(lines, strings.TrimRight(line, "\r\n"))
	}
	return lines
}
