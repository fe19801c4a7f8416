package moving_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"coffer/internal/app"
	"coffer/tui/screen"
	"coffer/tui/tuitest"
	"coffer/vault/secret"
)

// alice has a vault with an item of two boxes each.
func alice(t *testing.T) *tuitest.Person {
	p := tuitest.NewPerson(t, "alice", tuitest.NewClock()).WithVault("Alice")
	p.Adds("home/door", "login", "1234-canary", map[string]string{"username": "ann"})
	p.Adds("work/desk", "login", "desk-canary", nil)
	return p
}

// chooses goes to a row of the account place, by its name.
func chooses(p *tuitest.Person, row string) *tuitest.Person {
	p.GoesTo("account").Presses("home")
	for range 20 {
		if strings.Contains(p.Frame(), "› "+row+" ") {
			return p.Presses("enter")
		}
		p.Presses("down")
	}
	return p.Sees("› " + row)
}

// picks goes on to a choice of the row under the cursor.
func picks(p *tuitest.Person, choice string) *tuitest.Person {
	for range 20 {
		if strings.Contains(p.Frame(), "‹ "+choice+" ›") {
			return p
		}
		p.Presses("right")
	}
	return p.Sees("‹ " + choice + " ›")
}

// boxes are those that there are.
func boxes(p *tuitest.Person) (names []string) {
	p.Does(func(ctx context.Context, a *app.App) (err error) {
		names, err = a.BoxNames(ctx)
		return err
	})
	return names
}

// old is a file of another tool, in which something stands that has no place here.
const old = `<KeePassFile><Root><Group><Name>old</Name><Entry><CustomIconUUID>AAAAAAAAAAAAAAAAAAAAAQ==</CustomIconUUID>` +
	`<String><Key>Title</Key><Value>acme</Value></String><String><Key>Password</Key><Value ProtectInMemory="True">old-canary</Value></String>` +
	`</Entry></Group></Root></KeePassFile>`

func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestImport: a file is tried first, with what has no place, and then brought beside what is there.
func TestImport(t *testing.T) {
	path := write(t, "old.xml", old)
	p := chooses(alice(t).Unlocks(), "import").Masks("old.xml", " a path").Sees("which file?", "a new folder in the box import").Golden("import")
	p.Presses("enter").Sees("type the path of the file").Types(path[:len(path)-2]).Presses("tab").Sees("old.xml").Presses("down").Sees("by what is in it")
	picks(p, "keepass-xml").Sees("KeePass 2 XML").Presses("up", "enter")
	p.Sees("would come", "read as", "keepass-xml", "1 item", "import/keepass-xml-2031-05-06", "icon").SeesNot("canary").Golden("import-tried")
	if all := boxes(p); len(all) != 2 {
		t.Errorf("trying it made %v", all)
	}
	p.Presses("enter").Sees("imported 1 item", "came").SeesNot("canary").Golden("imported")
	p.Presses("enter").Sees("keepass-xml-2031-05-06", "acme").SeesNot("canary")
	if all := boxes(p); len(all) != 3 {
		t.Errorf("bringing it made %v", all)
	}
	p.Presses("ctrl+l").Sees("master password").SeesNot("acme")
}

// TestGivenUp: while it goes on it is said what, and whoever gives it up keeps nothing of it.
func TestGivenUp(t *testing.T) {
	p := chooses(alice(t).Unlocks(), "import").Types(write(t, "old.xml", old)).Presses("enter").Sees("would come")
	_, cmd := p.Model().Update(tea.KeyPressMsg{Code: tea.KeyEnter})
	p.Sees("importing").Presses("ctrl+x").Sees("given up: importing")
	finish(p, cmd)
	p.Sees("would come").SeesNot("came ")
	if all := boxes(p); len(all) != 2 {
		t.Errorf("it made %v", all)
	}
	path := filepath.Join(t.TempDir(), "all.zip")
	chooses(p.Presses("esc", "esc", "y"), "export").Presses("down", "down", "down", "down", "down")
	picks(p, "not at all").Presses("down").Types(path).Presses("enter").Sees("would go").Presses("enter")
	_, cmd = p.Model().Update(tea.KeyPressMsg{Code: 'y', Text: "y"})
	p.Sees("exporting").Presses("ctrl+x").Sees("given up: exporting")
	finish(p, cmd)
	if _, err := os.Stat(path); err == nil || strings.Contains(p.Frame(), "went") {
		t.Error("it wrote the file")
	}
}

