package main

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"napguide/server/sandbox"
)

// plainCommand is a peer of `bench pages`: net/http that sends one answer from memory.
type plainCommand struct {
	Addr   string `arg:""`
	Answer string `arg:"" help:"A file with the answer."`
}

type plainAnswer struct {
	Path   string
	Header http.Header
	Body   []byte
}

func (c plainCommand) Run() error {
	b, err := os.ReadFile(c.Answer)
	if err != nil {
		return err
	}
	var a plainAnswer
	if err := json.Unmarshal(b, &a); err != nil {
		return err
	}
	etag := a.Header.Get("Etag")
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+a.Path, func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		maps.Copy(h, a.Header)
		h["X-Request-Id"] = []string{sandbox.NewSecret()[:10]}
		if r.Header.Get("If-None-Match") == etag {
			delete(h, "Content-Encoding")
			delete(h, "Content-Length")
			w.WriteHeader(http.StatusNotModified)
			return
		}
		w.Write(a.Body)
	})
	return (&http.Server{Addr: c.Addr, Handler: mux, ReadTimeout: 15 * time.Second, WriteTimeout: 30 * time.Second, IdleTimeout: 75 * time.Second}).ListenAndServe()
}

// startPlain starts it as a child.
func startPlain(ctx context.Context, dir, path string, answer sent) (*program, error) {
	header := http.Header{}
	for name, values := range answer.header {
		if !ownHeaders[name] {
			header[name] = values
		}
	}
	header.Set("Content-Length", strconv.Itoa(len(answer.body)))
	b, err := json.Marshal(plainAnswer{path, header, answer.body})
	if err != nil {
		return nil, err
	}
	file := filepath.Join(dir, "answer.json")
	if err := os.WriteFile(file, b, 0o600); err != nil {
		return nil, err
	}
	addr, err := freeAddr()
	if err != nil {
		return nil, err
	}
	p, err := launch(ctx, serverCore, "http://"+addr, os.Args[0], "plain", addr, file)
	if err != nil {
		return nil, err
	}
	if err := p.await(ctx, path); err != nil {
		p.stop()
		return nil, err
	}
	return p, nil
}
