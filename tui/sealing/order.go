package sealing

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/ask"
	"coffer/tui/look"
	"coffer/tui/screen"
	"coffer/tui/widget"
)

// order is the form of a new seal: for whom, who withholds the key, and how long. Below it
// stands what that promises.
type order struct {
	ask.Form
	d          *screen.Desk
	item, path string
	people     []person
	read       bool

	to, custodians, many, grace    *widget.FormRow
	label, note, deletes, changing *widget.FormRow
	vetoes, extra, unverified      *widget.FormRow
}

// person is somebody, or a circle, that can be chosen.
type person struct {
	name     string
	about    string
	circle   bool
	verified bool
}

// NewOrder makes the form for an item, by its @ID.
func NewOrder(d *screen.Desk, item, path string) screen.Screen {
	o := &order{d: d, item: item, path: path}
	o.Heard = o.heard
	return o
}

// Title is where this is.
func (o *order) Title() string { return "seal " + o.path }

// Start reads whom there is to choose from.
func (o *order) Start() tea.Cmd {
	if o.read { // what was decided stays
		return nil
	}
	return screen.Call(o.d, "", readPeople, func(people []person) tea.Cmd {
		o.people, o.read = people, true
		o.build()
		return nil
	})
}

func readPeople(ctx context.Context, a *app.App) (people []person, err error) {
	contacts, err := a.Contacts(ctx)
	if err != nil {
		return nil, err
	}
	for i := range contacts {
		switch c := &contacts[i]; c.State().String() {
		case "verified":
			people = append(people, person{name: c.Name, verified: true})
		case "connected":
			people = append(people, person{name: c.Name, about: "not compared"})
		}
	}
	circles, err := a.Circles(ctx)
	for _, c := range circles {
		people = append(people, person{name: c.Name, about: "circle, " + app.Counted(len(c.People), "person", "people"), circle: true})
	}
	return people, err
}

// graces are the waits to choose from.
var graces = []string{"1d", "2d", "3d", "7d", "14d", "30d", "60d", "90d", "180d", "365d"}

// build makes the rows of the form.
func (o *order) build() {
	o.to = &widget.FormRow{Name: "for", Some: []widget.Option{}, Help: "each gets a seal of their own"}
	o.custodians = &widget.FormRow{Name: "withheld by", Some: []widget.Option{}, Help: "they keep a share of the key each, and cannot read what is sealed"}
	for _, p := range o.people {
		o.to.Some = append(o.to.Some, widget.Option{Name: p.name, About: p.about})
		if !p.circle {
			o.custodians.Some = append(o.custodians.Some, widget.Option{Name: p.name, About: p.about})
		}
	}
	o.custodians.Some = append(o.custodians.Some, widget.Option{Name: app.Self, About: "your own client: nothing for an emergency"})
	o.many = &widget.FormRow{Name: "needed", Help: "so many of those who withhold it must release it: fewer cannot, and so many are needed"}
	o.grace = &widget.FormRow{Name: "wait", Options: graces, At: 3, Help: "how long they wait after a request, in which you can say no"}
	o.deletes = &widget.FormRow{Name: "item deleted", Options: []string{"they may have it", "it is withdrawn"}, Help: "what happens to the seal when the item is deleted for good; the trash changes nothing"}
	o.changing = &widget.FormRow{Name: "changes", Options: []string{"sent when you say so", "sent by themselves"}, Help: "of the item, at each sync; what was sealed before is not taken back"}
	o.vetoes = &widget.FormRow{Name: "after", Options: vetoWords(), At: 2, Help: "so many requests may be vetoed; then only you can let it be asked for again"}
	o.extra = &widget.FormRow{Name: "you are silent", Options: []string{"they wait once more", "they wait no longer"}, Help: "where you were not reached, or mail is missing"}
	o.unverified = &widget.FormRow{Name: "not compared", Options: []string{"cannot withhold", "may withhold, too"}, Help: "whether people whose safety number was not compared may be custodians: somebody else may be behind them"}
	o.label = &widget.FormRow{Name: "label", Input: &widget.Input{}, Help: "what those it is for and the custodians see before it is opened; may be empty"}
	o.note = &widget.FormRow{Name: "note", Input: &widget.Input{}, Help: "read by who opens it, after that"}
	o.Rows = []*widget.FormRow{o.to, o.custodians, o.many, o.grace, o.label, o.note, o.deletes, o.changing, o.vetoes, o.extra, o.unverified}
	o.settle()
}

