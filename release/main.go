// Command release makes everything that a release page needs, in dist/: see `make release`. The same commit makes the same
// bytes, but for signatures.
package main

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

func main() {
	only := flag.String("only", "", "one system only, such as windows/amd64: for trying things out")
	out := flag.String("out", "dist", "the folder, which is emptied first")
	flag.Parse()
	if err := run(*out, *only); err != nil {
		fmt.Fprintln(os.Stderr, "release:", err)
		os.Exit(1)
	}
}

// target is a system for which the program is built.
type target struct{ os, arch string }

var targets = []target{{"linux", "amd64"}, {"linux", "arm64"}, {"windows", "amd64"}, {"darwin", "arm64"}, {"darwin", "amd64"}}

func (t target) String() string { return t.os + "/" + t.arch }

// release is one run.
type release struct {
	root    string // of the repository
	dist    string
	work    string // a folder that is removed at the end
	version string // 1.2.3, or 1.2.4-dev.5.gabcdef0
	made    time.Time
	signing signing
}

func run(out, only string) (err error) {
	r := &release{signing: signingFromEnvironment()}
	if r.root, err = output("", "git", "rev-parse", "--show-toplevel"); err != nil {
		return err
	}
	if r.version, err = versionOf(r.root); err != nil {
		return err
	}
	seconds, err := output(r.root, "git", "log", "-1", "--format=%ct")
	if err != nil {
		return err
	}
	n, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		return err
	}
	r.made = time.Unix(n, 0).UTC()
	if r.dist = out; !filepath.IsAbs(out) {
		r.dist = filepath.Join(r.root, out)
	}
	if err := errors.Join(os.RemoveAll(r.dist), os.MkdirAll(r.dist, 0o755)); err != nil {
		return err
	}
	if r.work, err = os.MkdirTemp("", "guide-release-"); err != nil {
		return err
	}
	defer os.RemoveAll(r.work)

	all := targets
	if only != "" {
		all = slices.DeleteFunc(slices.Clone(targets), func(t target) bool { return t.String() != only })
		if len(all) == 0 {
			return fmt.Errorf("there is no target %s", only)
		}
	}
	if err := r.licences(); err != nil {
		return err
	}
	for _, t := range all {
		if err := r.program(t); err != nil {
			return fmt.Errorf("%s: %w", t, err)
		}
	}
	if only == "" {
		if err := errors.Join(r.content(), r.inventory()); err != nil {
			return err
		}
	}
	return r.sums()
}

// program builds the program for a system, and what it is handed out in there.
func (r *release) program(t target) error {
	file, err := r.build(t)
	if err != nil {
		return err
	}
	if t.os == "windows" {
		return r.windowsFolder(t, file)
	}
	if err := r.archive(t, file); err != nil || t.os != "linux" {
		return err
	}
	return errors.Join(r.debian(t, file), r.image(t, file))
}

// build compiles. Only the admin listener uses Go's own HTTP server, and it needs no HTTP/2: without it the program is half
// a megabyte less. NATS is half of the program, and all of it waits for the disk: without inlining it is a megabyte and a
// half less.
func (r *release) build(t target) (string, error) {
	file := filepath.Join(r.work, t.os+"-"+t.arch, "guide")
	if t.os == "windows" {
		file += ".exe"
		remove, err := r.windowsResources(t)
		if err != nil {
			return "", err
		}
		defer remove()
	}
	return file, r.compile(t, file)
}

func (r *release) compile(t target, file string) error {
	// Some packages are not inlined: what that saves and costs is in docs/release.md.
	flags, err := os.ReadFile(filepath.Join(r.root, "release/goflags"))
	if err != nil {
		return err
	}
	cmd := exec.Command("go", "build", "-buildvcs=true", "-ldflags", "-s -w -buildid= -X main.release="+r.version, "-o", file, "./cmd/guide")
	cmd.Dir = r.root
	cmd.Env = append(os.Environ(), "CGO_ENABLED=0", "GOFLAGS="+strings.Join(strings.Fields(string(flags)), " "), "GOOS="+t.os, "GOARCH="+t.arch, "GOAMD64=v1", "GOARM64=v8.0", "GOWORK=off")
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	fmt.Fprintln(os.Stderr, "building", t)
	return cmd.Run()
}

