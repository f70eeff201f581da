package main

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"

	v1 "github.com/google/go-containerregistry/pkg/v1"
	"github.com/google/go-containerregistry/pkg/v1/empty"
	"github.com/google/go-containerregistry/pkg/v1/layout"
	"github.com/google/go-containerregistry/pkg/v1/mutate"
	"github.com/google/go-containerregistry/pkg/v1/partial"
	"github.com/google/go-containerregistry/pkg/v1/tarball"
	"github.com/google/go-containerregistry/pkg/v1/types"
)

// imageUser is nobody.
const imageUser = 65534

// image packs a container's image: one static program, no shell, run by nobody. The archive is an OCI layout, and as Docker
// before version 25 loads it too.
func (r *release) image(t target, program string) error {
	raw, err := os.ReadFile(program)
	if err != nil {
		return err
	}
	files := append(r.legal("usr/share/doc/nap-guide"),
		entry{"guide", 0o755, 0, raw}, entry{name: "data/", mode: 0o700, owner: imageUser}, entry{name: "tmp/", mode: 0o777 | fs.ModeSticky})
	var content bytes.Buffer
	if err := writeTar(&content, files, r.made); err != nil {
		return err
	}
	file := filepath.Join(r.work, "layer-"+t.arch+".tar")
	if err := os.WriteFile(file, content.Bytes(), 0o644); err != nil {
		return err
	}
	layer, err := tarball.LayerFromFile(file, tarball.WithMediaType(types.OCILayer), tarball.WithCompressionLevel(9))
	if err != nil {
		return err
	}
	img, err := mutate.Append(empty.Image, mutate.Addendum{Layer: layer, History: v1.History{Created: v1.Time{Time: r.made}, CreatedBy: "make release"}})
	if err != nil {
		return err
	}
	config, err := img.ConfigFile()
	if err != nil {
		return err
	}
	config = config.DeepCopy()
	config.Created, config.OS, config.Architecture = v1.Time{Time: r.made}, t.os, t.arch
	config.Config = v1.Config{
		User: "65534:65534", Entrypoint: []string{"/guide"}, Cmd: []string{"serve"}, StopSignal: "SIGTERM",
		Env:          []string{"GUIDE_ADDR=:3000", "GUIDE_DATA=/data", "GUIDE_LOG_FORMAT=json", "GUIDE_ADMIN_ADDR=:9090"},
		ExposedPorts: map[string]struct{}{"3000/tcp": {}, "9090/tcp": {}},
		Volumes:      map[string]struct{}{"/data": {}},
		Labels: map[string]string{
			"org.opencontainers.image.title": "nap-guide", "org.opencontainers.image.version": r.version, "org.opencontainers.image.licenses": "MIT",
		},
	}
	if img, err = mutate.ConfigFile(img, config); err != nil {
		return err
	}
	img = mutate.MediaType(mutate.ConfigMediaType(img, types.OCIConfigJSON), types.OCIManifestSchema1)
	return r.writeImage(t, img)
}

// writeImage writes an image as an archive that is both an OCI layout and what `docker save` writes.
func (r *release) writeImage(t target, img v1.Image) error {
	tag := "napguide:" + r.version
	dir := filepath.Join(r.work, "image-"+t.arch)
	path, err := layout.Write(dir, empty.Index)
	if err != nil {
		return err
	}
	if err := path.AppendImage(img, layout.WithPlatform(v1.Platform{OS: t.os, Architecture: t.arch}),
		layout.WithAnnotations(map[string]string{"io.containerd.image.name": "docker.io/library/" + tag, "org.opencontainers.image.ref.name": r.version})); err != nil {
		return err
	}
	type saved struct {
		Config   string
		RepoTags []string
		Layers   []string
	}
	config, err := partial.ConfigLayer(img)
	if err != nil {
		return err
	}
	blob := func(l v1.Layer) (string, error) {
		digest, err := l.Digest()
		return "blobs/" + digest.Algorithm + "/" + digest.Hex, err
	}
	one := saved{RepoTags: []string{tag, "napguide:latest"}}
	if one.Config, err = blob(config); err != nil {
		return err
	}
	layers, err := img.Layers()
	if err != nil {
		return err
	}
	for _, l := range layers {
		name, err := blob(l)
		if err != nil {
			return err
		}
		one.Layers = append(one.Layers, name)
	}
	raw, err := json.Marshal([]saved{one})
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(dir, "manifest.json"), raw, 0o644); err != nil {
		return err
	}
	files, err := folder(dir, ".", 0o644)
	if err != nil {
		return err
	}
	for i := range files {
		files[i].name = files[i].name[len("./"):]
	}
	var b bytes.Buffer
	if err := writeTar(&b, files, r.made); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(r.dist, r.name("image-"+t.arch+".tar")), b.Bytes(), 0o644)
}
