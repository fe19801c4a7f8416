// Coffer-hibp is the part of Coffer's breach data that has to do with a network: Coffer
// starts it to ask a range server, and to be one. It holds no vault, no key and no
// password; what it is told are five hex digits of a hash at a time. It imports nothing
// of Coffer's but hibp.
package main

import (
	"crypto/rand"
	"os"
	"time"

	"coffer/hibp/helper"
)

func main() {
	os.Exit(helper.Run(os.Args[1:], helper.Env{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Now: time.Now, Rand: rand.Reader}))
}
