package cli

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"filippo.io/age/plugin"
	"github.com/rogpeppe/go-internal/testscript"

	"coffer/box/contact"
	"coffer/vault"
)

// keepSeen copies what lies in the posts to where the script command observe
// looks. The program does so when it ends: each run of it either puts an object or
// takes it away, so that nothing escapes that was ever there.
func keepSeen(posts, seen string) error {
	if posts == "" {
		return nil
	}
	for i, dir := range filepath.SplitList(posts) {
		for name, data := range objectsIn(dir) {
			path := filepath.Join(seen, strconv.Itoa(i), name)
			if was, err := os.ReadFile(path); err == nil && !bytes.Equal(was, data) {
				path += ".changed"
			}
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				return err
			}
			next := filepath.Join(filepath.Dir(path), "."+filepath.Base(path)+strconv.Itoa(os.Getpid()))
			if err := errors.Join(os.WriteFile(next, data, 0o600), os.Rename(next, path)); err != nil { // others do the same
				return err
			}
		}
	}
	return nil
}

// objectsIn reads all files under a folder, by their names with slashes. One that
// goes away meanwhile does so by another program, which keeps it.
func objectsIn(dir string) map[string][]byte {
	objects := make(map[string][]byte)
	_ = filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || strings.HasPrefix(e.Name(), ".") { // a dot: not whole yet
			return nil
		}
		data, err := os.ReadFile(path)
		if rel, rerr := filepath.Rel(dir, path); err == nil && rerr == nil {
			objects[filepath.ToSlash(rel)] = data
		}
		return nil
	})
	return objects
}

// observe is the script command `observe N TEXT...`: it reads all posts as whoever
// runs them would, with all that was ever in them. There were at least N
// objects, all under random names, all of a size that tells only how many times 4 KiB
// there are; none of the texts is in them, no mailbox, and nothing of the cards
// (*.card) that lie beside. Before that it plants each of these in a post,
// and finds it.
func observe(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: observe N TEXT...")
	}
	posts := ts.Getenv("TEST_POSTS")
	ts.Check(keepSeen(posts, ts.Getenv("TEST_SEEN")))
	objects, err := everSeen(ts.Getenv("WORK"))
	ts.Check(err)
	if least, err := strconv.Atoi(args[0]); err != nil || len(objects) < max(1, least) {
		ts.Fatalf("there were %d objects, and not %s", len(objects), args[0])
	}
	o, err := newObserver(objects, args[1:])
	ts.Check(err)
	cards, err := filepath.Glob(filepath.Join(ts.Getenv("WORK"), "*.card"))
	ts.Check(err)
	if len(cards) == 0 {
		ts.Fatalf("no card lies here: write those of all parties to NAME.card first")
	}
	for _, path := range cards {
		b, err := os.ReadFile(path)
		ts.Check(err)
		ts.Check(o.addCard(b))
	}
	ts.Check(o.plantAll(filepath.SplitList(posts)[0], objects))
	for name, data := range objects {
		ts.Check(o.suspicious(name, data))
	}
}

// observeShapes looks, at the end of every script, at what tells something without
// a word: names, sizes, heads, and mailboxes.
func observeShapes(work string) error {
	objects, err := everSeen(work)
	if err != nil {
		return err
	}
	o, err := newObserver(objects, nil)
	for name, data := range objects {
		err = errors.Join(err, o.suspicious(name, data))
	}
	return err
}

// everSeen are the objects that were ever in the posts of a script, but for those
// that the script planted itself.
func everSeen(work string) (map[string][]byte, error) {
	objects := objectsIn(filepath.Join(work, seenFolder))
	planted, err := os.ReadFile(filepath.Join(work, plantedFile))
	if errors.Is(err, fs.ErrNotExist) {
		return objects, nil
	}
	for name := range strings.Lines(string(planted)) {
		for i := range places {
			delete(objects, strconv.Itoa(i)+"/"+strings.TrimSpace(name))
		}
	}
	return objects, err
}

const (
	seenFolder  = "seen"
	plantedFile = "planted"
)

// shortest is how long a text must be that stands nowhere by chance.
const shortest = 5

// observer knows what nobody may find in a post.
type observer struct {
	texts  []string          // as they stand, in hexadecimal, and in base64
	marks  map[string]string // bytes, and what they are
	header int               // how long what stands before the encrypted bytes is, everywhere
}

func newObserver(objects map[string][]byte, texts []string) (*observer, error) {
	o := &observer{texts: texts, marks: make(map[string]string)}
	for _, text := range texts {
		if len(text) < shortest {
			return nil, fmt.Errorf("%q is so short that it may stand anywhere", text)
		}
	}
	for name, data := range objects {
		o.header = headerOf(data)
		if m := objectName.FindStringSubmatch(name); m != nil {
			id, err := vault.ParseID(m[1])
			if err != nil {
				return nil, err
			}
			o.marks[m[1]], o.marks[string(id[:])] = "the name of a mailbox", "a mailbox"
		}
	}
	return o, nil
}

