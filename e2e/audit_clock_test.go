//go:build audit

package e2e

import (
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A laptop with an empty battery for its clock meets a network in the middle of a lesson. Nobody is sent away: not at the
// jump, not after what people do then, and not by a restart.
func TestAuditFaultsAClassGoesOnWhenTheClockIsPutForwardByDaysOrYears(t *testing.T) {
	for name, jump := range map[string]syscall.Signal{"thirty hours": syscall.SIGHUP, "six years": syscall.SIGWINCH} {
		t.Run(name, func(t *testing.T) {
			guide := prepare(t, "127.0.0.1", jumping)
			guide.run()
			t.Cleanup(guide.stop)
			trainer, still, busy := newCaller(guide.url), newCaller(guide.url), newCaller(guide.url)
			id, err := trainer.openRoom()
			if err != nil {
				t.Fatal(err)
			}
			for _, who := range []*caller{still, busy} {
				if _, err := who.join(id); err != nil {
					t.Fatal(err)
				}
			}
			room := "/workshop/" + id
			check := func(when string) {
				t.Helper()
				for _, who := range []*caller{still, busy} {
					if status, body, err := who.do(http.MethodGet, "/j/"+id, nil, "Accept", "text/html"); status != 200 || !strings.Contains(string(body), "bignumber") {
						t.Errorf("%s a participant's page: %d %v", when, status, err)
					}
				}
				if status, err := busy.post(room+"/progress", url.Values{"at": {"guide/start"}}, nil); err != nil || status >= 300 {
					t.Errorf("%s a step: %d %v", when, status, err)
				}
				if status, err := trainer.post(room+"/lead", url.Values{"step": {"start"}}, nil); err != nil || status >= 300 {
					t.Errorf("%s the trainer leads: %d %v", when, status, err)
				}
				if g, err := busy.grant(); err != nil {
					t.Errorf("%s a code: %v", when, err)
				} else if err := newCaller(guide.url).answer(g, "approve"); err != nil {
					t.Errorf("%s its answer: %v", when, err)
				}
				if _, err := newCaller(guide.url).join(id); err != nil {
					t.Errorf("%s a newcomer: %v", when, err)
				}
				if status, _, _ := guide.get("/readyz"); status != 200 {
					t.Errorf("%s /readyz: %d", when, status)
				}
			}
			check("before")
			year := func() string { _, header, _ := guide.get("/healthz"); return header.Get("Date")[:16] }
			before := year()
			guide.cmd.Process.Signal(jump)
			eventually(t, "the program's clock has jumped", 10*time.Second, func() bool { return year() != before })
			check("at once")
			time.Sleep(10 * time.Second) // the store looks after its buckets meanwhile
			check("later")
			guide.stop()
			guide.run() // with the machine's own clock again
			check("after a restart")
			if got := guide.faults(); len(got) > 0 {
				t.Logf("the log: %s", strings.Join(got, "\n"))
			}
		})
	}
}
