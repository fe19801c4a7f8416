package pass

import "coffer/box"

// Bounds on stores from outside, and on what is written.
const (
	maxText     = 1 << 20           // bytes of an entry that is taken for text; a longer one becomes an attachment
	maxEntry    = box.MaxAttachment // bytes of any entry, decrypted
	maxFiles    = 1 << 20           // files and folders of a store
	maxDepth    = box.MaxDepth      // folders within one another
	maxKey      = 64                // bytes of what is taken for the key of a line
	maxFileName = 200               // bytes of a name that is written, without its ending
)
