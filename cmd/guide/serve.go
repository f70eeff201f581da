package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"sync"
	"syscall"
	"time"

	"napguide/server"
	"napguide/server/devtools"
	"napguide/server/doctor"
	"napguide/server/live"
	"napguide/server/locale"
	"napguide/server/logs"
	"napguide/server/network"
	"napguide/server/site"
	"napguide/server/store"
	"napguide/static"
)

// memoryGoal is from where on memory is given back sooner than it would be, in bytes; GOMEMLIMIT sets another. A class of
// three hundred needs half of it.
const memoryGoal = 200 << 20

// stopTime is how long stopping may take where the machine is busy: open pages and streams are given a second, the store the rest.
const stopTime = 5 * time.Second

// flushTime is how long the last lines of the log may take after that.
const flushTime = 500 * time.Millisecond

// serveCommand is the flags of "guide serve".
type serveCommand struct {
	Addr      string        `default:"${addr}" env:"GUIDE_ADDR" placeholder:"HOST:PORT" help:"Where to listen; port 0 takes a free one (${default})."`
	PublicURL string        `env:"GUIDE_PUBLIC_URL" placeholder:"URL" help:"The site's address as phones open it: what QR codes carry. Without it, this machine's address on the LAN."`
	LiveURL   string        `env:"GUIDE_LIVE_URL" placeholder:"URL" help:"The real login, https only, instead of the one that the content names."`
	Data      string        `default:"guide-data" env:"GUIDE_DATA" placeholder:"DIR" help:"Folder of the embedded store; \"\" keeps everything in memory (${default})."`
	Nats      []string      `env:"GUIDE_NATS" placeholder:"URL,…" help:"An outside NATS cluster with JetStream instead of the embedded store."`
	Content   string        `env:"GUIDE_CONTENT" placeholder:"DIR" help:"The guide's Markdown from a folder instead of the program's own."`
	Dev       bool          `env:"GUIDE_DEV" help:"For writers: needs --content; the site is built again at each edit, open browsers reload, /_screens lists every screen."`
	Unit      string        `env:"GUIDE_UNIT" placeholder:"FILE" help:"A file with your unit's own details: whom to ask, and how (content/README.md)."`
	GrantTTL  time.Duration `default:"10m" env:"GUIDE_GRANT_TTL" placeholder:"TIME" help:"How long a practice code lasts, from 1s to 1h (${default})."`
	MaxCodes  int           `default:"5000" env:"GUIDE_MAX_CODES" placeholder:"N" help:"How many practice codes may wait for a phone at once, from 100 to 100000, over all processes on one cluster; each of them needs the same value (${default})."`
	MaxSeats  int           `default:"500" env:"GUIDE_MAX_SEATS" placeholder:"N" help:"How many people a room takes, from 100 to 10000; each process on one cluster needs the same value (${default})."`
	LogFormat string        `default:"text" enum:"text,json" env:"GUIDE_LOG_FORMAT" help:"text or json (${default})."`
	TLSCert   string        `name:"tls-cert" env:"GUIDE_TLS_CERT" placeholder:"FILE" help:"Certificate to serve https with; needs --tls-key."`
	TLSKey    string        `name:"tls-key" env:"GUIDE_TLS_KEY" placeholder:"FILE" help:"Key of the certificate. Both files are read again when they change."`

	AdminAddr      string   `default:"${admin}" env:"GUIDE_ADMIN_ADDR" placeholder:"HOST:PORT" help:"Where /metrics is read, for Prometheus; \"\" for nowhere (${default})."`
	TrustedProxies []string `env:"GUIDE_TRUSTED_PROXIES" placeholder:"ADDR,…" help:"Addresses or networks of proxies whose X-Forwarded-For is believed."`

	Open bool `env:"GUIDE_OPEN" help:"Open the trainer's page in this machine's browser. Done by itself when the program is started without anything on a desktop."`

	quiet bool // the log goes to a person's terminal: only what somebody should look at
}

