//go:build audit

package e2e

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"debug/pe"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode/utf16"
)

// What `make release` has put into dist/ is installed and run here, as those do who download it.

// released is the one file of the release whose name ends so.
func released(t *testing.T, ending string) string {
	t.Helper()
	dist := os.Getenv("GUIDE_DIST")
	if dist == "" {
		dist = "../dist"
	}
	found, err := filepath.Glob(filepath.Join(dist, "*"+ending))
	if err != nil || len(found) != 1 {
		t.Fatalf("dist/ has %q for *%s (%v); make release first", found, ending, err)
	}
	file, err := filepath.Abs(found[0])
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// commandIn runs a command to its end.
func commandIn(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, tail(string(out), 2000))
	}
	return string(out)
}

// rooted is a program in a root folder of its own, as a user of its own.
func rooted(t *testing.T, root, user string, env []string, command ...string) (base, port string) {
	t.Helper()
	for dir := root; dir != os.TempDir() && dir != "/"; dir = filepath.Dir(dir) {
		os.Chmod(dir, 0o755)
	}
	port = freePort(t, "127.0.0.1")
	base = "http://localhost:" + port
	cmd := exec.Command(needed(t, "chroot"), append([]string{"--userspec=" + user, root}, command...)...)
	cmd.Env = append(env, "GUIDE_ADDR=127.0.0.1:"+port, "GUIDE_ADMIN_ADDR=127.0.0.1:"+freePort(t, "127.0.0.1"), "GUIDE_PUBLIC_URL="+base)
	daemon(t, cmd)
	return base, port
}

func TestAuditReleaseFiles(t *testing.T) {
	sums, err := os.ReadFile(released(t, "SHA256SUMS"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(sums)) {
		sum, name, _ := strings.Cut(strings.TrimSpace(line), "  ")
		raw, err := os.ReadFile(released(t, name))
		if err != nil {
			t.Fatal(err)
		}
		if got := sha256.Sum256(raw); hex.EncodeToString(got[:]) != sum {
			t.Errorf("%s has another checksum than SHA256SUMS says", name)
		}
	}
	beside := []string{"/README-th.txt", "/README-en.txt", "/LICENSE.txt", "/LICENSES-OF-OTHERS.txt", "/CHANGELOG.md", "/unit.example.toml"}
	for ending, more := range map[string][]string{
		"linux-amd64.tar.gz": {"/guide", "/guide-data/", "/guide.service"}, "linux-arm64.tar.gz": {"/guide", "/guide-data/", "/guide.service"},
		"darwin-amd64.tar.gz": {"/guide", "/guide-data/"}, "darwin-arm64.tar.gz": {"/guide", "/guide-data/"},
		"windows-amd64.zip": {"/guide.exe", "/guide-data/"}, "nap-guide.zip": {"/index.html"},
	} {
		inside := namesIn(t, released(t, ending))
		for _, want := range append(more, beside...) {
			if !strings.Contains(inside, want+"\n") {
				t.Errorf("%s has no %s", ending, want)
			}
		}
	}
	for _, part := range []string{"github.com/nats-io/nats-server/v2", "github.com/gofiber/fiber/v2", "pkg:golang/"} {
		raw, err := os.ReadFile(released(t, "sbom.cdx.json"))
		if err != nil {
			t.Fatal(err)
		}
		if !json.Valid(raw) || !strings.Contains(string(raw), part) {
			t.Errorf("the inventory has no %s", part)
		}
	}
}

// namesIn are the names of an archive's files, a line each.
func namesIn(t *testing.T, file string) string {
	t.Helper()
	var names strings.Builder
	if strings.HasSuffix(file, ".zip") {
		z, err := zip.OpenReader(file)
		if err != nil {
			t.Fatal(err)
		}
		defer z.Close()
		for _, f := range z.File {
			names.WriteString(f.Name + "\n")
		}
		return names.String()
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	z, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	for r := tar.NewReader(z); ; {
		h, err := r.Next()
		if err == io.EOF {
			return names.String()
		}
		if err != nil {
			t.Fatal(err)
		}
		names.WriteString(h.Name + "\n")
	}
}

func TestAuditReleaseLinux(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "ฝึกเข้า NAP")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	commandIn(t, dir, "tar", "-xzf", released(t, "linux-amd64.tar.gz"), "--strip-components=1")
	said := commandIn(t, dir, "./guide", "version")
	version := regexp.MustCompile(`nap-guide-(.*)-linux-amd64`).FindStringSubmatch(released(t, "linux-amd64.tar.gz"))[1]
	if !strings.HasPrefix(said, "guide "+version+" ") {
		t.Errorf("the program of %s says %q", version, said)
	}
	example, err := os.ReadFile(filepath.Join(dir, "unit.example.toml"))
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "unit.toml"), example)
	port := freePort(t, "127.0.0.1")
	cmd := exec.Command(filepath.Join(dir, "guide"), "--addr", "127.0.0.1:"+port, "--admin-addr", "")
	cmd.Dir = dir
	daemon(t, cmd)
	base := "http://127.0.0.1:" + port
	awaitPage(t, http.DefaultClient, base+"/th/")
	res, err := http.Get(base + "/th/workshop")
	if err != nil {
		t.Fatal(err)
	}
	kit, err := io.ReadAll(res.Body)
	res.Body.Close()
	if err != nil || strings.Contains(string(kit), "unit.toml:") {
		t.Error("the example has a fault")
	}
	signInThrough(t, base, visitor(t, port), visitor(t, port))
}

