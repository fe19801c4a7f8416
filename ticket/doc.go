// Package ticket is the way back in: trustees who hold shares of the keys that open a
// vault, and the tickets by which somebody asks them.
//
// A [Trust] is one generation of trustees as one of its parties keeps it: the owner,
// who made it; a trustee, who holds a deposit, one share of each key; somebody who
// watches and may veto. What is public about it is a [Notice], which the owner signs
// and which stands in clear in the vault file. A trustee may be a sheet of paper.
//
// A ticket is a matter of package hold between a requester, who needs no vault, and
// all parties of a trust: [Terms] say what is asked for, and together with the notice
// they make the policy, whose hash names the ticket. A [Keeper] acts for the owner of
// a vault in all of this; a [Requester] for whoever asks, out of a ticket file.
//
// What binds anybody here is that clients obey. Trustees as many as the threshold who
// leave Coffer aside need no ticket: docs/threat-model.md says what follows.
//
// docs/protocol.md specifies every byte that travels, docs/format.md what is kept.
package ticket
