package seal

import "coffer/vault"

// Untitle puts a word in the place of what the sender of some seals called their items, and
// forgets the notes that went with them: the items are chosen. What the other parties know, such as a label, stays.
func Untitle(tx *vault.Tx, chosen func(item vault.ID) bool, word string) error {
	all, err := Matters(tx)
	if err != nil {
		return err
	}
	for i := range all {
		if s := all[i].Sending; s == nil || !chosen(s.Item) {
			continue
		}
		m, err := readMatter(tx, all[i].ID) // with its keys
		if err == nil {
			m.Sending.Title, m.Sending.Note = word, ""
			err = m.save(tx)
		}
		m.wipe()
		if err != nil {
			return err
		}
	}
	return nil
}
