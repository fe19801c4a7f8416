// Package held keeps the shares that others entrust to the owner of a vault,
// so that each of them can be destroyed by itself.
//
// A record of a vault cannot: its page stays in the file until that is written
// anew, and in every copy. So a share lies in a file of its own, under a random
// key of its own, and all these keys lie in one small file, held.keys, which is
// replaced at every change. What it replaces is overwritten on the spot. The key
// of held.keys lies in the vault, which alone opens none of it once that file
// has changed. Neither is ever part of a backup or an export.
//
// A [Store] is what one transaction of the vault sees of all that; [Open] finds
// it. The ring is held.keys as it is read: which share has which key.
//
// What overwriting cannot promise says docs/threat-model.md; docs/format.md has
// every byte.
package held
