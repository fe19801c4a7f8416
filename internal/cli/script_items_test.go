package cli

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"regexp"
	"strconv"

	"github.com/rogpeppe/go-internal/testscript"

	"coffer/box"
	"coffer/vault"
	"coffer/vault/secret"
)

// keepMatch is the script command `keep NAME REGEXP`: $NAME is what the group
// of the expression matches first on the standard output of the last command.
func keepMatch(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: keep NAME REGEXP")
	}
	m := regexp.MustCompile(args[1]).FindStringSubmatch(ts.ReadFile("stdout"))
	if len(m) < 2 {
		ts.Fatalf("no match for %s", args[1])
	}
	ts.Setenv(args[0], m[1])
}

// tamper is the script command `tamper PATH OLD NEW [REVISION]`: mallory, who has
// stolen the companion root and no other, writes a text of the same length into
// the companion record of an item, or of a former revision of it.
func tamper(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 3 || len(args) > 4 || len(args[1]) != len(args[2]) {
		ts.Fatalf("usage: tamper PATH OLD NEW [REVISION]")
	}
	space, sub := vault.Items, uint64(0)
	if len(args) == 4 {
		var err error
		space = vault.History
		sub, err = strconv.ParseUint(args[3], 10, 32)
		ts.Check(err)
	}
	ctx := context.Background()
	v, err := vault.Open(ctx, vault.Options{
		Dir: ts.MkAbs("home/.local/share/coffer"), StateDir: ts.MkAbs("home/.local/state/coffer"),
		Clock: fileClock{ts.MkAbs("clock")}, Rand: rand.Reader, Stretch: cheapStretch, Names: box.IndexNames,
	})
	ts.Check(err)
	ts.Check(v.Unlock(ctx, secret.New("correct horse")))
	err = v.Update(ctx, vault.Event{Action: "item.edit"}, func(tx *vault.Tx) error {
		found, err := box.Resolve(tx, args[0])
		if errors.Is(err, box.ErrNotFound) {
			found, err = box.ResolveTrashed(tx, args[0])
		}
		if err != nil {
			return err
		}
		key := vault.Key{ID: found[0].ID, Sub: uint32(sub)}
		r, err := tx.Get(found[0].Box, space, key, vault.Companion)
		if err != nil {
			return err
		}
		if !bytes.Contains(r.Plain, []byte(args[1])) {
			return errors.New("the record does not hold that text")
		}
		plain := bytes.Replace(r.Plain, []byte(args[1]), []byte(args[2]), 1)
		err = tx.Delete(found[0].Box, space, key, vault.Companion)
		for range r.Revision { // the revision is to be the same
			_, perr := tx.Put(found[0].Box, space, key, vault.Companion, plain)
			err = errors.Join(err, perr)
		}
		return err
	})
	ts.Check(errors.Join(err, v.Close()))
}
