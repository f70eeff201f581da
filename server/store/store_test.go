package store_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"go.uber.org/goleak"

	"napguide/server/sandbox"
	"napguide/server/store"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv("STORE_TEST_CHILD"); dir != "" {
		if os.Getenv("STORE_TEST_ROOMS") != "" {
			childThatTeaches(dir)
			return
		}
		childThatIsKilled(dir)
		return
	}
	goleak.VerifyTestMain(m,
		// Started once a process by the embedded server's library and never ended.
		goleak.IgnoreAnyFunction("github.com/nats-io/nats-server/v2/server.init.0.func1"),
	)
}

const ttl = 10 * time.Minute

var plenty = store.Limits{PerHolder: 20, All: 5000}

// clock is a time that the test moves on.
type clock struct{ ahead atomic.Int64 }

func (c *clock) Now() time.Time          { return time.Now().Add(time.Duration(c.ahead.Load())) }
func (c *clock) advance(d time.Duration) { c.ahead.Add(int64(d)) }

func open(t testing.TB, opt store.Options) *store.Store {
	t.Helper()
	if opt.GrantTTL == 0 {
		opt.GrantTTL = ttl
	}
	s, err := store.Open(t.Context(), opt)
	if err != nil {
		t.Fatalf("open: %v", err)
	}
	t.Cleanup(func() { s.Close(context.Background()) })
	return s
}

func newGrant(holder string) sandbox.Grant {
	return sandbox.NewGrant(holder, "standard", "th", time.Now(), ttl)
}

func create(t testing.TB, s *store.Store, g sandbox.Grant) sandbox.Grant {
	t.Helper()
	g, err := s.CreateGrant(t.Context(), g, plenty)
	if err != nil {
		t.Fatalf("create: %v", err)
	}
	return g
}

func parse(t testing.TB, code string) sandbox.Code {
	t.Helper()
	c, ok := sandbox.ParseCode(code)
	if !ok {
		t.Fatalf("%q is no code", code)
	}
	return c
}

func answer(allow bool, phone string) func(sandbox.Grant) (sandbox.Grant, error) {
	return func(g sandbox.Grant) (sandbox.Grant, error) { return g.Answer(allow, phone, time.Now()) }
}

func TestAGrantIsFoundByItsNameItsScanCodeAndItsDigits(t *testing.T) {
	s := open(t, store.Options{})
	g := create(t, s, newGrant("computer"))
	byName, err := s.Grant(t.Context(), g.ID)
	if err != nil || byName.ScanCode != g.ScanCode {
		t.Errorf("by name: %+v, %v", byName, err)
	}
	for _, code := range []string{g.ScanCode, g.UserCode, sandbox.FormatUserCode(g.UserCode)} {
		got, err := s.GrantByCode(t.Context(), parse(t, code))
		if err != nil || got.ID != g.ID {
			t.Errorf("by code %q: %q, %v", code, got.ID, err)
		}
	}
}

func TestWhatDoesNotExistIsNotFound(t *testing.T) {
	s := open(t, store.Options{})
	g := newGrant("computer")
	for _, id := range []string{g.ID, "", "x", "../../etc", strings.Repeat("a", 1000), "a b", "*", ">"} {
		if _, err := s.Grant(t.Context(), id); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("Grant(%q): %v, want ErrNotFound", id, err)
		}
	}
	for _, code := range []string{g.ScanCode, g.UserCode} {
		if _, err := s.GrantByCode(t.Context(), parse(t, code)); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("GrantByCode(%q): %v, want ErrNotFound", code, err)
		}
	}
	if _, err := s.UpdateGrant(t.Context(), g.ID, answer(true, "phone")); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("UpdateGrant: %v, want ErrNotFound", err)
	}
}

func TestAGrantWhoseDigitsAreInUseGetsOthers(t *testing.T) {
	s := open(t, store.Options{})
	first := create(t, s, newGrant("a"))
	second := newGrant("b")
	second.UserCode = first.UserCode
	second = create(t, s, second)
	if second.UserCode == first.UserCode {
		t.Fatal("two grants have the same digits")
	}
	for _, g := range []sandbox.Grant{first, second} {
		if got, err := s.GrantByCode(t.Context(), parse(t, g.UserCode)); err != nil || got.ID != g.ID {
			t.Errorf("digits of %s open %q, %v", g.ID, got.ID, err)
		}
	}
}

