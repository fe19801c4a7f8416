// Package hold is the anteroom: whoever asks for what is withheld waits here,
// while everybody who may say no is told.
//
// Pure rules, for seals and for whatever else is withheld until a wait is over.
// Something is shared out among custodians. The requester asks for it; every
// custodian passes the request on word for word to all who may veto, lets its
// own wait run, says that it is ready, and gives its share only against enough
// others that are ready for the same request.
//
// There are two kinds of matters. In one the owner can end the wait, and custodians
// have no choice: a seal. In the other custodians are people who decide, and the
// owner can only stop it: a ticket ([Policy].Decides, and what ticket.go says).
//
// All of it is signed events. What they say is read in three steps: [Parse]
// looks at the shape, [Unverified.Verify] at who signed, and [Set.Add] takes in.
// [Set.View] is what the events say, whoever holds them and in whatever order
// they came; [Set.State] adds what one party must do next and may do, from its
// role and from what it alone knows: its credited time and its mail ([Facts]).
// Nothing here sends, stores, decrypts or asks a clock.
//
// What is promised holds while fewer custodians than the threshold break these
// rules. That many can release at any time, and nobody can prevent it.
package hold
