package box

import (
	"coffer/vault"
	"coffer/vault/secret"
)

// Remains is what is left of an item, or of a former revision, whose core record is
// out of reach: its fields with empty core values, and none of its attachments, for
// their keys lay there. It returns both records, which the caller wipes. It has the
// form of [vault.Remains].
func Remains(box vault.ID, _ vault.Space, k vault.Key, companion []byte) (left, core []byte, err error) {
	s, err := decode(box, k.ID, companion, nil)
	if err != nil {
		return nil, nil, err
	}
	for i := range s.Fields {
		if s.Fields[i].Tier == vault.Core {
			s.Fields[i].Value = secret.Text{}
		}
	}
	s.Attachments = nil
	return s.encode()
}
