// Package sheet is the print shop: what leaves Coffer on paper, as one page of
// HTML and as plain text.
//
// The HTML loads nothing and runs nothing, and prints in black and white on A4
// and Letter. Whatever comes in is escaped, and control characters do not
// reach the page. A page holds a secret: it comes as a [secret.Text], which the
// caller writes where it may lie and wipes.
package sheet