// The package in a minimal Debian in a folder of its own: installed, its unit read by systemd, started as a user of its own,
// upgraded, removed.
func TestAuditReleaseDebian(t *testing.T) {
	root := filepath.Join(t.TempDir(), "root")
	from := strings.Fields(commandIn(t, "", "sh", "-c", `apt-get indextargets --format '$(REPO_URI) $(RELEASE)' 'Created-By: Packages' 'Component: main' | grep -v -e security -e updates -e backports | head -1`))
	commandIn(t, "", needed(t, "debootstrap"), "--variant=minbase", "--include=systemd", from[1], root, from[0])
	deb := released(t, "amd64.deb")
	raw, err := os.ReadFile(deb)
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(root, "guide.deb"), raw)
	in := func(args ...string) string { return commandIn(t, "", "chroot", append([]string{root}, args...)...) }
	in("dpkg", "-i", "/guide.deb")
	if out := in("systemd-analyze", "verify", "--man=no", "/usr/lib/systemd/system/guide.service"); strings.Contains(out, "guide.service:") {
		t.Error(out)
	}
	t.Log(tail(strings.TrimSpace(in("systemd-analyze", "security", "--offline=true", "--threshold=20", "/usr/lib/systemd/system/guide.service")), 100))
	unit, err := os.ReadFile(filepath.Join(root, "usr/lib/systemd/system/guide.service"))
	if err != nil {
		t.Fatal(err)
	}
	start := regexp.MustCompile(`(?m)^ExecStart=(.*)$`).FindStringSubmatch(string(unit))
	env := regexp.MustCompile(`(?m)^Environment=(.*)$`).FindStringSubmatch(string(unit))
	if start == nil || env == nil || !strings.Contains(string(unit), "DynamicUser=yes") {
		t.Fatalf("the unit is\n%s", unit)
	}
	state := filepath.Join(root, "var/lib/guide")
	const dynamic = 61184 // the first of systemd's own for such services
	if err := os.Mkdir(state, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(state, dynamic, dynamic); err != nil {
		t.Fatal(err)
	}
	base, port := rooted(t, root, "61184:61184", strings.Fields(env[1]), strings.Fields(start[1])...)
	computer := visitor(t, port)
	awaitPage(t, computer, base+"/th/")
	signInThrough(t, base, computer, visitor(t, port))
	if entries, err := os.ReadDir(state); err != nil || len(entries) == 0 {
		t.Errorf("nothing is kept in /var/lib/guide (%v)", err)
	}
	in("dpkg", "-i", "/guide.deb") // as an upgrade does
	in("dpkg", "-r", "nap-guide")
	if _, err := os.Stat(state); err != nil {
		t.Error("removing the package has removed the rooms")
	}
	in("dpkg", "-P", "nap-guide")
	if _, err := os.Stat(state); err == nil {
		t.Error("purging the package leaves the rooms")
	}
}

