package main

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"napguide/server/site"
)

// This file is about people who unpack a folder and start what is in it: whatever they put beside the program is used.

// dataFolder is the store's folder unless another is asked for.
const dataFolder = "guide-data"

// programFolder is where the program stands, or "" where that cannot be told.
func programFolder() string {
	program, err := os.Executable()
	if err != nil {
		return ""
	}
	if target, err := filepath.EvalSymlinks(program); err == nil {
		program = target
	}
	return filepath.Dir(program)
}

// beside is what stands beside the program under a name: a folder, or a file.
func beside(name string, folder bool) (path string, found bool) {
	dir := programFolder()
	if dir == "" {
		return "", false
	}
	path = filepath.Join(dir, name)
	info, err := os.Stat(path)
	return path, err == nil && info.IsDir() == folder
}

// contentBeside is the content folder to use: the given one, else one beside the program, else none.
func contentBeside(given string) (from source, isBeside bool) {
	if given != "" {
		return source{dir: given}, false
	}
	dir, found := beside("content", true)
	if _, _, is := halfway(dir); !found && !is {
		return source{}, false
	}
	return source{dir: dir, name: "content"}, true
}

// unitBeside is the same for the file of the unit's own details.
func unitBeside(given string) (file string, isBeside bool) {
	if found, is := beside(unitName, false); given == "" && is {
		return found, true
	}
	return given, false
}

// dataBeside is the data folder that a command means: the one here, else the one beside the program, where a guide that was
// started by a double click keeps it.
func dataBeside(given string) string {
	if _, err := os.Stat(given); given != dataFolder || err == nil {
		return given
	}
	if dir, found := beside(dataFolder, true); found {
		return dir
	}
	return given
}

// start is how the program was started, as far as it matters where data is kept.
type start struct {
	system   string // runtime.GOOS
	program  string // the folder in which the program stands
	here     string // the working folder
	home     string
	temps    []string // the system's folders for what is gone soon
	own      string   // where this user's programs keep their settings
	terminal bool     // somebody typed the program's name
	canWrite func(dir string) bool
}

// thisStart is how this process was started.
func thisStart(window bool) start {
	s := start{system: runtime.GOOS, program: programFolder(), temps: []string{os.TempDir()}, canWrite: canWrite}
	if local, err := os.UserCacheDir(); err == nil { // where Windows has it, whatever the environment says
		s.temps = append(s.temps, filepath.Join(local, "Temp"))
	}
	s.here, _ = os.Getwd()
	s.home, _ = os.UserHomeDir()
	s.own, _ = os.UserConfigDir()
	s.terminal = !window && isTerminal(os.Stdin)
	return s
}

// data is where a program without arguments keeps its data: beside itself, or where that cannot be, in a folder of the
// user's own. why names the words that tell people; "" where nothing needs telling.
func (s start) data() (dir, why string) {
	if s.program == "" || s.terminal && s.here != s.home {
		return dataFolder, ""
	}
	own := dataFolder
	if s.own != "" {
		own = filepath.Join(s.own, "napguide", dataFolder)
	}
	inTemp := func(temp string) bool { return isBelow(s.program, temp) }
	if s.system == "windows" && slices.ContainsFunc(s.temps, inTemp) { // Explorer unpacks a program there that is opened inside a ZIP
		return own, "unpack-first"
	}
	if s.canWrite(filepath.Join(s.program, dataFolder)) {
		return filepath.Join(s.program, dataFolder), ""
	}
	if s.terminal { // installed for all users, and started by its name
		return dataFolder, ""
	}
	return own, "data-elsewhere"
}

// isBelow tells whether a folder is another one or stands in it.
func isBelow(dir, other string) bool {
	rel, err := filepath.Rel(other, dir)
	return err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator))
}

// canWrite tells whether this user can write into a folder, or make it.
func canWrite(dir string) bool {
	if _, err := os.Stat(dir); err != nil {
		dir = filepath.Dir(dir)
	}
	f, err := os.CreateTemp(dir, ".written-*")
	if err != nil {
		return false
	}
	f.Close()
	return os.Remove(f.Name()) == nil
}

// hasDesktop tells whether somebody sits before this machine's screen, so that a browser can be opened.
func hasDesktop(system string, environ func(string) string) bool {
	if environ("SSH_CONNECTION") != "" || environ("SSH_TTY") != "" {
		return false
	}
	switch system {
	case "windows", "darwin":
		return environ("CI") == ""
	}
	return environ("DISPLAY") != "" || environ("WAYLAND_DISPLAY") != ""
}

// unitName is the file of the unit's own details, beside the program.
const unitName = "unit.toml"

// readUnit reads the file of --unit; nil when there is none. Its error names the flag, or lists every fault; the file is called
// by the name that is given.
func readUnit(name, file string, languages ...string) (*site.Unit, error) {
	if file == "" {
		return nil, nil
	}
	raw, err := os.ReadFile(file) // #nosec G304 -- the operator names the file
	if err != nil {
		return nil, wrongFlag("unit", name, "the file cannot be read: "+cause(err))
	}
	return site.ReadUnit(name, raw, languages)
}