// buildGC is how much the memory may grow, in percent, before a collection, while a site is built: a quarter of a start's
// time goes into collections at usualGC, which is Go's own. The memory limit holds all the same.
const buildGC, usualGC = 400, 100

// Run serves the site until ctx ends.
func (cmd *serveCommand) Run(ctx context.Context, stdout output, stderr logTo, words speech) error {
	// A reader of the log or of the terminal that goes away must not end the program, nor one that stands still hold it up.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	cmd.quiet = isTerminal(stderr) && cmd.LogFormat == "text"
	lines, screen := logs.NewQueue(stderr, logs.TellBy(cmd.logForm)), logs.NewQueue(stdout, nil)
	defer func() {
		flush, cancel := context.WithTimeout(context.WithoutCancel(ctx), flushTime)
		defer cancel()
		lines.Close(flush)
		screen.Close(flush)
	}()
	return cmd.serve(ctx, terminal{screen, words, showsCodes(stdout), isTerminal(stdout)}, lines)
}

// serve is Run with its output at hand.
func (cmd *serveCommand) serve(ctx context.Context, stdout terminal, lines *logs.Queue) error {
	first := newVersioned(lines, cmd.logForm)
	log := cmd.logger(first)
	limitMemory()
	collectAt(buildGC) // with --dev, which builds the site again at each save, for good; otherwise until giveBack
	set, err := cmd.prepare(log)
	if err != nil {
		return err
	}
	go site.Prepare(static.FS) // while the content is read
	read := sync.OnceValues(cmd.read)
	if cmd.Content != "" || cmd.Unit != "" { // somebody's own: its faults are told before anything is opened or made
		if _, err := read(); err != nil {
			return err
		}
	}
	ln, err := cmd.listen(ctx, stdout)
	if err != nil {
		return cmd.showRunning(ctx, stdout, err)
	}
	defer ln.Close()
	addresses := sourceOf(ln, network.Options{Secure: set.certificate != nil, Public: set.public})

	hub, metrics := live.New(), server.NewMetrics()
	metrics.WatchLog(lines.Dropped)
	metrics.TellBuild(thisBuild().Version, thisBuild().Revision)
	opened := cmd.openStore(ctx, hub, metrics, log) // while the content is read and the site is built
	var pages *site.Site
	own, err := read()
	if err == nil {
		pages, err = own.build(cmd.builder(set.public, 0))
	}
	grants, failed := opened()
	if failed != nil {
		return cmd.showRunning(ctx, stdout, storeError(failed, len(cmd.Nats) > 0))
	}
	if err != nil { // the flag, or the faults one by one
		return errors.Join(err, grants.Close(ctx))
	}
	first.begin()
	own.tell(log)
	var dev *devtools.Edits
	if cmd.Dev {
		dev = devtools.NewEdits(hub.Wake)
	}
	srv := server.New(server.Options{
		Site: pages, Store: grants, Hub: hub, Network: addresses, GrantTTL: cmd.GrantTTL, MaxOpen: max(cmd.MaxCodes, codesPerSeat*cmd.MaxSeats),
		Log: log, AdminMetrics: metrics, TrustedProxies: set.proxies, Dev: dev, Faults: own.faultsIn,
		Machine: func() doctor.Machine { return machineOf(cmd.Data, portOf(ln.Addr()), nil) },
	})
	admin, err := serveAdmin(ctx, cmd.AdminAddr, metrics, srv.LastArrival, log)
	if err != nil {
		return errors.Join(err, grants.Close(ctx))
	}
	ln = set.certificate.over(ln)

	background, stopBackground := context.WithCancel(ctx)
	defer stopBackground()
	compressed := make(chan struct{})
	if dev == nil {
		go func() { defer close(compressed); cmd.compress(background, pages, log) }()
	} else {
		close(compressed)
		if err := cmd.followEdits(background, own, set.public, srv, dev, stdout); err != nil {
			return errors.Join(err, grants.Close(ctx))
		}
	}
	served := make(chan error, 1)
	go func() { served <- srv.Serve(ln) }()
	defer noteAddress(cmd.Data, addresses.Now().Local.Base, admin)()
	printAddresses(stdout, addresses.Now(), own.catalog.Printer(stdout.words.among(own.catalog.Languages())), cmd.Data)
	go followNetwork(background, addresses, srv, stdout)
	if cmd.Open {
		openBrowser(addresses.Now().Local.Base + "/" + locale.Source + "/workshop")
	}

	select {
	case <-ctx.Done():
	case failed = <-served:
	}
	stopping, cancel := context.WithTimeout(context.WithoutCancel(ctx), stopTime)
	defer cancel()
	stopBackground()
	err = errors.Join(failed, srv.Shutdown(stopping), grants.Close(stopping))
	select {
	case <-compressed: // and kept for the next start, as far as it came
	case <-stopping.Done():
	}
	return err
}

