package vault

// Narrow gives up the core tier: what was unlocked whole goes on as a session
// for the companion tier, which lists and searches, and reveals nothing.
//
// What a token opened is narrowed likewise.
func (v *Vault) Narrow() {
	v.kept.tx = nil
	if v.scope != nil {
		v.scope.core = false
		v.keyring.drop(Core)
		return
	}
	if v.roots == nil || !v.roots.core {
		return
	}
	Wipe(v.roots.page.Bytes()[:keySize])
	v.roots.core = false
	v.keyring.wipe()
}
