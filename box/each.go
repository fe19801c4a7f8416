package box

import (
	"sync"

	"coffer/vault"
)

// eachFirst and eachBlock are how many entries [Each] hands out at once, the first time
// and later: what is shown should begin soon, and be done soon.
const (
	eachFirst = 256
	eachBlock = 4096
)

// Each hands out the items that [List] returns, in blocks and in no order, while it
// still reads: for who shows the first ones before the last are read. That none is missing
// or taken back is known at the end alone, and said by the error. Each block is the
// caller's. The function is called once at a time; its error ends the work.
func Each(tx *vault.Tx, box vault.ID, o ListOptions, block func([]Entry) error) error {
	b, err := BoxByID(tx, box)
	if err != nil {
		return err
	}
	e := &eacher{box: b, o: o, block: block, workers: make([]eachWorker, tx.Workers())}
	if err := tx.Scan(box, vault.Items, vault.Companion, e.read); err != nil {
		return err
	}
	for i := range e.workers {
		if err := e.flush(&e.workers[i]); err != nil {
			return err
		}
	}
	return nil
}

type eacher struct {
	box     Box
	o       ListOptions
	block   func([]Entry) error
	workers []eachWorker

	mu sync.Mutex
}

type eachWorker struct {
	label   wireLabel
	entries []Entry
	begun   bool // the first block is out
}

func (e *eacher) read(n int, r vault.Record) error {
	w := &e.workers[n]
	entry := Entry{Box: e.box.ID, ID: r.Key.ID, BoxName: e.box.Name}
	var rest []byte
	var err error
	if entry.Revision, rest, err = readLabel(r.Plain, &w.label, &entry.Label); err != nil || !e.o.want(&entry.Label) {
		return err
	}
	if e.o.Users {
		if entry.User, err = userName(rest); err != nil {
			return err
		}
	}
	w.entries = append(w.entries, entry)
	if len(w.entries) >= eachBlock || !w.begun && len(w.entries) >= eachFirst {
		return e.flush(w)
	}
	return nil
}

// flush hands out what one worker has gathered.
func (e *eacher) flush(w *eachWorker) error {
	if len(w.entries) == 0 {
		return nil
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	err := e.block(w.entries)
	w.entries, w.begun = nil, true
	return err
}
