package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"napguide/locales"
	"napguide/server/locale"
)

// This file is about people who start the program by a double click: they see no command line, and a window that closes
// with the program.

// plainError is an error that whoever starts the program can do something about, with the name of the words that say so:
// start.{kind} in the catalogs.
type plainError struct {
	error
	kind   string
	values []any // for the words
}

func (e plainError) Unwrap() error { return e.error }

// isKind tells whether an error is one of these kinds.
func isKind(err error, kinds ...string) bool {
	plain, ok := errors.AsType[plainError](err)
	return ok && slices.Contains(kinds, plain.kind)
}

// explain says in every language what an error means.
func explain(w io.Writer, err error) {
	catalog, lerr := locale.Load(locales.FS)
	if lerr != nil {
		return // the error itself is printed beside
	}
	kind, values := "unknown", []any(nil)
	if plain, ok := errors.AsType[plainError](err); ok {
		kind, values = plain.kind, plain.values
	}
	for _, lang := range catalog.Languages() {
		if words, werr := catalog.Printer(lang).T("start."+kind, values...); werr == nil {
			fmt.Fprintln(w, words)
		}
	}
}

// waitForEnter keeps a window open until it has been read.
func waitForEnter(stdout io.Writer, stdin io.Reader) {
	fmt.Fprintln(stdout)
	explain(stdout, plainError{kind: "enter"})
	_, _ = bufio.NewReader(stdin).ReadString('\n') // a window without a keyboard closes at once
}

// addressFile is where a running guide writes, in its data folder, by which address this machine opens it, and on a second
// line where its admin listener is.
const addressFile = "address"

// noteAddress writes it; done takes it away. Where it cannot be written, a second start finds the guide by its port only.
func noteAddress(data, base, admin string) (done func()) {
	if data == "" {
		return func() {}
	}
	file := filepath.Join(data, addressFile)
	if os.WriteFile(file, []byte(base+"\n"+admin+"\n"), 0o600) != nil {
		return func() {}
	}
	return func() { _ = os.Remove(file) }
}

// readAddress is what a running guide has written; "" where there is none.
func readAddress(data string) (base, admin string) {
	if data == "" {
		return "", ""
	}
	text, err := os.ReadFile(filepath.Join(data, addressFile)) // #nosec G304 -- the operator names the folder
	if err != nil {
		return "", ""
	}
	base, rest, _ := strings.Cut(string(text), "\n")
	admin, _, _ = strings.Cut(rest, "\n")
	return strings.TrimSpace(base), strings.TrimSpace(admin)
}

// findRunning is the address of a guide that runs on this machine: the one that has the data folder, or that has the port.
func findRunning(ctx context.Context, data string, others ...string) (base string, found bool) {
	if base, _ := readAddress(data); base != "" {
		others = append([]string{base}, others...)
	}
	for _, base := range others {
		if isGuide(ctx, base) {
			return base, true
		}
	}
	return "", false
}

// isGuide asks whether a guide answers at an address of this machine.
func isGuide(ctx context.Context, base string) bool {
	body, header := ask(ctx, base, "healthz")
	return string(body) == "ok\n" && strings.Contains(header.Get("Content-Security-Policy"), "trusted-types guide")
}

// ask asks for a path at an address of this machine; the body is nil where it does not answer with one.
func ask(ctx context.Context, base, path string) (body []byte, header http.Header) {
	u, err := url.Parse(base)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, nil
	}
	ctx, cancel := context.WithTimeout(ctx, 2*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.JoinPath(path).String(), nil) // #nosec G125 -- the path is one of our own
	if err != nil {
		return nil, nil
	}
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	res, err := client.Do(req)
	if err != nil {
		return nil, nil
	}
	defer res.Body.Close()
	body, err = io.ReadAll(io.LimitReader(res.Body, 1<<10))
	if err != nil || res.StatusCode != http.StatusOK {
		return nil, nil
	}
	return body, res.Header
}