// finish does what a key has set off.
func finish(p *tuitest.Person, cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	msg := cmd()
	if cmds, _, ok := screen.Several(msg); ok {
		for _, one := range cmds {
			finish(p, one)
		}
		return
	}
	p.Sends(msg)
}

// TestImportFails: what cannot be read is said, and the form stands as it was; nothing is kept.
func TestImportFails(t *testing.T) {
	path := write(t, "none.xml", "<other/>")
	p := chooses(alice(t).Unlocks(), "import").Types(path).Presses("enter").Sees("this is XML, but none", "choose its format").SeesNot("would come", "--help").Presses("down")
	picks(p, "xml").Presses("enter").Sees("not a Coffer export").SeesNot("would come").Presses("up")
	p.Presses("ctrl+u").Types(filepath.Join(filepath.Dir(path), "nowhere")).Presses("enter").Sees("nowhere").SeesNot("would come")
	p.Presses("ctrl+u").Types(filepath.Dir(path)).Presses("enter").Sees("what kind of folder this is", "name a file in it").SeesNot("--help")
	p.Presses("down", "down").Types("home").Presses("down", "right").Sees("those that the file names").Presses("enter").Sees("not both")
	if all := boxes(p); len(all) != 2 {
		t.Errorf("it made %v", all)
	}
}

// TestExport: what would go is shown with what the format has no place for, and a file in clear asks first.
func TestExport(t *testing.T) {
	p := alice(t)
	p.Does(func(ctx context.Context, a *app.App) error {
		_, err := a.Remove(ctx, []string{"home/door"}, 0)
		return err
	})
	path := filepath.Join(t.TempDir(), "all.xml")
	p = chooses(p.Unlocks(), "export").Masks("all.xml", " a path").Sees("home", "work", "with a passphrase", "where to?").Golden("export")
	p.Presses("enter").Sees("type a passphrase, twice")
	picks(p, "keepass-xml").Presses("down", "space", "down", "down", "down", "down")
	picks(p, "not at all").Sees("every secret stands in the file").SeesNot("once more").Presses("enter").Sees("type the path of the file")
	p.Presses("down").Types(path).Presses("enter")
	p.Sees("would go", "1 item of 1 box", "no place for", "when the trash gives up", "home/door", "in clear").SeesNot("canary").Golden("export-tried")
	if _, err := os.Stat(path); err == nil {
		t.Error("trying it wrote the file")
	}
	p.Presses("enter").Sees("stands in clear in").Presses("y").Sees("exported", "went", "delete it after use").SeesNot("canary").Golden("exported")
	text, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(text), "1234-canary") || strings.Contains(string(text), "desk-canary") {
		t.Errorf("%v in\n%s", err, text)
	}
	p.Presses("enter").Sees("› export")
}