func (o *observer) addCard(text []byte) error {
	card, err := contact.ParseCard(text)
	if err != nil {
		return err
	}
	keys, mailbox, print := card.Public(), card.Mailbox(), card.Fingerprint()
	_, recipient, err := plugin.ParseRecipient(keys.Recipient)
	if err != nil || len(recipient) < 1000 {
		return fmt.Errorf("a recipient of %d bytes: %w", len(recipient), err)
	}
	for _, text := range []string{keys.Recipient, card.Name(), card.Email()} {
		if len(text) >= shortest {
			o.texts = append(o.texts, text)
		}
	}
	for what, mark := range map[string][]byte{
		"the beginning of a recipient": recipient[:32], "the end of a recipient": recipient[len(recipient)-32:],
		"a signing key": keys.Signing, "a fingerprint": print[:], "a mailbox for requests": mailbox[:],
		"the name of a mailbox for requests": []byte(mailbox.String()),
	} {
		o.marks[string(mark)] = what
	}
	return nil
}

// plantAll puts an object into a post for everything that may not be there, and
// finds each of them; then they are taken out again.
func (o *observer) plantAll(dir string, objects map[string][]byte) (err error) {
	var model []byte
	for _, model = range objects {
		break
	}
	planted := map[string][]byte{"Alice/letter": model, plantName(0): append(bytes.Clone(model), 0)}
	for _, text := range o.texts {
		planted[plantName(len(planted))] = withInside(model, text)
		planted[plantName(len(planted))] = withInside(model, base64.StdEncoding.EncodeToString([]byte("x"+text)))
	}
	for mark := range o.marks {
		planted[plantName(len(planted))] = withInside(model, mark)
	}
	for name, data := range planted {
		path := filepath.Join(dir, filepath.FromSlash(name))
		defer func() { err = errors.Join(err, os.RemoveAll(filepath.Dir(path))) }()
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, data, 0o600)); err != nil {
			return err
		}
	}
	found := objectsIn(dir)
	for name := range planted {
		if data, there := found[name]; !there || o.suspicious("0/"+name, data) == nil {
			return fmt.Errorf("an object that was planted as %s was not found", name)
		}
	}
	return nil
}

func plantName(n int) string { return fmt.Sprintf("%026d/%026d", 0, n) }

// withInside is an object that holds a text among what is encrypted.
func withInside(model []byte, text string) []byte {
	b := bytes.Clone(model)
	copy(b[headerOf(b)+100:], text)
	return b
}

// objectName is where an object was kept: the number of the post, the mailbox, and
// the object.
var objectName = regexp.MustCompile(`^[0-9]/([0-9a-z]{26})/(?:[0-9a-z]{26}|[0-9a-f]{64})$`)

// suspicious tells what an object gives away.
func (o *observer) suspicious(name string, data []byte) error {
	switch {
	case !objectName.MatchString(name):
		return errors.New("the name of an object: " + name)
	case headerOf(data) != o.header || bytes.Count(data[:o.header], []byte("\n-> ")) != 1:
		return errors.New("another head than others have: " + name)
	case !isClass(len(data) - o.header):
		return errors.New("the size of " + name)
	}
	for _, text := range o.texts {
		if standsIn(append([]byte(name+"\n"), data...), text) {
			return errors.New(text + " is in " + name)
		}
	}
	for mark, what := range o.marks {
		if bytes.Contains(data, []byte(mark)) {
			return errors.New(what + " is in " + name)
		}
	}
	return nil
}

// headerOf is how long the head of an age file is.
func headerOf(data []byte) int {
	before, after, _ := bytes.Cut(data, []byte("\n--- "))
	mac, _, _ := bytes.Cut(after, []byte("\n"))
	return min(len(data), len(before)+len("\n--- ")+len(mac)+len("\n"))
}

// isClass tells whether an age file with so many bytes after its head encrypts a
// multiple of 4 KiB, of at most 256 KiB: there is a nonce, and a sum with each 64
// KiB.
func isClass(n int) bool {
	for plain := 4 << 10; plain <= 256<<10; plain += 4 << 10 {
		if n == 16+plain+16*((plain+64<<10-1)/(64<<10)) {
			return true
		}
	}
	return false
}

// standsIn finds a text as it stands, in hexadecimal, and in base64 wherever in it
// the text begins. A long one is found in other letters, too.
func standsIn(data []byte, text string) bool {
	if bytes.Contains(data, []byte(text)) || bytes.Contains(data, []byte(hex.EncodeToString([]byte(text)))) {
		return true
	}
	if len(text) >= 8 && bytes.Contains(bytes.ToLower(data), []byte(strings.ToLower(text))) {
		return true
	}
	for shift := range 3 {
		coded := base64.RawStdEncoding.EncodeToString([]byte(strings.Repeat("x", shift) + text))
		coded = coded[(shift*8+5)/6 : len(coded)-1] // what does not depend on what stands beside
		if bytes.Contains(data, []byte(coded)) {
			return true
		}
	}
	return false
}