func vetoWords() (words []string) {
	for _, n := range []int{1, 2, 3, 5, 10} {
		words = append(words, strconv.Itoa(n)+map[bool]string{true: " veto", false: " vetoes"}[n == 1])
	}
	return words
}

// settle makes the rows fit each other: nobody is both, and the number needed is among
// those who are chosen.
func (o *order) settle() {
	for i := range o.custodians.Some {
		c := &o.custodians.Some[i]
		c.Why = ""
		if p := o.person(c.Name); p != nil && !p.verified && o.unverified.At == 0 {
			c.Why, c.On = "their safety number was not compared: contacts do that, or see below", false
		}
		for _, name := range o.to.On() {
			if name == c.Name {
				c.Why, c.On = "it is for them, and so they cannot withhold it", false
			}
		}
	}
	n := len(o.custodians.On())
	before := len(o.many.Options)
	o.many.Options = nil
	for k := range n {
		o.many.Options = append(o.many.Options, fmt.Sprintf("%d of %d", k+1, n))
	}
	if n != before {
		o.many.At = n / 2 // more than half
	}
	if n == 0 {
		o.many.Options = []string{"nobody withholds it yet"}
	}
	o.many.At = max(0, min(o.many.At, n-1))
}

func (o *order) person(name string) *person {
	for i := range o.people {
		if o.people[i].name == name && !o.people[i].circle {
			return &o.people[i]
		}
	}
	return nil
}

// Keys are what can be done here.
func (o *order) Keys() []screen.Key {
	why := ""
	switch {
	case !o.read:
		why = "contacts are being read"
	case len(o.to.On()) == 0:
		why = "it is for nobody yet"
	case len(o.custodians.On()) == 0:
		why = "nobody withholds the key yet"
	}
	return []screen.Key{
		{Press: []string{"enter"}, Does: "go on to the next line", Short: "next line", Do: func() tea.Cmd { o.Down(); return nil }},
		{Press: []string{"ctrl+s"}, Does: "seal it", Short: "seal it", Why: why, Do: o.seal},
	}
}

// order is what the form says.
func (o *order) order() app.SealOrder {
	grace, _ := app.ParseSpan(o.grace.Choice())
	vetoes := []int{1, 2, 3, 5, 10}[o.vetoes.At]
	return app.SealOrder{
		Item: o.item, To: o.to.On(), Custodians: o.custodians.On(), Threshold: o.many.At + 1, Grace: grace, MaxVetoes: vetoes,
		ExtraWait: o.extra.At == 0, Label: strings.TrimSpace(o.label.Input.Text()), Note: strings.TrimSpace(o.note.Input.Text()),
		OnDelete: []string{"break", "withdraw"}[o.deletes.At], Auto: o.changing.At == 1, Unverified: o.unverified.At == 1,
	}
}

func (o *order) seal() tea.Cmd {
	order := o.order()
	return screen.Call(o.d, "sealing", func(ctx context.Context, a *app.App) ([]app.SealInfo, error) { return a.NewSeals(ctx, order) }, o.sealed)
}

func (o *order) sealed(made []app.SealInfo) tea.Cmd {
	text := fmt.Sprintf("sealed %s for %s; f5 sends it", made[0].Title, made[0].Recipient)
	if len(made) > 1 {
		text = fmt.Sprintf("sealed %s for %d people; f5 sends it", made[0].Title, len(made))
	}
	for _, i := range made {
		if i.Twins > 0 {
			text += fmt.Sprintf("; %s has %s already", i.Recipient, app.Counted(i.Twins, "seal of it, which stays", "seals of it, which stay"))
		}
	}
	return screen.Leave(text)
}

func (o *order) heard(decided bool) {
	if decided {
		o.settle()
	}
}

// View draws the form, and what it promises.
func (o *order) View(s screen.Size, l *look.Look) []string {
	if !o.read {
		return []string{"", "   reading …"}
	}
	return o.Form.Form.View(s, l, o.promise(s.Width, l))
}

func (o *order) promise(cells int, l *look.Look) []string {
	promised, not := app.SealPromise(o.order())
	var facts []widget.Fact
	for i, text := range promised {
		facts = append(facts, widget.Fact{Name: head(i, "promised"), Text: text})
	}
	for i, text := range not {
		facts = append(facts, widget.Fact{Name: head(i, "not promised"), Text: text, Tone: widget.Alarm})
	}
	return widget.Facts(facts, cells, l)
}

func head(i int, name string) string {
	if i > 0 {
		return ""
	}
	return name
}

// Wipe forgets what came from the vault, and overwrites what was typed.
func (o *order) Wipe() {
	o.Form.Wipe()
	*o = order{d: o.d}
}
