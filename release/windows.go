package main

import (
	"bytes"
	"fmt"
	"image"
	_ "image/png" // icons are drawn so
	"os"
	"path/filepath"

	"github.com/tc-hib/winres"
	"github.com/tc-hib/winres/version"
)

const (
	langThai    = 0x041e
	langEnglish = 0x0409
)

// windowsResources writes the icon, the version and the manifest to where the compiler links them in. Call remove when it
// has.
func (r *release) windowsResources(t target) (remove func(), err error) {
	raw, err := os.ReadFile(filepath.Join(r.root, "static", "icon-512.png"))
	if err != nil {
		return nil, err
	}
	picture, _, err := image.Decode(bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	icon, err := winres.NewIconFromResizedImage(picture, []int{256, 64, 48, 32, 24, 16})
	if err != nil {
		return nil, err
	}
	var set winres.ResourceSet
	if err := set.SetIcon(winres.ID(1), icon); err != nil {
		return nil, err
	}
	var info version.Info
	info.SetFileVersion(r.version)
	info.SetProductVersion(r.version)
	info.Timestamp = r.made
	for lang, name := range map[uint16]string{langThai: "ฝึกเข้า NAP ด้วย ThaID", langEnglish: "Practise the NAP login with ThaID"} {
		for key, value := range map[string]string{
			version.ProductName: name, version.FileDescription: name, version.ProductVersion: r.version, version.FileVersion: r.version,
			version.OriginalFilename: "guide.exe", version.InternalName: "guide", version.LegalCopyright: "MIT",
		} {
			if err := info.Set(lang, key, value); err != nil {
				return nil, err
			}
		}
	}
	set.SetVersionInfo(info)
	set.SetManifest(winres.AppManifest{ExecutionLevel: winres.AsInvoker, Compatibility: winres.Win7AndAbove, LongPathAware: true})
	var object bytes.Buffer
	if err := set.WriteObject(&object, winres.Arch(t.arch)); err != nil {
		return nil, err
	}
	file := filepath.Join(r.root, "cmd", "guide", fmt.Sprintf("rsrc_%s_%s.syso", t.os, t.arch))
	return func() { os.Remove(file) }, os.WriteFile(file, object.Bytes(), 0o644)
}

// windowsFolder packs the folder that one unpacks, and in which one double-clicks.
func (r *release) windowsFolder(t target, program string) error {
	if err := r.signing.program(program, r.made); err != nil {
		return err
	}
	raw, err := os.ReadFile(program)
	if err != nil {
		return err
	}
	top := r.name(t.os + "-" + t.arch)
	files := []entry{{top + "/guide.exe", 0o755, 0, raw}, {name: top + "/guide-data/", mode: 0o755}}
	for _, f := range r.legal(top) {
		f.raw = forNotepad(f.raw)
		files = append(files, f)
	}
	return r.writeZip(top+".zip", files)
}
