//go:build audit

package e2e

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// benchmark is the bench program, compiled once. It brings the NATS servers along, and measures on its own.
var benchmark = sync.OnceValues(func() (string, error) {
	file := filepath.Join(scratch, "bench")
	if out, err := exec.Command("go", "build", "-C", "../bench", "-o", file, ".").CombinedOutput(); err != nil {
		return "", fmt.Errorf("building bench: %w\n%s", err, out)
	}
	return file, nil
})

// Two hundred grants in flight and a class led while the leader of a NATS cluster, and then a guide, are killed with
// kill -9: the program that measures it fails where an acknowledged write is lost or a browser waits over ten seconds.
func TestAuditClusterFigures(t *testing.T) {
	file, err := benchmark()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(file, "cluster")
	cmd.Dir = "../bench"
	out, err := cmd.CombinedOutput()
	t.Logf("bench cluster\n%s", out)
	if err != nil {
		t.Fatal(err)
	}
}

// natsNode is one NATS server of a cluster, a process of its own.
type natsNode struct {
	name, url string
	cmd       *exec.Cmd
}

func (n *natsNode) kill() { n.cmd.Process.Kill(); n.cmd.Wait() }

// natsCluster starts three that know one another.
func natsCluster(t *testing.T) []*natsNode {
	t.Helper()
	file, err := benchmark()
	if err != nil {
		t.Fatal(err)
	}
	var ports, routes []string
	for range 6 {
		ports = append(ports, freePort(t, "127.0.0.1"))
	}
	for _, port := range ports[3:] {
		routes = append(routes, "nats-route://127.0.0.1:"+port)
	}
	var all []*natsNode
	for i := range 3 {
		n := &natsNode{name: fmt.Sprint("nats-", i+1), url: "nats://127.0.0.1:" + ports[i]}
		n.cmd = exec.Command(file, "nats", n.name, t.TempDir(), "--port", ports[i], "--cluster", ports[3+i], "--routes", strings.Join(routes, ","))
		if _, err := n.cmd.StdinPipe(); err != nil { // it serves until its input ends
			t.Fatal(err)
		}
		out, err := n.cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := n.cmd.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(n.kill)
		if lines := bufio.NewScanner(out); !lines.Scan() {
			t.Fatal("NATS does not start")
		}
		all = append(all, n)
	}
	return all
}

// urlsOf is the value of --nats.
func urlsOf(nodes []*natsNode) string {
	var urls []string
	for _, n := range nodes {
		urls = append(urls, n.url)
	}
	return strings.Join(urls, ",")
}

// leaderOf is the node that leads a bucket.
func leaderOf(t *testing.T, nodes []*natsNode, bucket string) *natsNode {
	t.Helper()
	nc, err := nats.Connect(urlsOf(nodes))
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	js, err := jetstream.New(nc)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	stream, err := js.Stream(ctx, "KV_"+bucket)
	if err != nil {
		t.Fatal(err)
	}
	info := stream.CachedInfo()
	if info.Config.Replicas != 3 {
		t.Errorf("the bucket %s is kept in %d copies", bucket, info.Config.Replicas)
	}
	for _, n := range nodes {
		if info.Cluster != nil && n.name == info.Cluster.Leader {
			return n
		}
	}
	t.Fatalf("nobody leads %s", bucket)
	return nil
}

// behindProxy starts guides on a NATS cluster behind a proxy that gives each request to the next of them.
func behindProxy(t *testing.T, nodes []*natsNode, guides int) (site string, all []*program) {
	t.Helper()
	var next atomic.Uint64
	var dialer net.Dialer
	proxy := &httputil.ReverseProxy{
		Rewrite: func(r *httputil.ProxyRequest) {
			r.Out.URL.Scheme, r.Out.URL.Host, r.Out.Host = "http", "guides", r.In.Host
		},
		FlushInterval: -1,
		Transport: &http.Transport{DisableKeepAlives: true, DisableCompression: true, DialContext: func(ctx context.Context, network, _ string) (conn net.Conn, err error) {
			first := next.Add(1)
			for i := range uint64(guides) {
				u, _ := url.Parse(all[(first+i)%uint64(guides)].url)
				if conn, err = dialer.DialContext(ctx, network, u.Host); err == nil {
					return conn, nil
				}
			}
			return nil, err
		}},
	}
	srv := httptest.NewUnstartedServer(proxy)
	srv.Config.ErrorLog = nil
	srv.Start()
	t.Cleanup(func() { srv.CloseClientConnections(); srv.Close() })
	for range guides {
		all = append(all, start(t, "--public-url", srv.URL, "--nats", urlsOf(nodes), "--admin-addr", ""))
	}
	return srv.URL, all
}