func TestAnUpdateIsReadAtOnceAndAnErrorOfTheChangeWritesNothing(t *testing.T) {
	s := open(t, store.Options{})
	g := create(t, s, newGrant("computer"))
	if _, err := s.UpdateGrant(t.Context(), g.ID, answer(true, "phone")); err != nil {
		t.Fatal(err)
	}
	_, err := s.UpdateGrant(t.Context(), g.ID, answer(false, "another phone"))
	if !errors.Is(err, sandbox.ErrAnswered) {
		t.Errorf("a second answer: %v, want ErrAnswered", err)
	}
	if got, err := s.Grant(t.Context(), g.ID); err != nil || got.State != sandbox.Approved {
		t.Errorf("state %q, %v, want approved", got.State, err)
	}
}

func TestOfManyPhonesThatAnswerAtOnceExactlyOneIsBound(t *testing.T) {
	s := open(t, store.Options{})
	g := create(t, s, newGrant("computer"))
	var bound, turnedAway atomic.Int32
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			_, err := s.UpdateGrant(t.Context(), g.ID, func(g sandbox.Grant) (sandbox.Grant, error) {
				return g.Answer(i%2 == 0, fmt.Sprint("phone ", i), time.Now())
			})
			switch {
			case err == nil:
				bound.Add(1)
			case errors.Is(err, sandbox.ErrAnswered):
				turnedAway.Add(1)
			default:
				t.Errorf("answer: %v", err)
			}
		})
	}
	wg.Wait()
	if bound.Load() != 1 || turnedAway.Load() != 7 {
		t.Errorf("bound %d, turned away %d, want 1 and 7", bound.Load(), turnedAway.Load())
	}
}

func TestAChangeThatChangesNothingWritesNothing(t *testing.T) {
	var changes atomic.Int32
	s := open(t, store.Options{Changed: func(string) { changes.Add(1) }})
	g := create(t, s, newGrant("computer"))
	waitFor(t, "the creation to be told", func() bool { return changes.Load() == 1 })
	if _, err := s.UpdateGrant(t.Context(), g.ID, func(g sandbox.Grant) (sandbox.Grant, error) { return g, nil }); err != nil {
		t.Fatal(err)
	}
	if _, err := s.UpdateGrant(t.Context(), g.ID, answer(true, "phone")); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "the answer to be told", func() bool { return changes.Load() == 2 })
}

func TestOpenGrantsAreLimitedByHolderThenInAll(t *testing.T) {
	s := open(t, store.Options{})
	lim := store.Limits{PerHolder: 2, All: 3}
	var made []sandbox.Grant
	for _, holder := range []string{"a", "a", "b"} {
		g, err := s.CreateGrant(t.Context(), newGrant(holder), lim)
		if err != nil {
			t.Fatal(err)
		}
		made = append(made, g)
	}
	if _, err := s.CreateGrant(t.Context(), newGrant("a"), lim); !errors.Is(err, store.ErrTooManyHeld) {
		t.Errorf("a third of one holder: %v, want ErrTooManyHeld", err)
	}
	if _, err := s.CreateGrant(t.Context(), newGrant("c"), lim); !errors.Is(err, store.ErrTooManyOpen) {
		t.Errorf("a fourth in all: %v, want ErrTooManyOpen", err)
	}
	if _, err := s.UpdateGrant(t.Context(), made[0].ID, answer(false, "phone")); err != nil {
		t.Fatal(err)
	}
	if _, err := s.CreateGrant(t.Context(), newGrant("a"), lim); err != nil {
		t.Errorf("after an answer there is room again, but: %v", err)
	}
	if held, all := s.OpenGrants(sandbox.HashSecret("a")), s.OpenGrantsTotal(); held != 2 || all != 3 {
		t.Errorf("held %d, all %d, want 2 and 3", held, all)
	}
}

func TestExpiredGrantsNoLongerCount(t *testing.T) {
	var c clock
	s := open(t, store.Options{Now: c.Now})
	create(t, s, newGrant("a"))
	c.advance(ttl + time.Second)
	if held, all := s.OpenGrants(sandbox.HashSecret("a")), s.OpenGrantsTotal(); held != 0 || all != 0 {
		t.Errorf("held %d, all %d after expiry, want none", held, all)
	}
}

