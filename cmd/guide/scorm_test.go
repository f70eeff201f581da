package main

import (
	"archive/zip"
	"encoding/binary"
	"encoding/xml"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A strict system reads the package from its beginning, and validates the manifest by the schemas that it brings.
func TestAPackageIsTakenByStrictSystems(t *testing.T) {
	t.Parallel()
	pack := filepath.Join(t.TempDir(), "p.zip")
	if code, _, stderr := end(t, "export", "--scorm", pack); code != 0 {
		t.Fatal(stderr)
	}
	raw, err := os.ReadFile(pack)
	if err != nil {
		t.Fatal(err)
	}
	z, err := zip.OpenReader(pack)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	if z.File[0].Name != "imsmanifest.xml" {
		t.Errorf("it begins with %s", z.File[0].Name)
	}
	at := 0
	inside := map[string]bool{}
	for _, f := range z.File {
		if strings.ContainsAny(f.Name, "\\: ") || strings.HasPrefix(f.Name, "/") || strings.HasSuffix(f.Name, "/") || strings.ContainsFunc(f.Name, func(r rune) bool { return r > 126 }) {
			t.Errorf("a name that not every system takes: %q", f.Name)
		}
		if inside[f.Name] {
			t.Errorf("%s is there twice", f.Name)
		}
		inside[f.Name] = true
		// The local header says all by itself: no data descriptor, sizes and checksum as in the directory.
		local := raw[at:]
		if sig := binary.LittleEndian.Uint32(local); sig != 0x04034b50 {
			t.Fatalf("%s does not follow at once: %x", f.Name, sig)
		}
		flags, crc := binary.LittleEndian.Uint16(local[6:]), binary.LittleEndian.Uint32(local[14:])
		packed, size := binary.LittleEndian.Uint32(local[18:]), binary.LittleEndian.Uint32(local[22:])
		name, extra := int(binary.LittleEndian.Uint16(local[26:])), int(binary.LittleEndian.Uint16(local[28:]))
		if flags&8 != 0 || crc != f.CRC32 || uint64(packed) != f.CompressedSize64 || uint64(size) != f.UncompressedSize64 || size == 0 {
			t.Errorf("%s: flags %x, %d bytes in %d", f.Name, flags, size, packed)
		}
		at += 30 + name + extra + int(packed)
	}

	manifest := struct {
		Location  string `xml:"http://www.w3.org/2001/XMLSchema-instance schemaLocation,attr"`
		Resources []struct {
			Href  string `xml:"href,attr"`
			Files []struct {
				Href string `xml:"href,attr"`
			} `xml:"file"`
		} `xml:"resources>resource"`
	}{}
	read, err := z.Open("imsmanifest.xml")
	if err != nil {
		t.Fatal(err)
	}
	if err := xml.NewDecoder(read).Decode(&manifest); err != nil {
		t.Fatal(err)
	}
	for i, word := range strings.Fields(manifest.Location) {
		if i%2 == 1 && !inside[word] {
			t.Errorf("the schema %s is not in the package", word)
		}
	}
	listed := []string{"imsmanifest.xml", "imscp_rootv1p1p2.xsd", "adlcp_rootv1p2.xsd", "ims_xml.xsd"}
	for _, f := range manifest.Resources[0].Files {
		listed = append(listed, f.Href)
	}
	for _, name := range listed {
		if !inside[name] {
			t.Errorf("%s is listed and not there", name)
		}
		delete(inside, name)
	}
	if !slices.Contains(listed, manifest.Resources[0].Href) || len(inside) > 0 {
		t.Errorf("not listed: %v", inside)
	}
}
