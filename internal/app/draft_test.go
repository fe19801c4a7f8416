package app

import (
	"errors"
	"slices"
	"testing"

	"coffer/box"
	"coffer/box/gen"
	"coffer/vault"
	"coffer/vault/secret"
)

func loginDraft(t *testing.T) *Draft {
	t.Helper()
	login, ok := box.Builtin(box.TemplateLogin)
	if !ok {
		t.Fatal("no template login")
	}
	return &Draft{Item: login.NewItem(), MainField: login.Main}
}

func TestDraftKeepsSecretsOutOfArguments(t *testing.T) {
	for name, prepare := range map[string]func(*Draft){
		"password": func(*Draft) {},
		"username": func(d *Draft) { d.SetTier("username", vault.Core) },
		"pin2":     func(d *Draft) { d.SetTier("pin2", vault.Core) },
	} {
		d := loginDraft(t)
		prepare(d)
		err := d.Assign(name, "canary")
		if Explain(err).Kind != Usage {
			t.Errorf("%s: %v", name, err)
		}
		if f, _ := d.Field(name); !f.Value.IsZero() {
			t.Errorf("%s: the value was taken", name)
		}
	}
}

func TestDraftAddsFields(t *testing.T) {
	d := loginDraft(t)
	before := len(d.Fields)
	if err := d.Assign("account", "7"); Explain(err).Kind != NotFound {
		t.Errorf("a field that nobody asked for: %v", err)
	}
	account := d.AddField(NewField{Name: "account", Kind: box.Text})
	if err := errors.Join(account, d.Assign("account", "7"), d.SetSecret("recovery", secret.New("x")), d.SetNote("ask carol")); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]vault.Tier{"account": vault.Companion, "recovery": vault.Core, "note": vault.Companion} {
		if f, ok := d.Field(name); !ok || f.Tier != want {
			t.Errorf("%s: %v in tier %s, not %s", name, ok, f.Tier, want)
		}
	}
	if len(d.Fields) != before+3 {
		t.Errorf("%d fields, not %d", len(d.Fields), before+3)
	}
}

func TestDraftRefusesASeedThatMakesNoCodes(t *testing.T) {
	d := loginDraft(t)
	if err := d.SetSecret("totp", secret.New("0189!")); !errors.Is(err, gen.ErrOTP) {
		t.Errorf("got %v", err)
	}
	if err := d.SetSecret("totp", secret.New("JBSWY3DPEHPK3PXP")); err != nil {
		t.Error(err)
	}
}

func TestUnansweredAsksTheMainSecretFirst(t *testing.T) {
	card, _ := box.Builtin(box.TemplateCard)
	d := &Draft{Item: card.NewItem(), MainField: "pin"}
	if err := d.SetSecret("code", secret.New("123")); err != nil {
		t.Fatal(err)
	}
	if got, want := d.Unanswered(), []string{"pin", "number"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	file, _ := box.Builtin(box.TemplateFile)
	d = &Draft{Item: file.NewItem(), MainField: "content"}
	if got := d.Unanswered(); slices.Contains(got, "content") {
		t.Errorf("nobody can type a file: %q", got)
	}
}

func TestDiffers(t *testing.T) {
	text := func(s string) secret.Text { return secret.New(s) }
	older := box.Item{
		Label: box.Label{Title: "a", Tags: []string{"x"}},
		Fields: []box.Field{
			{Name: "same", Kind: box.Text, Tier: vault.Core, Value: text("1")},
			{Name: "value", Kind: box.Text, Tier: vault.Core, Value: text("1")},
			{Name: "tier", Kind: box.Text, Tier: vault.Core, Value: text("1")},
			{Name: "gone", Kind: box.Text, Tier: vault.Core},
		},
		Attachments: []box.Attachment{{Name: "kept", SHA256: [32]byte{1}}, {Name: "other", SHA256: [32]byte{2}}},
	}
	newer := box.Item{
		Label: box.Label{Title: "b", Tags: []string{"x"}, OnExpiry: box.Delete},
		Fields: []box.Field{
			{Name: "same", Kind: box.Text, Tier: vault.Core, Value: text("1")},
			{Name: "value", Kind: box.Text, Tier: vault.Core, Value: text("2")},
			{Name: "tier", Kind: box.Text, Tier: vault.Companion, Value: text("1")},
			{Name: "new", Kind: box.Text, Tier: vault.Core},
		},
		Attachments: []box.Attachment{{Name: "kept", SHA256: [32]byte{1}}, {Name: "other", SHA256: [32]byte{3}}},
	}
	want := []string{"expiry", "gone", "new", "other", "tier", "title", "value"}
	if got := differs(&older, &newer); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := differs(&older, &older); len(got) != 0 {
		t.Errorf("an item differs from itself in %q", got)
	}
}
