package cli

import (
	"bytes"
	"crypto/rand"
	"testing"

	"github.com/spf13/cobra"
)

// notOnTour are commands that the tour leaves out.
var notOnTour = map[string]string{
	"coffer tour":          "it is what runs",
	"coffer tui":           "it needs a terminal of its own",
	"coffer kdf measure":   "it takes seconds by its nature",
	"coffer hibp download": "it fetches sixty gigabytes",
	"coffer hibp serve":    "it runs until it is interrupted",
	"coffer agent":         "it runs until it is interrupted; coffer unlock starts it",
}

// TestTourShowsEveryCommand holds the tour to the command tree. A noun without
// a verb does what one of its commands does, and need not be shown itself.
func TestTourShowsEveryCommand(t *testing.T) {
	root, shown := (&cli{}).root(nil), make(map[string]bool)
	root.InitDefaultHelpCmd() // as running it does
	for _, ch := range tourChapters() {
		for _, s := range ch.steps {
			cmd, _, err := root.Find((&tour{}).words(s.run))
			if err != nil {
				t.Errorf("%s: %v", s.run, err)
				continue
			}
			shown[cmd.CommandPath()] = true
		}
	}
	leaves(root, func(cmd *cobra.Command) {
		path := cmd.CommandPath()
		if _, out := notOnTour[path]; out == (shown[path] || cmd.HasSubCommands()) {
			t.Errorf("%s: shown on the tour: %v, to be left out: %v", path, shown[path], out)
		}
	})
	if !shown["coffer help"] {
		t.Error("coffer help: not shown on the tour")
	}
}

// TestTourAssertsEverything holds that each step can go wrong by more than its
// exit code.
func TestTourAssertsEverything(t *testing.T) {
	for _, ch := range tourChapters() {
		for _, s := range ch.steps {
			if len(s.wants)+len(s.not) == 0 && s.like == "" {
				t.Errorf("%s: nothing is asserted", s.run)
			}
		}
	}
}

// TestTourNoticesWhatIsWrong runs one step with each kind of a false claim.
func TestTourNoticesWhatIsWrong(t *testing.T) {
	for name, s := range map[string]tourStep{
		"code":  {run: "coffer version", code: 1},
		"wants": {run: "coffer version", wants: []string{"nonsense"}},
		"not":   {run: "coffer version", not: []string{"coffer"}},
		"like":  {run: "coffer version", like: "^$"},
	} {
		tr := &tour{out: new(bytes.Buffer), dir: t.TempDir(), clock: &tourClock{}}
		tr.env = Env{Clock: tr.clock, Rand: rand.Reader}
		if tr.step(t.Context(), s) == nil {
			t.Errorf("%s: the tour saw nothing wrong", name)
		}
		s.code, s.wants, s.not, s.like = 0, nil, nil, ""
		if err := tr.step(t.Context(), s); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
