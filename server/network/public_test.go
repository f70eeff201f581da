package network

import "testing"

// What is sent to people's homes leads only to where they can come from there.
func TestAnAddressIsPublicWhereEverybodyCanOpenIt(t *testing.T) {
	for base, want := range map[string]bool{
		"https://guide.example.org": true, "http://guide.example.go.th:8080": true, "http://1.2.3.4": true, "http://[2606:4700::1]": true,
		"http://192.0.2.2:8080": false, "http://198.51.100.7": false, "http://203.0.113.9": false, "http://198.18.0.1": false, "http://240.0.0.1": false, "http://[2001:db8::1]": false,
		"http://192.168.1.7:3000": false, "http://10.0.0.1": false, "http://172.16.3.4": false, "http://100.64.0.9": false, "http://169.254.1.1": false, "http://127.0.0.1": false,
		"http://[fd00::1]": false, "http://[fe80::1]": false, "http://training-pc": false, "http://training-pc.local": false, "http://nap.hospital.internal": false, "http://localhost": false, "": false,
	} {
		if got := (Address{Base: base, Type: Configured}).IsPublic(); got != want {
			t.Errorf("%q: %v", base, got)
		}
		if (Address{Base: base, Type: WiFi, Note: Public}).IsPublic() {
			t.Errorf("%q of a card, which is another tomorrow, is public", base)
		}
	}
}
