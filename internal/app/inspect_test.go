package app

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"coffer/box"
	"coffer/ticket"
	"coffer/vault"
	"coffer/vault/secret"
)

// TestWhatFits: what the owner can be asked is of the companion tier alone, and little
// of each sort: what there is most of, and the oldest titles.
func TestWhatFits(t *testing.T) {
	a, _ := movingApp(t)
	a.mustUpdate(t, func(tx *vault.Tx) error {
		work, _, err := box.EnsureBox(tx, "Work")
		if err != nil {
			return err
		}
		gone, _, err := box.EnsureBox(tx, "gone")
		if err != nil {
			return err
		}
		if _, err := box.RemoveBox(tx, gone.ID); err != nil {
			return err
		}
		for i := range 10 {
			it := box.Item{Box: work.ID, Label: box.Label{Title: fmt.Sprintf("Item %d", i), Folder: []string{fmt.Sprint("Folder ", i%2)}},
				Fields: []box.Field{
					{Name: "password", Kind: "password", Tier: vault.Core, Value: secret.New("swordfish")},
					{Name: "user", Kind: "text", Tier: vault.Companion, Value: secret.New("root")},
				}}
			if i == 0 {
				it.Tags = []string{"Money"}
			}
			if err := box.Put(tx, &it); err != nil {
				return err
			}
		}
		return nil
	})
	var got []ticket.Fitting
	err := a.view(t.Context(), func(tx *vault.Tx) (err error) {
		got, err = whatFits(tx)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	answers := map[ticket.Topic][]string{}
	for _, f := range got {
		answers[f.Topic] = f.Answers
		for _, answer := range f.Answers {
			if answer == "swordfish" || answer == "root" || answer == "gone" {
				t.Errorf("%s: %q", f.Topic, answer)
			}
		}
	}
	if n := len(answers[ticket.AboutTitle]); n != ticket.MaxFitting || ticket.Hashes(got) > ticket.MaxQuestions*ticket.MaxFitting {
		t.Errorf("%d titles, %d answers", n, ticket.Hashes(got))
	}
	for topic, want := range map[ticket.Topic][]string{
		ticket.AboutBox: {"work"}, ticket.AboutFolder: {"folder 0", "folder 1"}, ticket.AboutTag: {"money"}, ticket.AboutBoxes: {"1"},
		ticket.AboutBegun: {a.Now().UTC().Format("2006-01")},
	} {
		if !slices.Equal(answers[topic], want) {
			t.Errorf("%s: %q", topic, answers[topic])
		}
	}
}

func TestOldestTitles(t *testing.T) {
	at := func(title string, day int) box.Entry {
		return box.Entry{Label: box.Label{Title: title, Created: time.Unix(1_900_000_000, 0).AddDate(0, 0, day)}}
	}
	titles := oldestFirst([]box.Entry{at("new", 3), at("Old", 1), at("old ", 2)})
	if got := distinct(ticket.AboutTitle, titles); !slices.Equal(got, []string{"old", "new"}) {
		t.Errorf("%q", got)
	}
}

// TestQuestionsAreInterrupted: what costs this much is shown, and ends when it is told
// to.
func TestQuestionsAreInterrupted(t *testing.T) {
	a, _ := movingApp(t)
	ctx, cancel := context.WithCancel(t.Context())
	var shown []string
	a.env.Progress = func(what string, done, total int) {
		if shown = append(shown, fmt.Sprintf("%s %d of %d", what, done, total)); done == 2 {
			cancel()
		}
	}
	err := a.inspect(ctx, &Appointment{Names: []string{"bob", "carol"}, Inspect: true})
	if !errors.Is(err, context.Canceled) || !slices.Equal(shown, []string{"preparing questions 1 of 2", "preparing questions 2 of 2"}) {
		t.Errorf("%q, %v", shown, err)
	}
}
