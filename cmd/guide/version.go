package main

import (
	"fmt"
	"io"
	"log/slog"
	"regexp"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
)

// release is the version from the tag, such as 1.2.3: `make release` links it in.
var release string

// build is what this program was built from.
type build struct {
	Version  string // as the tag says; "devel" between versions
	Revision string // the commit, or ""
	Go       string
}

// thisBuild reads it from the program itself.
func thisBuild() build {
	b := build{Version: release, Revision: buildSetting("vcs.revision"), Go: runtime.Version()}
	if info, ok := debug.ReadBuildInfo(); ok && b.Version == "" {
		b.Version = strings.TrimPrefix(info.Main.Version, "v")
	}
	if b.Version == "" || strings.HasPrefix(b.Version, "(") {
		b.Version = "devel"
	}
	return b
}

// unpublished are the versions that Go gives to what was built between two tags.
var unpublished = regexp.MustCompile(`^devel$|[-.]\d{14}-[0-9a-f]{12}|\+dirty$`)

// Published is the version that readers are told; "" for a build between versions, whose name says nothing to them.
func (b build) Published() string {
	if unpublished.MatchString(b.Version) {
		return ""
	}
	return b.Version
}

// buildSetting is something that Go notes in a program when it builds it, or "".
func buildSetting(key string) string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, setting := range info.Settings {
			if setting.Key == key {
				return setting.Value
			}
		}
	}
	return ""
}

type versionCommand struct{}

// Run prints what this program was built from.
func (versionCommand) Run(stdout output) error {
	b := thisBuild()
	fmt.Fprintln(stdout, strings.Join(strings.Fields("guide "+b.Version+" "+b.Revision), " ")+", "+b.Go)
	return nil
}

// versioned is a log whose first line tells the version. Call begin where no other line came first.
type versioned struct {
	io.Writer
	begin func()
}

// newVersioned makes one that writes to w in the log's own form.
func newVersioned(w io.Writer, form func(io.Writer) slog.Handler) *versioned {
	return &versioned{w, sync.OnceFunc(func() {
		b := thisBuild()
		slog.New(form(w)).Info("guide", "version", b.Version, "revision", b.Revision, "go", b.Go, "system", runtime.GOOS+"/"+runtime.GOARCH)
	})}
}

// Write writes a line, after the first one.
func (v *versioned) Write(line []byte) (int, error) {
	v.begin()
	return v.Writer.Write(line)
}
