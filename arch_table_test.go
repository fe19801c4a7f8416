package coffer_test

// row says what one package of ours may import of ours, and why. A path that
// ends in "/..." stands for the package and all below it.
type row struct {
	pkg     string
	imports []string
	bare    bool // may not even import what everybody may
	why     string
}

// allBelow, as an import, stands for every row under the row it is in.
const allBelow = "all below"

// everybody may import these, but for the rows that are bare.
var everybody = []string{"vault/secret", "vault/codec"}

// arrows is the order of the packages: a package imports rows under its own
// and no others. Rows whose package does not exist yet are the plan.
var arrows = []row{
	{pkg: "cmd/coffer", imports: []string{"internal/cli"},
		why: "the program that every command pays for: no screens"},
	{pkg: "cmd/coffer-tui", imports: []string{"internal/cli", "tui"},
		why: "the same program with the screens, for whoever asks for them"},
	{pkg: "internal/cli", imports: []string{"internal/app", "internal/host", "internal/screens"},
		why: "flags, prompts and printing; every rule lies below, where the screens share it"},
	{pkg: "cmd/coffer-blob-s3", bare: true,
		why: "the process on the network knows no type of ours that could hold a key"},
	{pkg: "cmd/coffer-hibp", imports: []string{"hibp/helper"}, bare: true,
		why: "as coffer-blob-s3: what is told to it are five hex digits at a time"},
	{pkg: "hibp/helper", imports: []string{"hibp", "hibp/apart", "hibp/offline", "hibp/online", "hibp/server", "hibp/web"}, bare: true,
		why: "the program coffer-hibp, where it can be tested with whoever starts it"},
	{pkg: "hibp/web", imports: []string{"hibp", "hibp/online"}, bare: true,
		why: "the one client that links a network: it is told prefixes, and no hash; above app, which may not import it"},
	{pkg: "hibp/server", imports: []string{"hibp"}, bare: true,
		why: "answers from breach data, whatever form they have; it links a network, as hibp/web"},
	{pkg: "tui/tuitest", imports: []string{"tui", "tui/screen", "internal/app", "internal/host", "vault"},
		why: "drives the screens in tests; in no program of ours"},
	{pkg: "tui", imports: []string{"tui/account", "tui/asking", "tui/door", "tui/entry", "tui/health", "tui/items", "tui/people", "tui/recovery", "tui/sealing", "tui/screen", "tui/widget", "tui/look", "internal/app", "internal/host", "internal/screens"},
		why: "the frame around all screens: it knows each by its constructor, and none knows it"},
	{pkg: "tui/entry", imports: []string{"tui/door", "tui/screen", "tui/widget", "tui/look", "internal/app"},
		why: "the screens before the vault is open"},
	{pkg: "tui/asking", imports: []string{"tui/ask", "tui/screen", "tui/widget", "tui/look", "internal/app"},
		why: "the screens of who asks the trustees of a vault, in front of the locked one and within"},
	{pkg: "tui/account", imports: []string{"tui/moving", "tui/ask", "tui/screen", "tui/widget", "tui/look", "internal/app"},
		why: "what opens the vault, and the settings; each change is a use case of app"},
	{pkg: "tui/moving", imports: []string{"tui/ask", "tui/screen", "tui/widget", "tui/look", "internal/app"},
		why: "the screens of import and export, a room of their own beside the account, which leads to them"},
	{pkg: "tui/health", imports: []string{"tui/ask", "tui/screen", "tui/widget", "tui/look", "internal/app"},
		why: "what check and doctor find, with the way to the item; what counts as a finding is said below"},
	{pkg: "tui/items", imports: []string{"tui/ask", "tui/screen", "tui/widget", "tui/look", "internal/app"},
		why: "the screens of boxes and items show and ask; what is asked for is a use case of app"},
	{pkg: "tui/recovery", imports: []string{"tui/ask", "tui/screen", "tui/widget", "tui/look", "internal/app"},
		why: "the screens of trustees, deposits and tickets: what may be decided, and what it binds, is said by app"},
	{pkg: "tui/sealing", imports: []string{"tui/ask", "tui/screen", "tui/widget", "tui/look", "internal/app"},
		why: "the screens of seals: what may be done, and what comes of it, is said by app"},
	{pkg: "tui/people", imports: []string{"tui/ask", "tui/screen", "tui/widget", "tui/look", "internal/app", "internal/host"},
		why: "the screens of contacts, of what came in, of shares and of the post; host reads and writes the files of cards"},
	{pkg: "tui/ask", imports: []string{"tui/screen", "tui/widget", "tui/look", "internal/app", "internal/host"},
		why: "a line to type, a list to choose from, which a room reads, or a text, between a wish and a deed; rooms use it as they use widgets; host completes paths"},
	{pkg: "tui/door", imports: []string{"internal/app"},
		why: "opens the vault for one piece of work at a time"},
	{pkg: "tui/widget", imports: []string{"tui/screen", "tui/look"},
		why: "what screens are put together from knows no vault"},
	{pkg: "tui/screen", imports: []string{"tui/look", "internal/app", "internal/screens", "internal/host"},
		why: "what a screen is, and how it asks for work"},
	{pkg: "tui/look", imports: []string{"internal/host"},
		why: "styles, and text that fits into cells and tells a terminal nothing"},
	{pkg: "internal/screens", imports: []string{"internal/app"},
		why: "what the program and the screens say to one another, so that neither imports the other"},
	{pkg: "internal/app", imports: []string{allBelow},
		why: "the one place where nouns meet: the opened vault, wired"},
	{pkg: "internal/host", imports: []string{"internal/sys", "internal/timespan"},
		why: "a person's machine, known to cmd, tui and app only"},
	{pkg: "internal/sheet", imports: []string{"ticket/paper", "vault/split", "internal/required"},
		why: "pure: what is printed; where it is written, and that it is wiped, is said above"},
	{pkg: "ticket", imports: []string{"box/contact", "box/hold", "box/matter", "box/post", "ticket/order", "vault", "vault/split"},
		why: "recovery knows people, waits and shares, but no items"},
	{pkg: "ticket/order", imports: []string{"vault/split", "internal/plain"},
		why: "pure: what a quorum may order of a locked vault; keys, sets and the time are values"},
	{pkg: "ticket/paper", imports: []string{"vault/split"},
		why: "pure: a share as words and as the text of a QR code; what is wrong with typed words is said from values"},
	{pkg: "ticket/file", imports: []string{"box/contact", "box/post", "internal/sys", "vault"},
		why: "the home of somebody who has no vault: a courier's bag and keys in one file; what the ticket says is not known here"},
	{pkg: "box/seal/held", imports: []string{"internal/sys", "vault"},
		why: "files that must be forgotten one by one, their bytes overwritten; what a share is for is not known here"},
	{pkg: "box/seal", imports: []string{"box", "box/contact", "box/hold", "box/matter", "box/post", "vault", "vault/split"},
		why: "hands items to people under a wait"},
	{pkg: "box/matter", imports: []string{"box/contact", "box/hold", "box/post", "vault"},
		why: "where the rules of hold meet the post: what seals and tickets have in common"},
	{pkg: "box/hold",
		why: "pure: withheld release is a function of signed events and credited time; keys and sets of shares are values"},
	{pkg: "box/witness", imports: []string{"vault", "vault/journal"},
		why: "what is kept of others' logs, and the rule by which a head fits; who is told is decided above"},
	{pkg: "box/post", imports: []string{"box/contact", "vault", "vault/blob"},
		why: "carries envelopes, and does not know what is in them"},
	{pkg: "box/contact", imports: []string{"vault", "internal/plain"},
		why: "people and their keys, without items"},
	{pkg: "box/port/...", imports: []string{"box/port/...", "box", "internal/near"},
		why: "foreign formats know items, and reach neither vault nor network"},
	{pkg: "box/health", imports: []string{"box", "internal/timespan"},
		why: "judges items; the breach lookup comes in as an interface"},
	{pkg: "box/gen",
		why: "pure: passwords and codes out of randomness and time"},
	{pkg: "box", imports: []string{"vault", "vault/blob", "vault/clock"},
		why: "items are records of a vault and files of a blob store"},
	{pkg: "vault/backup", imports: []string{"vault", "vault/blob"},
		why: "copies ciphertext as it stands; which dates are reached for certain is said above"},
	{pkg: "vault/agent", imports: []string{"vault", "vault/clock", "internal/sys"},
		why: "serves half a session on a socket; its rules are pure, and take readings of the clocks"},
	{pkg: "vault", imports: []string{"internal/sys", "vault/clock", "vault/journal"},
		why: "the store: keys, sealed records, the lock, the locked page, the credited time of each opening, the log"},
	{pkg: "vault/journal", why: "a tree of hashes, and what it proves; where they are kept is not known here"},
	{pkg: "vault/split", why: "shares are bytes"},
	{pkg: "vault/blob/blobtest", imports: []string{"vault/blob"},
		why: "the suite of all stores, and stores for tests of others; in no program of ours"},
	{pkg: "vault/blob", imports: []string{"internal/sys"},
		why: "objects are names and bytes; a folder needs the rename that replaces nothing"},
	{pkg: "vault/clock", why: "pure: time is a value that comes in"},
	{pkg: "vault/codec", why: "the one strict codec knows no type"},
	{pkg: "vault/secret", why: "the types that do not print need nothing"},
	{pkg: "internal/timespan", bare: true, why: "pure: one way to write a length of time, for the settings of the machine and of the person"},
	{pkg: "internal/news", bare: true, why: "pure: a change log, and what somebody has seen of it, as values"},
	{pkg: "internal/near", bare: true, why: "pure: which name a mistyped one may mean, for commands and for columns of tables"},
	{pkg: "internal/plain", bare: true, why: "pure: one rule of what people write that others are shown, for cards and for orders that lie in clear"},
	{pkg: "internal/powercut", bare: true, why: "a model of a disk for tests, in no program of ours"},
	{pkg: "internal/gateway", bare: true, imports: []string{"internal/required"}, why: "an S3 service for tests, in no program of ours"},
	{pkg: "internal/protocolpage", bare: true, why: "the vectors of the protocol's page for tests, in no program of ours"},
	{pkg: "internal/required", bare: true, why: "what tests may expect of the machine, in no program of ours"},
	{pkg: "internal/fakelogind", bare: true, why: "a logind on a bus for tests, in no program of ours"},
	{pkg: "internal/sys", why: "what the kernel offers, in no words of ours"},
	{pkg: "hibp/mirror", imports: []string{"hibp", "hibp/online"}, bare: true,
		why: "fetches every range into a folder"},
	{pkg: "hibp/apart", imports: []string{"hibp", "hibp/online"}, bare: true,
		why: "the one way to a network that this program has: a pipe to another one"},
	{pkg: "hibp/online", imports: []string{"hibp"}, bare: true,
		why: "asks for hashes, and knows no password; how a request is made it does not know"},
	{pkg: "hibp/offline", imports: []string{"hibp"}, bare: true,
		why: "files alone: who wants nothing to leave links no network"},
	{pkg: "hibp/hibptest", imports: []string{"hibp"}, bare: true,
		why: "breach data for tests and benches"},
	{pkg: "hibp", bare: true, why: "hashes and ranges; with all below a library of its own, which others can take out"},
	{pkg: ".", bare: true, why: "the root holds tests of the whole, the text of the change log, and no code"},
}

