//go:build audit

package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Where another port than 443 or 80 is all that a hospital gives away, forms still are our own.
func TestAuditDeployOnAnyPort(t *testing.T) {
	for _, by := range []string{"nginx", "caddy"} {
		t.Run(by, func(t *testing.T) {
			file := needed(t, by)
			port := freePort(t, "127.0.0.1")
			address := "http://" + lanName + ":" + port // plain http, as in a hospital
			site := start(t, "--public-url", address, "--trusted-proxies", "127.0.0.1")
			dir, behind := t.TempDir(), strings.TrimPrefix(site.url, "http://")
			if os.Getuid() == 0 {
				os.Chmod(dir, 0o755)
			}
			if by == "nginx" {
				conf := readDeploy(t, "nginx/guide.conf", "server 127.0.0.1:3000;", "server "+behind+";", "listen 443 ssl;", "listen 127.0.0.1:"+port+";", "guide.example.org", lanName, "listen 80;", "listen 127.0.0.1:"+freePort(t, "127.0.0.1")+";")
				conf = regexp.MustCompile(`(?m)^\s*ssl_.*$`).ReplaceAllString(conf, "")
				write(t, filepath.Join(dir, "guide.conf"), []byte(conf))
				main := "daemon off; pid nginx.pid; error_log stderr warn;\nevents {}\nhttp { access_log off; "
				for _, kind := range []string{"client_body", "proxy", "fastcgi", "uwsgi", "scgi"} {
					main += kind + "_temp_path " + filepath.Join(dir, kind) + "; "
				}
				write(t, filepath.Join(dir, "nginx.conf"), []byte(main+"include "+filepath.Join(dir, "guide.conf")+"; }\n"))
				daemon(t, exec.Command(file, "-p", dir, "-c", filepath.Join(dir, "nginx.conf")))
			} else {
				conf := readDeploy(t, "compose/Caddyfile", "{$GUIDE_HOST}", address, "guide-1:3000 guide-2:3000", behind, "grace_period", "admin off\n\tgrace_period")
				write(t, filepath.Join(dir, "Caddyfile"), []byte(conf))
				cmd := exec.Command(file, "run", "--config", filepath.Join(dir, "Caddyfile"))
				cmd.Env = append(os.Environ(), "XDG_DATA_HOME="+dir, "XDG_CONFIG_HOME="+dir)
				daemon(t, cmd)
			}
			awaitPage(t, visitor(t, port), address+"/th/")
			for _, d := range []device{pc, pc.withoutScript()} {
				computer := d.open(t, address)
				computer.visit("/th/practice/standard/qr")
				if d.noScript {
					computer.press(".make-grant button")
				}
				computer.arriveAt(`^/th/g/`)
				computer.waitFor(".qr svg")
				if got := computer.camera(); !strings.HasPrefix(got, address+"/D/") {
					t.Errorf("the code carries %q", got)
				}
			}
		})
	}
}
