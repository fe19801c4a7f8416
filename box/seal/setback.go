package seal

// A vault that is put back to an older copy has forgotten what it had heard and
// acknowledged: a veto, perhaps. Two things keep that from releasing anything. Once
// its owner takes the older file, every wait that runs there begins anew, and says
// so to the sender; and a sender who hears that a custodian goes on with what was
// stopped says once more what stopped it.

// WaitAnew lets every wait that runs here begin anew: for a vault that was put back.
func (k *Keeper) WaitAnew() error {
	all, err := Matters(k.tx())
	if err != nil {
		return err
	}
	for i := range all {
		if err := course(k.tx(), all[i].ID, all[i].Policy).WaitAnew(); err != nil {
			return err
		}
	}
	return nil
}
