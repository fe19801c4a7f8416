package sealing

import (
	"context"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/ask"
	"coffer/tui/screen"
	"coffer/tui/widget"
	"coffer/vault/secret"
)

// does does something with the seal, shows it as it is then, and says what was done.
func (s *seal) does(f func(*app.App, context.Context, string) (app.SealInfo, error), said func(app.SealInfo) string) tea.Cmd {
	ref := s.ref()
	return screen.Call(s.d, "", func(ctx context.Context, a *app.App) (app.SealInfo, error) { return f(a, ctx, ref) }, func(info app.SealInfo) tea.Cmd {
		s.info = info
		return screen.Send(screen.Say{Text: said(info)})
	})
}

// requests are those that are pending.
func (s *seal) requests() (ids []string) {
	for _, r := range s.info.Requests {
		if r.Pending {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

// veto asks for a reason first.
func (s *seal) veto() tea.Cmd {
	i, ids := s.info, s.requests()
	facts := []widget.Fact{
		{Name: "veto", Text: fmt.Sprintf("nothing is released for what %s asks now; they may ask again, until %s were vetoed", i.Recipient, app.Counted(i.MaxVetoes, "request", "requests"))},
		{Name: "counts", Text: "from when the custodians hear of it: sync soon after, do not put it off"},
		{Name: "reason", Text: "is told to " + i.Recipient + " and the custodians; it may be left empty"},
	}
	return screen.Send(screen.Open{Screen: ask.NewLine(ask.Line{
		Name: "veto", Facts: facts, Label: "reason", Optional: true, Does: "stop the request", Short: "veto",
		Do: func(reason secret.Text) tea.Cmd { return s.vetoed(ids, reason) },
	})})
}

func (s *seal) vetoed(ids []string, reason secret.Text) tea.Cmd {
	if len(ids) == 0 {
		ids = []string{""}
	}
	ref := s.ref()
	return screen.Call(s.d, "", func(ctx context.Context, a *app.App) (info app.SealInfo, err error) {
		defer reason.Wipe()
		for _, id := range ids {
			if info, err = a.VetoSeal(ctx, ref, idWord(id), reason.Reveal()); err != nil {
				return info, err
			}
		}
		return info, nil
	}, func(info app.SealInfo) tea.Cmd {
		s.info = info
		return screen.Leave("stopped; s carries that to the custodians, do not put it off")
	})
}

func idWord(id string) string {
	if id == "" {
		return ""
	}
	return "@" + id
}

func (s *seal) allow() tea.Cmd {
	i, ids := s.info, s.requests()
	question := fmt.Sprintf("%s can open %s at once: the custodians give their shares without waiting, and that cannot be taken back once they have.", i.Recipient, i.Title)
	if len(ids) == 0 {
		question = fmt.Sprintf("Nobody asks for it now. This lifts the seal: from then on %s can open %s without a wait, and you are asked no more.", i.Recipient, i.Title)
		ids = []string{""}
	}
	return screen.Send(screen.Ask{Question: question, Does: "allow", Do: func() tea.Cmd {
		return s.does(func(a *app.App, ctx context.Context, ref string) (info app.SealInfo, err error) {
			for _, id := range ids {
				if info, _, err = a.AllowSeal(ctx, ref, idWord(id)); err != nil {
					return info, err
				}
			}
			return info, nil
		}, func(info app.SealInfo) string {
			return "allowed: " + info.Recipient + " can open it; s carries that to them"
		})
	}})
}

func (s *seal) update() tea.Cmd {
	return screen.Send(screen.Ask{Does: "send it", Question: "The item as it is now goes to " + s.info.Recipient +
		", sealed. An update adds and never takes back: to take something out of a seal, withdraw it and seal anew.", Do: func() tea.Cmd {
		return s.does((*app.App).UpdateSeal,
			func(info app.SealInfo) string {
				return fmt.Sprintf("sealed version %d for %s; s sends it", info.Version, info.Recipient)
			})
	}})
}

func (s *seal) withdraw() tea.Cmd {
	return screen.Send(screen.Ask{Does: "withdraw", Question: "The seal ends for ever: its custodians destroy their shares, and what " +
		s.info.Recipient + " has of it is of no use. The item itself stays in your vault.", Do: func() tea.Cmd {
		return s.does((*app.App).WithdrawSeal,
			func(app.SealInfo) string { return "withdrawn; s tells the custodians to destroy their shares" })
	}})
}

func (s *seal) reopen() tea.Cmd {
	return s.does((*app.App).ReopenSeal,
		func(app.SealInfo) string { return "reopened: it can be asked for again; s tells the others" })
}

// asks breaks a seal, or sends the request that is under way once more.
func asks(again bool) func(*app.App, context.Context, string) (app.SealInfo, error) {
	return func(a *app.App, ctx context.Context, ref string) (app.SealInfo, error) {
		return a.BreakSeal(ctx, ref, again)
	}
}

func (s *seal) breakIt() tea.Cmd {
	i := s.info
	question := fmt.Sprintf("The custodians are asked for their shares, and tell %s that it was you. It opens after %s, unless it is allowed before or vetoed. Nothing of this can be kept from %s.",
		i.Sender, app.FormatSpan(i.Grace), i.Sender)
	return screen.Send(screen.Ask{Does: "break the seal", Question: question, Do: func() tea.Cmd {
		return s.does(asks(false),
			func(info app.SealInfo) string {
				return "asked for; s tells the custodians, who tell " + info.Sender
			})
	}})
}

func (s *seal) askAgain() tea.Cmd {
	return s.does(asks(true),
		func(app.SealInfo) string { return "sends the request once more; s carries it" })
}

func (s *seal) openInto() tea.Cmd {
	facts := []widget.Fact{{Text: "What was sealed is put into a box of yours, BOX or BOX/FOLDER; a box that is missing is made. It can be opened again."}}
	return screen.Send(screen.Open{Screen: ask.NewLine(ask.Line{
		Name: "open", Facts: facts, Label: "into", Does: "open it into this box", Short: "open",
		Do: func(where secret.Text) tea.Cmd {
			ref := s.ref()
			return screen.Call(s.d, "opening", func(ctx context.Context, a *app.App) (app.OpenedSeal, error) {
				defer where.Wipe()
				return a.OpenSeal(ctx, ref, where.Reveal())
			}, s.opened)
		},
	})})
}

// opened shows the note of the sender, which is said once.
func (s *seal) opened(o app.OpenedSeal) tea.Cmd {
	s.info = o.Info
	cmds := []tea.Cmd{screen.Send(screen.Back{Again: true})}
	if o.Note != "" {
		cmds = append(cmds, screen.Send(screen.Open{Screen: ask.NewText("note", []widget.Fact{{Name: "from " + o.Info.Sender, Text: o.Note}})}))
	}
	text := "opened: " + o.Path
	if o.NewBox {
		text += "; the box is new"
	}
	return tea.Sequence(append(cmds, screen.Send(screen.Say{Text: text}))...)
}

func (s *seal) look() tea.Cmd {
	ref := s.ref()
	return screen.Call(s.d, "opening", func(ctx context.Context, a *app.App) (*unsealed, error) {
		u, err := a.LookIntoSeal(ctx, ref)
		return &unsealed{UnsealedItem: u}, err
	}, func(u *unsealed) tea.Cmd {
		u.d, u.until = s.d, s.d.Now().Add(shownFor)
		return screen.Send(screen.Open{Screen: u})
	})
}
