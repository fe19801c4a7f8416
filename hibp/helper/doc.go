// Package helper is the program coffer-hibp: the part of breach data that has to do with
// a network. As a package it can also be run by tests of whoever starts it.
//
//	coffer-hibp ask                      makes requests for a parent: see hibp/apart
//	coffer-hibp serve HOST:PORT FILE…    answers as the range service does
//
// Both end with their standard input, so that neither stays when its parent goes.
package helper
