package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

// natsCommand is a child: one NATS server of a cluster, as an operator would run it.
type natsCommand struct {
	Name    string   `arg:"" help:"Its name in the cluster."`
	Dir     string   `arg:"" help:"Its folder."`
	Port    int      `required:"" help:"For clients."`
	Cluster int      `required:"" help:"For the other servers."`
	Routes  []string `help:"The other servers, nats-route://host:port."`
}

// Run serves until its input ends.
func (c natsCommand) Run() error {
	var routes []*url.URL
	for _, text := range c.Routes {
		u, err := url.Parse(text)
		if err != nil {
			return err
		}
		routes = append(routes, u)
	}
	srv, err := server.NewServer(&server.Options{
		ServerName: c.Name, Host: "127.0.0.1", Port: c.Port, NoSigs: true, NoLog: true,
		JetStream: true, StoreDir: c.Dir, SyncAlways: true,
		Cluster: server.ClusterOpts{Name: "guide", Host: "127.0.0.1", Port: c.Cluster, NoAdvertise: true},
		Routes:  routes,
	})
	if err != nil {
		return err
	}
	srv.Start()
	if !srv.ReadyForConnections(10 * time.Second) {
		return errors.New("NATS does not start")
	}
	fmt.Println("ready")
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
	}
	srv.Shutdown()
	return nil
}

// natsServer is one server of the cluster under test.
type natsServer struct {
	*child
	name, url string
	args      []string
}

// startNATS starts three NATS servers that know one another.
func startNATS(ctx context.Context, dir string) ([]*natsServer, error) {
	ports, err := freePorts(6)
	if err != nil {
		return nil, err
	}
	var all []*natsServer
	var routes []string
	for i := range 3 {
		routes = append(routes, fmt.Sprintf("nats-route://127.0.0.1:%d", ports[3+i]))
	}
	for i := range 3 {
		n := &natsServer{name: fmt.Sprint("nats-", i+1), url: fmt.Sprintf("nats://127.0.0.1:%d", ports[i])}
		n.args = []string{"nats", n.name, filepath.Join(dir, n.name), "--port", strconv.Itoa(ports[i]), "--cluster", strconv.Itoa(ports[3+i]), "--routes", strings.Join(routes, ",")}
		if err := n.start(ctx); err != nil {
			return all, err
		}
		all = append(all, n)
	}
	return all, nil
}

func (n *natsServer) start(ctx context.Context) (err error) {
	n.child, err = startChild(ctx, os.Args[0], n.args, "ready")
	return err
}

// child is a process that this one started.
type child struct {
	cmd  *exec.Cmd
	in   interface{ Close() error }
	gone chan struct{}
}

// startChild starts a program and waits until a line of its output begins with a word.
func startChild(ctx context.Context, program string, args []string, word string) (*child, error) {
	cmd := exec.CommandContext(ctx, program, args...)
	for _, kv := range os.Environ() {
		if !strings.HasPrefix(kv, "GUIDE_") {
			cmd.Env = append(cmd.Env, kv)
		}
	}
	if os.Getenv("BENCH_LOG") != "" {
		cmd.Stderr = os.Stderr
	}
	in, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	c := &child{cmd: cmd, in: in, gone: make(chan struct{})}
	said := make(chan bool, 1)
	go func() {
		defer close(c.gone)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if strings.HasPrefix(lines.Text(), word) {
				select {
				case said <- true:
				default:
				}
			}
		}
		cmd.Wait()
		said <- false
	}()
	select {
	case ok := <-said:
		if ok {
			return c, nil
		}
	case <-time.After(30 * time.Second):
		c.kill()
	}
	return nil, fmt.Errorf("%s %s did not start", filepath.Base(program), args[0])
}

// kill is kill -9.
func (c *child) kill() {
	c.cmd.Process.Kill()
	<-c.gone
}

// cpu is the processor time that the process has used.
func (c *child) cpu() time.Duration {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", c.cmd.Process.Pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(raw), ") ")
	f := strings.Fields(rest)
	if len(f) < 13 {
		return 0
	}
	user, _ := strconv.Atoi(f[11])
	system, _ := strconv.Atoi(f[12])
	return time.Duration(user+system) * 10 * time.Millisecond // a tick is a hundredth of a second on Linux
}

// freePorts asks the system for ports, all open at once so that no two are the same.
func freePorts(n int) (ports []int, err error) {
	for range n {
		ln, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer ln.Close()
		ports = append(ports, ln.Addr().(*net.TCPAddr).Port)
	}
	return ports, nil
}
