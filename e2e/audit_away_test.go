//go:build audit

package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

// outsideNATS is a NATS server that can be stopped and started again on the same port and folder.
type outsideNATS struct {
	t    *testing.T
	opt  server.Options
	srv  *server.Server
	addr string
}

func startNATS(t *testing.T) *outsideNATS {
	t.Helper()
	port, _ := strconv.Atoi(freePort(t, "127.0.0.1"))
	n := &outsideNATS{t: t, opt: server.Options{Host: "127.0.0.1", Port: port, JetStream: true, StoreDir: t.TempDir(), NoSigs: true, NoLog: true}}
	n.addr = fmt.Sprintf("nats://127.0.0.1:%d", port)
	n.start()
	t.Cleanup(n.stop)
	return n
}

func (n *outsideNATS) start() {
	n.t.Helper()
	opt := n.opt
	srv, err := server.NewServer(&opt)
	if err != nil {
		n.t.Fatal(err)
	}
	srv.Start()
	if !srv.ReadyForConnections(patience) {
		n.t.Fatal("NATS does not start")
	}
	n.srv = srv
}

func (n *outsideNATS) stop() {
	n.srv.Shutdown()
	n.srv.WaitForShutdown()
}

func TestAuditFaultsNATSGoneForAMinuteAndBack(t *testing.T) {
	nats := startNATS(t)
	guide := startLean(t, "--nats", nats.addr)
	computer, phone := pc.atTheCode(t, guide), mobile.open(t, guide.url)
	plain := pc.named("computer without script").withoutScript().atTheCode(t, guide)
	r := openRoom(t, guide)
	seat := mobile.named("participant").open(t, guide.url)
	r.join(seat)
	phone.scanFrom(computer)
	phone.asked(computer)
	computer.state("scanned")
	thai, english := pc.named("Thai newcomer").open(t, guide.url), pc.named("English newcomer").speaking("en-GB,en").open(t, guide.url)
	for _, p := range []*tab{computer, phone, plain, r.trainer, r.board, seat, thai, english} {
		p.expect(`\b503\b`)
	}

	nats.stop()
	away := time.Now()
	time.Sleep(2 * time.Second)
	thai.visit("/th/guide/start") // pages are served
	thai.visit("/th/practice/standard/qr")
	thai.wait("the word for a moment", `document.querySelector(".live").innerText.includes("ขอเวลาสักครู่")`)
	english.visit("/en/practice/standard/qr")
	english.wait("the word for a moment", `document.querySelector(".live").innerText.includes("One moment")`)
	phone.press("form.allow button")
	phone.wait("the word for a moment", `document.querySelector(".moment").innerText.includes("ขอเวลาสักครู่")`)
	seat.press(`[value="ready"] + button`)
	r.trainer.press(`.drive-steps li:has(input[name=step][value="start"]) button`)
	r.trainer.waitFor("[data-lost]") // and what was pressed is let go of
	plain.reload()
	plain.state("pending") // what was known is still shown
	time.Sleep(time.Minute - time.Since(away))
	for _, p := range []*tab{thai, english} { // and still say so
		if got := p.text(".live"); !strings.Contains(got, "สักครู่") && !strings.Contains(got, "One moment") {
			t.Errorf("%s: after a minute the page says %q", p.dev.name, got)
		}
	}

	nats.start()
	back := time.Now()
	since := func(what string) {
		t.Logf("%-40s %s after NATS was back", what, time.Since(back).Round(100*time.Millisecond))
	}
	thai.state("pending") // a code came by itself
	since("a code for who waited, Thai")
	english.state("pending")
	since("a code for who waited, English")
	r.trainer.visit("/th/workshop/" + r.id + "/trainer")
	r.trainer.waitGone(`.drive-steps li.current:has(input[value="start"])`) // nothing is carried out a minute late
	r.trainer.wait("what a participant pressed meanwhile", `document.querySelector(".count-ready b").innerText==="1 คน"`)
	since("what a participant pressed meanwhile")
	r.lead("start")
	seat.arrive("/th/guide/start")
	since("the trainer's step, pressed again")
	phone.wait("another press to be asked for", `document.querySelector(".moment").innerText.includes("กดอีกครั้ง")`)
	phone.press("form.allow button")
	phone.kind("approved")
	computer.arrive(dashboard)
	since("a code from before, allowed and seen")
	calmDown(seat)
	r.lead("choose-thaid")
	seat.arrive("/th/guide/choose-thaid")
	since("the class is led")
	plain.state("pending")
	other := mobile.named("second phone").open(t, guide.url)
	other.scanFrom(plain)
	other.asked(plain)
	other.press("form.allow button")
	plain.waitFor("[data-screen=dashboard]")
	faults := slices.DeleteFunc(guide.faults(), func(line string) bool { return strings.Contains(line, "in one copy only") }) // said at the start
	if got := faults; len(got) != 1 || !strings.Contains(got[0], nats.addr) {
		t.Errorf("the log has %d lines:\n%s", len(got), strings.Join(got, "\n"))
	} else {
		t.Log("the log says:", got[0])
	}
	if got := guide.logged("available again"); len(got) != 1 {
		t.Errorf("the log does not say once that it is over: %v", got)
	}
}

