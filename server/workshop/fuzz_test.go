package workshop

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"napguide/server/codes"
)

// FuzzParseCode holds that what passes for a room's code is six digits, and that it is read the same when shown.
func FuzzParseCode(f *testing.F) {
	for _, s := range []string{"482 913", "๔๘๒ ๙๑๓", "482913\x00", "４８２９１３", "\u00a0482-913\t", "\xff", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		code, ok := ParseCode(s)
		if !ok {
			return
		}
		if len(code) != CodeDigits || strings.ContainsFunc(code, func(r rune) bool { return r < '0' || r > '9' }) {
			t.Fatalf("%q became %q", s, code)
		}
		if again, ok := ParseCode(codes.Group(code)); !ok || again != code {
			t.Fatalf("%q is shown as %q and read as %q", code, codes.Group(code), again)
		}
		if strings.ContainsFunc(s, unicode.IsLetter) {
			t.Fatalf("%q passes for a code", s)
		}
	})
}

// FuzzRoom lets a trainer, other devices and participants do whatever the input says, in whatever order.
func FuzzRoom(f *testing.F) {
	f.Add([]byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13})
	f.Add([]byte{8, 9, 9, 13, 9, 8, 0, 1})
	f.Add([]byte{20, 21, 22, 23, 24, 25, 26, 13, 20, 22})
	f.Fuzz(func(t *testing.T, ops []byte) {
		if len(ops) > 200 {
			return
		}
		r, now := room(), start
		s, _ := r.Take(1, MaxSeats, Hash("phone"), now)
		used := map[string]bool{}
		for i, op := range ops {
			now = now.Add(time.Duration(op) * time.Second)
			past, pastSeat := normal(r), mustJSON(s)
			before, beforeSeat := r, s
			var err error
			ticket := "ticket " + string(rune('a'+i%5))
			switch op % 32 {
			case 0:
				r, err = r.LeadTo("one", now)
			case 1:
				r, err = r.SetMode(Free, now)
			case 2:
				r, err = r.SetMode(Lead, now)
			case 3:
				r, err = r.Start("standard", now)
			case 4:
				r, err = r.Inject("run/state", now)
			case 5:
				r, err = r.Freeze(op > 31, now)
			case 6:
				r, err = r.Lock(op > 31, now)
			case 7:
				r, err = r.Recode("111222", now)
			case 8:
				r, err = r.Offer(ticket, now)
				delete(used, ticket)
			case 9:
				device := "device " + string(rune('a'+i%7))
				held := r.HeldBy(device)
				offered := r.Offers(ticket, now)
				r, err = r.Redeem(ticket, device, now)
				if err == nil && !held && (!offered || used[ticket] && !offered) {
					t.Fatalf("a link that was not offered made a console")
				}
				if err != nil && r.HeldBy(device) {
					t.Fatal("who was refused holds the key")
				}
			case 10:
				r, err = r.SetWifi(strings.Repeat("w", int(op)), strings.Repeat("p", int(op)), now)
			case 11:
				r, err = r.SetPlace(strings.Repeat("ก", int(op)), now)
			case 12:
				r = r.SetBase("http://10.0.0.2", now)
			case 13:
				if op > 200 {
					r = r.End(now)
				}
			case 20:
				s = s.Call(now)
			case 21:
				s = s.CancelCall(now)
			case 22:
				s = s.Arrive(Place("guide/"+string(rune('a'+op%8))), now)
			case 23:
				s = s.Finish(s.At.Step(), now)
			case 24:
				s = s.Complete("standard", now)
			case 25:
				s = s.Turn("screen/"+string(rune('a'+i)), now)
			case 26:
				s = s.Answer(ReadyAnswers()[int(op)%3], now)
			case 27:
				r, err = r.Ask([]string{"go-on", "which", ""}[i%3], now)
			case 28:
				s = s.Notice(now).Report(Outcomes()[i%3], now)
			case 29:
				s = s.Reply(r.Question, i, "yes", now)
			case 30:
				r = r.AddByHand(Outcomes()[i%3], int(op)-100, now)
			case 31:
				r, err = r.SetTimer(time.Duration(int(op)-100)*time.Minute, now)
			}
			if normal(before) != past || mustJSON(beforeSeat) != pastSeat {
				t.Fatalf("operation %d changed the past", op)
			}
			if err != nil && normal(r) != past {
				t.Fatalf("operation %d failed (%v) and changed the room", op, err)
			}
			switch {
			case !r.HeldBy("trainer"):
				t.Fatal("the trainer lost the room")
			case len(r.Keys) > maxKeys || len(r.Tickets) > maxTickets:
				t.Fatalf("%d keys, %d links", len(r.Keys), len(r.Tickets))
			case len([]rune(r.WifiName)) > maxText || len([]rune(r.WifiPass)) > maxText || len([]rune(r.Place)) > maxText:
				t.Fatal("a text is too long")
			case r.IsEnded() && before.IsEnded() && (r.Step != before.Step || r.Run != before.Run || len(r.Tickets) > 0):
				t.Fatal("an ended room was driven")
			case len(s.Turns) > maxTurns || slices.Contains(s.Finished, "x"):
				t.Fatalf("%d kinds of turns", len(s.Turns))
			case s.LastActive.Before(beforeSeat.LastActive) || r.LastActive.Before(before.LastActive):
				t.Fatal("time ran backwards")
			}
		}
	})
}

func mustJSON(v any) string { b, _ := json.Marshal(v); return string(b) }
