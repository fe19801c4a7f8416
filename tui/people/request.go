package people

import (
	"bytes"
	"context"
	"strings"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/internal/host"
	"coffer/tui/screen"
)

// request takes the card of somebody: from a file, from the post, or pasted.
type request struct {
	form
	d      *screen.Desk
	pasted []byte // a card as text; nil: none was pasted
}

func newRequest(d *screen.Desk) *request {
	r := &request{d: d}
	from := textLine("card", "the path of a file, or a line that begins with coffer-card:, or paste the text of a card here")
	from.path = d
	r.form = form{title: "ask somebody", lines: []*line{from}, does: "read the card", short: "read it", do: r.read, intro: func(s *sheet) {
		s.say(s.l.Dim, "People become contacts by their cards. Whose card it is shows before anything is sent.")
		if r.pasted != nil {
			s.gap()
			s.say(s.l.Good, "the text of a card was pasted; enter reads it")
		}
	}}
	return r
}

// cardBegins is how the text of a card begins, whoever pasted it.
const cardBegins = "-----BEGIN COFFER CARD"

// Update takes a card that is pasted; all else is typed.
func (r *request) Update(msg tea.Msg) tea.Cmd {
	paste, ok := msg.(tea.PasteMsg)
	if ok && strings.Contains(paste.Content, cardBegins) && len(paste.Content) <= app.MaxCardText {
		r.pasted = bytes.TrimSpace([]byte(strings.ReplaceAll(paste.Content, "\r", "\n")))
		r.lines[0].input.Wipe()
		return nil
	}
	if _, typed := msg.(tea.KeyPressMsg); typed {
		r.pasted = nil
	}
	return r.form.Update(msg)
}

// read reads and checks the card, and goes on to whoever it is of.
func (r *request) read() tea.Cmd {
	from, pasted := strings.TrimSpace(r.lines[0].text()), r.pasted
	type taken struct {
		card  app.Card
		alike []string
	}
	return screen.Call(r.d, "reading the card", func(ctx context.Context, a *app.App) (t taken, err error) {
		switch {
		case pasted != nil:
			t.card, err = app.ReadCard(pasted)
		case from == "":
			err = app.Fail(app.Input, "type a path or paste a card", "no card is named")
		case app.IsPointer(from):
			t.card, err = a.FetchCard(ctx, from)
		default:
			t.card, err = readCardFile(ctx, r.d.Path(from))
		}
		if err == nil {
			t.alike, err = a.Resembles(ctx, t.card)
		}
		return t, err
	}, func(t taken) tea.Cmd {
		return screen.Send(screen.Open{Screen: newMeet(r.d, t.card, "", t.alike, 2)})
	})
}

func readCardFile(ctx context.Context, path string) (app.Card, error) {
	in, err := host.OpenReading(ctx, path)
	if err != nil {
		return app.Card{}, err
	}
	defer in.Close()
	data, err := host.ReadAll(ctx, in, app.MaxCardText+1) // one more is too large
	if err != nil {
		return app.Card{}, err
	}
	return app.ReadCard(data)
}

// Wipe forgets what was typed.
func (r *request) Wipe() { r.form.Wipe(); r.pasted = nil }

// meet asks whoever a card is of to connect.
type meet struct {
	form
	d     *screen.Desk
	card  app.Card
	known string // a contact who is asked again
	alike []string
	below int // screens to leave when it is done
}

func newMeet(d *screen.Desk, card app.Card, known string, alike []string, below int) *meet {
	m := &meet{d: d, card: card, known: known, alike: alike, below: below}
	called := textLine("call them", "what you call them in this vault; empty: the name on the card")
	said := textLine("message", "a line that they see with your request; no secret; may be empty")
	lines := []*line{called, said}
	if known != "" {
		lines = lines[1:]
	}
	m.form = form{title: "ask " + card.Name(), lines: lines, does: "ask them to connect", short: "ask them", do: m.ask, intro: m.facts}
	return m
}

func (m *meet) facts(s *sheet) {
	cardFacts(s, m.card)
	s.gap()
	if len(m.alike) > 0 {
		s.say(s.l.Bad, "warning: this card "+app.LooksLike(m.alike)+": somebody has new keys, or somebody else uses their name. The contact that is there is not changed by it.")
		return
	}
	s.say(s.l.Dim, "Anybody can write a card with this name. Compare the safety number once you are connected.")
}

func (m *meet) ask() tea.Cmd {
	if len(m.alike) == 0 {
		return m.send()
	}
	return screen.Send(screen.Ask{Does: "keep it as somebody else", Do: m.send,
		Question: "This card " + app.LooksLike(m.alike) + ". Kept, it stands beside the other as somebody of its own, and is asked to connect."})
}

func (m *meet) send() tea.Cmd {
	name, message := m.known, m.lines[len(m.lines)-1].text()
	if m.known == "" {
		name = m.lines[0].text()
	}
	card := m.card
	return screen.Call(m.d, "", func(ctx context.Context, a *app.App) (string, error) {
		met, err := a.RequestContact(ctx, card, name, message)
		if err != nil {
			return "", err
		}
		text, err := nameText(ctx, a, met.Contact.Name)
		if strings.HasPrefix(text, "warning: ") {
			return text, err
		}
		return metText(met), err
	}, func(text string) tea.Cmd {
		cmds := []tea.Cmd{}
		for range m.below - 1 {
			cmds = append(cmds, screen.Send(screen.Back{}))
		}
		return tea.Sequence(append(cmds, screen.Leave(text))...)
	})
}

func metText(met app.Met) string {
	who := quoted(met.Contact.Name)
	switch {
	case met.Contact.State().Open():
		return "you and " + who + " are connected"
	case met.New:
		return "took the card of " + who + "; f5 carries the request to them"
	}
	return "the card of " + who + " was known; f5 carries the request to them"
}

// Wipe forgets what was typed.
func (m *meet) Wipe() { m.form.Wipe(); m.card, m.alike = app.Card{}, nil }