// TestExportReplacesAfterAQuestion: that a file is there is said where it is named, with a name
// that is free; it goes after a question alone, and a folder never.
func TestExportReplacesAfterAQuestion(t *testing.T) {
	path := "there.zip"
	t.Chdir(filepath.Dir(write(t, path, "precious")))
	p := chooses(alice(t).Unlocks(), "export")
	picks(p, "zip").Presses("down", "down", "down", "down", "down")
	picks(p, "not at all").Presses("down").Types("..").Sees("a folder is there").Presses("enter").Sees("not now: a folder is there")
	p.Types("/nowhere/all.zip").Sees("there is no folder").Presses("enter").Sees("not now: there is no folder").Presses("ctrl+u")
	p.Types(path).Sees("a file is there, and would be replaced", "ctrl+n takes").Golden("export-there")
	p.Presses("enter").Sees("would go", "2 items", "replaces", "nothing: the format has a place for all of it").Golden("export-replaces")
	p.Presses("enter").Sees("is lost", "clear in there.zip", "replace it in clear").Presses("n").SeesNot("went").Presses("esc")
	p.Presses("ctrl+n").Sees("there-2.zip").SeesNot("would be replaced").Presses("enter").Sees("would go").SeesNot("replaces").Presses("esc")
	p.Presses("ctrl+u").Types(path).Presses("up")
	picks(p, "to age recipients").Presses("enter").Sees("to whom").Presses("down").Types("nonsense").Presses("enter").Sees("would go", "to nonsense").Presses("enter").Sees("replace it?").Presses("y")
	p.SeesNot("went")
	if text, err := os.ReadFile(path); err != nil || string(text) != "precious" {
		t.Errorf("%q, %v", text, err)
	}
	p.Presses("esc", "up")
	picks(p, "not at all").Presses("enter", "enter", "y").Sees("went", "2 items")
	if text, err := os.ReadFile(path); err != nil || !strings.HasPrefix(string(text), "PK") {
		t.Errorf("%.20q, %v", text, err)
	}
}

// TestExportIsLate: what appears after it was looked at is not replaced.
func TestExportIsLate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "all.zip")
	p := chooses(alice(t).Unlocks(), "export").Presses("down", "down", "down", "down", "down")
	picks(p, "not at all").Presses("down").Types(path).Presses("enter").Sees("would go")
	if err := os.WriteFile(path, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	p.Presses("enter", "y").Sees("is there by now", "esc goes back").SeesNot("--force", "went").Presses("esc").Waits(time.Second)
	p.Sees("would be replaced", "ctrl+n takes")
	if text, err := os.ReadFile(path); err != nil || string(text) != "precious" {
		t.Errorf("%q, %v", text, err)
	}
}

// TestExportOfBitwarden: its own protection takes the passphrase, and what it has no place for is listed before.
func TestExportOfBitwarden(t *testing.T) {
	p := alice(t)
	p.Does(func(ctx context.Context, a *app.App) error {
		_, err := a.Edit(ctx, "home/door", app.Change{Secret: &app.SecretValue{Value: secret.New("5678-canary")}})
		return err
	})
	t.Chdir(t.TempDir())
	path := "all.json"
	p = chooses(p.Unlocks(), "export")
	picks(p, "bitwarden").Sees("Bitwarden JSON").Presses("down", "down", "down", "down", "down").Sees("encrypted in its own way").Presses("down").Types(phrase).Presses("down").Types(phrase)
	p.Presses("down").Types(path).Presses("enter").Sees("would go", "in the way of the format").Presses("enter").Sees("went", "2 items").SeesNot("canary")
	text, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(text), `"passwordProtected"`) || strings.Contains(string(text), "canary") {
		t.Fatalf("%.80q, %v", text, err)
	}
	chooses(p, "import").Types(path).Presses("enter").Sees("the file is encrypted", "as the other program does it", "passphrase").SeesNot("identities").Golden("import-protected")
	p.Types("something else").Presses("enter").Sees("does not open this file")
	_, late := p.Model().Update(tea.KeyPressMsg{Code: tea.KeyEnter}) // looks once more, for long
	p.Presses("ctrl+u").Types(phrase).Presses("enter").Sees("would come", "2 items", "bitwarden").SeesNot("canary")
	p.Sends(late())
	p.SeesNot("does not open").Presses("enter").Sees("imported 2 items")
}

