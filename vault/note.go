package vault

// Note makes an Update write its event although it changes no record: for what
// left the vault or was confirmed.
func (tx *Tx) Note() error {
	if !tx.write {
		return ErrReadOnly
	}
	return tx.writeFormat()
}
