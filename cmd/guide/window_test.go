package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

func TestErrorsThatSomebodyCanMendAreWordedInEveryLanguage(t *testing.T) {
	sources, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]bool{"unknown": true, "enter": true, "other-port": true, "shown": true}
	for _, file := range sources {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(`plainError\{.*, "([a-z-]+)", (?:nil|\[\]any)`).FindAllStringSubmatch(string(text), -1) {
			kinds[m[1]] = true
		}
	}
	if len(kinds) < 9 {
		t.Fatalf("only %v", kinds)
	}
	for kind := range kinds {
		var out bytes.Buffer
		explain(&out, fmt.Errorf("around: %w", plainError{errors.New("x"), kind, []any{"Port", "3000"}}))
		lines := strings.Split(strings.TrimSpace(out.String()), "\n")
		if len(lines) != 2 || !regexp.MustCompile(`\p{Thai}`).MatchString(lines[0]) || !regexp.MustCompile(`^[ -~]+$`).MatchString(lines[1]) {
			t.Errorf("%s: %q", kind, lines)
		}
	}
}

func TestASecondStartFindsTheRunningGuideByItsFolderOrItsPort(t *testing.T) {
	dir := t.TempDir()
	p := launch(t, "--addr", "127.0.0.1:0", "--data", dir)
	if base, ok := findRunning(t.Context(), dir); !ok || base != p.url {
		t.Errorf("by its folder: %q, %v", base, ok)
	}
	if base, ok := findRunning(t.Context(), "", p.url); !ok || base != p.url {
		t.Errorf("by its port: %q, %v", base, ok)
	}
	_, port, _ := net.SplitHostPort(strings.TrimPrefix(p.url, "http://"))
	for name, args := range map[string][]string{
		"the same folder": {"--addr", "127.0.0.1:0", "--data", dir},
		"the same port":   {"--addr", "127.0.0.1:" + port, "--data", t.TempDir()},
	} {
		if code, _, stderr := end(t, args...); code != exitFail || !strings.Contains(stderr, "a guide answers at "+p.url) {
			t.Errorf("%s: code %d, %s", name, code, stderr)
		}
	}
	browser := fakeBrowser(t)
	code, stdout, stderr := end(t, "--addr", "127.0.0.1:0", "--data", dir, "--open")
	if code != exitOK || !strings.Contains(stdout, p.url) || !regexp.MustCompile(`\p{Thai}`).MatchString(stdout) {
		t.Errorf("a second double click: code %d, %s%s", code, stdout, stderr)
	}
	if got := browser(); got != p.url+"/th/workshop" {
		t.Errorf("the browser opens %q", got)
	}
	if err := p.stop(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, addressFile)); !os.IsNotExist(err) {
		t.Errorf("after the end the address stands in the folder: %v", err)
	}
}

// fakeBrowser stands in for the machine's browser, and tells what it was to open.
func fakeBrowser(t *testing.T) func() string {
	t.Helper()
	dir := t.TempDir()
	opened := filepath.Join(dir, "opened")
	script := "#!/bin/sh\nprintf %s \"$1\" > " + opened + ".new && mv " + opened + ".new " + opened + "\n"
	if err := os.WriteFile(filepath.Join(dir, "xdg-open"), []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	return func() string {
		for until := time.Now().Add(patient); time.Now().Before(until); time.Sleep(10 * time.Millisecond) {
			if text, err := os.ReadFile(opened); err == nil {
				os.Remove(opened) // each opening is told once
				return string(text)
			}
		}
		return ""
	}
}

func TestAnotherProgramIsNotTakenForARunningGuide(t *testing.T) {
	for name, h := range map[string]http.HandlerFunc{
		"one that says ok":         func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "ok\n") },
		"one that leads elsewhere": func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/elsewhere", http.StatusFound) },
		"one that says too much": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Security-Policy", "trusted-types guide")
			io.WriteString(w, "ok\n"+strings.Repeat("x", 1<<20))
		},
	} {
		other := httptest.NewServer(h)
		if _, ok := findRunning(t.Context(), "", other.URL); ok {
			t.Errorf("%s is taken for a guide", name)
		}
		other.Close()
	}
	dir := t.TempDir()
	for _, text := range []string{"", "file:///etc/passwd", "javascript:1", "http://127.0.0.1:1", "http://"} {
		if err := os.WriteFile(filepath.Join(dir, addressFile), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if base, ok := findRunning(t.Context(), dir); ok {
			t.Errorf("%q leads to %s", text, base)
		}
	}
}

func TestAWindowStaysUntilItHasBeenRead(t *testing.T) {
	var out bytes.Buffer
	keyboard, press := io.Pipe()
	done := make(chan struct{})
	go func() { waitForEnter(&out, keyboard); close(done) }()
	press.Write([]byte("abc"))
	select {
	case <-done:
		t.Error("it closed before Enter")
	default:
	}
	press.Write([]byte("\r\n"))
	<-done
	if !strings.Contains(out.String(), "กด Enter") || !strings.Contains(out.String(), "Press Enter") {
		t.Errorf("it says %q", out.String())
	}
}