// TestImportOfAnotherFile: what is asked for one file is not asked for the next one.
func TestImportOfAnotherFile(t *testing.T) {
	p := chooses(alice(t).Unlocks(), "import").Types("testdata/old.xml.age").Presses("enter").Sees("› passphrase").Types("half")
	p.Presses("up", "up", "up", "up").Presses("ctrl+u").Types(write(t, "old.xml", old)).SeesNot("passphrase").Presses("enter").Sees("would come", "1 item")
}

// table is one of nobody's.
const table = "Konto;Kennung;Geheimnis;Group;Straße 1\nacme;ann;table-canary;Work;here\n"

// TestImportOfTable: what the columns of a table are is asked, and what is not said stays a secret.
func TestImportOfTable(t *testing.T) {
	path := write(t, "table.csv", table)
	p := chooses(alice(t).Unlocks(), "import").Types(path).Presses("down")
	picks(p, "csv").Presses("enter").Sees("its columns", "› Konto", "Geheimnis", "column 5", "first line").SeesNot("Straße", "canary").Golden("import-columns")
	picks(p, "title").Presses("down")
	picks(p, "user name").Presses("down")
	picks(p, "user name").Presses("enter").Sees("not now: Kennung and Geheimnis are both")
	picks(p, "password").Presses("enter").Sees("would come", "1 item", "csv", "Straße 1 (secret)").SeesNot("canary").Presses("esc").Sees("its columns", "‹ password ›")
	p.Presses("down", "down")
	picks(p, "left out").Sees("‹ left out ›", "left out column 5").Presses("enter").Sees("would come").Presses("enter").Sees("imported 1 item", "account › imported")
	p.Does(func(ctx context.Context, a *app.App) error {
		v, err := a.Get(ctx, "import/csv-2031-05-06/Work/acme", "")
		if err == nil && v.Field.Value.Reveal() != "table-canary" {
			t.Errorf("the password is %q", v.Field.Value.Reveal())
		}
		return err
	})
}

// TestImportOfTableWithoutNames: a first line of values is not shown, and it is said that it is lost.
func TestImportOfTableWithoutNames(t *testing.T) {
	path := write(t, "bare.csv", "acme1,ann@example.org,bare-c4nary\n")
	p := chooses(alice(t).Unlocks(), "import").Types(path).Presses("down")
	picks(p, "csv").Presses("enter").Sees("column 1", "column 3", "it does not look like names of columns").SeesNot("nary").Presses("enter").Sees("not now: the first line does not look like names")
}

// TestImportOfFolder: a store is told apart, and the command that brings it in is shown.
func TestImportOfFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "my store")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "mail.gpg"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	p := chooses(alice(t).Unlocks(), "import").Types(dir).Presses("down", "down").Types("home").Presses("enter")
	p.Sees("a store of pass", "coffer import pass '", "my store' --into home", "--dry-run").Presses("enter").Sees("› into")
}

// TestLongReport: all that is reported can be scrolled to, in a narrow terminal, too.
func TestLongReport(t *testing.T) {
	var b strings.Builder
	b.WriteString("<KeePassFile><Root><Group><Name>old</Name>")
	for i := range 230 {
		fmt.Fprintf(&b, "<Entry><AutoType><Association><Window>w</Window><KeystrokeSequence>x</KeystrokeSequence></Association></AutoType><String><Key>Title</Key><Value>site%d.</Value></String></Entry>", i)
	}
	b.WriteString("</Group></Root></KeePassFile>")
	p := chooses(alice(t).Unlocks(), "import").Types(write(t, "long.xml", b.String())).Presses("enter").Sees("would come", "230 items", "↓ more").Resizes(40, 24)
	var seen strings.Builder
	for range 60 {
		seen.WriteString(p.Frame())
		p.Presses("pgdown")
	}
	for i := range 230 {
		if !strings.Contains(seen.String(), fmt.Sprintf("site%d.", i)) {
			t.Errorf("nobody sees what is said of item %d", i)
		}
	}
	p.SeesNot("↓ more").Fits().Presses("enter").Sees("imported 230 items")
}

