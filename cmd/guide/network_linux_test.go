package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"napguide/server/network"
)

// A room is a network namespace: a machine without cards, to which a test gives some. Whoever is root can make one, and
// on most systems everybody else too.
type room struct {
	t      *testing.T
	pid    string
	socket string
	dir    string
}

func newRoom(t *testing.T) *room {
	t.Helper()
	if _, err := exec.LookPath("ip"); err != nil {
		t.Fatal("iproute2 is needed: run .ci/setup")
	}
	dir, err := os.MkdirTemp("", "room") // a socket's name is short
	if err != nil {
		t.Fatal(err)
	}
	r := &room{t: t, dir: dir, socket: filepath.Join(dir, "s")}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "GUIDE_TEST_ROOM="+r.socket)
	cmd.Stderr = os.Stderr
	attr := &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET | syscall.CLONE_NEWNS}
	if os.Getuid() != 0 {
		attr.Cloneflags |= syscall.CLONE_NEWUSER
		attr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}
		attr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}
	}
	cmd.SysProcAttr = attr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatalf("NETWORK NAMESPACES CANNOT BE MADE HERE (%v): run this test as root, or where `unshare -Urn true` works", err)
	}
	r.pid = strconv.Itoa(cmd.Process.Pid)
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait(); os.RemoveAll(dir) })
	if line, err := bufio.NewReader(out).ReadString('\n'); err != nil || line != "ready\n" {
		t.Fatalf("the namespace is not ready: %q, %v", line, err)
	}
	r.run("ip", "link", "set", "lo", "up")
	return r
}

func init() {
	if socket := os.Getenv("GUIDE_TEST_ROOM"); socket != "" {
		serveRoom(socket)
	}
}

// serveRoom is what stays in a namespace: it opens connections there, and a tunnel, for who asks over a socket. It never
// returns.
func serveRoom(socket string) {
	// Its own /sys, which shows its own cards; where that is not allowed the names of cards have to do.
	if syscall.Mount("", "/", "", syscall.MS_REC|syscall.MS_PRIVATE, "") == nil {
		_ = syscall.Mount("sysfs", "/sys", "sysfs", 0, "")
	}
	ln, err := net.Listen("unix", socket)
	if err != nil {
		panic(err)
	}
	fmt.Println("ready")
	for {
		c, err := ln.Accept()
		if err != nil {
			panic(err)
		}
		go func() {
			defer c.Close()
			in := bufio.NewReader(c)
			asked, _ := in.ReadString('\n')
			asked = strings.TrimSpace(asked)
			if name, ok := strings.CutPrefix(asked, "tun "); ok {
				fmt.Fprintln(c, openTunnel(name))
				_, _ = io.Copy(io.Discard, in) // as long as who asked is there
				return
			}
			to, err := net.Dial("tcp", asked)
			if err != nil {
				return
			}
			defer to.Close()
			go func() { _, _ = io.Copy(to, in); to.(*net.TCPConn).CloseWrite() }()
			_, _ = io.Copy(c, to)
		}()
	}
}

// openTunnel makes a point-to-point card with something at its other end, as a VPN does.
func openTunnel(name string) error {
	fd, err := unix.Open("/dev/net/tun", unix.O_RDWR, 0)
	if err != nil {
		return err
	}
	ifr, err := unix.NewIfreq(name)
	if err != nil {
		return err
	}
	ifr.SetUint16(unix.IFF_TUN | unix.IFF_NO_PI)
	return unix.IoctlIfreq(fd, unix.TUNSETIFF, ifr)
}

// inside is a command that runs in the namespace.
func (r *room) inside(name string, args ...string) *exec.Cmd {
	enter := []string{"-t", r.pid, "-n", "-m", "-r"} // and its root, or in a folder that is one the programs of the machine would run
	if os.Getuid() != 0 {
		enter = append(enter, "-U", "--preserve-credentials")
	}
	return exec.Command("nsenter", append(append(enter, name), args...)...)
}

