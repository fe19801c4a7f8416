package app

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"coffer/vault"
	"coffer/vault/journal"
)

// An exported log is lines of JSON: the first names the vault, its key and a signed head, and
// each other one is an entry with its proof. It proves itself, without the vault.

const logFormat = "coffer log 1"

type logFile struct {
	Format string `json:"format"`
	Vault  string `json:"vault"`
	Key    string `json:"key"`
	Head   string `json:"head"`
}

type logLine struct {
	Number uint64   `json:"number"`
	Entry  []byte   `json:"entry"`
	About  [][]byte `json:"about"`
	Proof  [][]byte `json:"proof"`
}

// ExportLog writes the entries that a filter chooses, the oldest first, each with what proves
// where it stands in the log, and with a head that is signed for it, and records that they left
// the vault. It returns their number.
func (a *App) ExportLog(ctx context.Context, w io.Writer, f LogFilter) (n int, err error) {
	signed, key, err := a.signHead(ctx, "log.export", f)
	if err != nil {
		return 0, err
	}
	head, err := journal.ReadSigned(signed, key)
	if err != nil {
		return 0, err
	}
	out := bufio.NewWriter(w)
	x := &logExport{enc: newLogEncoder(out), size: head.Head.Size, tell: a.env.progress("exporting the log")}
	if err := x.enc.Encode(logFile{logFormat, a.v.ID().String(), key, string(signed)}); err != nil {
		return 0, err
	}
	err = a.view(ctx, func(tx *vault.Tx) error { return x.write(ctx, tx, f) })
	if err != nil {
		return 0, err
	}
	return x.written, out.Flush()
}

type logExport struct {
	enc     *json.Encoder
	size    uint64
	tell    vault.Progress
	written int
}

func (x *logExport) write(ctx context.Context, tx *vault.Tx, f LogFilter) error {
	r, err := newLogReader(tx, f)
	if err != nil {
		return err
	}
	for n := uint64(1); n <= x.size; n++ {
		if n%1024 == 0 {
			x.tell(int(n), int(x.size))
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		if err := x.entry(tx, r, n); err != nil {
			return err
		}
	}
	return nil
}

func (x *logExport) entry(tx *vault.Tx, r *logReader, n uint64) error {
	e, err := tx.Entry(n)
	if errors.Is(err, vault.ErrNotFound) { // it went with its time
		return nil
	}
	if err != nil || !r.chooses(&e) {
		return err
	}
	form, about, err := tx.EntryForm(n, r.shown)
	if err != nil {
		return err
	}
	proof, err := journal.ProveEntry(n-1, x.size, tx.Hashes())
	if err != nil {
		return err
	}
	line := logLine{Number: n, Entry: form, About: append([][]byte{}, about...), Proof: [][]byte{}}
	for i := range proof {
		line.Proof = append(line.Proof, proof[i][:])
	}
	x.written++
	return x.enc.Encode(line)
}

// LogRead is an exported log that was verified.
type LogRead struct {
	Vault   string
	Key     string // which it proves itself by; whose that is, others know
	Head    journal.SignedHead
	Entries int
}

// ReadLog verifies an exported log, without the vault, and hands over its entries in their
// order. What was left out of it does not show. Errors are of kind [Damaged] or [Input].
func ReadLog(ctx context.Context, r io.Reader, each func(LogEntry) error) (got LogRead, err error) {
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, maxLogLine)
	var file logFile
	if !lines.Scan() || readStrict(lines.Bytes(), &file) != nil || file.Format != logFormat {
		return got, Fail(Input, "coffer log export writes one", "this is no exported log")
	}
	got.Vault, got.Key = file.Vault, file.Key
	id, err := vault.ParseID(file.Vault)
	if err == nil {
		got.Head, err = journal.ReadSigned([]byte(file.Head), file.Key)
	}
	if err != nil || id.String() != file.Vault || got.Head.Origin != logOrigin(id) {
		return got, errLogFile("its head is not signed with its key")
	}
	nobody, last := newStranger(), uint64(0)
	for lines.Scan() {
		if err := ctx.Err(); err != nil {
			return got, err
		}
		e, err := readLogLine(lines.Bytes(), got.Head.Head)
		if err == nil && e.Number <= last {
			err = errLogFile(fmt.Sprintf("entry %d stands after entry %d", e.Number, last))
		}
		if err == nil {
			got.Entries, last = got.Entries+1, e.Number
			err = each(nobody.entry(&e))
		}
		if err != nil {
			return got, err
		}
	}
	if lines.Err() != nil {
		return got, errLogFile("a line of it cannot be read")
	}
	return got, nil
}

// newStranger reads entries where no names are known.
func newStranger() *logReader { return &logReader{paths: map[ID]string{}} }

func readLogLine(b []byte, head journal.Head) (e vault.Entry, err error) {
	var line logLine
	if readStrict(b, &line) != nil || line.Number == 0 || len(line.Proof) > journal.MaxProof {
		return e, errLogFile("a line of it is no entry")
	}
	proof := make([]journal.Hash, len(line.Proof))
	for i, h := range line.Proof {
		if copy(proof[i][:], h) != len(h) || len(h) != len(proof[i]) {
			return e, errLogFile("a line of it is no entry")
		}
	}
	if journal.CheckEntry(proof, line.Number-1, journal.LeafOf(line.Entry), head) != nil {
		return e, errLogFile(fmt.Sprintf("entry %d is not the one that was recorded", line.Number))
	}
	if e, err = vault.ParseForm(line.Entry, line.About); err != nil || e.Event.Time.Unix() < 0 || e.Event.Time.Year() > 9999 {
		return e, errLogFile(fmt.Sprintf("entry %d cannot be read", line.Number))
	}
	e.Number = line.Number
	return e, nil
}

func errLogFile(why string) error {
	return Fail(Damaged, "ask whoever wrote it for the file once more", "this proves nothing: %s", why)
}

// newLogEncoder writes lines in the one way that [readStrict] takes.
func newLogEncoder(w io.Writer) *json.Encoder {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc
}

// readStrict reads a line that is what [newLogEncoder] makes of it: no name twice, unknown or
// in capitals, no text that is no text, nothing behind.
func readStrict(line []byte, v any) error {
	if err := json.Unmarshal(line, v); err != nil {
		return err
	}
	var again bytes.Buffer
	if err := newLogEncoder(&again).Encode(v); err != nil {
		return err
	}
	if !bytes.Equal(bytes.TrimSuffix(again.Bytes(), []byte("\n")), line) {
		return errors.New("written in another way")
	}
	return nil
}
