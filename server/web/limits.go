package web

import "time"

// Limits of one process. Each is far above what three hundred trainees behind one address do.
const (
	MaxBody    = 16 << 10 // the longest form is a code of nine digits
	maxHeaders = 8 << 10  // all but cookies: addresses, and the long User-Agents of in-app browsers
	// maxCookies is what other programs may have left in a browser under our host's name, whatever their port: as much as
	// most servers take. Ours have below 1 KB.
	maxCookies = 16 << 10
	ReadBuffer = 16 << 10 // of a connection: a head has to fit in
	// WriteBuffer holds every compressed page with its head, so that a page is one write to the connection. An idle
	// connection keeps its buffers.
	WriteBuffer = 8 << 10
	ReadTime    = 15 * time.Second
	WriteTime   = 30 * time.Second // a page on a poor line; event streams have their own
	PressLife   = 4 * time.Second  // of a press on the console: its page waits two seconds longer for the answer
	IdleTime    = 75 * time.Second
	GraceTime   = time.Second // for requests under way when the server stops; the whole stop may take two

	// maxConns is all open connections but event streams: five hundred in a room with a browser's six each. One costs up
	// to 33 KB, buffers and all.
	maxConns = 3000
	// connsPerSeat is how many there may be for each number of a room of thousands, whose people press at once.
	connsPerSeat = 2

	// MaxOpenSession is one computer's open codes: a tab has one, and a reload of the form without script leaves one
	// behind until it expires.
	MaxOpenSession = 20
	// MaxOpen is all open codes, where Options.MaxOpen says nothing: three hundred trainees with a few tabs each, several
	// rooms at a time. Four times as many may be made within one lifetime of a code.
	MaxOpen = 5000
	// MaxOpenForDevices is where the RFC 8628 endpoints stop, so that a program cannot take the last codes from people. With
	// Options.MaxOpen it is the same part of that.
	MaxOpenForDevices = 4000

	MaxStreams           = 20_000 // 4 KB each, 15 to 20 under TLS
	MaxStreamsPerSession = 4      // a browser has six connections a host over HTTP/1.1; two stay free for pages

	BeatEvery   = 15 * time.Second // proxies and in-app browsers give up a silent connection after 30 s and more
	StreamLife  = 10 * time.Minute
	StreamStart = 10 * time.Second // by then a stream has its connection
	StreamWrite = 10 * time.Second // for a client that no longer reads

	StreamBuffer = 16 << 10 // what the system keeps for one that reads slowly; the longest event is below 1 KB

	RetrySoon = 1000 // ms until a browser opens its stream again
	RetryBusy = 2000 // the same for a session that has enough streams, or gets none through: it polls
	RetryLate = 5000 // the same while the server is in trouble

	// Lines in the log a minute about one kind of failure, all in all and of one address (IPv6: a network of 64 bits).
	maxLines        = 60
	maxLinesAddress = 20
	MaxLogged       = 100 // bytes of a host, or of a cookie's name, in the log
	maxLoggedNames  = 20  // cookies' names in one line

	MaxClientID  = 100
	PollInterval = 5 * time.Second // RFC 8628
	MinDeviceTTL = 5 * time.Second
	MaxDeviceTTL = 600 * time.Second
)

// Shares of one client below what all have in common (share.go). Three hundred people behind one address use, in the worst
// minute of a class, a third of any of them.
var (
	CodesShare   = Allowance{2000, 20}  // practice codes made
	DevicesShare = Allowance{300, 2}    // the same by programs, which are rarely more than one behind an address
	TokensShare  = Allowance{2000, 200} // polls of the token endpoint: one in five seconds of each device
	// DigitsShare is practice codes typed wrong. Within one lifetime of a code no client can spend the budget that all
	// have together: a thousand at once, and 720 more within ten minutes.
	DigitsShare = Allowance{1000, 1.2}
	GuessShare  = Allowance{150, 2} // room codes typed wrong: all million take six days
	NumbersRate = Allowance{400, 5} // numbers taken by a typed code; beyond it a client's own unused ones give way
	RoomsShare  = Allowance{100, 1.0 / 30}
	ChecksShare = Allowance{300, 1}
)

// Shares of one number in a room, and of one room.
var (
	SeatCodesShare  = Allowance{10, 1.0 / 20}  // practice codes, where the address's share is spent
	SeatDigitsShare = Allowance{10, 1.0 / 30}  // digits typed, right or wrong, likewise
	SeatHandsShare  = Allowance{3, 1.0 / 15}   // raised hands
	SeatDeedsShare  = Allowance{120, 5}        // steps, presses, answers
	SeatHandShare   = Allowance{1, 1.0 / 60}   // the one of them that no share of others can refuse
	HandsShare      = Allowance{300, 3}        // raised hands of one client in one room
	RoomHandsShare  = Allowance{600, 6}        // raised hands of a whole room
	RefusalsCalm    = Allowance{20, 20.0 / 60} // refusals in a room beyond which its trainer is told of a flood
)

const (
	maxSharers = 20_000 // whose shares are remembered, each below 300 bytes

	// IdleReserve is so many numbers of a room, free ones or idle ones, that are kept for whoever comes by its QR code
	// while a flood is on.
	IdleReserve = 50

	MaxOpenClient    = 2000 // open practice codes of one client; beyond it its own unused ones give way
	MaxRoomsClient   = 100  // open rooms of one client, likewise
	MaxStreamsClient = 2500 // event streams of one client: four each of three hundred people, twice
	maxConnsClient   = 2000 // open connections of one address: six each of three hundred people
)

// Allowance is how much a share is: so much at once, and so much a second after that.
type Allowance struct {
	AtOnce  int
	aSecond float64
}