func (r *room) run(name string, args ...string) {
	r.t.Helper()
	if out, err := r.inside(name, args...).CombinedOutput(); err != nil {
		r.t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
}

// card plugs a card in: a veth, whose name and hardware address are all that is known of it. way: over it leads the way on.
func (r *room) card(name, mac, addr string, way bool) {
	r.t.Helper()
	r.run("ip", "link", "add", name, "address", mac, "type", "veth", "peer", "name", "p-"+name)
	r.run("ip", "link", "set", "p-"+name, "up")
	r.up(name, addr, way)
}

func (r *room) up(name, addr string, way bool) {
	r.t.Helper()
	r.run("ip", "link", "set", name, "up")
	r.run("ip", "addr", "add", addr, "dev", name, "nodad")
	if way {
		args := []string{"route", "add", "default", "dev", name}
		if strings.Contains(addr, ":") {
			args = append([]string{"-6"}, args...)
		}
		r.run("ip", args...)
	}
}

// vpn opens a tunnel; way: everything goes through it. It closes with the test. Where tunnels are not allowed, it is a card
// of OpenVPN's on Windows, which looks like any other.
func (r *room) vpn(name, addr string, way bool) {
	r.t.Helper()
	c, err := net.Dial("unix", r.socket)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { c.Close() })
	fmt.Fprintln(c, "tun "+name)
	if answer, err := bufio.NewReader(c).ReadString('\n'); err != nil || answer != "<nil>\n" {
		r.t.Logf("no tunnel here: %s", answer)
		r.card(name, "00:ff:a1:b2:c3:d4", addr, way)
		return
	}
	r.up(name, addr, way)
}

func (r *room) unplug(names ...string) {
	r.t.Helper()
	for _, name := range names {
		r.run("ip", "link", "delete", name)
	}
}

// launch runs the program in the namespace.
func (r *room) launch(args ...string) *process {
	r.t.Helper()
	return launchAs(r.t, r.inside(os.Args[0], args...))
}

// browserIn is a browser on the machine itself.
func (r *room) browserIn(p *process) *browser {
	b := p.browser()
	b.http.Transport.(*http.Transport).DialContext = func(_ context.Context, _, addr string) (net.Conn, error) {
		c, err := net.Dial("unix", r.socket)
		if err == nil {
			fmt.Fprintln(c, addr)
		}
		return c, err
	}
	return b
}

var joinAt = regexp.MustCompile(`<p class="wall-at"[^>]*>([^<]+)/j</p>`)

