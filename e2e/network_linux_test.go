package e2e

import (
	"io"
	"net"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// A laptop is a network namespace of its own, whose card a test changes while the program runs in it and a browser looks.

func init() {
	to := os.Getenv("E2E_DIAL") // this is a wire into the namespace: see laptop.wire
	if to == "" {
		return
	}
	c, err := net.Dial("tcp", to)
	if err != nil {
		os.Exit(1)
	}
	go func() { _, _ = io.Copy(c, os.Stdin); c.(*net.TCPConn).CloseWrite() }()
	_, _ = io.Copy(os.Stdout, c)
	os.Exit(0)
}

type laptop struct {
	t   *testing.T
	pid string
}

func newLaptop(t *testing.T) *laptop {
	t.Helper()
	holder := exec.Command("sleep", "900")
	holder.SysProcAttr = &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWNET}
	if os.Getuid() != 0 {
		holder.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		holder.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getuid(), Size: 1}}
		holder.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{ContainerID: 0, HostID: os.Getgid(), Size: 1}}
	}
	if err := holder.Start(); err != nil {
		t.Fatalf("NETWORK NAMESPACES CANNOT BE MADE HERE (%v): run this test as root, or where `unshare -Urn true` works", err)
	}
	t.Cleanup(func() { holder.Process.Kill(); holder.Wait() })
	l := &laptop{t, strconv.Itoa(holder.Process.Pid)}
	l.run("link", "set", "lo", "up")
	return l
}

// inside is a command line that runs in the namespace.
func (l *laptop) inside(args ...string) []string {
	enter := []string{"nsenter", "-t", l.pid, "-n"}
	if os.Getuid() != 0 {
		enter = append(enter, "-U", "--preserve-credentials")
	}
	return append(enter, args...)
}

func (l *laptop) run(args ...string) {
	l.t.Helper()
	line := l.inside(append([]string{"ip"}, args...)...)
	if out, err := exec.Command(line[0], line[1:]...).CombinedOutput(); err != nil {
		l.t.Fatalf("%v: %v\n%s", line, err, out)
	}
}

// joins gives the Wi-Fi card another network's address; "" leaves the network.
func (l *laptop) joins(addr string) {
	l.t.Helper()
	if addr == "" {
		l.run("link", "delete", "wlan7")
		return
	}
	line := l.inside("ip", "link", "show", "wlan7")
	if exec.Command(line[0], line[1:]...).Run() != nil {
		l.run("link", "add", "wlan7", "address", "a4:5e:60:c1:22:33", "type", "veth", "peer", "name", "peer7")
		l.run("link", "set", "peer7", "up")
		l.run("link", "set", "wlan7", "up")
	}
	l.run("addr", "flush", "dev", "wlan7")
	l.run("addr", "add", addr, "dev", "wlan7")
}

// wire is an address outside by which the machine's own browser reaches a port inside.
func (l *laptop) wire(to string) string {
	l.t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		l.t.Fatal(err)
	}
	l.t.Cleanup(func() { ln.Close() })
	go func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			line := l.inside(os.Args[0])
			cmd := exec.Command(line[0], line[1:]...)
			cmd.Env = append(os.Environ(), "E2E_DIAL="+to)
			f, err := c.(*net.TCPConn).File()
			if err == nil {
				cmd.Stdin, cmd.Stdout = f, f
				err = cmd.Start()
				f.Close()
			}
			c.Close()
			if err == nil {
				go cmd.Wait()
			}
		}
	}()
	return "http://" + ln.Addr().String()
}

func TestWhatIsOnAScreenIsDrawnAnewWhenTheLaptopJoinsAnotherNetwork(t *testing.T) {
	t.Parallel()
	l := newLaptop(t)
	site := prepare(t, "127.0.0.1", nil, "--addr", "[::]:3000", "--public-url", "")
	site.enter, site.url = l.inside(), l.wire("127.0.0.1:3000")
	t.Cleanup(site.stop)
	site.run()

	code := pc.atTheCode(t, site)
	kit := pc.named("trainer").open(t, site.url)
	kit.visit("/th/workshop")
	wall := pc.named("wall").open(t, site.url)
	wall.visit("/th/workshop")
	wall.press("form[action='/workshop'] button")
	wall.arriveAt(`/trainer$`)
	wall.visit(strings.TrimSuffix(wall.path(), "/trainer") + "/screen")
	for _, addr := range []string{"192.168.1.23", "172.20.10.4"} {
		l.joins(addr + "/24")
		at := addr + ":3000"
		for name, p := range map[string]*tab{"the code's page": code, "the kit": kit, "the wall": wall} {
			p.wait(name+" to say "+at, `document.body.textContent.includes(`+quote(at)+`)`)
			if got := p.camera(); !strings.HasPrefix(got, "http://"+at+"/") {
				t.Errorf("with %s the code on %s carries %q", addr, name, got)
			}
		}
	}
}
