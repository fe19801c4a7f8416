// Package apart takes requests to a range server into another process, over its
// standard input and output: a parent has a [Client], which is an [online.Way], and the
// child answers with [Serve]. The parent holds hashes, and maybe a vault; the child
// holds a network, and five digits at a time.
//
// What is said: lines of words, some with bytes after them, both bounded and read
// strictly. The parent says first how the server is asked, then asks, with a number
// for each request; several are asked at the same time. The child answers each
// number once, in any order.
//
//	open LENGTH                                  the server: url, proxy, agent, timeout
//	get N KIND PREFIX padded|plain LENGTH        and an ETag, or nothing
//	cancel N                                     nobody waits for it any more
//
//	ready                                        to open
//	refused LENGTH                               to open, and why
//	range N LENGTH LENGTH                        an ETag, or nothing, and the range
//	same N LENGTH                                an ETag, or nothing: what was sent with get still holds
//	failed N WHAT STATUS again|never MS LENGTH   and why, or nothing
//	cancelled N
//
// A child that says anything else, answers what was not asked, breaks off, or is
// silent for longer than a request may take, is ended; what it was asked then fails,
// and so does what comes after it.
//
// A server that the child runs says where it listens in one line: see [Listening].
package apart
