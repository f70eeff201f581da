package web

import (
	"bytes"
	"regexp"
	"strings"
	"sync"
	"time"

	"napguide/server/logs"
)

// This file is what the log says of requests that failed. No line holds an address that was asked for, a field, or the value
// of a cookie: what looks like a code in one may be one. It holds the pattern of the route, and, where whoever runs the site
// has to know, under which name it was asked for or which cookies came.

// logLimiter holds down how many lines of each kind of failure come into the log each minute, all in all and from one
// network: what strangers send must not fill a disk, nor take the lines of others.
type logLimiter struct {
	now func() time.Time

	mu    sync.Mutex
	kinds map[string]*kindLines // by ErrorResponse.Kind, of which there are a few dozen
}

// kindLines counts the log lines of one kind of failure, within a minute.
type kindLines struct {
	minute int64
	used   int
	from   map[Client]int // lines this minute; no more than maxLines of them
	left   int            // lines that were left out since the last that was written
}

func newLogLimiter(now func() time.Time) *logLimiter {
	return &logLimiter{now: now, kinds: map[string]*kindLines{}}
}

// spend tells whether a line may be written, and how many of its kind were not since the last.
func (b *logLimiter) spend(kind string, from Client) (may bool, left int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	k := b.kinds[kind]
	if k == nil {
		k = &kindLines{}
		b.kinds[kind] = k
	}
	if m := b.now().Unix() / 60; m != k.minute {
		k.minute, k.used, k.from = m, 0, map[Client]int{}
	}
	if k.used >= maxLines || k.from[from] >= maxLinesAddress {
		k.left++
		return false, 0
	}
	k.used++
	k.from[from]++
	left, k.left = k.left, 0
	return true, left
}

// shownHost is a Host as the log may have it: cut short, without anything odd, and without labels that may be a code.
func shownHost(host []byte) string {
	if len(host) == 0 {
		return "none"
	}
	labels := strings.FieldsFunc(odd.ReplaceAllString(string(host[:min(len(host), MaxLogged)]), "?"), func(r rune) bool { return r == '.' })
	for i, label := range labels {
		name, _, _ := strings.Cut(label, ":")
		if !isIPv6.MatchString(label) && (len(name) > longestLabel || len(digit.FindAllString(name, -1)) > mostDigits) {
			labels[i] = logs.Hidden
		}
	}
	shown := strings.Join(labels, ".")
	if len(host) > MaxLogged {
		shown += logs.Hidden
	}
	return shown
}

// A part of a name that is shown is shorter than any secret, and has fewer digits than any code.
const (
	longestLabel = 15
	mostDigits   = 5
)

var (
	digit  = regexp.MustCompile(`\d`)
	odd    = regexp.MustCompile(`[^A-Za-z0-9._:\[\]-]`)
	isIPv6 = regexp.MustCompile(`^\[[0-9A-Fa-f:]{2,39}\](?::\d{0,5})?$`)
)

// shownOrigin is an Origin as the log may have it.
func shownOrigin(origin []byte) string {
	scheme, host, found := bytes.Cut(origin, []byte("://"))
	switch {
	case len(origin) == 0:
		return "none"
	case string(origin) == "null":
		return "null"
	case !found || string(scheme) != "http" && string(scheme) != "https":
		return logs.Hidden
	}
	return string(scheme) + "://" + shownHost(host)
}

// shownRelation is a Sec-Fetch-Site as the log may have it.
func shownRelation(relation []byte) string {
	switch r := string(relation); r {
	case "same-origin", "same-site", "cross-site":
		return r
	case "":
		return "none came"
	case "none":
		return "none"
	}
	return logs.Hidden
}

// cookieNames are the names of the cookies in lines of a head, of which the first and the last may be cut.
func cookieNames(lines []byte) (names []string) {
	for i, line := range bytes.Split(lines, []byte("\r\n")) {
		var value []byte
		switch isCookie := len(line) > 7 && bytes.EqualFold(line[:7], []byte("Cookie:")); {
		case isCookie:
			value = line[7:]
		case i == 0: // perhaps the rest of one
			_, value, _ = bytes.Cut(line, []byte(";"))
		default:
			continue
		}
		for pair := range bytes.SplitSeq(value, []byte(";")) {
			if name, _, found := bytes.Cut(pair, []byte("=")); found {
				names = append(names, string(bytes.TrimSpace(name)))
			}
		}
	}
	return names
}

// shownNames are cookies' names as the log may have them.
func shownNames(names []string) string {
	var shown []string
	for i, name := range names {
		if i == maxLoggedNames {
			shown = append(shown, logs.Hidden)
			break
		}
		name = odd.ReplaceAllString(name[:min(len(name), MaxLogged)], "?")
		shown = append(shown, logs.Hide(name))
	}
	return strings.Join(shown, " ")
}
