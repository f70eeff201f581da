package store_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"napguide/server/sandbox"
	"napguide/server/store"
	"napguide/server/workshop"
)

// A class is written to a folder once. Then, again and again, a copy of the folder is damaged, opened, and compared with
// what stood in it.

// class is what was acknowledged, by words that say where.
type class struct {
	dirs   map[string]string // "stopped", "killed", and "earlier": an old copy
	rooms  []string
	grants []string
	reads  map[string]map[string]string // by folder: what anyone can read
}

// teach fills a folder with what a morning leaves: rooms that were led on, recoded, ended and deleted, numbers that came,
// moved, called and were freed, codes that were made and answered.
func teach(t *testing.T) class {
	t.Helper()
	c := class{dirs: map[string]string{}, reads: map[string]map[string]string{}}
	dir := t.TempDir()
	s, err := store.Open(t.Context(), store.Options{Dir: dir, GrantTTL: ttl})
	if err != nil {
		t.Fatal(err)
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	ctx := t.Context()
	lesson := func(rooms, seats int) {
		for i := range rooms {
			r, err := s.OpenRoom(ctx, fmt.Sprint("trainer ", i), "http://10.0.0.1:3000", nil)
			must(err)
			c.rooms = append(c.rooms, r.ID)
			for n := 1; n <= seats; n++ {
				join(t, s, r.ID, fmt.Sprint("phone ", n))
				for _, step := range []string{"start", "choose-thaid", "scan-qr"} {
					_, err := s.UpdateSeat(ctx, r.ID, n, func(seat workshop.Seat) (workshop.Seat, error) {
						return seat.Arrive(workshop.Place("guide/"+step), time.Now()).Finish(step, time.Now()), nil
					})
					must(err)
				}
			}
			_, err = s.UpdateSeat(ctx, r.ID, 1, call)
			must(err)
			must(s.FreeSeat(ctx, r.ID, seats))
			_, err = s.UpdateRoom(ctx, r.ID, leadTo("scan-qr"))
			must(err)
		}
		for range 10 {
			g := create(t, s, newGrant("computer"))
			c.grants = append(c.grants, g.ID)
		}
		_, err = s.UpdateGrant(ctx, c.grants[len(c.grants)-1], answer(true, "phone"))
		must(err)
		_, err = s.GrantByCode(ctx, parse(t, "000000000"))
		if !errors.Is(err, store.ErrNotFound) {
			must(err)
		}
	}
	lesson(2, 12)
	c.dirs["earlier"] = copyOf(t, dir)
	lesson(2, 12)
	_, err = s.RecodeRoom(ctx, c.rooms[0])
	must(err)
	_, err = s.UpdateRoom(ctx, c.rooms[1], func(r workshop.Room) (workshop.Room, error) { return r.End(time.Now()), nil })
	must(err)
	gone := openRoom(t, s)
	join(t, s, gone.ID, "phone")
	must(s.DeleteRoom(ctx, gone.ID))
	c.rooms = append(c.rooms, gone.ID)

	c.dirs["killed"] = copyOf(t, dir) // what kill -9 leaves: everything that was written, nothing that was tidied
	must(s.Close(ctx))
	c.dirs["stopped"] = dir
	for name := range c.dirs {
		again, err := store.Open(ctx, store.Options{Dir: copyOf(t, c.dirs[name]), GrantTTL: ttl})
		must(err)
		c.reads[name] = c.read(t, again)
		must(again.Close(ctx))
	}
	if !maps.Equal(c.reads["killed"], c.reads["stopped"]) || len(c.reads["killed"]) < 4*12 {
		t.Fatalf("a kill lost something without any damage: %v\n%v", c.reads["killed"], c.reads["stopped"])
	}
	return c
}

// read is everything that anyone can read of the class.
func (c class) read(t *testing.T, s *store.Store) map[string]string {
	t.Helper()
	out := map[string]string{}
	put := func(key string, v any) {
		raw, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		out[key] = string(raw)
	}
	for _, id := range c.rooms {
		if r, err := s.Room(id); err == nil {
			r.Damaged = time.Time{} // the line that says so
			put("room "+id, r)
			if byCode, current, err := s.RoomByCode(r.Code); err == nil {
				put("code of "+id, fmt.Sprint(byCode.ID, current))
			}
		}
		for _, seat := range s.Seats(id) {
			put(fmt.Sprint("room ", id, " number ", seat.Number), seat)
		}
	}
	for _, id := range c.grants {
		g, err := s.Grant(t.Context(), id)
		if err != nil {
			continue
		}
		put("grant "+id, g)
		if digits, ok := sandbox.ParseCode(g.UserCode); ok {
			if byCode, err := s.GrantByCode(t.Context(), digits); err == nil {
				put("digits of "+id, byCode.ID)
			}
		}
	}
	return out
}

// check opens a damaged folder. What anyone can read may differ in so many records, and not without a line; and
// everything must go on.
func (c class) check(t *testing.T, dir string, want map[string]string, mayLose int, what string) {
	t.Helper()
	var log lines
	s, err := store.Open(t.Context(), store.Options{Dir: dir, GrantTTL: ttl, Log: log.log()})
	if err != nil {
		t.Errorf("%s: it does not open: %v", what, err)
		return
	}
	defer s.Close(context.Background())
	got := c.read(t, s)
	var changed []string
	for key, was := range want {
		if got[key] != was && !strings.HasPrefix(key, "code of ") && !strings.HasPrefix(key, "digits of ") {
			changed = append(changed, key)
		}
	}
	for key := range got {
		if _, was := want[key]; !was {
			changed = append(changed, key)
		}
	}
	if len(changed) > mayLose {
		t.Errorf("%s: %d records changed, at most %d were damaged: %q\n%s", what, len(changed), mayLose, changed, strings.Join(log.all(), "\n"))
	}
	if len(changed) > 0 && !strings.Contains(strings.Join(log.all(), "\n"), "may be lost") {
		t.Errorf("%s: %q changed, and no line says so:\n%s", what, changed, strings.Join(log.all(), "\n"))
	}
	for _, key := range changed {
		if id, _, ok := strings.Cut(strings.TrimPrefix(key, "room "), " "); ok && strings.HasPrefix(key, "room ") {
			if r, err := s.Room(id); err == nil && r.Damaged.IsZero() {
				t.Errorf("%s: %s changed, and its console does not say so", what, key)
			}
		}
	}
	said := slices.DeleteFunc(log.all(), func(line string) bool { // a busy machine is no damage
		return strings.Contains(line, "took too long") || strings.Contains(line, "Readloop processing time")
	})
	if n := len(said); n > 1 {
		t.Errorf("%s: %d lines in the log:\n%s", what, n, strings.Join(said, "\n"))
	}
	for _, line := range log.all() {
		for _, id := range slices.Concat(c.rooms, c.grants) {
			if strings.Contains(line, id) {
				t.Fatalf("%s: a code or a name stands in the log: %.300s", what, line)
			}
		}
	}
	c.goesOn(t, s, what)
}

// goesOn does everything once with every room.
func (c class) goesOn(t *testing.T, s *store.Store, what string) {
	t.Helper()
	ctx := t.Context()
	if err := s.Ready(ctx); err != nil {
		t.Errorf("%s: not ready: %v", what, err)
	}
	for _, id := range c.rooms {
		r, err := s.Room(id)
		if err != nil {
			continue
		}
		if _, err := s.UpdateRoom(ctx, id, func(r workshop.Room) (workshop.Room, error) { return r.SetPlace("room 12", time.Now()) }); err != nil {
			t.Errorf("%s: a room cannot be changed: %v", what, err)
		}
		for _, seat := range s.Seats(id) {
			if _, err := s.UpdateSeat(ctx, id, seat.Number, func(seat workshop.Seat) (workshop.Seat, error) { return seat.Turn("sso/password", time.Now()), nil }); err != nil {
				t.Errorf("%s: number %d cannot be changed: %v", what, seat.Number, err)
			}
		}
		if _, err := s.JoinRoom(ctx, id, "a newcomer"); err != nil && !r.IsEnded() {
			t.Errorf("%s: nobody can join: %v", what, err)
		}
	}
	for _, id := range c.grants {
		_, err := s.UpdateGrant(ctx, id, answer(true, "phone"))
		if err != nil && !errors.Is(err, store.ErrNotFound) && !errors.Is(err, sandbox.ErrAnswered) {
			t.Errorf("%s: a code cannot be answered: %v", what, err)
		}
	}
	r, err := s.OpenRoom(ctx, "another trainer", "", nil)
	if err == nil {
		_, err = s.JoinRoom(ctx, r.ID, "phone")
	}
	if err == nil {
		err = s.DeleteRoom(ctx, r.ID)
	}
	if err != nil {
		t.Errorf("%s: a new room: %v", what, err)
	}
	if _, err := s.CreateGrant(ctx, newGrant("another"), plenty); err != nil {
		t.Errorf("%s: a new code: %v", what, err)
	}
}

func copyOf(t *testing.T, dir string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "data")
	if err := os.CopyFS(to, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	return to
}

// filesOf are all files of a folder, each as often as its weight: a flip must find small files too.
func filesOf(t *testing.T, dir string) (files []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Type().IsRegular() {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// harm is a way in which a file suffers.
type harm struct {
	times int // how often it is tried, in proportion
	name  string
	does  func(t *testing.T, c class, dir, file string, rnd *rand.Rand)
}

func rewrite(change func(b []byte, rnd *rand.Rand) []byte) func(*testing.T, class, string, string, *rand.Rand) {
	return func(t *testing.T, _ class, _, file string, rnd *rand.Rand) {
		t.Helper()
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if len(b) == 0 {
			return
		}
		if err := os.WriteFile(file, change(b, rnd), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func flip(b []byte, rnd *rand.Rand) []byte {
	b[rnd.IntN(len(b))] ^= 1 << rnd.IntN(8)
	return b
}

var harms = []harm{
	{8, "a flipped bit", rewrite(flip)},
	{2, "cut off", rewrite(func(b []byte, rnd *rand.Rand) []byte { return b[:rnd.IntN(len(b))] })},
	{2, "a page of zeroes", rewrite(func(b []byte, rnd *rand.Rand) []byte {
		from := rnd.IntN(len(b)) &^ 511
		clear(b[from:min(from+4096, len(b))])
		return b
	})},
	{2, "bytes left out", rewrite(func(b []byte, rnd *rand.Rand) []byte {
		from := rnd.IntN(len(b))
		return slices.Delete(b, from, min(from+1+rnd.IntN(300), len(b)))
	})},
	{2, "something behind it", rewrite(func(b []byte, rnd *rand.Rand) []byte { return append(b, b[rnd.IntN(len(b)):]...) })},
	{2, "not there", func(t *testing.T, _ class, _, file string, _ *rand.Rand) { os.Remove(file) }},
	{2, "in another's place", func(t *testing.T, _ class, dir, file string, rnd *rand.Rand) {
		all := filesOf(t, dir)
		other := all[rnd.IntN(len(all))]
		os.Rename(file, file+".moved")
		os.Rename(other, file)
		os.Rename(file+".moved", other)
	}},
	{2, "as it was earlier", func(t *testing.T, c class, dir, file string, _ *rand.Rand) {
		rel, _ := filepath.Rel(dir, file)
		if b, err := os.ReadFile(filepath.Join(c.dirs["earlier"], rel)); err == nil {
			os.WriteFile(file, b, 0o600)
		}
	}},
	{2, "a folder", func(t *testing.T, _ class, _, file string, _ *rand.Rand) {
		os.Remove(file)
		os.MkdirAll(filepath.Join(file, "x"), 0o700)
	}},
}

// suffer damages one file in each of so many copies, by each way, after a good end and after a kill.
func suffer(t *testing.T, c class, times int, seed uint64) {
	for _, end := range []string{"killed", "stopped"} {
		for _, h := range harms {
			t.Run(end+"/"+h.name, func(t *testing.T) {
				t.Parallel()
				rnd := rand.New(rand.NewPCG(seed, uint64(len(h.name)+len(end))))
				for n := range h.times * times {
					dir := copyOf(t, c.dirs[end])
					files := filesOf(t, dir)
					file := files[(n+rnd.IntN(2))%len(files)]
					if filepath.Base(file) == "guide.lock" && h.name == "a folder" {
						continue // then it says that it cannot be locked, and does not start
					}
					h.does(t, c, dir, file, rnd)
					rel, _ := filepath.Rel(dir, file)
					c.check(t, dir, c.reads["stopped"], 0, fmt.Sprintf("%s, %s, %s, %d of seed %d", end, rel, h.name, n, seed))
					os.RemoveAll(dir)
					if t.Failed() {
						return
					}
				}
			})
		}
	}
}

// The program is killed in the middle of a class, and a bit flips before it starts again.
func TestAfterARealKillAFlippedBitLosesNothingThatWasAcknowledged(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	id, number := killInClass(t, dir, 30)
	rnd := rand.New(rand.NewPCG(4, 4))
	for n := range 6 * flipTimes {
		hurt := copyOf(t, dir)
		files := filesOf(t, hurt)
		file := files[n%len(files)]
		rewrite(flip)(t, class{}, hurt, file, rnd)
		s := open(t, store.Options{Dir: hurt})
		if _, err := s.Room(id); err != nil {
			t.Fatalf("%s: the room: %v", filepath.Base(file), err)
		}
		for i := 1; i <= number; i++ {
			if seat, err := s.Seat(id, i); err != nil || !seat.Calls() || seat.At != "guide/start" {
				t.Fatalf("%s: number %d: %+v, %v", filepath.Base(file), i, seat, err)
			}
		}
		if err := s.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
		os.RemoveAll(hurt)
	}
}

// Where nothing of a room's own record can be read any more, the room is closed; it is no fault that comes again and again.
func TestARoomWhoseRecordIsGoneInBothCopiesIsClosedAndTheOthersGoOn(t *testing.T) {
	t.Parallel()
	c := teach(t)
	for _, end := range []string{"killed", "stopped"} {
		dir, id := copyOf(t, c.dirs[end]), c.rooms[2]
		own := regexp.MustCompile(fmt.Sprintf(`(?s)room\.%s(?:"|.\x00\x00\x00)`, id))
		for _, file := range filesOf(t, dir) {
			b, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, at := range own.FindAllIndex(b, -1) {
				if strings.HasSuffix(file, ".blk") || filepath.Base(file) == "journal" {
					b[at[1]+90] ^= 4
				}
			}
			if err := os.WriteFile(file, b, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		var log lines
		s := open(t, store.Options{Dir: dir, Log: log.log()})
		if _, err := s.Room(id); !errors.Is(err, store.ErrNoRoom) {
			t.Errorf("%s: the room: %v", end, err)
		}
		if _, err := s.JoinRoom(t.Context(), id, "a newcomer"); !errors.Is(err, store.ErrNoRoom) {
			t.Errorf("%s: joining it: %v", end, err)
		}
		if said := strings.Join(log.all(), "\n"); strings.Count(said, "may be lost") != 1 || len(log.all()) != 1 {
			t.Errorf("%s: the log says:\n%s", end, said)
		}
		c.goesOn(t, s, end)
		s.SweepRooms(t.Context())
		if seats := s.SeatCount(id); seats > 0 {
			t.Errorf("%s: %d numbers of it are kept", end, seats)
		}
		if got := c.read(t, s); len(got) < len(c.reads["stopped"])-14 {
			t.Errorf("%s: %d records can be read of %d", end, len(got), len(c.reads["stopped"]))
		}
		if err := s.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}
