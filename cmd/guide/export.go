package main

import (
	"errors"
	"fmt"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"slices"

	"napguide/server/locale"
	"napguide/server/network"
	"napguide/server/site"
	"napguide/static"
)

// exportCommand is the flags of "guide export".
type exportCommand struct {
	Dir       string `arg:"" optional:"" help:"A folder that does not exist yet, or is empty, for the whole site as plain files."`
	Scorm     string `placeholder:"FILE.zip" help:"Write a SCORM 1.2 package instead, for Moodle and other learning systems."`
	Content   string `env:"GUIDE_CONTENT" placeholder:"DIR" help:"The guide's Markdown from a folder instead of the program's own."`
	Unit      string `env:"GUIDE_UNIT" placeholder:"FILE" help:"A file with the unit's own details."`
	LiveURL   string `env:"GUIDE_LIVE_URL" placeholder:"URL" help:"The real login, https only, instead of the one that the content names."`
	PublicURL string `placeholder:"URL" help:"Where the files will be found, with its path: for the QR code on printed sheets. Without it there is none."`
}

// Run writes the site out.
func (cmd *exportCommand) Run(stdout output) error {
	if (cmd.Dir == "") == (cmd.Scorm == "") {
		return errors.New("guide export: give a folder, or --scorm FILE.zip")
	}
	e, err := cmd.export()
	if err != nil {
		return err
	}
	if cmd.Scorm != "" {
		return cmd.writeScorm(stdout, e)
	}
	if err := writeFolder(cmd.Dir, e.files); err != nil {
		return fmt.Errorf("guide export %q: %s", cmd.Dir, cause(err))
	}
	fmt.Fprintf(stdout, "%d files written to %s; open index.html there, or put the folder on any web server\n", len(e.files), cmd.Dir)
	return nil
}

// writeFolder writes files into a folder that does not exist yet, or is empty.
func writeFolder(dir string, files map[string][]byte) error {
	if err := emptyFolder(dir); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil { // #nosec G301 -- a web server must be able to read it
			return err
		}
		if err := os.WriteFile(file, files[name], 0o644); err != nil { // #nosec G306 -- a web server must be able to read it
			return err
		}
	}
	return nil
}

// export reads the content and builds the site as files.
func (cmd *exportCommand) export() (*exported, error) {
	if err := checkLiveURL(cmd.LiveURL); err != nil {
		return nil, err
	}
	var public *url.URL
	if cmd.PublicURL != "" {
		var err error
		if public, err = network.ParsePublicURL(cmd.PublicURL); err != nil {
			return nil, wrongFlag("public-url", cmd.PublicURL, "an address looks like https://hospital.example.org/practice")
		}
	}
	from, _ := contentBeside(cmd.Content)
	unit, _ := unitBeside(cmd.Unit)
	guides, catalog, err := from.load()
	if err != nil {
		return nil, err
	}
	o := from.siteOptions(guides, catalog)
	o.Static, o.LiveURL, o.PublicURL, o.Export = static.FS, cmd.LiveURL, public, true
	if o.Unit, err = readUnit(unit, unit, catalog.Languages()...); err != nil {
		return nil, err
	}
	pages, err := site.Build(o)
	if err != nil {
		return nil, err
	}
	title, err := catalog.Printer(locale.Source).T("site.name")
	if err != nil {
		return nil, err
	}
	files, err := pages.Export()
	return &exported{files, guides, catalog, title}, err
}

// writeScorm writes the package. The same content makes the same bytes.
func (cmd *exportCommand) writeScorm(stdout output, e *exported) error {
	pack, err := scormPackage(e)
	if err != nil {
		return err
	}
	if err := os.WriteFile(cmd.Scorm, pack, 0o644); err != nil { // #nosec G306 -- made to be handed on
		return wrongFlag("scorm", cmd.Scorm, "the file cannot be written: "+cause(err))
	}
	fmt.Fprintf(stdout, "%s written: a SCORM 1.2 package; completed after every step of the guide, passed with %d%% of the knowledge check\n", cmd.Scorm, mastery)
	return nil
}