func TestManyCreatedAtOnceCannotPassTheLimitTogether(t *testing.T) {
	s := open(t, store.Options{})
	var made atomic.Int32
	var wg sync.WaitGroup
	for range 40 {
		wg.Go(func() {
			_, err := s.CreateGrant(t.Context(), newGrant("a"), plenty)
			if err == nil {
				made.Add(1)
			} else if !errors.Is(err, store.ErrTooManyHeld) {
				t.Errorf("create: %v", err)
			}
		})
	}
	wg.Wait()
	if made.Load() != int32(plenty.PerHolder) {
		t.Errorf("%d made, want %d", made.Load(), plenty.PerHolder)
	}
}

func TestAnsweringGrantsAsFastAsTheyAreMadeIsBoundedToo(t *testing.T) {
	var c clock
	s := open(t, store.Options{Now: c.Now})
	lim := store.Limits{PerHolder: 5, All: 5}
	made := 0
	for ; made < 100; made++ {
		g, err := s.CreateGrant(t.Context(), newGrant("a"), lim)
		if errors.Is(err, store.ErrTooManyOpen) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.UpdateGrant(t.Context(), g.ID, answer(false, "phone")); err != nil {
			t.Fatal(err)
		}
	}
	if made != 20 {
		t.Errorf("%d made within a lifetime, want 20", made)
	}
	c.advance(ttl + time.Second)
	g := sandbox.NewGrant("a", "standard", "th", c.Now(), ttl)
	if _, err := s.CreateGrant(t.Context(), g, lim); err != nil {
		t.Errorf("a lifetime later: %v", err)
	}
}

func TestWrongDigitsSpendABudgetThatPausesTypingOnlyAndComesBack(t *testing.T) {
	var c clock
	s := open(t, store.Options{Now: c.Now})
	g := create(t, s, sandbox.NewGrant("a", "standard", "th", c.Now(), 2*ttl))
	guess := func(n int) error {
		digits := fmt.Sprintf("%09d", n)
		if digits == g.UserCode {
			digits = "999999999"
		}
		_, err := s.GrantByCode(t.Context(), parse(t, digits))
		return err
	}
	for n := range 2000 {
		if err := guess(n); !errors.Is(err, store.ErrNotFound) {
			t.Fatalf("wrong guess %d: %v, want ErrNotFound", n, err)
		}
		if n == 1000 {
			if _, err := s.GrantByCode(t.Context(), parse(t, g.UserCode)); err != nil {
				t.Fatalf("the right digits within the budget: %v", err)
			}
		}
	}
	if err := guess(2000); !errors.Is(err, store.ErrTypingPaused) {
		t.Errorf("a guess beyond the budget: %v, want ErrTypingPaused", err)
	}
	if _, err := s.GrantByCode(t.Context(), parse(t, g.UserCode)); !errors.Is(err, store.ErrTypingPaused) {
		t.Errorf("the right digits beyond the budget: %v, want ErrTypingPaused", err)
	}
	if _, err := s.GrantByCode(t.Context(), parse(t, g.ScanCode)); err != nil {
		t.Errorf("a QR code beyond the budget: %v", err)
	}
	c.advance(ttl / 2)
	if err := guess(2001); !errors.Is(err, store.ErrTypingPaused) {
		t.Errorf("half a lifetime later: %v, want ErrTypingPaused", err)
	}
	c.advance(ttl/2 + ttl/5)
	if _, err := s.GrantByCode(t.Context(), parse(t, g.UserCode)); err != nil {
		t.Errorf("a lifetime later: %v", err)
	}
}

func TestASecondProcessOnOneFolderIsTurnedAway(t *testing.T) {
	dir := t.TempDir()
	open(t, store.Options{Dir: dir})
	_, err := store.Open(t.Context(), store.Options{Dir: dir})
	if !errors.Is(err, store.ErrLocked) {
		t.Fatalf("second open: %v, want ErrLocked", err)
	}
	if strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), dir) {
		t.Errorf("%q is not one line that names the folder", err)
	}
}

