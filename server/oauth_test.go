//go:build !race || audit

package server_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"golang.org/x/oauth2"
)

// The client of Go's own project signs in by the device flow, however it says who it is.
func TestGolangsOAuthClientSignsIn(t *testing.T) {
	w := start(t, setup{})
	ctx, cancel := context.WithTimeout(context.Background(), 3*patient) // the tests below outlive this function
	t.Cleanup(cancel)
	for name, config := range map[string]oauth2.Config{
		"in the form":                 {ClientID: "test", Endpoint: oauth2.Endpoint{AuthStyle: oauth2.AuthStyleInParams}},
		"in the form, with a secret":  {ClientID: "test", ClientSecret: "s&=é", Endpoint: oauth2.Endpoint{AuthStyle: oauth2.AuthStyleInParams}},
		"in the header":               {ClientID: "te st:ก+%", Endpoint: oauth2.Endpoint{AuthStyle: oauth2.AuthStyleInHeader}},
		"in the header, and a secret": {ClientID: "test", ClientSecret: "p%ss:w d", Endpoint: oauth2.Endpoint{AuthStyle: oauth2.AuthStyleInHeader}},
		"as it finds out":             {ClientID: "test", ClientSecret: "secret"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			config.Endpoint.DeviceAuthURL, config.Endpoint.TokenURL = w.url+"/sandbox/device_authorization", w.url+"/sandbox/token"
			config.Scopes = []string{"practice"}
			a, err := config.DeviceAuth(ctx)
			if err != nil {
				t.Fatal(err)
			}
			if a.Interval != 5 || time.Until(a.Expiry) < 9*time.Minute || a.VerificationURI == "" || a.UserCode == "" {
				t.Errorf("%+v", a)
			}
			complete, err := url.Parse(a.VerificationURIComplete)
			if err != nil {
				t.Fatal(err)
			}
			w.browser().post(complete.Path+"/approve", "").want(t, http.StatusSeeOther)
			a.Interval = 1 // it waits before its first question
			token, err := config.DeviceAccessToken(ctx, a)
			if err != nil {
				t.Fatal(err)
			}
			if !token.Valid() || token.TokenType != "Bearer" || token.Extra("scope") != "practice" || !strings.HasPrefix(token.AccessToken, "practice-only-") {
				t.Errorf("%+v", token)
			}
			var refused *oauth2.RetrieveError
			if _, err := config.DeviceAccessToken(ctx, a); !errors.As(err, &refused) || refused.ErrorCode != "invalid_grant" {
				t.Errorf("taken twice: %v", err)
			}
		})
	}
	t.Run("declined", func(t *testing.T) {
		t.Parallel()
		config := oauth2.Config{ClientID: "test", Endpoint: oauth2.Endpoint{DeviceAuthURL: w.url + "/sandbox/device_authorization", TokenURL: w.url + "/sandbox/token"}}
		a, err := config.DeviceAuth(ctx)
		if err != nil {
			t.Fatal(err)
		}
		complete, _ := url.Parse(a.VerificationURIComplete)
		w.browser().post(complete.Path+"/deny", "").want(t, http.StatusSeeOther)
		a.Interval = 1
		var refused *oauth2.RetrieveError
		if _, err := config.DeviceAccessToken(ctx, a); !errors.As(err, &refused) || refused.ErrorCode != "access_denied" {
			t.Errorf("declined: %v", err)
		}
	})
}

