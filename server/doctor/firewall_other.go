//go:build !windows

package doctor

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"runtime"
	"time"
)

// LookAtFirewall asks the system's own firewall whether it is on, as far as everybody may ask.
func LookAtFirewall() Firewall {
	if runtime.GOOS == "darwin" {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		out, err := exec.CommandContext(ctx, "/usr/libexec/ApplicationFirewall/socketfilterfw", "--getglobalstate").Output()
		switch {
		case err != nil:
			return FirewallUnknown
		case bytes.Contains(out, []byte("State = 0")):
			return FirewallOff
		}
		return FirewallOn
	}
	return lookAtFiles("/")
}

// lookAtFiles reads what Linux's usual firewalls leave where everybody may look. That they are not there says nothing: other
// programs set rules too.
func lookAtFiles(root string) Firewall {
	if raw, err := os.ReadFile(root + "etc/ufw/ufw.conf"); err == nil && bytes.Contains(raw, []byte("\nENABLED=yes")) { // #nosec G304 -- a name of ours
		return FirewallOn
	}
	if _, err := os.Stat(root + "run/firewalld"); err == nil {
		return FirewallOn
	}
	return FirewallUnknown
}
