package server

import "time"

// Limits of one process. Each is far above what three hundred trainees behind one address do.
const (
	maxBody    = 16 << 10 // the longest form is a code of nine digits
	maxHeaders = 8 << 10  // all but cookies: addresses, and the long User-Agents of in-app browsers
	// maxCookies is what other programs may have left in a browser under our host's name, whatever their port: as much as
	// most servers take. Ours have below 1 KB.
	maxCookies = 16 << 10
	readBuffer = 16 << 10 // of a connection: a head has to fit in
	// writeBuffer holds every compressed page with its head, so that a page is one write to the connection. An idle
	// connection keeps its buffers.
	writeBuffer = 8 << 10
	readTime    = 15 * time.Second
	writeTime   = 30 * time.Second // a page on a poor line; event streams have their own
	pressLife   = 4 * time.Second  // of a press on the console: its page waits two seconds longer for the answer
	idleTime    = 75 * time.Second
	graceTime   = time.Second // for requests under way when the server stops; the whole stop may take two

	// maxConns is all open connections but event streams: five hundred in a room with a browser's six each. One costs up
	// to 33 KB, buffers and all.
	maxConns = 3000

	// maxOpenSession is one computer's open codes: a tab has one, and a reload of the form without script leaves one
	// behind until it expires.
	maxOpenSession = 20
	// maxOpen is all open codes, where Options.MaxOpen says nothing: three hundred trainees with a few tabs each, several
	// rooms at a time. Four times as many may be made within one lifetime of a code.
	maxOpen = 5000
	// maxOpenForDevices is where the RFC 8628 endpoints stop, so that a program cannot take the last codes from people. With
	// Options.MaxOpen it is the same part of that.
	maxOpenForDevices = 4000

	maxStreams           = 20_000 // 4 KB each, 15 to 20 under TLS
	maxStreamsPerSession = 4      // a browser has six connections a host over HTTP/1.1; two stay free for pages

	beatEvery   = 15 * time.Second // proxies and in-app browsers give up a silent connection after 30 s and more
	streamLife  = 10 * time.Minute
	streamStart = 10 * time.Second // by then a stream has its connection
	streamWrite = 10 * time.Second // for a client that no longer reads

	streamBuffer = 16 << 10 // what the system keeps for one that reads slowly; the longest event is below 1 KB

	retrySoon = 1000 // ms until a browser opens its stream again
	retryBusy = 2000 // the same for a session that has enough streams, or gets none through: it polls
	retryLate = 5000 // the same while the server is in trouble

	// Lines in the log a minute about one kind of failure, all in all and of one address (IPv6: a network of 64 bits).
	maxLines        = 60
	maxLinesAddress = 20
	maxLogged       = 100 // bytes of a host, or of a cookie's name, in the log
	maxLoggedNames  = 20  // cookies' names in one line

	maxClientID  = 100
	pollInterval = 5 * time.Second // RFC 8628
	minDeviceTTL = 5 * time.Second
	maxDeviceTTL = 600 * time.Second
)

// Shares of one client below what all have in common (share.go). Three hundred people behind one address use, in the worst
// minute of a class, a third of any of them.
var (
	codesShare   = allowance{2000, 20}  // practice codes made
	devicesShare = allowance{300, 2}    // the same by programs, which are rarely more than one behind an address
	tokensShare  = allowance{2000, 200} // polls of the token endpoint: one in five seconds of each device
	// digitsShare is practice codes typed wrong. Within one lifetime of a code no client can spend the budget that all
	// have together: a thousand at once, and 720 more within ten minutes.
	digitsShare = allowance{1000, 1.2}
	guessShare  = allowance{150, 2} // room codes typed wrong: all million take six days
	numbersRate = allowance{400, 5} // numbers taken by a typed code; beyond it a client's own unused ones give way
	roomsShare  = allowance{100, 1.0 / 30}
	checksShare = allowance{300, 1}
)

// Shares of one number in a room, and of one room.
var (
	seatCodesShare  = allowance{10, 1.0 / 20}  // practice codes, where the address's share is spent
	seatDigitsShare = allowance{10, 1.0 / 30}  // digits typed, right or wrong, likewise
	seatHandsShare  = allowance{3, 1.0 / 15}   // raised hands
	seatDeedsShare  = allowance{120, 5}        // steps, presses, answers
	seatHandShare   = allowance{1, 1.0 / 60}   // the one of them that no share of others can refuse
	handsShare      = allowance{300, 3}        // raised hands of one client in one room
	roomHandsShare  = allowance{600, 6}        // raised hands of a whole room
	refusalsCalm    = allowance{20, 20.0 / 60} // refusals in a room beyond which its trainer is told of a flood
)

const (
	maxSharers = 20_000 // whose shares are remembered, each below 300 bytes

	// idleReserve is so many numbers of a room, free ones or idle ones, that are kept for whoever comes by its QR code
	// while a flood is on.
	idleReserve = 50

	maxOpenClient    = 2000 // open practice codes of one client; beyond it its own unused ones give way
	maxRoomsClient   = 100  // open rooms of one client, likewise
	maxStreamsClient = 2500 // event streams of one client: four each of three hundred people, twice
	maxConnsClient   = 2000 // open connections of one address: six each of three hundred people
)
