package vault

// Backlog holds events of reading, which must not take the writers' lock: each
// [Vault.Update] records them before its own.
type Backlog interface {
	// Fold returns what waits, oldest first. It may write to the transaction
	// that will record it; done is called when that has been committed, and may
	// be nil. An error ends the update.
	Fold(tx *Tx) (waiting []Event, done func(), err error)
}

// fold records what waits, once; what to do after the commit stands in tx.folded then.
func (tx *Tx) fold() error {
	if tx.v.o.Backlog == nil || tx.folded != nil {
		return nil
	}
	waiting, done, err := tx.v.o.Backlog.Fold(tx)
	if tx.folded = done; done == nil {
		tx.folded = func() {}
	}
	for _, e := range waiting {
		if e.Time.After(tx.now) { // who wrote it is not known: the log is not held up by it
			e.Time = tx.now
		}
		if err == nil {
			err = tx.record(newStored(e, tx.now), nil)
		}
	}
	return err
}
