package backup_test

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"iter"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"

	"coffer/vault"
	"coffer/vault/backup"
	"coffer/vault/blob"
	"coffer/vault/secret"
)

// docReader is written from docs/backups.md alone and shares no code with the package. What it
// cannot read, the document does not say.
type docReader struct {
	t     *testing.T
	dir   string
	vault string // its id as text
	packs [][]byte
}

func (r *docReader) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

// object reads one, in folder s or p.
func (r *docReader) object(folder, name string) []byte {
	r.t.Helper()
	b, err := os.ReadFile(filepath.Join(r.dir, r.vault, folder, name))
	r.must(err)
	return b
}

func docText(id []byte) string {
	return base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding).EncodeToString(id)
}

// manifests reads all that there are: step 1.
func (r *docReader) manifests() (all [][]any) {
	names, err := os.ReadDir(filepath.Join(r.dir, r.vault, "s"))
	r.must(err)
	for _, name := range names {
		b := r.object("s", name.Name())
		body := b[:len(b)-32]
		if sum := sha256.Sum256(body); !bytes.Equal(sum[:], b[len(body):]) {
			r.t.Fatal("a manifest with another checksum")
		}
		var m []any
		r.must(cbor.Unmarshal(body, &m))
		if len(m) != 12 || m[0] != uint64(1) || docText(m[1].([]byte)) != r.vault {
			r.t.Fatalf("a manifest of %d elements", len(m))
		}
		all = append(all, m)
	}
	slices.SortFunc(all, func(a, b []any) int { return int(a[4].(uint64)) - int(b[4].(uint64)) })
	return all
}

// load reads the packs of a manifest: step 2.
func (r *docReader) load(m []any) {
	r.packs = nil
	for _, e := range m[8].([]any) {
		k := e.([]any)
		b := r.object("p", docText(k[0].([]byte)))
		if sum := sha256.Sum256(b); uint64(len(b)) != k[1] || !bytes.Equal(sum[:], k[2].([]byte)) {
			r.t.Fatal("a pack is not what its manifest says")
		}
		r.packs = append(r.packs, b)
	}
}

// body puts ranges one behind the other: step 3.
func (r *docReader) body(e any) (out []byte) {
	b := e.([]any)
	ranges, _ := b[2].([]any)
	for _, e := range ranges {
		at := e.([]any)
		from := at[1].(uint64)
		out = append(out, r.packs[at[0].(uint64)][from:from+at[2].(uint64)]...)
	}
	if sum := sha256.Sum256(out); uint64(len(out)) != b[0] || !bytes.Equal(sum[:], b[1].([]byte)) {
		r.t.Fatal("ranges give something else than they should")
	}
	return out
}

// pairs cuts the bytes of all pairs, and maps bucket and key to the value.
func (r *docReader) pairs(b []byte) map[string]string {
	all := make(map[string]string)
	var before [2][]byte
	for len(b) > 0 {
		bucket := b[1 : 1+b[0]]
		b = b[1+b[0]:]
		key := b[1 : 1+b[0]]
		b = b[1+b[0]:]
		n := binary.BigEndian.Uint32(b)
		name := string(bucket) + "/" + string(key)
		if cmp.Or(bytes.Compare(bucket, before[0]), bytes.Compare(key, before[1])) <= 0 {
			r.t.Fatalf("%q stands out of order", name)
		}
		before = [2][]byte{bucket, key}
		all[name] = string(b[4 : 4+n])
		b = b[4+n:]
	}
	return all
}

type docClock struct{}

func (docClock) Now() time.Time                { return time.Unix(1_900_000_000, 0) }
func (docClock) Boot() (string, time.Duration) { return "run", time.Hour }

// TestBackupsDocument keeps a vault with the program, on two days and once more with a hole in between, and reads each
// backup with the document.
func TestBackupsDocument(t *testing.T) {
	ctx, r := context.Background(), &docReader{t: t, dir: t.TempDir()}
	o := vault.Options{Dir: t.TempDir(), StateDir: t.TempDir(), Clock: docClock{}, Rand: rand.NewChaCha8([32]byte{1})}
	v, err := vault.Create(ctx, o, secret.New("x"), vault.Params{MemoryKiB: 64, Time: 1, Threads: 1})
	r.must(err)
	defer v.Close()
	r.vault = v.ID().String()
	store, err := blob.Open("dir:"+r.dir, blob.Options{})
	r.must(err)
	place := backup.Place{Store: store, Vault: v.ID(), Rand: o.Rand}
	r.must(os.Mkdir(filepath.Join(o.Dir, "attachments"), 0o700))
	r.must(os.WriteFile(filepath.Join(o.Dir, "attachments", docText(append(make([]byte, 15), 1))), nil, 0o600))
	file := filepath.Join(o.Dir, "attachments", docText(bytes.Repeat([]byte{7}, 16)))
	r.must(os.WriteFile(file, []byte(strings.Repeat("attached", 700_000)), 0o600))
	var want []map[string]string
	var made []backup.Made
	for day := range 3 {
		r.must(v.Update(ctx, vault.Event{Action: "box.new"}, func(tx *vault.Tx) error {
			_, err := tx.CreateBox()
			return err
		}))
		m, err := place.Make(ctx, backup.Origin{Vault: v, Dir: o.Dir, Revision: v.Status().Revision, Now: time.Unix(1_900_000_000+int64(day), 0)})
		r.must(err)
		made, want = append(made, m), append(want, docState(r, v))
	}
	r.must(place.Drop(ctx, made[0].ID()))
	_, err = place.Repack(ctx, true, nil)
	r.must(err)
	made, want = made[1:], want[1:]
	all := r.manifests()
	if len(all) != len(made) {
		t.Fatalf("%d manifests", len(all))
	}
	for i, m := range all {
		r.read(m, &made[i].Snapshot, want[i])
		f := m[11].([]any)
		if content, _ := os.ReadFile(file); !bytes.Equal(r.body(f[1].([]any)[1]), content) || len(r.body(f[0].([]any)[1])) > 0 {
			t.Error("an attachment comes back as something else")
		}
	}
}

// docState is what the vault says that it holds.
func docState(r *docReader, v *vault.Vault) map[string]string {
	all := make(map[string]string)
	r.must(v.Image(context.Background(), func(pairs iter.Seq2[vault.Pair, error]) error {
		for p, err := range pairs {
			r.must(err)
			all[string(p.Bucket)+"/"+string(p.Key)] = string(p.Value)
		}
		return nil
	}))
	return all
}

// read opens one backup and compares.
func (r *docReader) read(m []any, s *backup.Snapshot, want map[string]string) {
	r.t.Helper()
	r.load(m)
	got := r.pairs(r.body(m[9]))
	if !maps.Equal(got, want) || m[10] != uint64(len(want)) {
		r.t.Errorf("%d pairs where %d were", len(got), len(want))
	}
	var format []any
	entry := []byte(got["keys/format"])
	r.must(cbor.Unmarshal(entry[:len(entry)-8], &format))
	if m[6] != format[2] || m[7] != format[3] || m[7] != s.Slots() || m[5] != s.Revision() || m[4] != uint64(s.Time().Unix()) {
		r.t.Errorf("the manifest says %v", m[3:8])
	}
	if id := s.ID(); !bytes.Equal(m[2].([]byte), id[:]) || m[3] != uint64(2) {
		r.t.Errorf("edition %v of %x", m[3], m[2])
	}
}
