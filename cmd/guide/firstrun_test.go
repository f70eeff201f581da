package main

import (
	"bytes"
	"net/http"
	"net/netip"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"napguide/server/network"
)

// unpacked is the program in a folder of its own with these files beside it, as one unpacks an archive.
func unpacked(t *testing.T, files map[string]string) (program string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "ฝึกเข้า NAP (1)")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		write(t, filepath.Join(dir, name), text)
	}
	program = filepath.Join(dir, "guide")
	if err := os.Link(os.Args[0], program); err != nil {
		raw, rerr := os.ReadFile(os.Args[0])
		if rerr != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(program, raw, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	return program
}

func page(t *testing.T, p *process, path string) string {
	t.Helper()
	res := p.browser().do("GET", path, nil)
	if res.StatusCode != http.StatusOK {
		t.Errorf("%s: %s", path, res.Status)
	}
	return readAll(t, res)
}

func TestWhatStandsBesideTheProgramIsUsedWithoutAFlag(t *testing.T) {
	t.Parallel()
	dir := ownCopy(t, map[string]string{"th/about.md": "title: →title: เว็บของเรา "})
	end(t, "check", "--content", dir, "--record")
	program := unpacked(t, map[string]string{"unit.toml": "phone = \"4321\"\n[name]\nth = \"โรงพยาบาลทดสอบ\"\nen = \"Test Hospital\"\n"})
	if err := os.CopyFS(filepath.Join(filepath.Dir(program), "content"), os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	p := launchAs(t, exec.Command(program, "--addr", "127.0.0.1:0", "--data", ""))
	if home := page(t, p, "/th/"); !strings.Contains(home, "เว็บของเรา") {
		t.Error("the content beside the program is not used")
	}
	if help := page(t, p, "/th/help"); !strings.Contains(help, "4321") {
		t.Error("the unit's details beside the program are not used")
	}
	if kit := page(t, p, "/en/workshop"); strings.Contains(kit, "have faults") {
		t.Error("the kit complains of files that are right")
	}
}

func TestFaultsOfWhatStandsBesideTheProgramAreShownInTheKitAndTheProgramTeachesOn(t *testing.T) {
	t.Parallel()
	dir := ownCopy(t, map[string]string{"th/help.md": "id: help→id: hepl"})
	program := unpacked(t, map[string]string{"unit.toml": "phone = \"12ab\"\n"})
	if err := os.CopyFS(filepath.Join(filepath.Dir(program), "content"), os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	p := launchAs(t, exec.Command(program, "--addr", "127.0.0.1:0", "--data", ""))
	for _, lang := range []string{"th", "en"} {
		kit := page(t, p, "/"+lang+"/workshop")
		for _, want := range []string{"content/th/help.md:2: ", "unit.toml:1: "} {
			if !strings.Contains(kit, want) {
				t.Errorf("the kit in %s does not name %s", lang, want)
			}
		}
		if lang == "th" && !strings.Contains(kit, "ไม่ใช่หมายเลขที่โทรได้") {
			t.Error("the kit in Thai does not say in Thai what is wrong")
		}
		if strings.Contains(kit, filepath.Dir(program)) {
			t.Error("the kit tells where the program stands")
		}
		page(t, p, "/"+lang+"/guide/start") // what is inside the program is used
	}
	if machine := page(t, p, "/en/workshop/machine"); !strings.Contains(machine, "unit.toml:1: ") {
		t.Error("what was found on the machine leaves the faults out")
	}
	if err := p.stop(); err != nil || !strings.Contains(p.stderr.String(), "content/th/help.md:2: ") {
		t.Errorf("the log: %v, %s", err, p.stderr.String())
	}
	// A flag asks for a file: then its faults end the start, as ever.
	refused := exec.Command(program, "--addr", "127.0.0.1:0", "--data", "", "--unit", filepath.Join(filepath.Dir(program), "unit.toml"))
	refused.Env = append(os.Environ(), "GUIDE_TEST_RUN=1")
	if out, err := refused.CombinedOutput(); err == nil || !strings.Contains(string(out), "unit.toml:1: ") {
		t.Errorf("with the flag: %v, %s", err, out)
	}
}

func TestFaultsThatOnlyShowWhenTheSiteIsBuiltAreToldToo(t *testing.T) {
	t.Parallel()
	dir := ownCopy(t, map[string]string{"th/about.md": "\n---\n→\n---\nดู [ที่นี่](/nonesuch) "})
	end(t, "check", "--content", dir, "--record")
	program := unpacked(t, nil)
	if err := os.CopyFS(filepath.Join(filepath.Dir(program), "content"), os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	p := launchAs(t, exec.Command(program, "--addr", "127.0.0.1:0", "--data", ""))
	if kit := page(t, p, "/th/workshop"); !strings.Contains(kit, "content/th/about.md:") {
		t.Error("the kit does not name the dead link")
	}
}

func TestWhereDataIsKeptDependsOnHowTheProgramWasStarted(t *testing.T) {
	t.Parallel()
	p := filepath.FromSlash
	able, unable := func(string) bool { return true }, func(string) bool { return false }
	for what, v := range map[string]struct {
		start     start
		dir, kind string
	}{
		"a double click":                        {start{system: "windows", program: p("/d/guide"), here: p("/d/guide"), temps: []string{p("/nowhere"), p("/temp")}, own: p("/own"), canWrite: able}, p("/d/guide/guide-data"), ""},
		"a shortcut with another folder":        {start{system: "windows", program: p("/d/guide"), here: p("/windows"), temps: []string{p("/nowhere"), p("/temp")}, own: p("/own"), canWrite: able}, p("/d/guide/guide-data"), ""},
		"a folder that may only be read":        {start{system: "windows", program: p("/d/guide"), here: p("/d/guide"), temps: []string{p("/nowhere"), p("/temp")}, own: p("/own"), canWrite: unable}, p("/own/napguide/guide-data"), "data-elsewhere"},
		"from inside a ZIP":                     {start{system: "windows", program: p("/temp/Temp1_guide.zip"), here: p("/temp"), temps: []string{p("/nowhere"), p("/temp")}, own: p("/own"), canWrite: able}, p("/own/napguide/guide-data"), "unpack-first"},
		"a Mac's Terminal opened it":            {start{system: "darwin", program: p("/home/n/Downloads/guide"), here: p("/home/n"), home: p("/home/n"), temps: []string{p("/nowhere"), p("/temp")}, own: p("/own"), terminal: true, canWrite: able}, p("/home/n/Downloads/guide/guide-data"), ""},
		"typed in a folder":                     {start{system: "linux", program: p("/usr/bin"), here: p("/srv/class"), home: p("/home/n"), temps: []string{p("/nowhere"), p("/temp")}, terminal: true, canWrite: unable}, "guide-data", ""},
		"installed, and typed at home":          {start{system: "linux", program: p("/usr/bin"), here: p("/home/n"), home: p("/home/n"), temps: []string{p("/nowhere"), p("/temp")}, own: p("/own"), terminal: true, canWrite: unable}, "guide-data", ""},
		"installed, and started from a menu":    {start{system: "linux", program: p("/usr/bin"), here: p("/home/n"), home: p("/home/n"), temps: []string{p("/nowhere"), p("/temp")}, own: p("/own"), canWrite: unable}, p("/own/napguide/guide-data"), "data-elsewhere"},
		"where the system does not tell a word": {start{}, "guide-data", ""},
	} {
		if dir, kind := v.start.data(); dir != v.dir || kind != v.kind {
			t.Errorf("%s: %s, %q; want %s, %q", what, dir, kind, v.dir, v.kind)
		}
	}
}

func TestABrowserIsOpenedOnlyWhereSomebodySits(t *testing.T) {
	t.Parallel()
	for _, v := range []struct {
		system  string
		environ map[string]string
		want    bool
	}{
		{"windows", nil, true},
		{"darwin", nil, true},
		{"darwin", map[string]string{"SSH_CONNECTION": "10.0.0.1 5 10.0.0.2 22"}, false},
		{"linux", nil, false},
		{"linux", map[string]string{"DISPLAY": ":0"}, true},
		{"linux", map[string]string{"WAYLAND_DISPLAY": "wayland-0"}, true},
		{"linux", map[string]string{"DISPLAY": "localhost:10.0", "SSH_CONNECTION": "10.0.0.1 5 10.0.0.2 22"}, false},
	} {
		if got := hasDesktop(v.system, func(name string) string { return v.environ[name] }); got != v.want {
			t.Errorf("%s with %v: %v", v.system, v.environ, got)
		}
	}
}

// Without arguments on a desktop the trainer's page opens, and the data stands beside the program.
func TestStartedWithoutArgumentsOnADesktopItOpensTheTrainersPage(t *testing.T) {
	browser := fakeBrowser(t)
	program := unpacked(t, nil)
	cmd := exec.Command(program)
	for name, value := range map[string]string{"DISPLAY": ":77", "SSH_CONNECTION": "", "SSH_TTY": "", "WAYLAND_DISPLAY": "", "GUIDE_ADDR": "127.0.0.1:0", "GUIDE_ADMIN_ADDR": ""} {
		t.Setenv(name, value)
	}
	p := launchAs(t, cmd)
	if got := browser(); got != p.url+"/th/workshop" {
		t.Errorf("the browser opens %q", got)
	}
	if _, err := os.Stat(filepath.Join(filepath.Dir(program), dataFolder, "journal")); err != nil {
		t.Errorf("no data stands beside the program: %v", err)
	}
}

func TestATerminalIsToldThreeThingsInTheSystemsLanguage(t *testing.T) {
	t.Parallel()
	now := network.New(network.Options{Listening: netip.MustParseAddrPort("0.0.0.0:3000"), Cards: func() []network.Card {
		return []network.Card{{Name: "wlan0", Type: network.WiFi, Default: true, Addrs: []netip.Prefix{netip.MustParsePrefix("192.168.1.7/24")}}}
	}}).Now()
	for lang, want := range map[string][]string{
		thai:    {"หน้าสำหรับวิทยากร: http://127.0.0.1:3000/th/workshop (รุ่น ", "ให้โทรศัพท์เปิด: http://192.168.1.7:3000/", "เลิกใช้: กด Ctrl+C หรือปิดหน้าต่างนี้ ห้องยังอยู่ใน guide-data"},
		english: {"The trainer's page: http://127.0.0.1:3000/en/workshop (version ", "phones open: http://192.168.1.7:3000/", "To stop, press Ctrl+C or close this window. The rooms stay in guide-data"},
	} {
		var b bytes.Buffer
		printAddresses(terminal{Writer: &b, words: speech{lang}, isTerminal: true}, now, nil, dataFolder)
		lines := strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
		if len(lines) != 3 {
			t.Fatalf("%s: %d lines:\n%s", lang, len(lines), b.String())
		}
		for i, line := range lines {
			if !strings.HasPrefix(line, want[i]) {
				t.Errorf("%s: line %d is %q", lang, i+1, line)
			}
		}
	}
}

func TestASecondGuideOnOneMachineHasFiguresOfItsOwn(t *testing.T) {
	t.Parallel()
	first := launch(t, "--addr", "127.0.0.1:0", "--data", t.TempDir())
	second := launch(t, "--addr", "127.0.0.1:0", "--data", t.TempDir())
	admins := map[string]bool{}
	for _, p := range []*process{first, second} {
		data := p.cmd.Args[len(p.cmd.Args)-1]
		_, admin := readAddress(data)
		res, err := http.Get(admin + "/metrics")
		if err != nil {
			t.Fatal(err)
		}
		if figures := readAll(t, res); !strings.Contains(figures, "guide_build_info{") {
			t.Errorf("%s answers no figures", admin)
		}
		admins[admin] = true
	}
	if len(admins) != 2 {
		t.Errorf("both have %v", admins)
	}
	if err := second.stop(); err != nil || strings.Contains(second.stderr.String(), "level=WARN") {
		t.Errorf("the second one: %v, %s", err, second.stderr.String())
	}
}

// TestCheckLooksAtWhatStandsBesideTheProgramAsServeDoes leaves every flag away.
func TestCheckLooksAtWhatStandsBesideTheProgramAsServeDoes(t *testing.T) {
	t.Parallel()
	dir := ownCopy(t, map[string]string{"th/help.md": "id: help→id: hepl"})
	program := unpacked(t, map[string]string{"unit.toml": "phone = \"12ab\"\n"})
	if err := os.CopyFS(filepath.Join(filepath.Dir(program), "content"), os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	check := func(args ...string) string {
		cmd := exec.Command(program, append([]string{"check", "--lang", "en"}, args...)...)
		cmd.Env = append(os.Environ(), "GUIDE_TEST_RUN=1")
		out, _ := cmd.CombinedOutput()
		return string(out)
	}
	for _, want := range []string{"content/th/help.md:2: ", "unit.toml:1: phone is no number", "checked: content, beside the program", "checked: unit.toml, beside the program"} {
		if out := check(); !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	write(t, filepath.Join(filepath.Dir(program), "content", "th", "help.md"), "id: hepl→id: help")
	write(t, filepath.Join(filepath.Dir(program), "unit.toml"), "phone = \"12\"\n")
	if out := check(); !strings.HasSuffix(out, "\nno fault\n") {
		t.Errorf("mended, it says\n%s", out)
	}
	write(t, filepath.Join(filepath.Dir(program), "content", "th", "help.md"), "summary: →summary: ใหม่ ")
	if out := check("--record"); !strings.HasSuffix(out, "1 recorded\n") {
		t.Errorf("--record says\n%s", out)
	}
}
