package app

import (
	"context"
	"errors"
	"os"
	"regexp"
	"strings"
	"testing"

	"coffer/internal/host"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

func TestHooksOfANotice(t *testing.T) {
	a := &App{env: Env{Clock: standing{}, Folders: host.Folders{Data: "/v"}}}
	var ran []string
	a.env.Hooks = Hooks{
		Of: func() (map[string][]string, error) {
			return map[string][]string{"asks": {"one"}, host.AllHooks: {"all"}}, nil
		},
		Run: func(_ context.Context, argv []string, input []byte) error {
			ran = append(ran, argv[0]+" "+strings.TrimSpace(string(input)))
			if argv[0] == "one" {
				return errors.New("broken\nfor good")
			}
			return nil
		},
	}
	failed := a.tellHooks(t.Context(), []Notice{{Kind: "asks", Contact: "Eve\x1b[2J", Message: "\u202eevil"}, {Kind: "ended"}})
	if len(failed) != 1 || failed[0] != "the hook hooks.asks failed: broken; for good" {
		t.Errorf("%q", failed)
	}
	if len(ran) != 3 || !strings.HasPrefix(ran[0], "one ") || !strings.HasPrefix(ran[1], "all ") || !strings.HasPrefix(ran[2], "all ") {
		t.Fatalf("%q", ran)
	}
	if !strings.Contains(ran[0], `"contact":"Eve\\x1b[2J","message":"\\u202eevil"`) {
		t.Errorf("%s", ran[0])
	}
	ran = nil
	failed = a.tellHooks(t.Context(), make([]Notice, 1000))
	if len(ran) != maxHooked || len(failed) != 1 {
		t.Errorf("%d hooks ran, %q", len(ran), failed)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	ran = nil
	if a.tellHooks(ctx, make([]Notice, 1000)); len(ran) > 1 {
		t.Errorf("%d hooks ran after the end", len(ran))
	}
	a.env.Hooks = Hooks{}
	if failed := a.tellHooks(t.Context(), make([]Notice, 1)); failed != nil {
		t.Errorf("%q", failed)
	}
}

// TestPageOfHooks holds the table of the page against the kinds that there are.
func TestPageOfHooks(t *testing.T) {
	page, err := os.ReadFile("../../docs/hooks.md")
	if err != nil {
		t.Fatal(err)
	}
	var rows []string
	names := regexp.MustCompile("`([a-z.]+)`")
	for _, row := range regexp.MustCompile("(?m)^\\| (`[^|]*) \\|").FindAllStringSubmatch(string(page), -1) {
		for _, name := range names.FindAllStringSubmatch(row[1], -1) {
			rows = append(rows, name[1])
		}
	}
	if diff := cmp.Diff(noticeKinds(), rows, cmpopts.SortSlices(strings.Compare)); diff != "" {
		t.Error(diff)
	}
}