// host is the target that runs here.
func (r *release) host() string {
	return filepath.Join(r.work, runtime.GOOS+"-"+runtime.GOARCH, "guide")
}

// content makes the site without the program: plain files, and a package for learning systems.
func (r *release) content() error {
	program := r.host()
	if _, err := os.Stat(program); err != nil {
		return fmt.Errorf("the site is written by the program for this machine, %s/%s, which is none of the targets", runtime.GOOS, runtime.GOARCH)
	}
	site := filepath.Join(r.work, "nap-guide")
	if _, err := output(r.work, program, "export", site); err != nil {
		return err
	}
	if _, err := output(r.work, program, "export", "--scorm", filepath.Join(r.dist, "nap-login-scorm.zip")); err != nil {
		return err
	}
	files, err := folder(site, "nap-guide", 0o644)
	if err != nil {
		return err
	}
	return r.writeZip("nap-guide.zip", append(files, r.legal("nap-guide")...))
}

// inventory writes which modules are in the program, as CycloneDX.
func (r *release) inventory() error {
	file := filepath.Join(r.dist, r.name("sbom.cdx.json"))
	tool := "github.com/CycloneDX/cyclonedx-gomod/cmd/cyclonedx-gomod@v1.10.0"
	if _, err := output(r.root, "go", "run", tool, "bin", "-json", "-std", "-noserial", "-version", "v"+r.version, "-output", file, r.host()); err != nil {
		return err
	}
	return stableInventory(file, r.made)
}

// name is what a file of this release is called.
func (r *release) name(rest string) string { return "nap-guide-" + r.version + "-" + rest }

// sums writes SHA256SUMS, and signs it where there is a key.
func (r *release) sums() error {
	entries, err := os.ReadDir(r.dist)
	if err != nil {
		return err
	}
	var lines strings.Builder
	for _, e := range entries {
		raw, err := os.ReadFile(filepath.Join(r.dist, e.Name()))
		if err != nil {
			return err
		}
		sum := sha256.Sum256(raw)
		fmt.Fprintf(&lines, "%s  %s\n", hex.EncodeToString(sum[:]), e.Name())
	}
	if err := os.WriteFile(filepath.Join(r.dist, "SHA256SUMS"), []byte(lines.String()), 0o644); err != nil {
		return err
	}
	fmt.Print(lines.String())
	return r.signing.sums(r.dist, r.version)
}

// versionOf is the version from the tag; between two it is a version before the next.
func versionOf(root string) (string, error) {
	commit, err := output(root, "git", "rev-parse", "--short=10", "HEAD")
	if err != nil {
		return "", err
	}
	tag, _ := output(root, "git", "describe", "--tags", "--match", "v[0-9]*", "--abbrev=0") // none is none
	since := "HEAD"
	if tag != "" {
		since = tag + "..HEAD"
	}
	count, err := output(root, "git", "rev-list", "--count", since)
	if err != nil {
		return "", err
	}
	changed, err := output(root, "git", "status", "--porcelain", "--untracked-files=no")
	if err != nil {
		return "", err
	}
	return versionFrom(tag, count, commit, changed != "")
}

// versionFrom puts it together.
func versionFrom(tag, count, commit string, changed bool) (string, error) {
	base := strings.TrimPrefix(tag, "v")
	if tag == "" {
		base = "0.0.0"
	}
	var major, minor, patch int
	if n, err := fmt.Sscanf(base, "%d.%d.%d", &major, &minor, &patch); err != nil || n != 3 || base != fmt.Sprintf("%d.%d.%d", major, minor, patch) {
		return "", fmt.Errorf("the tag %q is not v1.2.3", tag)
	}
	if tag != "" && count == "0" && !changed {
		return base, nil
	}
	if tag != "" {
		patch++
	}
	v := fmt.Sprintf("%d.%d.%d-dev.%s.g%s", major, minor, patch, count, commit)
	if changed {
		v += ".changed"
	}
	return v, nil
}

// output runs a program and is what it printed, without the newline.
func output(dir, name string, args ...string) (string, error) {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	out, err := cmd.Output()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return "", fmt.Errorf("%s %s: %w\n%s", name, strings.Join(args, " "), err, exit.Stderr)
	}
	return strings.TrimSpace(string(out)), err
}
