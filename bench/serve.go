package main

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"runtime"
	"time"

	"napguide/content"
	"napguide/locales"
	"napguide/server"
	"napguide/server/live"
	"napguide/server/locale"
	"napguide/server/sandbox"
	"napguide/server/site"
	"napguide/server/store"
	"napguide/server/tutorial"
	"napguide/static"
)

// serve is the child: the whole server on a free loopback port. It prints its address, then its memory at each line that
// it is sent, and ends with its input.
func serve(dir string) error {
	catalog, err := locale.Load(locales.FS)
	if err != nil {
		return err
	}
	guides, err := tutorial.Load(content.FS, tutorial.Options{
		Languages: catalog.Languages(), Screens: sandbox.ScreenActions(), Scenarios: sandbox.PracticeRuns(),
		Text: locale.Text, Phrases: locale.Phrases,
	})
	if err != nil {
		return err
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	base := &url.URL{Scheme: "http", Host: ln.Addr().String()}
	pages, err := site.Build(site.Options{
		Guides: guides, Catalog: catalog, Static: static.FS, BaseURL: base, GrantTTL: 10 * time.Minute,
		LiveURL: "https://napplus.invalid/",
	})
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	hub := live.New()
	rooms, err := store.Open(context.Background(), store.Options{
		Dir: dir, Log: log, Changed: func(id string) { hub.Wake(server.GrantTopic(id)) },
		RoomChanged: func(id string, seat int) { server.WakeRoom(hub, id, seat) },
	})
	if err != nil {
		return err
	}
	srv := server.New(server.Options{
		Site: pages, Store: rooms, Hub: hub, BaseURL: base, LiveURL: "https://napplus.invalid/", GrantTTL: 10 * time.Minute, Log: log,
	})
	go srv.Serve(ln)
	fmt.Println(base)
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		runtime.GC()
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		fmt.Println(m.HeapAlloc + m.StackInuse)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	srv.Shutdown(ctx)
	return rooms.Close(ctx)
}