// What people see: a phone that answers, and a trainer who leads, while nobody can write.
func TestAuditClusterLosesItsLeaderUnderAPhoneAndAClass(t *testing.T) {
	nodes := natsCluster(t)
	site, guides := behindProxy(t, nodes, 3)
	away := []string{`answer 50[23]: `, `status of 50[23]`}
	computer, phone := pc.open(t, site).expect(away...), mobile.open(t, site).expect(away...)
	trainer, person := pc.named("trainer").open(t, site).expect(away...), mobile.named("participant").open(t, site).expect(away...)
	plain := mobile.named("phone without script").withoutScript().open(t, site).expect(away...)

	trainer.visit("/th/workshop")
	trainer.press("#open form button")
	trainer.arriveAt(`^/th/workshop/\d{6}/trainer$`)
	id := strings.Split(trainer.path(), "/")[3]
	person.visit("/j/" + id)
	person.press(`form[action$="/join"] button`)
	person.waitFor(".bignumber")

	computer.visit("/th/practice/standard/qr")
	computer.showCode()
	phone.scanFrom(computer)
	phone.asked(computer)
	computer.state("scanned")
	second := pc.named("second computer").open(t, site).expect(away...)
	second.visit("/th/practice/standard/qr")
	second.showCode()
	plain.scanFrom(second)
	plain.waitFor("main[data-kind=ask]")

	leaderOf(t, nodes, "napguide-rooms") // has its copies
	leader := leaderOf(t, nodes, "napguide-grants")
	leader.kill()
	killed := time.Now()
	phone.press("form.allow button")
	phone.wait("one moment, said in words", `document.querySelector(".moment").textContent!==""`)
	t.Logf("%s after the kill the phone says %q", time.Since(killed).Round(100*time.Millisecond), phone.text(".moment"))
	trainer.press(`.drive-steps li:has(input[name=step][value="scan-qr"]) button`)
	computer.arrive(dashboard)
	t.Logf("%s after the kill the computer is in", time.Since(killed).Round(100*time.Millisecond))
	phone.kind("approved")
	person.wait("the step", `document.body.dataset.page==="guide/scan-qr"||!!document.querySelector('#hub [href$="/now?lang=th"]')`)
	trainer.waitFor(`.drive-steps .current:has(input[value="scan-qr"])`)

	// Without script the same: a page that says so, with a button, for as long as it takes.
	plain.press("form.allow button")
	plain.kind("approved")
	second.arrive(dashboard)

	// A guide goes, with whoever waits at it.
	computer.visit("/th/practice/standard/qr")
	computer.showCode()
	phone.scanFrom(computer)
	phone.asked(computer)
	guides[0].kill()
	guides[1].kill()
	phone.press("form.allow button")
	phone.kind("approved")
	computer.arrive(dashboard)
}

// Without script "one moment" is a page with a button that sends the same again.
func TestAuditClusterWithoutALeaderOffersAFormAgain(t *testing.T) {
	nodes := natsCluster(t)
	site, _ := behindProxy(t, nodes, 2)
	away := []string{`answer 50[23]: `, `status of 50[23]`}
	computer := pc.open(t, site).expect(away...)
	phone := mobile.withoutScript().open(t, site).expect(away...)
	computer.visit("/th/practice/standard/qr")
	computer.showCode()
	phone.scanFrom(computer)
	phone.waitFor("main[data-kind=ask]")

	leader := leaderOf(t, nodes, "napguide-grants")
	for _, n := range nodes {
		if n != leader {
			n.kill() // two of three: nobody can be chosen, for as long as it takes
		}
	}
	phone.press("form.allow button")
	phone.waitFor(".error-page form button")
	if got := phone.text("h1"); got != "ขอเวลาสักครู่" {
		t.Errorf("the phone reads %q", got)
	}
	for _, n := range nodes {
		if n != leader {
			again := exec.Command(n.cmd.Path, n.cmd.Args[1:]...)
			if _, err := again.StdinPipe(); err != nil {
				t.Fatal(err)
			}
			if err := again.Start(); err != nil {
				t.Fatal(err)
			}
			n.cmd = again
		}
	}
	phone.wait("Allow, pressed again and again, to be taken", `((b,d)=>{if(b&&!d.pressed){d.pressed=1;b.click()}return !!d.querySelector("main[data-kind=approved]")})(document.querySelector(".error-page form button"),document)`)
	computer.arrive(dashboard)
}

// A cluster of which one server is away still starts, and keeps three copies once it is there.
func TestAuditClusterStartsWithOneServerAwayAndKeepsThreeCopiesLater(t *testing.T) {
	nodes := natsCluster(t)
	nc, err := nats.Connect(urlsOf(nodes))
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	js, err := jetstream.New(nc)
	if err != nil {
		t.Fatal(err)
	}
	for end, err := time.Now().Add(patience), nats.ErrTimeout; err != nil; { // it is one, and has a leader
		if time.Now().After(end) {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		_, err = js.CreateKeyValue(ctx, jetstream.KeyValueConfig{Bucket: "another", Replicas: 3})
		cancel()
	}
	nodes[2].kill()
	site := start(t, "--nats", urlsOf(nodes), "--admin-addr", "")
	if status, _, _ := site.get("/readyz"); status != http.StatusOK {
		t.Fatalf("readyz says %d", status)
	}
	again := exec.Command(nodes[2].cmd.Path, nodes[2].cmd.Args[1:]...)
	if _, err := again.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	if err := again.Start(); err != nil {
		t.Fatal(err)
	}
	nodes[2].cmd = again
	for _, bucket := range []string{"napguide-grants", "napguide-rooms"} {
		copies := 0
		for end := time.Now().Add(2 * patience); copies != 3; time.Sleep(time.Second) {
			if time.Now().After(end) {
				t.Fatalf("%s is kept in %d copies, of which not all are up to date", bucket, copies)
			}
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
			stream, err := js.Stream(ctx, "KV_"+bucket)
			cancel()
			if err != nil || stream.CachedInfo().Cluster == nil {
				continue
			}
			copies = 1
			for _, r := range stream.CachedInfo().Cluster.Replicas {
				if r.Current && !r.Offline {
					copies++
				}
			}
		}
	}
}
