// Package porttest is the customs exercise: one suite that every format which
// both imports and exports has to pass. What is not said here is not promised.
package porttest
