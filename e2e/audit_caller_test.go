//go:build audit

package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// lean is the program as it is shipped: without the race detector, whose memory and speed are not the program's.
var lean = sync.OnceValues(func() (string, error) { return buildLean("guide-lean") })

func buildLean(name string, flags ...string) (string, error) {
	file := filepath.Join(scratch, name)
	args := append([]string{"build", "-trimpath", "-ldflags", "-s -w", "-o", file}, flags...)
	cmd := exec.Command("go", append(args, "./cmd/guide")...)
	cmd.Dir = ".."
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building the program: %w\n%s", err, out)
	}
	return file, nil
}

// startLean runs the shipped program until the test ends.
func startLean(t *testing.T, flags ...string) *program {
	t.Helper()
	p := prepare(t, "127.0.0.1", lean, flags...)
	p.run()
	t.Cleanup(p.stop)
	return p
}

// caller is a browser without its pages: cookies and forms of its own, over real connections.
type caller struct {
	base string
	http *http.Client
	from *net.TCPAddr // at which address dial opens streams; nil: any
}

func newCaller(base string) *caller {
	jar, _ := cookiejar.New(nil)
	return &caller{base: base, http: &http.Client{
		Jar: jar, Timeout: 20 * time.Second, Transport: shared,
		CheckRedirect: func(req *http.Request, _ []*http.Request) error {
			if req.Response.StatusCode == http.StatusTemporaryRedirect { // the same form once more, now with a cookie
				return nil
			}
			return http.ErrUseLastResponse
		},
	}}
}

// shared keeps the callers' connections.
var shared = &http.Transport{MaxIdleConnsPerHost: 64}

