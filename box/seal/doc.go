// Package seal is about whom something is handed to: so far circles, which are
// distribution lists of contacts and of other circles.
//
// What a circle reaches, and what may become a member of it, is a pure function
// of all circles ([Circles]). They lie in box 0 of the vault, under the core key
// alone; their names are in both tiers.
package seal