func TestAFolderThatCannotBeMadeIsOneLine(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := store.Open(t.Context(), store.Options{Dir: file})
	if err == nil || strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), file) {
		t.Errorf("%v is not one line that names the folder", err)
	}
}

func TestGrantsAndTheirCountSurviveAClose(t *testing.T) {
	dir := t.TempDir()
	s := open(t, store.Options{Dir: dir})
	g := create(t, s, newGrant("a"))
	if err := s.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	s = open(t, store.Options{Dir: dir})
	if got, err := s.Grant(t.Context(), g.ID); err != nil || got.ScanCode != g.ScanCode {
		t.Errorf("after reopening: %+v, %v", got, err)
	}
	if n := s.OpenGrants(sandbox.HashSecret("a")); n != 1 {
		t.Errorf("%d open after reopening, want 1", n)
	}
}

func TestAcknowledgedGrantsSurviveKillMinus9(t *testing.T) {
	dir := t.TempDir()
	child := exec.Command(os.Args[0])
	child.Env = append(os.Environ(), "STORE_TEST_CHILD="+dir)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	var approved []string
	lines := bufio.NewScanner(out)
	for len(approved) < 20 && lines.Scan() {
		approved = append(approved, lines.Text())
	}
	child.Process.Kill() // SIGKILL, while it goes on writing
	for lines.Scan() {
		approved = append(approved, lines.Text())
	}
	child.Wait()
	if len(approved) < 20 {
		t.Fatalf("the child acknowledged only %d", len(approved))
	}

	s := open(t, store.Options{Dir: dir})
	for _, id := range approved {
		if g, err := s.Grant(t.Context(), id); err != nil || g.State != sandbox.Approved {
			t.Errorf("grant %s after kill -9: %q, %v, want approved", id, g.State, err)
		}
	}
}

// childThatIsKilled makes and approves grants, and prints each name once the approval is acknowledged, until it is killed.
func childThatIsKilled(dir string) {
	s, err := store.Open(context.Background(), store.Options{Dir: dir, GrantTTL: ttl})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	for i := 0; ; i++ {
		g, err := s.CreateGrant(context.Background(), newGrant(fmt.Sprint("holder ", i)), plenty)
		if err == nil {
			_, err = s.UpdateGrant(context.Background(), g.ID, answer(true, "phone"))
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		fmt.Println(g.ID)
	}
}

// outside starts a NATS server with a port, as an operator would.
func outside(t *testing.T) (url string, stop func()) {
	t.Helper()
	srv, err := server.NewServer(&server.Options{Host: "127.0.0.1", Port: -1, JetStream: true, StoreDir: t.TempDir(), NoLog: true, NoSigs: true})
	if err != nil {
		t.Fatal(err)
	}
	srv.Start()
	if !srv.ReadyForConnections(90 * time.Second) {
		t.Fatal("the outside NATS does not start")
	}
	stop = func() { srv.Shutdown(); srv.WaitForShutdown() }
	t.Cleanup(stop)
	return srv.ClientURL(), stop
}

func TestProcessesThatShareAnOutsideNATSSeeOneAnothersGrantsLimitsAndGuesses(t *testing.T) {
	url, _ := outside(t)
	changed := make(chan string, 10)
	a := open(t, store.Options{URLs: []string{url}})
	b := open(t, store.Options{URLs: []string{url}, Changed: func(id string) { changed <- id }})

	g := create(t, a, newGrant("computer"))
	if id := receive(t, changed); id != g.ID {
		t.Errorf("the other process was told of %q", id)
	}
	if n := b.OpenGrants(sandbox.HashSecret("computer")); n != 1 {
		t.Errorf("the other process counts %d open, want 1", n)
	}
	if _, err := b.UpdateGrant(t.Context(), g.ID, answer(true, "phone")); err != nil {
		t.Fatal(err)
	}
	if got, err := a.Grant(t.Context(), g.ID); err != nil || got.State != sandbox.Approved {
		t.Errorf("the first process reads %q, %v, want approved", got.State, err)
	}

	var wg sync.WaitGroup
	var paused atomic.Int32
	for i, s := range []*store.Store{a, b} {
		wg.Go(func() {
			for n := range 1010 {
				_, err := s.GrantByCode(t.Context(), parse(t, fmt.Sprintf("%09d", i*10000+n)))
				if errors.Is(err, store.ErrTypingPaused) {
					paused.Add(1)
				} else if !errors.Is(err, store.ErrNotFound) {
					t.Errorf("guess: %v", err)
				}
			}
		})
	}
	wg.Wait()
	if n := paused.Load(); n != 20 { // 2,020 guesses of 2,000
		t.Errorf("%d of 2,020 guesses over two processes were refused, want 20", n)
	}
}

func TestWhileAnOutsideNATSIsGoneReadsGoOnAndWritesSaySo(t *testing.T) {
	url, stop := outside(t)
	s := open(t, store.Options{URLs: []string{url}})
	g := create(t, s, newGrant("computer"))
	stop()
	if got, err := s.Grant(t.Context(), g.ID); err != nil || got.ID != g.ID {
		t.Errorf("a known grant: %q, %v", got.ID, err)
	}
	if _, err := s.UpdateGrant(t.Context(), g.ID, answer(true, "phone")); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("an answer: %v, want ErrUnavailable", err)
	}
	if _, err := s.CreateGrant(t.Context(), newGrant("computer"), plenty); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("a new grant: %v, want ErrUnavailable", err)
	}
	if err := s.Ready(t.Context()); !errors.Is(err, store.ErrUnavailable) {
		t.Errorf("ready: %v, want ErrUnavailable", err)
	}
	if n := s.OpenGrantsTotal(); n != 1 {
		t.Errorf("%d open, want 1: what could not be written must not count", n)
	}
}