const phrase = "tangle violin harbor mustard eleven"

// TestExportOfSome: tags and a text choose which items go.
func TestExportOfSome(t *testing.T) {
	path := filepath.Join(t.TempDir(), "some.xml")
	p := chooses(alice(t).Unlocks(), "export").Presses("down", "down", "down").Types("one, two").Presses("down", "down")
	picks(p, "not at all").Presses("down").Types(path).Presses("enter").Sees("no item fits").SeesNot("would go")
	p.Presses("up", "up", "up").Presses("ctrl+u", "down").Types("ann").Presses("enter").Sees("1 item of 1 box").Presses("enter", "y").Sees("went")
	if text, err := os.ReadFile(path); err != nil || !strings.Contains(string(text), "1234-canary") || strings.Contains(string(text), "desk-canary") {
		t.Errorf("%v in\n%s", err, text)
	}
}

// TestExportOfFolder: a format that is a folder is encrypted to recipients, and to nobody else.
func TestExportOfFolder(t *testing.T) {
	p := chooses(alice(t).Unlocks(), "export")
	picks(p, "passage").Sees("folder of passage").Presses("enter").Sees("choose recipients").Presses("down", "down", "down", "down", "down")
	picks(p, "to age recipients").Presses("enter").Sees("to whom it is encrypted").Presses("down").Types("age1none").Presses("down").Types(filepath.Join(t.TempDir(), "store"))
	p.Presses("enter").Sees("would go", "to age1none").Presses("enter").SeesNot("went")
}

// TestExportWithPassphrase: it is typed twice, and what is written is no text any more.
func TestExportWithPassphrase(t *testing.T) {
	path := filepath.Join(t.TempDir(), "all.zip.age")
	p := chooses(alice(t).Unlocks(), "export")
	picks(p, "zip").Presses("down", "down", "down", "down", "down", "down").Types(phrase).Presses("down").Types("another one").SeesNot(phrase).Presses("down").Types(path)
	p.Presses("enter").Sees("not the same", "› passphrase").Types(phrase).Presses("down").Types(phrase).Presses("enter").Sees("with the passphrase").Presses("enter").Sees("went", "2 items")
	if text, err := os.ReadFile(path); err != nil || !strings.HasPrefix(string(text), "age-encryption.org/v1") {
		t.Errorf("%.20q, %v", text, err)
	}
}

// TestImportWithPassphrase: what opens an encrypted file is asked for, and something else does not.
func TestImportWithPassphrase(t *testing.T) {
	p := chooses(alice(t).Unlocks(), "import").Types("testdata/old.xml.age").Presses("enter").Sees("the file is encrypted", "passphrase", "identities").Golden("import-encrypted")
	p.Presses("enter").Sees("type what opens the file")
	p.Types("something else").Presses("enter").Sees("does not open this file").SeesNot("would come", "something else")
	p.Presses("ctrl+u").Types(phrase).Presses("enter").Sees("would come", "1 item").SeesNot("canary")
	p.Presses("ctrl+l").Sees("master password").SeesNot("would come")
	chooses(p.Unlocks(), "import").Types("testdata/old.xml.age").Presses("enter", "down").Types("testdata/old.xml.age").Presses("enter").SeesNot("would come")
}

// TestMovingInPlain: as lines, too, a file is tried.
func TestMovingInPlain(t *testing.T) {
	path := write(t, "old.xml", old)
	heard := alice(t).Hears(tuitest.Password, "", "7", "down", "down", "down", "down", "down", "down", "down", "down", "", path, "", "ctrl+c", "y")
	for _, said := range []string{"which file?", "would come"} {
		if !strings.Contains(heard, said) {
			t.Errorf("nothing says %q in\n%s", said, heard)
		}
	}
	if strings.Contains(heard, "canary") {
		t.Error("a secret is said")
	}
}