// home says where something that costs or endangers is allowed to be. No
// packages means nowhere.
type home struct {
	what string
	pkgs []string
	why  string
}

// everywhere, as a home, is every package of ours.
const everywhere = "..."

// libraries gives each library its home: import path, and all below it. What
// is not of the standard library and not listed here is not imported at all.
var libraries = []home{
	{"github.com/spf13", []string{"internal/cli"}, "commands and flags end at the command line"},
	{"charm.land", []string{"tui/..."}, "a terminal library costs start-up, and screens are the one place for it"},
	{"github.com/charmbracelet", []string{"tui/..."}, "as charm.land"},
	{"github.com/junegunn/fzf/src", []string{"tui/items"}, "one fuzzy filter, which people know"},
	{"go.etcd.io/bbolt", []string{"vault"}, "the page store panics on damage; one wrapper catches that"},
	{"golang.org/x/crypto/argon2", []string{"vault", "box/port/bitwarden"}, "one KDF, one set of caps; files that Bitwarden protects name the same one, and have its caps"},
	{"golang.org/x/crypto/md4", []string{"hibp"}, "the NTLM hash, and nothing else, is MD4"},
	{"golang.org/x/crypto/chacha20poly1305", []string{"vault", "box", "box/seal/held"}, "the vault seals records and slots, box the file keys of attachments, held the shares of others"},
	{"github.com/fxamacker/cbor", []string{"vault/codec"}, "one strict codec"},
	{"github.com/hashicorp/vault/shamir", []string{"vault/split"}, "combining checks nothing; one place checks before it"},
	{"github.com/minio/minio-go", []string{"cmd/coffer-blob-s3"}, "start-up, and no key in a process on the network"},
	{"net/http", []string{"hibp/web", "hibp/server", "cmd/coffer-blob-s3"}, "the main program talks to no network by itself, and pays for none at its start"},
	{"crypto/tls", []string{"hibp/web", "cmd/coffer-blob-s3"}, "as net/http"},
	{"os/exec", []string{"internal/host", "internal/fakelogind", "internal/gateway", "internal/required"}, "children inherit nothing by accident; others get a start function"},
	{"filippo.io/age", []string{"box", "box/contact", "box/post", "box/seal", "box/port/...", "ticket", "ticket/file", "vault/agent"},
		"what leaves the vault is an age file, and records are not"},
	{"github.com/pelletier/go-toml/v2", []string{"internal/host"}, "only config.toml is TOML"},
	{"github.com/creack/pty", []string{"internal/host"}, "a pseudo-terminal belongs to the machine"},
	{"github.com/godbus/dbus", []string{"internal/host", "internal/fakelogind"}, "only logind is asked, by the agent"},
	{"golang.org/x/term", []string{"internal/host"}, "one place reads from terminals without echo"},
	{"github.com/pquerna/otp", []string{"box/gen"}, "one-time codes come from one place"},
	{"rsc.io/qr", []string{"internal/host", "internal/sheet", "internal/cli", "tui/..."}, "QR codes are drawn where something is shown"},
	{"golang.org/x/mod/sumdb", []string{"vault/journal"}, "one Merkle log"},
	{"github.com/FastFilter/xorfilter", []string{"hibp/offline"}, "filters over breach data"},
	{"golang.org/x/sys", []string{"internal/sys", "internal/host", "hibp/offline"}, "system calls keep behind words of ours"},
	{"github.com/trustelem/zxcvbn", nil, "the oracle of box/health's tests; its tables are built in init, 27 ms of every start"},
	{"github.com/santhosh-tekuri/jsonschema", nil, "says in the tests of box/port/cxf whether an export keeps to the schema; nothing that runs needs it"},
	{"golang.org/x/text", []string{everywhere}, "NFC is needed wherever names and passwords come in"},
}

