package network

import (
	"errors"
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/idna"
)

// names turns host names into the form that browsers send: lower case, other alphabets as punycode. Underscores are let
// through: Windows machines have them in their names.
var names = idna.New(idna.MapForLookup(), idna.BidiRule(), idna.StrictDomainName(false))

// maxHost is the longest name that DNS has, in bytes.
const maxHost = 253

// CanonicalHost is a host in the one form in which hosts are compared: a name in lower case and punycode, without a dot
// at its end; an address in its shortest form, without brackets and zone. It is false for what is no host.
func CanonicalHost(host string) (string, bool) {
	if inner, ok := strings.CutPrefix(host, "["); ok {
		if host, ok = strings.CutSuffix(inner, "]"); !ok {
			return "", false
		}
		if !strings.Contains(host, ":") {
			return "", false // only IPv6 addresses stand in brackets
		}
	}
	if addr, err := netip.ParseAddr(host); err == nil {
		return addr.Unmap().WithZone("").String(), true
	}
	if strings.ContainsAny(host, ":/@?#%\\ \t\r\n") || len(host) > 4*maxHost {
		return "", false
	}
	ascii, err := names.ToASCII(host)
	if err != nil {
		return "", false
	}
	ascii = strings.TrimSuffix(ascii, ".")
	if ascii == "" || len(ascii) > maxHost || strings.HasPrefix(ascii, ".") || strings.Contains(ascii, "..") {
		return "", false
	}
	if addr, err := netip.ParseAddr(ascii); err == nil { // ๑๙๒.๐.๒.๑ and full-width digits are an address too
		return addr.String(), true
	}
	return ascii, true
}

// SplitHost parts a Host header, or what stands between "//" and "/" in an address, into host and port; port is "" where
// none is given. It is false for what is neither.
func SplitHost(hostport string) (host, port string, ok bool) {
	rest := ""
	if strings.HasPrefix(hostport, "[") {
		end := strings.IndexByte(hostport, ']')
		if end < 0 {
			return "", "", false
		}
		host, rest = hostport[:end+1], hostport[end+1:]
	} else if colon := strings.IndexByte(hostport, ':'); colon >= 0 {
		host, rest = hostport[:colon], hostport[colon:]
	} else {
		host = hostport
	}
	if rest != "" {
		if rest[0] != ':' {
			return "", "", false
		}
		if port = rest[1:]; port != "" {
			n, err := strconv.ParseUint(port, 10, 16)
			if err != nil {
				return "", "", false
			}
			port = strconv.FormatUint(n, 10)
		}
	}
	return host, port, host != ""
}

// CanonicalHostPort is a Host header in the one form in which they are compared. The scheme says which port goes without
// saying.
func CanonicalHostPort(scheme, hostport string) (string, bool) {
	host, port, ok := SplitHost(hostport)
	if !ok {
		return "", false
	}
	if host, ok = CanonicalHost(host); !ok {
		return "", false
	}
	return joinHost(scheme, host, port), true
}

func joinHost(scheme, host, port string) string {
	if port == "" || port == "80" && scheme == "http" || port == "443" && scheme == "https" {
		if strings.Contains(host, ":") {
			return "[" + host + "]"
		}
		return host
	}
	return net.JoinHostPort(host, port)
}

// CanonicalOrigin is an Origin header, or the front part of an address, in the one form in which they are compared:
// scheme, host, and the port unless it goes without saying.
func CanonicalOrigin(origin string) (string, bool) {
	scheme, hostport, found := strings.Cut(origin, "://")
	scheme = strings.ToLower(scheme)
	if !found || scheme != "http" && scheme != "https" {
		return "", false
	}
	hostport, ok := CanonicalHostPort(scheme, hostport)
	return scheme + "://" + hostport, ok
}

var errPublicURL = errors.New("an address looks like https://guide.example.org")

// ParsePublicURL reads an address that somebody has configured, and gives it its canonical form. Its path is kept, without
// a slash at the end.
func ParsePublicURL(text string) (*url.URL, error) {
	u, err := url.Parse(strings.TrimSpace(text))
	if err != nil || u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.Opaque != "" {
		return nil, errPublicURL
	}
	u.Scheme = strings.ToLower(u.Scheme)
	if u.Scheme != "http" && u.Scheme != "https" {
		return nil, errPublicURL
	}
	host, ok := CanonicalHost(u.Hostname())
	if !ok {
		return nil, errPublicURL
	}
	port := u.Port()
	if port != "" {
		if n, err := strconv.ParseUint(port, 10, 16); err != nil || n == 0 {
			return nil, errPublicURL
		}
	}
	return &url.URL{Scheme: u.Scheme, Host: joinHost(u.Scheme, host, port), Path: strings.TrimRight(u.Path, "/")}, nil
}

// Typed is an address as people type it: without the scheme, and with a name in its own alphabet.
func Typed(base string) string {
	_, rest, _ := strings.Cut(base, "://")
	rest = strings.TrimPrefix(rest, "www.")
	hostport, path, found := strings.Cut(rest, "/")
	if host, port, ok := SplitHost(hostport); ok && strings.Contains(host, "xn--") {
		if name, err := idna.Display.ToUnicode(host); err == nil {
			if hostport = name; port != "" {
				hostport += ":" + port
			}
		}
	}
	if found {
		return hostport + "/" + path
	}
	return hostport
}

// IsLoopback tells whether a canonical host is this machine's own, which no phone can open.
func IsLoopback(host string) bool {
	addr, err := netip.ParseAddr(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || err == nil && (addr.IsLoopback() || addr.IsUnspecified())
}

// privateNames are ends of names that no name server outside knows.
var privateNames = []string{".local", ".lan", ".internal", ".intranet", ".corp", ".home", ".home.arpa", ".localdomain", ".test", ".invalid"}

// privateNets are addresses that no router passes on, beside those that netip knows: of providers' own networks, of protocols, for
// documentation, for measuring, and for nobody yet.
var privateNets = []netip.Prefix{
	netip.MustParsePrefix("100.64.0.0/10"), netip.MustParsePrefix("192.0.0.0/24"),
	netip.MustParsePrefix("192.0.2.0/24"), netip.MustParsePrefix("198.51.100.0/24"), netip.MustParsePrefix("203.0.113.0/24"), netip.MustParsePrefix("2001:db8::/32"),
	netip.MustParsePrefix("198.18.0.0/15"), netip.MustParsePrefix("240.0.0.0/4"),
}

// IsPublicHost tells whether a canonical host can be opened from everywhere: a full name, or an address of the internet.
func IsPublicHost(host string) bool {
	if addr, err := netip.ParseAddr(host); err == nil {
		return addr.IsGlobalUnicast() && !addr.IsPrivate() && !slices.ContainsFunc(privateNets, func(net netip.Prefix) bool { return net.Contains(addr) })
	}
	return strings.Contains(host, ".") && !IsLoopback(host) && !slices.ContainsFunc(privateNames, func(end string) bool { return strings.HasSuffix(host, end) })
}
