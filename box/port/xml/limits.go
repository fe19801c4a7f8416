package xml

const (
	// keptNames is how many different names are remembered, and keptLength how
	// long they are at most; others are merely slower.
	keptNames  = 4096
	keptLength = 256

	// partCost is what a field, a tag, an attachment or a revision costs in
	// memory beside its text.
	partCost = 128
)
