package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"

	"github.com/goreleaser/nfpm/v2"
	"github.com/goreleaser/nfpm/v2/deb"
	"github.com/goreleaser/nfpm/v2/files"
)

// debian packs the program with its systemd unit.
func (r *release) debian(t target, program string) error {
	unit, err := os.ReadFile(filepath.Join(r.root, "deploy", "guide.service"))
	if err != nil {
		return err
	}
	scripts := map[string]string{}
	texts := map[string][]byte{
		"guide.service": bytes.ReplaceAll(unit, []byte("/usr/local/bin/guide"), []byte("/usr/bin/guide")),
		"copyright":     nil,
	}
	for _, f := range r.legal("") {
		texts[strings.TrimPrefix(f.name, "/")] = f.raw
	}
	texts["copyright"] = append(append(texts["LICENSE.txt"], "\n\n"...), texts[licencesName]...)
	delete(texts, "LICENSE.txt")
	delete(texts, licencesName)
	dir := filepath.Join(r.work, "debian-"+t.arch)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for name, raw := range texts {
		if err := os.WriteFile(filepath.Join(dir, name), raw, 0o644); err != nil {
			return err
		}
	}
	for _, name := range []string{"postinst", "prerm", "postrm"} {
		scripts[name] = filepath.Join(r.root, "release", "files", name)
	}
	put := func(source, destination, kind string, mode os.FileMode) *files.Content {
		return &files.Content{Source: source, Destination: destination, Type: kind, FileInfo: &files.ContentFileInfo{Owner: "root", Group: "root", Mode: mode, MTime: r.made}}
	}
	info := nfpm.WithDefaults(&nfpm.Info{
		Name: "nap-guide", Arch: t.arch, Platform: "linux", Version: r.version, VersionSchema: "semver", Section: "education", Priority: "optional",
		Maintainer: "The maintainers of nap-guide <nap-guide@localhost.invalid>", License: "MIT", MTime: r.made,
		Description: "Practise the NAP login with ThaID\nA site that takes staff of Thai hospitals through the login step by step, on simulated screens.",
		Overridables: nfpm.Overridables{
			Deb:     nfpm.Deb{Compression: "xz"},
			Scripts: nfpm.Scripts{PostInstall: scripts["postinst"], PreRemove: scripts["prerm"], PostRemove: scripts["postrm"]},
			Contents: files.Contents{
				put(program, "/usr/bin/guide", files.TypeFile, 0o755),
				put(filepath.Join(dir, "guide.service"), "/usr/lib/systemd/system/guide.service", files.TypeFile, 0o644),
				put(filepath.Join(r.root, "release", "files", "guide.env"), "/etc/guide.env", files.TypeConfig, 0o644),
				put(filepath.Join(dir, "copyright"), "/usr/share/doc/nap-guide/copyright", files.TypeFile, 0o644),
				put(filepath.Join(dir, "CHANGELOG.md"), "/usr/share/doc/nap-guide/CHANGELOG.md", files.TypeFile, 0o644),
				put(filepath.Join(dir, "README-th.txt"), "/usr/share/doc/nap-guide/README-th.txt", files.TypeFile, 0o644),
				put(filepath.Join(dir, "README-en.txt"), "/usr/share/doc/nap-guide/README-en.txt", files.TypeFile, 0o644),
				put(filepath.Join(dir, "unit.example.toml"), "/usr/share/doc/nap-guide/unit.example.toml", files.TypeFile, 0o644),
			},
		},
	})
	if err := nfpm.PrepareForPackager(info, "deb"); err != nil {
		return err
	}
	var b bytes.Buffer
	if err := deb.Default.Package(info, &b); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(r.dist, r.name(t.arch+".deb")), b.Bytes(), 0o644)
}