// The image without a daemon: its one layer in a root folder of its own, run as its configuration says.
func TestAuditReleaseImage(t *testing.T) {
	dir := t.TempDir()
	commandIn(t, dir, "tar", "-xf", released(t, "image-amd64.tar"))
	var saved []struct {
		Config           string
		RepoTags, Layers []string
	}
	var config struct {
		Architecture string
		Config       struct {
			User            string
			Env, Entrypoint []string
			Cmd             []string
			Volumes         map[string]any
		}
		RootFS struct {
			DiffIDs []string `json:"diff_ids"`
		} `json:"rootfs"`
	}
	var index struct {
		Manifests []struct{ Digest string }
	}
	read := func(name string, into any) {
		raw, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(raw, into); err != nil {
			t.Fatal(err)
		}
	}
	read("manifest.json", &saved)
	read("index.json", &index)
	read(saved[0].Config, &config)
	if len(index.Manifests) != 1 || len(saved[0].Layers) != 1 || len(config.RootFS.DiffIDs) != 1 || config.Architecture != "amd64" {
		t.Fatalf("the image is %+v, %+v, %+v", index, saved, config)
	}
	if _, err := os.Stat(filepath.Join(dir, "blobs", strings.ReplaceAll(index.Manifests[0].Digest, ":", "/"))); err != nil {
		t.Error(err)
	}
	root := filepath.Join(t.TempDir(), "root")
	if err := os.Mkdir(root, 0o755); err != nil {
		t.Fatal(err)
	}
	commandIn(t, root, "tar", "-xzf", filepath.Join(dir, saved[0].Layers[0]), "--numeric-owner", "--same-owner")
	var env []string
	for _, e := range config.Config.Env {
		if !strings.HasPrefix(e, "GUIDE_ADDR=") && !strings.HasPrefix(e, "GUIDE_ADMIN_ADDR=") {
			env = append(env, e)
		}
	}
	base, port := rooted(t, root, config.Config.User, env, append(config.Config.Entrypoint, config.Config.Cmd...)...)
	computer := visitor(t, port)
	awaitPage(t, computer, base+"/th/")
	signInThrough(t, base, computer, visitor(t, port))
	if entries, err := os.ReadDir(filepath.Join(root, "data")); err != nil || len(entries) == 0 {
		t.Errorf("nothing is kept in /data (%v)", err)
	}
}

// before is the last release's program: of the last tag, or, as long as there is none, of what stood before versions were
// counted.
func before(t *testing.T) string {
	t.Helper()
	out, err := exec.Command("git", "describe", "--tags", "--match", "v[0-9]*", "--abbrev=0", "HEAD^").Output()
	revision := strings.TrimSpace(string(out))
	if err != nil || revision == "" {
		first := strings.TrimSpace(commandIn(t, "..", "git", "log", "--diff-filter=A", "--format=%H", "--", "CHANGELOG.md"))
		revision = first + "^"
	}
	dir := t.TempDir()
	commandIn(t, "..", "sh", "-c", `git archive "$0" | tar -x -C "$1"`, revision, dir)
	file := filepath.Join(dir, "guide-before")
	commandIn(t, dir, "go", "build", "-buildvcs=false", "-o", file, "./cmd/guide")
	t.Logf("before: %s", revision)
	return file
}