// jumping is the program with a wall clock that is put forward an hour by SIGUSR1 and back by SIGUSR2, forward thirty hours
// by SIGHUP and six years by SIGWINCH, for everything in it: the time package itself is built anew, because Go reads the clock without the C library, so that nothing from
// outside can change it for one process. The monotonic clock goes on, as it does on a real machine.
func jumping() (string, error) {
	const before = "\tsec, nsec, mono := runtimeNow()\n\tif mono == 0 {"
	root, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return "", err
	}
	clock := filepath.Join(strings.TrimSpace(string(root)), "src", "time", "time.go")
	source, err := os.ReadFile(clock)
	if err != nil {
		return "", err
	}
	if strings.Count(string(source), before) != 1 {
		return "", fmt.Errorf("%s reads the clock in another way than this test knows", clock)
	}
	patched := strings.Replace(string(source), before, "\tsec, nsec, mono := runtimeNow()\n\tif Jump != nil {\n\t\tsec += Jump()\n\t}\n\tif mono == 0 {", 1) +
		"\n// Jump is by how many seconds the wall clock was put forward.\nvar Jump func() int64\n"
	module, err := filepath.Abs("..")
	if err != nil {
		return "", err
	}
	replace := map[string]string{}
	for name, text := range map[string]string{
		clock: patched,
		filepath.Join(module, "cmd", "guide", "jump.go"): `package main

import (
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"
)

func init() {
	var seconds atomic.Int64
	time.Jump = seconds.Load
	signals := make(chan os.Signal, 1)
	by := map[os.Signal]int64{syscall.SIGUSR1: 3600, syscall.SIGUSR2: -3600, syscall.SIGHUP: 30 * 3600, syscall.SIGWINCH: 6 * 365 * 24 * 3600}
	signal.Notify(signals, syscall.SIGUSR1, syscall.SIGUSR2, syscall.SIGHUP, syscall.SIGWINCH)
	go func() {
		for s := range signals {
			seconds.Add(by[s])
		}
	}()
}
`,
	} {
		file := filepath.Join(scratch, fmt.Sprintf("overlay-%d.go", len(replace)))
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			return "", err
		}
		replace[name] = file
	}
	overlay, err := json.Marshal(map[string]any{"Replace": replace})
	if err != nil {
		return "", err
	}
	file := filepath.Join(scratch, "overlay.json")
	if err := os.WriteFile(file, overlay, 0o600); err != nil {
		return "", err
	}
	return buildLean("guide-jumping", "-overlay", file)
}

func TestAuditFaultsTheClockJumpsAnHourBothWays(t *testing.T) {
	for name, jump := range map[string]syscall.Signal{"forward": syscall.SIGUSR1, "back": syscall.SIGUSR2} {
		t.Run(name, func(t *testing.T) {
			guide := prepare(t, "127.0.0.1", jumping)
			guide.run()
			t.Cleanup(guide.stop)
			computer, phone := pc.atTheCode(t, guide), mobile.open(t, guide.url)
			r := openRoom(t, guide)
			seat := mobile.named("participant").open(t, guide.url)
			r.join(seat)
			digits := computer.digits()
			_, header, _ := guide.get("/healthz")
			clock := func() time.Time { at, _ := time.Parse(time.RFC1123, header.Get("Date")); return at }
			before := clock()

			guide.cmd.Process.Signal(jump)
			began := time.Now()
			eventually(t, "the program's clock has jumped", 10*time.Second, func() bool {
				_, header, _ = guide.get("/healthz")
				return clock().Sub(before).Abs() > 50*time.Minute
			})
			for _, path := range []string{"/th/", "/en/guide/start", "/readyz"} {
				if status, _, _ := guide.get(path); status != 200 {
					t.Errorf("%s: %d", path, status)
				}
			}
			if name == "forward" { // the code is past its time: another comes by itself
				computer.wait("another code", `document.querySelector("[data-user-code]").textContent.trim()!==`+quote(digits))
				t.Logf("the page had another code %s after the jump", time.Since(began).Round(time.Second))
			}
			computer.state("pending")
			phone.scanFrom(computer)
			phone.asked(computer)
			phone.press("form.allow button")
			phone.kind("approved")
			computer.arrive(dashboard)
			calmDown(seat)
			r.lead("start")
			seat.arrive("/th/guide/start") // the room lives, and its streams too
			late := mobile.named("late participant").open(t, guide.url)
			late.visit("/j/" + r.id)
			late.press(`form[action$="/join"] button`)
			late.waitFor(".bignumber")
			if got := guide.faults(); len(got) > 0 {
				t.Errorf("the log complains:\n%s", strings.Join(got, "\n"))
			}
			for _, p := range []*tab{computer, phone, r.trainer, r.board, seat, late} {
				p.expect(`ERR_CONNECTION_REFUSED`, `ERR_INCOMPLETE_CHUNKED_ENCODING`, `ERR_CONNECTION_RESET`, `ERR_EMPTY_RESPONSE`, `ERR_SOCKET_NOT_CONNECTED`, `\b503\b`, `error occurred when fetching the script`)
			}
			guide.stop() // a new process begins with the machine's own clock: the jump back again
			guide.run()
			if status, _, _ := guide.get("/j/" + r.id); status != 200 {
				t.Errorf("the room after a restart: %d", status)
			}
			seat.press(`.room-bar [data-call]`)
			r.trainer.waitFor("#c-calls .badge")
		})
	}
}
