// Package paper is the copyist: it writes a share of a recovery key so that
// people can keep it on paper, as words or as the text of a QR code, and reads
// what they type from it.
//
// A share is 48 bytes: what it is for, the beginning of its set's hash, and its
// point. As words these are 39 of the 1,024 words of SLIP-0039 and three more,
// a checksum with which one wrong word is found wherever it stands. Neither the
// words nor the code are those of a SLIP-0039 share, and no other program takes
// them for one.
//
// [Read] finds a share on a whole sheet, [Typing] takes one line by line.
//
// [Parse] says by number what is wrong with words, and [Share.Open] by name
// that a share belongs to something else. Their errors quote nothing of what was
// typed, which may be a password in the wrong place; among words of a share they
// name the word of the list that is most like a wrong one. Whether a share is
// genuine is said by package split, of which Open asks it.
package paper
