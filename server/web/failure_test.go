package web

import (
	"testing"

	"github.com/valyala/fasthttp"
)

// What went wrong before the origin was looked at may be a stranger's form, which our page would send as its own.
func TestAFormIsOfferedOnceMoreOnlyAfterItsOriginWasChecked(t *testing.T) {
	for _, status := range []int{429, 503} {
		var ctx fasthttp.RequestCtx
		ctx.Request.Header.SetMethod("POST")
		ctx.Request.SetRequestURI("/workshop")
		ctx.Request.Header.SetContentType("application/x-www-form-urlencoded")
		ctx.Request.SetBodyString("lang=th")
		o := ErrorResponse{Status: status, Kind: "busy", Retry: 5}
		if a := retryOf(&ctx, o); a.Address != "" {
			t.Errorf("%d: a form that nobody has looked at is offered: %+v", status, a)
		}
		ctx.SetUserValue(ownPageKey{}, true)
		if a := retryOf(&ctx, o); a.Address != "/workshop" || !a.IsForm || len(a.Fields) != 1 {
			t.Errorf("%d: a form of our own is not: %+v", status, a)
		}
	}
}
