package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"sync"
	"time"
)

// loadCommand is the client of `bench pages`, as a process of its own on a core of its own: a fixed number of requests
// over connections that are kept. A goroutine writes one request to each of its connections, then reads all answers:
// fewer switches than a server has, so that the server is what is measured.
type loadCommand struct {
	URL      string `arg:""`
	Requests int    `default:"50000"`
	Conns    int    `default:"64"`
	Match    bool   `help:"Ask with If-None-Match, for a 304."`
}

// loaded is what the client prints.
type loaded struct {
	Took   time.Duration
	Bytes  int    // of one answer, with its head
	Status string // of the first answer
}

const loadWorkers = 4

func (c loadCommand) Run() error {
	u, err := url.Parse(c.URL)
	if err != nil {
		return err
	}
	head := "GET " + u.RequestURI() + " HTTP/1.1\r\nHost: " + u.Host + "\r\nUser-Agent: Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/141.0.0.0 Safari/537.36\r\n" +
		"Accept: text/html,application/xhtml+xml,*/*;q=0.8\r\nAccept-Language: th-TH,th;q=0.9\r\nAccept-Encoding: gzip\r\n"
	if c.Match {
		etag, err := etagOf(c.URL)
		if err != nil {
			return err
		}
		head += "If-None-Match: " + etag + "\r\n"
	}
	request := []byte(head + "\r\n")
	out := loaded{}
	if out.Bytes, out.Status, err = answerSize(u.Host, request); err != nil {
		return err
	}
	var conns [loadWorkers][]net.Conn
	for i := range c.Conns {
		conn, err := net.Dial("tcp", u.Host)
		if err != nil {
			return err
		}
		defer conn.Close()
		conns[i%loadWorkers] = append(conns[i%loadWorkers], conn)
	}
	began := time.Now()
	errs := make([]error, loadWorkers)
	var all sync.WaitGroup
	for w := range conns {
		all.Go(func() {
			buf := make([]byte, out.Bytes)
			for done := 0; done < c.Requests/loadWorkers && errs[w] == nil; done += len(conns[w]) {
				errs[w] = volley(conns[w], request, buf)
			}
		})
	}
	all.Wait()
	out.Took = time.Since(began)
	if err := errors.Join(errs...); err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(out)
}

// volley is one request and answer on each connection.
func volley(conns []net.Conn, request, buf []byte) error {
	for _, conn := range conns {
		if _, err := conn.Write(request); err != nil {
			return err
		}
	}
	for _, conn := range conns {
		if _, err := io.ReadFull(conn, buf); err != nil {
			return err
		}
		if !bytes.HasPrefix(buf, []byte("HTTP/1.1 200")) && !bytes.HasPrefix(buf, []byte("HTTP/1.1 304")) {
			return fmt.Errorf("an answer begins with %q", buf[:min(len(buf), 20)])
		}
	}
	return nil
}

// etagOf asks once, as the load will.
func etagOf(address string) (string, error) {
	req, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		return "", err
	}
	req.Header.Set("Accept-Encoding", "gzip")
	res, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		return "", err
	}
	res.Body.Close()
	return res.Header.Get("ETag"), nil
}

// answerSize is how many bytes an answer has: all answers to one request have as many.
func answerSize(host string, request []byte) (int, string, error) {
	conn, err := net.Dial("tcp", host)
	if err != nil {
		return 0, "", err
	}
	defer conn.Close()
	if _, err := conn.Write(request); err != nil {
		return 0, "", err
	}
	counted := &counter{r: conn}
	lines := bufio.NewReaderSize(counted, 64<<10)
	res, err := http.ReadResponse(lines, nil)
	if err != nil {
		return 0, "", err
	}
	if _, err := io.Copy(io.Discard, res.Body); err != nil {
		return 0, "", err
	}
	return counted.n - lines.Buffered(), res.Status, nil
}

type counter struct {
	r io.Reader
	n int
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += n
	return n, err
}

// load runs the client on a core of its own.
func load(ctx context.Context, core int, address string, requests int, match bool) (loaded, error) {
	args := []string{"-c", fmt.Sprint(core), os.Args[0], "load", address, "--requests", fmt.Sprint(requests)}
	if match {
		args = append(args, "--match")
	}
	cmd := exec.CommandContext(ctx, "taskset", args...)
	cmd.Stderr = os.Stderr
	b, err := cmd.Output()
	if err != nil {
		return loaded{}, err
	}
	var out loaded
	if err := json.Unmarshal(b, &out); err != nil {
		return out, fmt.Errorf("the client printed %q: %w", strings.TrimSpace(string(b)), err)
	}
	return out, nil
}
