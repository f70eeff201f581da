//go:build !race

package server_test

import (
	"net/http"
	"regexp"
	"testing"

	"napguide/server"
	"napguide/server/sandbox"
)

// Whoever makes up trainers' cookies can name the checks that belong to them.
func TestChecksAreSharedAlsoWhereTheyAreFollowed(t *testing.T) {
	w := start(t, setup{})
	follow := func(more string) (*browser, string) {
		secret := sandbox.NewSecret()
		b := w.cookieless().from(floodAt)
		b.header["Cookie"] = "guide-trainer=" + secret
		return b, "/workshop/" + server.CheckToken(secret) + "/events?as=check" + more
	}
	for n := range 500 {
		b, path := follow("&brief=1")
		if n%2 == 0 {
			path = "/th/workshop"
		}
		b.get(path)
		b.do(b.request(http.MethodHead, path, ""))
	}
	if n := w.srv.Checks(); n > 400 {
		t.Errorf("one client began %d checks", n)
	}
	kept := w.srv.Checks()
	trainer := w.browser().from(floodAt) // the share is spent, and the check is there as long as its page is
	page := trainer.get("/th/workshop").want(t, http.StatusOK)
	check := regexp.MustCompile(`/workshop/([0-9a-f]{12})/events`).FindStringSubmatch(page.body)
	if check == nil {
		t.Fatal("the kit has no check")
	}
	stream := trainer.events("/workshop/" + check[1] + "/events?as=check&lang=th")
	waitFor(t, "a check while it is followed", func() bool {
		return w.browser().from(classAt).afar().get("/workshop/"+check[1]+"/hello").StatusCode == http.StatusOK
	})
	stream.res.Body.Close()
	for range 20 {
		b, path := follow("")
		stream := b.events(path)
		waitFor(t, "the stream's check", func() bool { return w.srv.Checks() > kept+1 })
		stream.res.Body.Close()
		waitFor(t, "its end", func() bool { return w.srv.Checks() <= kept+2 })
	}
}
