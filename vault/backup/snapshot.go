package backup

import (
	"time"

	"coffer/vault"
)

// Snapshot is one backup.
type Snapshot struct {
	m    manifest
	name string // of its object
	size int64  // and its bytes
}

// ID names the backup, in whatever place it lies.
func (s *Snapshot) ID() vault.ID { return s.m.ID }

// Time is when it was made, by the clock of the machine: UTC, whole seconds.
func (s *Snapshot) Time() time.Time { return time.Unix(s.m.Time, 0).UTC() }

// Revision is that of the vault in it, as whoever made it says; 0: the vault was locked.
func (s *Snapshot) Revision() uint64 { return s.m.Revision }

// Roots is the generation of the vault's roots: keys of another one do not open it.
func (s *Snapshot) Roots() uint32 { return s.m.Roots }

// Slots tells keyslots, and so passwords, of one day from those of another.
func (s *Snapshot) Slots() uint64 { return s.m.Slots }

// Edition rises each time that it is written anew; see [Place.Repack] and [Place.Replace].
func (s *Snapshot) Edition() uint32 { return s.m.Edition }

// Size is how many bytes come back, and Files how many attachments are among them.
func (s *Snapshot) Size() int64 {
	n := s.m.Pairs.Size
	for i := range s.m.Files {
		n += s.m.Files[i].Body.Size
	}
	return n
}

// Files is how many attachments there are.
func (s *Snapshot) Files() int { return len(s.m.Files) }