// program asks as a program does, without a browser's headers.
func (w *world) program(t *testing.T, method, path, kind, body string, header http.Header) (answer, map[string]any) {
	t.Helper()
	req, err := http.NewRequest(method, w.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	maps.Copy(req.Header, header)
	if kind != "" {
		req.Header.Set("Content-Type", kind)
	}
	b := w.cookieless()
	a := b.do(req)
	var told map[string]any
	if method != http.MethodHead {
		if err := json.Unmarshal([]byte(a.body), &told); err != nil {
			t.Fatalf("%s %s: %v in %q", method, path, err, clip(a.body))
		}
	}
	return a, told
}

func basic(credentials string) http.Header {
	return http.Header{"Authorization": {"Basic " + base64.StdEncoding.EncodeToString([]byte(credentials))}}
}

// Whatever a program does wrong, it is told as RFC 6749 has it, and nothing of it is cached.
func TestEveryErrorToAProgramIsShapedAsOAuthHasIt(t *testing.T) {
	w := start(t, setup{})
	const (
		form   = "application/x-www-form-urlencoded"
		device = "/sandbox/device_authorization"
		token  = "/sandbox/token"
		grant  = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code"
	)
	for name, c := range map[string]struct {
		method, path, kind, body string
		header                   http.Header
		status                   int
		error                    string
	}{
		"no client":                         {"POST", device, form, "scope=x", nil, 400, "invalid_request"},
		"a client without a name":           {"POST", device, form, "client_id=", nil, 400, "invalid_request"},
		"a long name":                       {"POST", device, form, "client_id=" + strings.Repeat("x", 101), nil, 400, "invalid_request"},
		"a field twice":                     {"POST", device, form, "client_id=x&client_id=x", nil, 400, "invalid_request"},
		"an unknown field twice":            {"POST", device, form, "client_id=x&y=1&y=1", nil, 400, "invalid_request"},
		"no body":                           {"POST", device, "", "", nil, 400, "invalid_request"},
		"JSON":                              {"POST", device, "application/json", `{"client_id":"x"}`, nil, 400, "invalid_request"},
		"no media type":                     {"POST", device, "", "client_id=x", nil, 400, "invalid_request"},
		"a media type that begins as ours":  {"POST", device, form + "-data", "client_id=x", nil, 400, "invalid_request"},
		"bytes that are no text":            {"POST", device, form, "client_id=%ff", nil, 400, "invalid_request"},
		"fields in the address":             {"POST", device + "?client_id=x", form, "scope=x", nil, 400, "invalid_request"},
		"a body too large":                  {"POST", device, form, "client_id=x&y=" + strings.Repeat("y", 20_000), nil, 413, "invalid_request"},
		"headers too large":                 {"POST", device, form, "client_id=x", http.Header{"X-Y": {strings.Repeat("y", 9_000)}}, 431, "invalid_request"},
		"GET":                               {"GET", device, "", "", nil, 405, "invalid_request"},
		"GET at the other":                  {"GET", token, "", "", nil, 405, "invalid_request"},
		"PUT":                               {"PUT", token, form, "x=y", nil, 405, "invalid_request"},
		"HEAD":                              {"HEAD", token, "", "", nil, 405, ""},
		"OPTIONS":                           {"OPTIONS", token, "", "", nil, 405, "invalid_request"},
		"a method nobody knows":             {"BREW", token, "", "", nil, 405, "invalid_request"},
		"an endpoint that is none":          {"POST", "/sandbox/tokens", form, "client_id=x", nil, 404, "invalid_request"},
		"a slash too many":                  {"POST", token + "/", form, "client_id=x", nil, 404, "invalid_request"},
		"none at all":                       {"GET", "/sandbox/", "", "", nil, 404, "invalid_request"},
		"another host":                      {"POST", token, form, "client_id=x", http.Header{"Host": {"evil.example"}}, 421, "foreign-host"},
		"another site's page":               {"POST", token, form, "client_id=x", http.Header{"Origin": {"https://evil.example"}}, 403, "foreign-origin"},
		"no grant type":                     {"POST", token, form, "client_id=x", nil, 400, "invalid_request"},
		"an empty grant type":               {"POST", token, form, "grant_type=&client_id=x", nil, 400, "invalid_request"},
		"another grant type":                {"POST", token, form, "grant_type=client_credentials&client_id=x", nil, 400, "unsupported_grant_type"},
		"another grant type, and no client": {"POST", token, form, "grant_type=password", nil, 400, "unsupported_grant_type"},
		"no client for a token":             {"POST", token, form, grant + "&device_code=x", nil, 400, "invalid_request"},
		"no device code":                    {"POST", token, form, grant + "&client_id=x", nil, 400, "invalid_request"},
		"a device code that is none":        {"POST", token, form, grant + "&client_id=x&device_code=x", nil, 400, "invalid_grant"},
		"a device code nobody has":          {"POST", token, form, grant + "&client_id=x&device_code=AAAAAAAAAAAAAAAA.x", nil, 400, "invalid_grant"},
		"another kind of authentication":    {"POST", token, form, grant + "&device_code=x", http.Header{"Authorization": {"Bearer x"}}, 401, "invalid_client"},
		"credentials that are no base64":    {"POST", token, form, grant + "&device_code=x", http.Header{"Authorization": {"Basic ???"}}, 401, "invalid_client"},
		"credentials without a colon":       {"POST", device, form, "scope=x", basic("x"), 401, "invalid_client"},
		"credentials without a name":        {"POST", device, form, "scope=x", basic(":secret"), 401, "invalid_client"},
		"credentials not urlencoded":        {"POST", device, form, "scope=x", basic("50%:secret"), 401, "invalid_client"},
		"no credentials":                    {"POST", device, form, "scope=x", http.Header{"Authorization": {"Basic"}}, 401, "invalid_client"},
		"an assertion":                      {"POST", device, form, "client_id=x&client_assertion=y", nil, 401, "invalid_client"},
		"two ways of authentication":        {"POST", device, form, "client_secret=y", basic("x:y"), 400, "invalid_request"},
		"two clients":                       {"POST", device, form, "client_id=other", basic("x:y"), 400, "invalid_request"},
		"two Authorization headers":         {"POST", device, form, "scope=x", http.Header{"Authorization": {"Basic eDo=", "Basic eDo="}}, 400, "invalid_request"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := w.cookieless()
			req, err := http.NewRequest(c.method, w.url+c.path, bytes.NewReader([]byte(c.body)))
			if err != nil {
				t.Fatal(err)
			}
			for name, values := range c.header {
				if req.Header[name] = values; name == "Host" {
					req.Host = values[0]
				}
			}
			if c.kind != "" {
				req.Header.Set("Content-Type", c.kind)
			}
			a := b.do(req)
			a.want(t, c.status)
			if got := a.Header.Get("Content-Type"); got != "application/json; charset=utf-8" {
				t.Errorf("Content-Type %q", got)
			}
			if a.Header.Get("Cache-Control") != "no-store" || a.Header.Get("Pragma") != "no-cache" {
				t.Errorf("it may be cached: %v", a.Header)
			}
			if c.status == 401 && !strings.HasPrefix(a.Header.Get("WWW-Authenticate"), "Basic realm=") {
				t.Error("nothing says how to authenticate")
			}
			if allow := a.Header.Get("Allow"); c.status == 405 && allow != "POST" {
				t.Errorf("Allow: %q", allow)
			}
			if c.method == "HEAD" {
				return
			}
			var told struct {
				Error       string `json:"error"`
				Description string `json:"error_description"`
			}
			if err := json.Unmarshal([]byte(a.body), &told); err != nil || told.Error != c.error {
				t.Errorf("%v, %q, want %s", err, a.body, c.error)
			}
			for _, r := range told.Description { // RFC 6749, section 5.2
				if r < 0x20 || r > 0x7e || r == '"' || r == '\\' {
					t.Errorf("error_description has %q", r)
				}
			}
			if told.Description == "" {
				t.Error("no description")
			}
		})
	}
}