// followEdits has the site built anew at each edit of its folder.
func (cmd *serveCommand) followEdits(ctx context.Context, own *material, public *url.URL, srv *server.Server, dev *devtools.Edits, stdout terminal) error {
	d := &devSite{from: own.from, files: given(own.unit), replace: srv.Replace, tell: dev.Edited, out: stdout, words: stdout.words}
	d.build = func() (*site.Site, error) { return own.again(cmd.builder(public, dev.Next())) }
	return d.watch(ctx)
}

// limitMemory has the collector work harder near the goal, unless somebody has set another.
func limitMemory() {
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(memoryGoal)
	}
}

// collectAt says how much the memory may grow before a collection, in percent, unless somebody has set another.
func collectAt(percent int) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(percent)
	}
}

// setting is what the flags say, read and checked.
type setting struct {
	public      *url.URL
	certificate *certificate
	proxies     []netip.Prefix
}

// prepare checks the flags, but for the content that they name. Its error names the flag.
func (cmd *serveCommand) prepare(log *slog.Logger) (set setting, err error) {
	if set.public, err = cmd.check(); err != nil {
		return set, err
	}
	if set.certificate, err = cmd.certificate(log); err != nil {
		return set, err
	}
	set.proxies, err = prefixes(cmd.TrustedProxies)
	return set, err
}

// builder makes the site of what was read, as one of the writer's edits.
func (cmd *serveCommand) builder(public *url.URL, edit int) func(*material) (*site.Site, error) {
	return func(m *material) (*site.Site, error) {
		o := m.from.siteOptions(m.guides, m.catalog)
		o.Static, o.LiveURL, o.Unit, o.Dev = static.FS, cmd.LiveURL, m.details, cmd.Dev
		o.PublicURL, o.Edit, o.Proven = public, edit, m.from.dir == ""
		return site.Build(o)
	}
}

// openStore begins to open the store; what it returns waits for that.
func (cmd *serveCommand) openStore(ctx context.Context, hub *live.Hub, metrics *server.Metrics, log *slog.Logger) (wait func() (*store.Store, error)) {
	var opened *store.Store
	done := make(chan error, 1)
	go func() {
		var err error
		opened, err = store.Open(ctx, store.Options{
			Dir: cmd.Data, URLs: cmd.Nats, GrantTTL: cmd.GrantTTL, MaxSeats: cmd.MaxSeats, Log: log,
			Changed:     func(id string) { hub.Wake(server.GrantTopic(id)) },
			RoomChanged: func(id string, seat int) { server.WakeRoom(hub, id, seat) },
			Observe:     metrics.StoreTook,
		})
		done <- err
	}()
	return func() (*store.Store, error) {
		err := <-done
		return opened, err
	}
}

// codesPerSeat is how many practice codes may wait for each number of a full room: a code on the screen, and one that was
// left.
const codesPerSeat = 2

// compressAfter is when brotli begins to pack pages as densely as it goes, a tenth smaller: a start's first half minute is for
// readers, and a program that soon ends has not worked in vain.
const compressAfter = 30 * time.Second

