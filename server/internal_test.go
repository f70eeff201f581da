package server

import (
	"errors"
	"testing"

	"github.com/valyala/fasthttp"
	"go.uber.org/goleak"

	"napguide/server/web"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m,
		// Started by libraries, once a process; and fasthttp's sweeper of idle workers, which ends up to 10 s late.
		goleak.IgnoreAnyFunction("github.com/valyala/fasthttp.updateServerDate.func1"),
		goleak.IgnoreAnyFunction("github.com/valyala/fasthttp.(*workerPool).Start.func2"),
		goleak.IgnoreAnyFunction("github.com/valyala/fasthttp/stackless.funcWorker"),
		goleak.IgnoreAnyFunction("github.com/nats-io/nats-server/v2/server.init.0.func1"),
	)
}

// Whoever is told to come again later is told when.
func TestEveryOutcomeThatPassesSaysAfterWhatTime(t *testing.T) {
	for _, o := range errorTable() {
		if (o.Status == 429 || o.Status == 503) != (o.Retry > 0) {
			t.Errorf("%v: status %d, Retry-After %d", o.Err, o.Status, o.Retry)
		}
	}
}

func TestEveryErrorOfTheTableIsItsOwnOutcome(t *testing.T) {
	f := web.NewFailures(web.FailureOptions{Table: errorTable(), Stopping: func() bool { return false }})
	for _, o := range errorTable() {
		if got := f.Find(o.Err); got.Status != o.Status || got.Kind != o.Kind {
			t.Errorf("%v: %d %s, want %d %s", o.Err, got.Status, got.Kind, o.Status, o.Kind)
		}
	}
	if got := f.Find(errors.New("anything else")); got.Status != 500 || got.Kind != "internal" {
		t.Errorf("an unknown error: %+v", got)
	}
	if got := f.Find(web.ReadError(&fasthttp.ErrSmallBuffer{})); got.Status != 431 {
		t.Errorf("large headers: %+v", got)
	}
}