func TestAnOutsideNATSThatCannotBeReachedIsOneLine(t *testing.T) {
	_, err := store.Open(t.Context(), store.Options{URLs: []string{"nats://127.0.0.1:1"}})
	if !errors.Is(err, store.ErrUnavailable) || strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), "127.0.0.1:1") {
		t.Errorf("%v is not one line that names the address", err)
	}
}

func receive(t *testing.T, ch <-chan string) string {
	t.Helper()
	select {
	case s := <-ch:
		return s
	case <-time.After(90 * time.Second):
		t.Fatal("nothing was told")
		return ""
	}
}

func waitFor(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(90 * time.Second); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

func BenchmarkCreateApproveObserve(b *testing.B) {
	for _, where := range []struct{ name, dir string }{{"memory", ""}, {"disk", b.TempDir()}} {
		b.Run(where.name, func(b *testing.B) {
			changed := make(chan string, 100)
			s := open(b, store.Options{Dir: where.dir, Changed: func(id string) { changed <- id }})
			lim := store.Limits{PerHolder: 1 << 30, All: 1 << 28}
			b.ReportAllocs()
			for b.Loop() {
				g, err := s.CreateGrant(b.Context(), newGrant("computer"), lim)
				if err != nil {
					b.Fatal(err)
				}
				<-changed
				if _, err := s.UpdateGrant(b.Context(), g.ID, answer(true, "phone")); err != nil {
					b.Fatal(err)
				}
				<-changed
			}
		})
	}
}

func TestALengthenedGrantCountsUntilItsNewEndAndItsDigitsWork(t *testing.T) {
	var c clock
	s := open(t, store.Options{Now: c.Now})
	g := create(t, s, newGrant("a"))
	var st sandbox.State
	for range 3 {
		if _, err := s.UpdateGrant(t.Context(), g.ID, func(g sandbox.Grant) (sandbox.Grant, error) { return g.Extend(st, ttl, c.Now()) }); err != nil {
			t.Fatal(err)
		}
	}
	c.advance(3*ttl + time.Second)
	if held := s.OpenGrants(sandbox.HashSecret("a")); held != 1 {
		t.Errorf("held %d before the new end, want 1", held)
	}
	code, _ := sandbox.ParseCode(g.UserCode)
	if found, err := s.GrantByCode(t.Context(), code); err != nil || found.ID != g.ID {
		t.Errorf("by its digits: %v %v", found.ID, err)
	}
	c.advance(ttl)
	if held, all := s.OpenGrants(sandbox.HashSecret("a")), s.OpenGrantsTotal(); held != 0 || all != 0 {
		t.Errorf("held %d, all %d after the new end, want none", held, all)
	}
}