// settleAfter is when what the start took goes back to the machine: from then on little changes.
const settleAfter = 10 * time.Second

// compress makes the pages as small as they get, which takes some minutes at the first start on a data folder.
func (cmd *serveCommand) compress(ctx context.Context, pages *site.Site, log *slog.Logger) {
	settled := time.AfterFunc(settleAfter, giveBack)
	defer settled.Stop()
	if err := pages.CompressBest(ctx, packedFile(cmd), compressAfter); err != nil {
		log.Info("not every page is compressed or kept for the next start", "cause", err)
	}
	if ctx.Err() == nil {
		giveBack() // the densest brotli needs megabytes
	}
}

// giveBack returns memory to the machine, and keeps it small from then on. What a pool lets go is free one collection later.
func giveBack() {
	collectAt(usualGC)
	runtime.GC()
	debug.FreeOSMemory()
}

func (cmd *serveCommand) logger(w io.Writer) *slog.Logger {
	return logs.Hiding(slog.New(cmd.logForm(w)))
}

// logForm is how lines of the log are written.
func (cmd *serveCommand) logForm(w io.Writer) slog.Handler {
	if cmd.LogFormat == "json" {
		return slog.NewJSONHandler(w, nil)
	}
	level := slog.LevelInfo
	if cmd.quiet {
		level = slog.LevelWarn
	}
	return slog.NewTextHandler(w, &slog.HandlerOptions{Level: level})
}

// check finds values that cannot be used, before anything is opened, and reads the public URL.
func (cmd *serveCommand) check() (public *url.URL, err error) {
	if err := checkLiveURL(cmd.LiveURL); err != nil {
		return nil, err
	}
	if cmd.GrantTTL < time.Second || cmd.GrantTTL > time.Hour {
		return nil, wrongFlag("grant-ttl", cmd.GrantTTL.String(), "a practice code lasts from 1s to 1h")
	}
	if cmd.MaxCodes < 100 || cmd.MaxCodes > 100_000 {
		return nil, wrongFlag("max-codes", strconv.Itoa(cmd.MaxCodes), "from 100 to 100000 practice codes may wait at once")
	}
	if cmd.MaxSeats < 100 || cmd.MaxSeats > 10_000 {
		return nil, wrongFlag("max-seats", strconv.Itoa(cmd.MaxSeats), "a room takes from 100 to 10000 people")
	}
	if from, isBeside := contentBeside(cmd.Content); cmd.Dev && isBeside {
		cmd.Content = from.dir
	}
	if cmd.Dev && cmd.Content == "" {
		return nil, errors.New("--dev: give --content DIR too; what is inside the program cannot be edited (guide init DIR writes it out)")
	}
	if (cmd.TLSCert == "") != (cmd.TLSKey == "") {
		return nil, errors.New("--tls-cert and --tls-key: give both or none")
	}
	for _, text := range cmd.Nats {
		if u, err := url.Parse(text); err != nil || u.Host == "" {
			return nil, wrongFlag("nats", text, "an address looks like nats://host:4222")
		}
	}
	if cmd.PublicURL == "" {
		return nil, nil
	}
	u, err := network.ParsePublicURL(cmd.PublicURL)
	switch {
	case err != nil:
		return nil, wrongFlag("public-url", cmd.PublicURL, err.Error())
	case u.Path != "":
		return nil, wrongFlag("public-url", cmd.PublicURL, "the site has a host of its own; nothing may follow the host")
	}
	return u, nil
}

func given(file string) []string {
	if file == "" {
		return nil
	}
	return []string{file}
}

func (cmd *serveCommand) certificate(log *slog.Logger) (*certificate, error) {
	if cmd.TLSCert == "" {
		return nil, nil
	}
	pair, err := newCertificate(cmd.TLSCert, cmd.TLSKey, log)
	if err != nil {
		return nil, fmt.Errorf("--tls-cert %q, --tls-key %q: %w", cmd.TLSCert, cmd.TLSKey, err)
	}
	return pair, nil
}