// A device_code is worth something only to the client that it was made for, under whatever name of the media type.
func TestADeviceCodeIsRedeemedByItsOwnClientOnly(t *testing.T) {
	w := start(t, setup{})
	const form = "application/x-www-form-urlencoded"
	post := func(path, kind, body string, header http.Header) map[string]any {
		t.Helper()
		_, told := w.program(t, http.MethodPost, path, kind, body, header)
		return told
	}
	for _, kind := range []string{form, "APPLICATION/X-WWW-Form-urlencoded", form + ";charset=UTF-8", form + " ; Charset=\"utf-8\"", form + "; boundary", form + ";"} {
		a := post("/sandbox/device_authorization", kind, "client_id=mine&scope=", nil)
		code, _ := a["device_code"].(string)
		complete, _ := a["verification_uri_complete"].(string)
		u, err := url.Parse(complete)
		if err != nil || code == "" {
			t.Fatalf("%s: %v, %v", kind, a, err)
		}
		w.browser().post(u.Path+"/approve", "").want(t, http.StatusSeeOther)
		ask := "grant_type=" + url.QueryEscape("urn:ietf:params:oauth:grant-type:device_code") + "&device_code=" + url.QueryEscape(code)
		for what, header := range map[string]http.Header{"&client_id=other": nil, "&client_id=Mine": nil, "&client_id=mine+": nil, "": basic("other:")} {
			if got := post("/sandbox/token", kind, ask+what, header); got["error"] != "invalid_grant" {
				t.Errorf("%s, %s: %v", kind, what, got)
			}
		}
		if got := post("/sandbox/token", kind, ask, basic("m%69ne:")); got["access_token"] == nil || got["token_type"] != "Bearer" {
			t.Errorf("%s: its own client is told %v", kind, got)
		}
		if got := post("/sandbox/token", kind, ask+"&client_id=other", nil); got["error"] != "invalid_grant" {
			t.Errorf("%s, after it was taken: %v", kind, got)
		}
	}
}