func TestAuditReleaseUpgrade(t *testing.T) {
	dir := t.TempDir()
	commandIn(t, dir, "tar", "-xzf", released(t, "linux-amd64.tar.gz"), "--strip-components=1")
	old, now := before(t), filepath.Join(dir, "guide")
	data, port := filepath.Join(dir, "guide-data"), freePort(t, "127.0.0.1")
	base := "http://127.0.0.1:" + port
	run := func(program string) *exec.Cmd {
		t.Helper()
		cmd := exec.Command(program, "--addr", "127.0.0.1:"+port, "--admin-addr", "", "--data", data)
		cmd.Dir = dir
		daemon(t, cmd)
		awaitPage(t, http.DefaultClient, base+"/th/")
		return cmd
	}
	end := func(cmd *exec.Cmd) {
		t.Helper()
		cmd.Process.Kill()
		cmd.Wait()
	}
	first := run(old)
	trainer := visitor(t, port)
	form := func(c *http.Client, path string, fields url.Values) *http.Response {
		t.Helper()
		req, err := http.NewRequest("POST", base+path, strings.NewReader(fields.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Origin", base)
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		res, err := c.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		res.Body.Close()
		return res
	}
	console := form(trainer, "/workshop", url.Values{"lang": {"th"}}).Request.URL.Path
	if !strings.HasSuffix(console, "/trainer") {
		t.Fatalf("opening a room leads to %s", console)
	}
	room := strings.Split(console, "/")[3]
	learner := visitor(t, port)
	if res := form(learner, "/workshop/"+room+"/join", nil); res.StatusCode != http.StatusOK {
		t.Fatalf("joining: %s", res.Status)
	}
	end(first)
	second := run(now)
	for who, c := range map[string]*http.Client{"the trainer": trainer, "a participant": learner} {
		path := console
		if c == learner {
			path = "/j"
		}
		res, err := c.Get(base + path)
		if err != nil {
			t.Fatal(err)
		}
		page, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil || res.StatusCode != http.StatusOK || c == trainer && res.Request.URL.Path != console || c == learner && !strings.Contains(string(page), "data-number") && !strings.Contains(string(page), "seat") {
			t.Errorf("%s after the upgrade: %s at %s", who, res.Status, res.Request.URL)
		}
	}
	signInThrough(t, base, visitor(t, port), visitor(t, port))
	end(second)

	// Data of a version that is yet to come is left alone, and the program says so.
	newer := append([]string{}, "-c", `import json,sys,zlib
t=[0]*256
for i in range(256):
    c=i
    for _ in range(8): c=c>>1^0x82f63b78 if c&1 else c>>1
    t[i]=c
def crc(b):
    c=0xffffffff
    for x in b: c=t[(c^x)&255]^c>>8
    return c^0xffffffff
f=sys.argv[1]; first,rest=open(f,'rb').read().split(b'\n',1)
r=json.loads(first[9:]); r['format']=99; raw=json.dumps(r,separators=(',',':')).encode()
open(f,'wb').write(b'%08x '%crc(raw)+raw+b'\n'+rest)`, filepath.Join(data, "journal"))
	commandIn(t, dir, "python3", newer...)
	stamp := commandIn(t, data, "sh", "-c", "find . -type f -printf '%p %s %T@\n' | sort")
	out, err := exec.Command(now, "--addr", "127.0.0.1:"+port, "--admin-addr", "", "--data", data).CombinedOutput()
	if err == nil || !strings.Contains(string(out), "newer version") {
		t.Errorf("on newer data: %v, %s", err, out)
	}
	if after := commandIn(t, data, "sh", "-c", "find . -type f -printf '%p %s %T@\n' | sort"); after != stamp {
		t.Errorf("newer data was touched:\n%s\n%s", stamp, after)
	}
}

// A picture on the program and its version are what Windows shows before it is started.
func TestAuditReleaseWindowsResources(t *testing.T) {
	z, err := zip.OpenReader(released(t, "windows-amd64.zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	for _, f := range z.File {
		if !strings.HasSuffix(f.Name, "/guide.exe") {
			continue
		}
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		exe, err := pe.NewFile(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		section := exe.Section(".rsrc")
		if section == nil {
			t.Fatal("the program has no resources")
		}
		resources, err := section.Data()
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"ProductVersion", "ฝึกเข้า NAP ด้วย ThaID", "Practise the NAP login with ThaID"} {
			var wide []byte
			for _, u := range utf16.Encode([]rune(want)) {
				wide = append(wide, byte(u), byte(u>>8))
			}
			if !bytes.Contains(resources, wide) {
				t.Errorf("Windows would not show %q", want)
			}
		}
		if !bytes.Contains(resources, []byte("\x89PNG")) {
			t.Error("there is no picture")
		}
		return
	}
	t.Error("there is no guide.exe")
}

// The pages for a web server or a USB stick, from the archive.
func TestAuditReleaseSite(t *testing.T) {
	dir := t.TempDir()
	z, err := zip.OpenReader(released(t, "nap-guide.zip"))
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	if err := os.CopyFS(dir, z); err != nil {
		t.Fatal(err)
	}
	p := pc.open(t, "file://"+dir)
	p.visit("/nap-guide/th/guide/start.html")
	if p.text("main") == "" {
		t.Error("the page is empty")
	}
}