func checkLiveURL(text string) error {
	if text == "" {
		return nil // the content names it
	}
	if u, err := url.Parse(text); err != nil || u.Scheme != "https" || u.Host == "" || u.User != nil {
		return wrongFlag("live-url", text, "the real login is an https address; nobody is sent anywhere else")
	}
	return nil
}

// defaultAddr is where the site listens unless told otherwise.
const defaultAddr = ":3000"

// listen opens the port.
func (cmd *serveCommand) listen(ctx context.Context, stdout io.Writer) (net.Listener, error) {
	ln, err := listen(ctx, cmd.Addr)
	if err == nil || !cmd.Open || cmd.Addr != defaultAddr || !isKind(err, "port-used", "port-forbidden") {
		return ln, err
	}
	if _, running := findRunning(ctx, cmd.Data, localBases(cmd.Addr)...); running {
		return nil, err
	}
	if other := listenAbove(ctx, cmd.Addr); other != nil {
		explain(stdout, plainError{kind: "other-port", values: []any{"Port", portOf(other.Addr())}})
		return other, nil
	}
	return nil, err
}

// packedFile is where compressed pages are kept from one start to the next, beside the embedded store; "" where there is none.
func packedFile(cmd *serveCommand) string {
	if cmd.Data == "" || len(cmd.Nats) > 0 {
		return ""
	}
	return filepath.Join(cmd.Data, "pages.packed")
}

// showRunning opens the browser on a guide that has the port or the data folder already, when somebody starts the program
// once more by a double click. Else it says where that guide is.
func (cmd *serveCommand) showRunning(ctx context.Context, stdout io.Writer, err error) error {
	if !isKind(err, "port-used", "running") {
		return err
	}
	base, running := findRunning(ctx, cmd.Data, localBases(cmd.Addr)...)
	if !running {
		return err
	}
	if !cmd.Open {
		return plainError{fmt.Errorf("%w; a guide answers at %s/", err, base), "running", nil}
	}
	explain(stdout, plainError{kind: "shown"})
	fmt.Fprintf(stdout, "%s/\n", base)
	openBrowser(base + "/" + locale.Source + "/workshop")
	return nil
}

// storeError says which flag to look at.
func storeError(err error, outside bool) error {
	switch {
	case errors.Is(err, store.ErrLocked):
		return plainError{fmt.Errorf("--data: %w; is the guide running already? (--data chooses another folder)", err), "running", nil}
	case outside:
		return fmt.Errorf("--nats: %w", err)
	case errors.Is(err, store.ErrNewer):
		return plainError{fmt.Errorf("--data: %w; use that version, or choose another folder. Nothing has been touched", err), "newer-data", nil}
	case errors.Is(err, store.ErrDiskFull), isFull(err):
		return plainError{fmt.Errorf("--data: %w", err), "disk-full", nil}
	case errors.Is(err, os.ErrPermission), isReadOnly(err):
		return plainError{fmt.Errorf("--data: %w", err), "folder-refused", nil}
	}
	return fmt.Errorf("--data: %w", err)
}

// followNetwork keeps every open page, and this window, at the address by which phones come now.
func followNetwork(ctx context.Context, addresses *network.Source, srv *server.Server, stdout terminal) {
	shown := addresses.Now().Best()
	addresses.Follow(ctx, network.LookEvery, func() {
		srv.NetworkChanged()
		if best := addresses.Now().Best(); best != shown {
			shown = best
			printChange(stdout, best)
		}
	})
}

// read reads what the flags name, else what stands beside the program. What a flag names must be right. A fault of what
// only stands there is told, and what is inside the program is used.
func (cmd *serveCommand) read() (*material, error) {
	m := &material{}
	m.from, m.contentBeside = contentBeside(cmd.Content)
	m.unit, m.unitBeside = unitBeside(cmd.Unit)
	err := m.readContent()
	if err != nil && m.contentBeside {
		err = m.withoutContent(err)
	}
	if err != nil {
		return nil, err
	}
	return m, m.readDetails()
}
