//go:build !race || audit

package server_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// The scripts in testdata/*.txt are requests and what is expected of the answers, in blocks parted by empty lines:
//
//	# a comment
//	GET /th/help           the request; POST comes from our own page
//	> Accept-Encoding: br  a header; without a value it is left out
//	> code=12              the form, when there is no ": "
//	200                    the status
//	ETag                   a header that must be there
//	!Set-Cookie            a header that must not
//	Location: /th/         a header's whole value
//	Vary ~ Cookie          a part of a header's value
//	body ~ <html           a part of the body
//	!body ~ panic          no part of the body
//	body:                  an empty body
//
// Every answer is also checked for the security headers.
func TestScripts(t *testing.T) {
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scripts: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			w := start(t, setup{})
			line := 1
			for block := range strings.SplitSeq(string(text), "\n\n") {
				runBlock(t, w, file+":"+strconv.Itoa(line), block)
				line += strings.Count(block, "\n") + 2
			}
		})
	}
}

func runBlock(t *testing.T, w *world, where, block string) {
	var request string
	var wants []string
	form := ""
	b := w.cookieless()
	for line := range strings.SplitSeq(block, "\n") {
		line = strings.TrimSpace(line)
		sent, isSent := strings.CutPrefix(line, "> ")
		name, value, isHeader := strings.Cut(sent, ":")
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case isSent && isHeader && !strings.Contains(name, "="):
			b.header[name] = strings.TrimSpace(value)
		case isSent:
			form = sent
		case request == "":
			request = line
		default:
			wants = append(wants, line)
		}
	}
	if request == "" {
		return
	}
	method, path, _ := strings.Cut(request, " ")
	a := b.do(b.request(method, path, form))
	for name := range securityHeaders {
		if a.Header.Get(name) == "" {
			t.Errorf("%s: %s: no %s", where, request, name)
		}
	}
	for _, want := range wants {
		if got, ok := holds(a, want); !ok {
			t.Errorf("%s: %s: want %s, got %q", where, request, want, clip(got))
		}
	}
}

func holds(a answer, want string) (got string, ok bool) {
	if status, err := strconv.Atoi(want); err == nil {
		return a.Status, a.StatusCode == status
	}
	want, not := strings.CutPrefix(want, "!")
	if name, part, found := strings.Cut(want, " ~ "); found {
		got = a.Header.Get(name)
		if name == "body" {
			got = a.body
		}
		return got, strings.Contains(got, part) != not
	}
	if name, value, found := strings.Cut(want, ":"); found {
		got = strings.Join(a.Header.Values(name), ", ")
		if name == "body" {
			got = a.body
		}
		return got, got == strings.TrimSpace(value)
	}
	got = a.Header.Get(want)
	return got, (got != "") != not
}