func TestEveryCodeFollowsTheMachinesCards(t *testing.T) {
	t.Parallel()
	if network.LookEvery > 2*time.Second {
		t.Fatal("what is on a screen follows within five seconds")
	}
	r := newRoom(t)
	p := r.launch("--addr", ":0", "--data", "", "--admin-addr", "") // before there is a network
	here, err := url.Parse(p.url)
	if err != nil {
		t.Fatal(err)
	}
	b := r.browserIn(p)
	console := b.do("POST", "/workshop", nil) // followed to the console
	readAll(t, console)
	id := regexp.MustCompile(`\d{6}`).FindString(console.Request.URL.Path)
	own := func(what, host string) {
		t.Helper()
		base := "http://" + net.JoinHostPort(host, here.Port())
		at := func() string {
			if m := joinAt.FindStringSubmatch(readAll(t, b.do("GET", "/th/workshop/"+id+"/screen", nil))); m != nil {
				return "http://" + m[1]
			}
			return ""
		}
		began := time.Now()
		for at() != base {
			if time.Since(began) > patient {
				t.Fatalf("%s: codes are at %s, not at %s", what, at(), base)
			}
			time.Sleep(100 * time.Millisecond)
		}
		t.Logf("%s: noticed after %s", what, time.Since(began).Round(10*time.Millisecond))
		var codes []string
		for _, m := range regexp.MustCompile(`"verification_uri(?:_complete)?":"([^"]+)"`).FindAllStringSubmatch(readAll(t, b.form("/sandbox/device_authorization", url.Values{"client_id": {"test"}})), -1) {
			codes = append(codes, m[1])
		}
		codes = append(codes, codesIn(t, readAll(t, r.browserIn(p).do("POST", "/th/practice/standard/grant", map[string]string{"Accept": "application/json"})))...)
		for _, path := range []string{"/th/workshop/" + id + "/trainer", "/th/workshop/" + id + "/screen", "/en/workshop"} {
			found := codesIn(t, readAll(t, b.do("GET", path, nil)))
			if len(found) == 0 && host != "127.0.0.1" {
				t.Errorf("%s: %s has no code", what, path)
			}
			if path == "/en/workshop" { // which offers the others too
				found = found[:min(1, len(found))]
			}
			codes = append(codes, found...)
		}
		for _, code := range codes {
			if !strings.HasPrefix(strings.ToLower(code), base+"/") { // capitals make a smaller code
				t.Errorf("%s: a code carries %s, not %s", what, code, base)
			}
		}
	}
	offered := func(host, what string) {
		t.Helper()
		began := time.Now()
		for page := ""; !strings.Contains(page, host+":"+here.Port()+"<") || !strings.Contains(page, what); page = readAll(t, b.do("GET", "/en/workshop", nil)) {
			if time.Since(began) > patient {
				t.Fatalf("the kit does not offer %s as %q", host, what)
			}
			time.Sleep(100 * time.Millisecond)
		}
	}

	own("nothing", "127.0.0.1")
	r.card("wlan7", "a4:5e:60:c1:22:33", "192.168.1.23/24", true)
	own("the Wi-Fi is joined", "192.168.1.23")
	r.card("eth7", "0a:00:27:00:00:10", "192.168.56.1/24", false)
	offered("192.168.56.1", "Virtual machine")
	own("VirtualBox and Wi-Fi", "192.168.1.23")
	r.unplug("eth7")
	r.run("ip", "route", "del", "default")
	r.vpn("tun7", "10.8.0.6/24", true)
	offered("10.8.0.6", "VPN or modem")
	own("a VPN and Wi-Fi", "192.168.1.23")
	r.unplug("tun7", "wlan7")
	own("nothing any more", "127.0.0.1")
	r.card("wlan7", "a4:5e:60:c1:22:33", "172.20.10.4/28", true)
	own("a phone's hotspot", "172.20.10.4")
	becomes := func(addr string) { // the card stays, its address is another
		t.Helper()
		r.run("ip", "addr", "flush", "dev", "wlan7", "scope", "global")
		r.run("ip", "addr", "flush", "dev", "wlan7", "scope", "link")
		r.up("wlan7", addr, true)
	}
	becomes("158.108.12.7/22")
	own("a campus with public addresses", "158.108.12.7")
	r.run("ip", "link", "add", "br-3f2a9c11d0e4", "type", "bridge") // Docker's, which leads nowhere
	r.up("br-3f2a9c11d0e4", "172.18.0.1/16", false)
	r.vpn("tailscale0", "100.101.102.103/32", false)
	offered("172.18.0.1", "Virtual machine")
	becomes("100.72.3.4/16")
	own("CGNAT beside Docker and Tailscale", "100.72.3.4")
	r.run("ip", "link", "set", "wlan7", "down")
	becomes("10.20.30.40/24")
	own("the Wi-Fi went and came back with another address", "10.20.30.40")
	r.unplug("br-3f2a9c11d0e4", "tailscale0")
	r.run("ip", "addr", "flush", "dev", "wlan7")
	r.run("ip", "link", "add", "br0", "type", "bridge") // that holds the Wi-Fi
	r.run("ip", "link", "set", "wlan7", "master", "br0")
	r.up("br0", "192.168.50.1/24", false)
	r.card("veth7", "52:54:00:c1:22:33", "192.168.122.1/24", true)
	own("the Wi-Fi in a bridge, and a virtual machine's card that leads on", "192.168.50.1")
	r.unplug("veth7", "br0", "wlan7")
	r.card("usb0", "02:1f:60:c1:22:34", "192.168.42.77/24", true)
	own("a phone by USB", "192.168.42.77")
	offered("192.168.42.77", "a phone plugged into")
	r.card("wlan7", "a4:5e:60:c1:22:33", "169.254.7.8/16", false)
	offered("169.254.7.8", "gave no address")
	r.unplug("usb0", "wlan7")
	r.card("wlan7", "a4:5e:60:c1:22:33", "fd12:3456::7/64", true)
	own("IPv6 of the house only", "fd12:3456::7")
	r.run("ip", "-6", "addr", "del", "fd12:3456::7/64", "dev", "wlan7")
	r.up("wlan7", "2001:db8:62::7/64", false)
	own("IPv6 only", "2001:db8:62::7")
	if err := p.stop(); err != nil {
		t.Error(err)
	}
}
