// Package matter is one matter of withheld release as one of its parties keeps it:
// who takes part, over which mailboxes they talk, what has happened, and what this
// party says and passes on because of it. Seals and tickets are such matters; what
// is withheld in them, and what only they know, is theirs.
//
// When something may be said or released is the business of package hold, which is
// pure. Here it meets the post: a [Course] is the signed events that a party holds
// with what no event says, such as when its own waits began and which event was sent
// to whom. A [Hearing] is a course that is worked on, within one transaction of a
// [post.Desk]: it takes in what came, says what may be said, and does, one after the
// other, what hold says that must be done. Who keeps the course, and where, is the
// caller's.
package matter
