package e2e

import (
	"context"
	"encoding/json"
	"os/exec"
	"slices"
	"testing"
)

// A strict client that nobody here wrote takes each answer of the device flow for what it is. It is meant for browsers and
// for Node, whose older versions have what it needs behind a flag.
func TestOAuth4WebAPISignsIn(t *testing.T) {
	t.Parallel()
	site := startTrusted(t)
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, "node", "--experimental-global-webcrypto", "js/oauth4webapi.mjs", site.url)
	out, err := cmd.Output()
	if err != nil {
		var words []byte
		if failed, ok := err.(*exec.ExitError); ok {
			words = failed.Stderr
		}
		t.Fatalf("%v\n%s", err, words)
	}
	var told map[string][]string
	if err := json.Unmarshal(out, &told); err != nil {
		t.Fatalf("%v in %q", err, out)
	}
	for _, way := range []string{"none", "basic", "post"} {
		if want := []string{"authorization_pending", "slow_down", "invalid_grant", "none: bearer practice", "invalid_grant"}; !slices.Equal(told[way], want) {
			t.Errorf("%s: %q, want %q", way, told[way], want)
		}
	}
	if want := []string{"access_denied", "expired_token", "invalid_grant", "basic"}; !slices.Equal(told["otherwise"], want) {
		t.Errorf("%q, want %q", told["otherwise"], want)
	}
}