// symbols gives names of the standard library their home. A name is
// "package.Name", or a package alone for all of it.
var symbols = []home{
	{"time.Now", []string{"cmd/...", "internal/cli"}, "time comes in as a value, so that tests and rules can move it"},
	{"time.Since", []string{"cmd/...", "internal/cli"}, "asks time.Now"},
	{"time.Until", []string{"cmd/...", "internal/cli"}, "asks time.Now"},
	{"crypto/rand", []string{"internal/cli", "cmd/coffer-hibp"}, "randomness comes in as a reader"},
	{"math/rand", nil, "there is one source of randomness"},
	{"math/rand/v2", []string{"tui/tuitest"}, "there is one source of randomness"},
	{"os.Getenv", []string{"cmd/...", "internal/cli", "internal/host", "internal/required"}, "the environment is read once, at the top"},
	{"os.LookupEnv", []string{"cmd/...", "internal/cli", "internal/host"}, "as os.Getenv"},
	{"os.Environ", []string{"cmd/...", "internal/cli", "internal/host"}, "as os.Getenv"},
	{"os.ExpandEnv", []string{"cmd/...", "internal/cli", "internal/host"}, "as os.Getenv"},
	{"syscall.Getenv", nil, "as os.Getenv, and around it"},
	{"os.StartProcess", []string{"internal/host"}, "as os/exec, and around it"},
	{"func init", nil, "every command pays for it at every start, and it hides state"},
}
