// Package codes makes and reads the digits that people carry from one screen to another: a room's six, a practice code's
// nine. Fields and addresses read them here, so that what one takes the other takes too.
package codes

import (
	"crypto/rand"
	"math/big"
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxText is how long a text may be, in bytes, in which digits are looked for: a sentence of a chat, percent-encoded.
const maxText = 2000

// Random makes n random decimal digits.
func Random(n int) string { return RandomFrom("0123456789", n) }

// RandomFrom makes n random signs out of an alphabet.
func RandomFrom(alphabet string, n int) string {
	b := make([]byte, n)
	for i := range b {
		k, err := rand.Int(rand.Reader, big.NewInt(int64(len(alphabet))))
		if err != nil {
			panic(err) // the system has no randomness
		}
		b[i] = alphabet[k.Int64()]
	}
	return string(b)
}

// Group parts digits by threes for reading: 482 913 057.
func Group(digits string) string {
	var b strings.Builder
	for i, r := range digits {
		if i > 0 && i%3 == 0 {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// ReadDigits finds the n digits that a person typed or pasted: of any script, with whatever stands between them but
// letters; alone, in a sentence, or in an address of ours. It is false unless there are exactly n in one piece, and one
// such piece only: a text is one guess, never several.
func ReadDigits(text string, n int) (string, bool) {
	if len(text) > maxText || !utf8.ValidString(text) {
		return "", false
	}
	text = unescape(text)
	if segment, ok := addressed(text); ok {
		text = segment
	}
	text = networkAddress.ReplaceAllString(text, " x ")
	found := ""
	for _, piece := range pieces(text) {
		switch {
		case len(piece) != n || piece == found:
		case found != "":
			return "", false
		default:
			found = piece
		}
	}
	if found == "" {
		found = thaiKeys(text)
	}
	return found, len(found) == n
}

// Addressed is the part of a pasted address that is the code, or the text itself, trimmed, where it is no address.
func Addressed(text string) string {
	if len(text) > maxText {
		return ""
	}
	text = strings.TrimFunc(unescape(text), ignored)
	if segment, ok := addressed(text); ok {
		text, _, _ = strings.Cut(segment, " ")
	}
	return text
}

var (
	// ourAddress is an address that carries a code: /j/589146, /d/482913057/app.
	ourAddress = regexp.MustCompile(`(?i)/[jd]/+([^/?#]+)`)
	// networkAddress has digits of its own: 192.168.1.20:3000, or whatever stands behind https://.
	networkAddress = regexp.MustCompile(`(?i)https?://[^/\s]*|\b\d{1,3}(?:\.\d{1,3}){3}:\d+|\b(?:10|127|169|172|192|100)\.\d{1,3}\.\d{1,3}\.\d{1,3}/`)
)

func addressed(text string) (string, bool) {
	if m := ourAddress.FindStringSubmatch(text); m != nil {
		return m[1], true
	}
	return "", false
}

// unescape reads %20 and the like, also where an address was encoded once more on its way through a chat.
func unescape(text string) string {
	for range 3 {
		plain, err := url.PathUnescape(text)
		if err != nil || plain == text || !utf8.ValidString(plain) {
			break
		}
		text = plain
	}
	return text
}

// pieces are the runs of digits between letters. A Latin letter that touches digits makes them part of a word, which is
// no code.
func pieces(text string) (out []string) {
	var run []byte
	word, last := false, ' ' // last is the character before, nothing invisible
	end := func() {
		if len(run) > 0 && !word {
			out = append(out, string(run))
		}
		run, word = nil, false
	}
	for _, r := range text {
		d, isDigit := digit(r)
		switch {
		case isDigit:
			if len(run) == 0 {
				word = isLatin(last)
			}
			run = append(run, '0'+d)
		case invisible(r):
			continue
		case unicode.IsLetter(r) && r != 'ー' && r != 'ｰ': // a dash on Japanese keyboards
			word = word || isLatin(r) && lastIsDigit(last)
			end()
		}
		last = r
	}
	end()
	return out
}

func lastIsDigit(r rune) bool { _, ok := digit(r); return ok }

func isLatin(r rune) bool { return unicode.Is(unicode.Latin, r) && unicode.IsLetter(r) }

// invisible tells whether a character has no look of its own: joiners, marks of direction, variation selectors, the
// enclosing mark of a keycap.
func invisible(r rune) bool {
	return unicode.In(r, unicode.Cf, unicode.Mn, unicode.Me, unicode.Cc) && r != '\n' && r != '\t'
}

func ignored(r rune) bool { return invisible(r) || unicode.IsSpace(r) }

// otherDigits are digits that Unicode does not count as decimal: raised, lowered, in circles, in parentheses. Each row
// is the first and last character, and what the first means.
var otherDigits = [...]struct {
	first, last rune
	value       byte
}{
	{'⁰', '⁰', 0}, {'¹', '¹', 1}, {'²', '³', 2}, {'⁴', '⁹', 4}, {'₀', '₉', 0},
	{'①', '⑨', 1}, {'⓪', '⓪', 0}, {'⑴', '⑼', 1}, {'⒈', '⒐', 1}, {'⓵', '⓽', 1}, {'⓿', '⓿', 0},
	{'❶', '❾', 1}, {'➀', '➈', 1}, {'➊', '➒', 1}, {'🄀', '🄀', 0}, {'🄁', '🄊', 0}, {'🄋', '🄌', 0},
}

// digit is what a character counts as, of whatever script.
func digit(r rune) (byte, bool) {
	if r >= '0' && r <= '9' {
		return byte(r - '0'), true
	}
	if unicode.IsDigit(r) {
		first := r // Unicode keeps the ten digits of a script together, in order; the few tables that follow one another do too
		for unicode.IsDigit(first - 1) {
			first--
		}
		return byte((r - first) % 10), true // #nosec G115 -- below ten
	}
	for _, o := range otherDigits {
		if r >= o.first && r <= o.last {
			if o.first == '🄋' {
				return 0, true
			}
			return o.value + byte(r-o.first), true // #nosec G115 -- below ten
		}
	}
	return 0, false
}

// thaiRow is what the row of digits writes while the Thai layout is on, 0 to 9.
const thaiRow = "จๅ/-ภถุึคต"

// thaiKeys reads digits that were pressed while the keyboard stood on Thai; "" where anything else is among them.
func thaiKeys(text string) string {
	var b []byte
	letters := false
	for _, r := range text {
		at := strings.IndexRune(thaiRow, r)
		switch {
		case at >= 0:
			b = append(b, '0'+byte(utf8.RuneCountInString(thaiRow[:at]))) // #nosec G115 -- below ten
			letters = letters || r != '/' && r != '-'
		case r != ' ':
			return ""
		}
	}
	if !letters {
		return ""
	}
	return string(b)
}
