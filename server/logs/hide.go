package logs

import (
	"context"
	"fmt"
	"log/slog"
	"regexp"
	"strings"
)

// Hidden stands where something was left out.
const Hidden = "…"

// secretShapes are what opens something, or names what somebody does: names of codes, scan codes and sessions (16 and 22
// of base64url), keys (32 and more), nine digits and six, also as they are shown.
var secretShapes = regexp.MustCompile(`[A-Za-z0-9_-]{16,}|\b\d{3}[ -]\d{3}[ -]\d{3}\b|\b\d{3} \d{3}\b|\d{6,}`)

// words is what only looks like a secret: lower-case words, joined.
var words = regexp.MustCompile(`^[a-z]{1,15}(?:[_-][a-z]{1,15})*$`)

// Hide leaves out of a text whatever has the form of a secret.
func Hide(text string) string {
	found := secretShapes.FindAllStringIndex(text, -1)
	if found == nil {
		return text
	}
	var out strings.Builder
	end := 0
	for _, at := range found {
		part := text[at[0]:at[1]]
		out.WriteString(text[end:at[0]])
		end = at[1]
		if isSecret(part, text[:at[0]], text[at[1]:]) {
			part = Hidden
		}
		out.WriteString(part)
	}
	return out.String() + text[end:]
}

// isSecret tells whether what has the form of a secret is one: joined words and fractions of a number are none.
func isSecret(part, before, after string) bool {
	if strings.Trim(part, "0123456789") != "" && !strings.ContainsAny(part, " ") && len(part) >= 16 {
		return !words.MatchString(part)
	}
	isFraction := len(before) > 1 && before[len(before)-1] == '.' && before[len(before)-2] >= '0' && before[len(before)-2] <= '9'
	return !isFraction
}

// open are attributes that hold no secret, and may look as if they did: files, and what was made harmless before.
var open = map[string]bool{
	"folder": true, "kept": true, "cert": true, "url": true, "addr": true, "bucket": true, "file": true, "stack": true,
	"host": true, "origin": true, "cookies": true, "admit": true, "id": true, "route": true,
}

// Hiding is a logger whose lines hold no secret, whoever writes them.
func Hiding(log *slog.Logger) *slog.Logger {
	if _, already := log.Handler().(hiding); already {
		return log
	}
	return slog.New(hiding{log.Handler()})
}

type hiding struct{ slog.Handler }

func (h hiding) Handle(ctx context.Context, r slog.Record) error {
	clean := slog.NewRecord(r.Time, r.Level, Hide(r.Message), r.PC)
	r.Attrs(func(a slog.Attr) bool { clean.AddAttrs(hide(a)); return true })
	return h.Handler.Handle(ctx, clean)
}

func (h hiding) WithAttrs(attrs []slog.Attr) slog.Handler {
	clean := make([]slog.Attr, len(attrs))
	for i, a := range attrs {
		clean[i] = hide(a)
	}
	return hiding{h.Handler.WithAttrs(clean)}
}

func (h hiding) WithGroup(name string) slog.Handler { return hiding{h.Handler.WithGroup(name)} }

func hide(a slog.Attr) slog.Attr {
	if open[a.Key] {
		return a
	}
	switch v := a.Value.Resolve(); v.Kind() {
	case slog.KindString:
		return slog.String(a.Key, Hide(v.String()))
	case slog.KindAny:
		return slog.String(a.Key, Hide(fmt.Sprint(v.Any())))
	case slog.KindGroup:
		var inner []any
		for _, one := range v.Group() {
			inner = append(inner, hide(one))
		}
		return slog.Group(a.Key, inner...)
	}
	return a
}
