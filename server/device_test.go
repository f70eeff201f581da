//go:build !race || audit

package server_test

import (
	"net/http"
	"net/url"
	"testing"
)

type authorized struct {
	DeviceCode      string `json:"device_code"`
	UserCode        string `json:"user_code"`
	VerificationURI string `json:"verification_uri"`
	Complete        string `json:"verification_uri_complete"`
}

type token struct {
	Error, Scope, Note string
	AccessToken        string `json:"access_token"`
}

func TestAProgramSignsInAfterRFC8628(t *testing.T) {
	w := start(t, setup{})
	program, phone := w.cookieless(), w.browser()
	program.header["Origin"] = ""
	authorize := func() authorized {
		var a authorized
		program.json("/sandbox/device_authorization", "client_id=test", &a).want(t, 200)
		return a
	}
	poll := func(a authorized, status int) token {
		t.Helper()
		var got token
		program.json("/sandbox/token", url.Values{
			"grant_type": {"urn:ietf:params:oauth:grant-type:device_code"}, "client_id": {"test"}, "device_code": {a.DeviceCode},
		}.Encode(), &got).want(t, status)
		return got
	}
	path := func(a authorized) string {
		u, err := url.Parse(a.Complete)
		if err != nil {
			t.Fatal(err)
		}
		return u.Path
	}

	a := authorize()
	if got := poll(a, 400); got.Error != "authorization_pending" {
		t.Errorf("first poll: %+v", got)
	}
	if got := poll(a, 400); got.Error != "slow_down" {
		t.Errorf("polled at once again: %+v", got)
	}
	phone.get(path(a)).want(t, 200)
	phone.post(path(a)+"/approve", "").want(t, http.StatusSeeOther)
	got := poll(a, 200)
	if len(got.AccessToken) < 20 || got.AccessToken[:14] != "practice-only-" || got.Scope != "practice" || got.Note == "" {
		t.Errorf("approved: %+v", got)
	}
	if got := poll(a, 400); got.Error != "invalid_grant" {
		t.Errorf("taken twice: %+v", got)
	}

	a = authorize()
	phone.get(path(a)).want(t, 200)
	phone.post(path(a)+"/deny", "").want(t, http.StatusSeeOther)
	if got := poll(a, 400); got.Error != "access_denied" {
		t.Errorf("declined: %+v", got)
	}

	a = authorize()
	a.DeviceCode = a.DeviceCode[:17] + "AAAAAAAAAAAAAAAAAAAAAA"
	if got := poll(a, 400); got.Error != "invalid_grant" {
		t.Errorf("a wrong secret: %+v", got)
	}
}

func TestAProgramCannotTakeTheApprovalOfABrowsersGrant(t *testing.T) {
	w := start(t, setup{})
	m := w.browser().makeGrant()
	path := w.scanPath(m)
	w.browser().post(path+"/approve", "").want(t, http.StatusSeeOther)
	var got token
	program := w.cookieless()
	program.json("/sandbox/token", "grant_type=urn:ietf:params:oauth:grant-type:device_code&client_id=x&device_code="+m.ID+".", &got).want(t, 400)
	if got.Error != "invalid_grant" {
		t.Errorf("got %+v", got)
	}
}