func (c *caller) do(method, path string, form url.Values, header ...string) (status int, body []byte, err error) {
	var in io.Reader
	if form != nil {
		in = strings.NewReader(form.Encode())
	}
	req, err := http.NewRequest(method, c.base+path, in)
	if err != nil {
		return 0, nil, err
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("Origin", c.base)
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := c.http.Do(req)
	if err != nil {
		return 0, nil, err
	}
	defer res.Body.Close()
	body, err = io.ReadAll(res.Body)
	return res.StatusCode, body, err
}

// post sends a form and reads the answer's JSON into out, if that is not nil.
func (c *caller) post(path string, form url.Values, out any) (status int, err error) {
	if form == nil {
		form = url.Values{}
	}
	status, body, err := c.do(http.MethodPost, path, form)
	if err == nil && out != nil && status < 300 {
		err = json.Unmarshal(body, out)
	}
	return status, err
}

// madeGrant is a practice code as its computer's script gets it.
type madeGrant struct {
	ID, Page, Events, State string
	UserCode                string `json:"user_code"`
	QR                      struct{ Path string }
}

func (c *caller) grant() (g madeGrant, err error) {
	status, err := c.post("/th/practice/standard/grant", nil, &g)
	if err == nil && status != http.StatusCreated {
		err = fmt.Errorf("a code was refused: %d", status)
	}
	return g, err
}

// answer is what a phone does that types the digits and presses one button.
func (c *caller) answer(g madeGrant, how string) error {
	var out struct{ Kind string }
	status, err := c.post("/d/"+strings.ReplaceAll(g.UserCode, " ", "")+"/"+how, nil, &out)
	if err != nil {
		return err
	}
	if status != http.StatusOK || out.Kind != map[string]string{"approve": "approved", "deny": "denied"}[how] {
		return fmt.Errorf("%s: %d, %q", how, status, out.Kind)
	}
	return nil
}

// event is the present state that an event stream would tell.
func (c *caller) event(path string, out any) error {
	path += map[bool]string{true: "&", false: "?"}[strings.Contains(path, "?")] + "brief=1"
	status, body, err := c.do(http.MethodGet, path, nil)
	if err != nil {
		return err
	}
	_, data, found := bytes.Cut(body, []byte("\ndata: "))
	if status != http.StatusOK || !found {
		return fmt.Errorf("%s: %d, %q", path, status, body)
	}
	return json.Unmarshal(bytes.TrimSpace(data), out)
}

var roomOf = regexp.MustCompile(`/workshop/(\d{6})/trainer`)

// openRoom is what a trainer does.
func (c *caller) openRoom() (id string, err error) {
	req, err := http.NewRequest(http.MethodPost, c.base+"/workshop", strings.NewReader("lang=th"))
	if err != nil {
		return "", err
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Origin", c.base)
	res, err := c.http.Do(req)
	if err != nil {
		return "", err
	}
	res.Body.Close()
	m := roomOf.FindStringSubmatch(res.Header.Get("Location"))
	if m == nil {
		return "", fmt.Errorf("no room was opened: %s", res.Status)
	}
	return m[1], nil
}

// join is what a participant does; it returns the number.
func (c *caller) join(room string) (int, error) {
	var out struct{ Number int }
	status, err := c.post("/workshop/"+room+"/join", nil, &out)
	if err == nil && (status != http.StatusOK || out.Number == 0) {
		err = fmt.Errorf("joining: %d", status)
	}
	return out.Number, err
}

// quantile of times, which it sorts.
func quantile(times []time.Duration, q float64) time.Duration {
	if len(times) == 0 {
		return 0
	}
	slices.Sort(times)
	return times[min(len(times)-1, int(q*float64(len(times))))]
}

// resident is the process's memory in MB, now and at its highest.
func (p *program) resident() (now, highest float64) {
	p.t.Helper()
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		p.t.Skipf("memory is read from /proc: %v", err)
	}
	read := func(name string) float64 {
		for _, line := range strings.Split(string(b), "\n") {
			if rest, ok := strings.CutPrefix(line, name+":"); ok {
				kb, _ := strconv.ParseFloat(strings.Fields(rest)[0], 64)
				return kb / 1024
			}
		}
		return 0
	}
	return read("VmRSS"), read("VmHWM")
}

// withFigures gives a program the flags of an admin listener; figure reads from it.
func withFigures(t *testing.T) (flags []string, figure func(name string) float64) {
	addr := "127.0.0.1:" + freePort(t, "127.0.0.1")
	return []string{"--admin-addr", addr}, func(name string) float64 {
		t.Helper()
		res, err := http.Get("http://" + addr + "/metrics")
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		b, err := io.ReadAll(res.Body)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(string(b), "\n") {
			if rest, ok := strings.CutPrefix(line, name+" "); ok {
				v, _ := strconv.ParseFloat(rest, 64)
				return v
			}
		}
		t.Fatalf("no figure %s", name)
		return 0
	}
}

// visitor opens a page now and then, as an ordinary reader does, until stop; it returns how long each took.
func (p *program) visitor(every time.Duration) (stop func() (took []time.Duration, failed []error)) {
	end, ended := make(chan struct{}), make(chan struct{})
	var took []time.Duration
	var failed []error
	go func() {
		defer close(ended)
		paths := []string{"/th/", "/th/guide/start", "/en/help", "/th/practice/standard/qr"}
		for n := 0; ; n++ {
			select {
			case <-end:
				return
			case <-time.After(every):
			}
			c := newCaller(p.url)
			c.http.Transport = &http.Transport{DisableKeepAlives: true} // each a new connection: that is what a flood keeps away
			c.http.Timeout = 5 * time.Second
			began := time.Now()
			status, _, err := c.do(http.MethodGet, paths[n%len(paths)], nil, "Accept", "text/html", "Accept-Encoding", "br")
			took = append(took, time.Since(began))
			if err == nil && status != http.StatusOK {
				err = fmt.Errorf("%s: %d", paths[n%len(paths)], status)
			}
			if err != nil {
				failed = append(failed, err)
			}
		}
	}()
	return func() ([]time.Duration, []error) { close(end); <-ended; return took, failed }
}

// logged are the lines of the program's log that contain a text.
func (p *program) logged(text string) (lines []string) {
	for _, line := range strings.Split(p.out.String(), "\n") {
		if strings.Contains(line, text) {
			lines = append(lines, line)
		}
	}
	return lines
}

// faults are the lines of the log at level WARN and above, but for that another guide on this machine has the figures' port.
func (p *program) faults() []string {
	return slices.DeleteFunc(append(p.logged("level=WARN"), p.logged("level=ERROR")...), func(line string) bool {
		return strings.Contains(line, "no figures for Prometheus")
	})
}

// eventually waits until a condition holds and returns how long it took.
func eventually(t *testing.T, what string, patience time.Duration, holds func() bool) time.Duration {
	t.Helper()
	began := time.Now()
	for !holds() {
		if time.Since(began) > patience {
			t.Fatalf("after %s still not: %s", patience, what)
		}
		time.Sleep(20 * time.Millisecond)
	}
	return time.Since(began)
}
