package workshop

import (
	"reflect"
	"testing"
	"time"
)

// What the room does now is counted from when it began to: an earlier run of the same kind, and the run that was sent before an
// event, are no part of it.
func TestWhatHappensToEverybodyIsCountedFromItsBeginning(t *testing.T) {
	r := room()
	r, _ = r.Start("standard", after(time.Minute))
	s := take(t, r, 1).Complete("standard", after(2*time.Minute)).Complete("expired", after(2*time.Minute))
	done := func() int { return CountHeads(r, []Seat{s}, Seen{}, course, after(10*time.Minute)).Done }
	if done() != 1 {
		t.Error("a run that was done does not count")
	}
	r, _ = r.Inject("expired/qr-expired", after(3*time.Minute))
	if done() != 0 {
		t.Error("an event begins with the count of what was before it")
	}
	s = s.Complete("expired", after(4*time.Minute))
	if done() != 1 {
		t.Error("an event that was mastered does not count")
	}
	r, _ = r.Inject("", after(5*time.Minute))
	if done() != 1 {
		t.Error("after an event the run is no longer done")
	}
	r, _ = r.Start("standard", after(6*time.Minute))
	if done() != 0 {
		t.Error("a run that is sent again begins with the count of the first time")
	}
	if s = s.Complete("standard", after(7*time.Minute)); done() != 1 || len(s.Done) != 2 {
		t.Errorf("%d, %v", done(), s.Done)
	}
}

// To stand where one is signed in is not to have signed in, and to press on from there neither.
func TestWhoIsOnlyTakenAlongHasNotSignedIn(t *testing.T) {
	r := room()
	along := take(t, r, 1).Arrive("guide/two", after(time.Minute)).Arrive("guide/three", after(2*time.Minute)).Finish("three", after(3*time.Minute))
	did := take(t, r, 2).Arrive("guide/two", after(time.Minute)).Finish("two", after(2*time.Minute))
	if along.HasSignedIn(course) || !did.HasSignedIn(course) {
		t.Errorf("taken along %v, did it %v", along.HasSignedIn(course), did.HasSignedIn(course))
	}
	r, _ = r.LeadTo("three", after(2*time.Minute))
	b := NewBoard(r, []Seat{along, did}, Seen{}, course, after(4*time.Minute))
	if !reflect.DeepEqual(b.Steps["two"], StepCount{At: 1, Done: 1, Passed: []int{1}, CameLate: []int{1}}) {
		t.Errorf("%+v", b.Steps)
	}
	back, _ := r.LeadTo("two", after(3*time.Minute))
	if b := NewBoard(back, []Seat{along, did}, Seen{}, course, after(4*time.Minute)); len(b.Steps["two"].Passed) > 0 {
		t.Errorf("of the step at which the class is somebody is said to have left it undone: %+v", b.Steps)
	}
	over := take(t, r, 3).Arrive("guide/one", after(time.Minute)).Arrive("guide/three", after(2*time.Minute))
	if b := NewBoard(r, []Seat{over}, Seen{}, course, after(4*time.Minute)); len(b.Steps["one"].Passed) != 1 || len(b.Steps["two"].Passed) != 1 || len(b.Steps["two"].CameLate) > 0 {
		t.Errorf("of who went past a step with the class: %+v", b.Steps)
	}
	called := NewBoard(r, []Seat{along.Call(after(4 * time.Minute)), did}, Seen{}, course, after(4*time.Minute))
	if len(called.Calls) != 1 || called.Calls[0].Number != 1 || !reflect.DeepEqual(called.Steps["two"], StepCount{At: 1, Done: 1}) {
		t.Errorf("who calls is named twice: %+v", called)
	}
	if f := NewFigures(r, []Seat{along, did}, course, after(4*time.Minute)); f.SignedIn != 1 || f.Result.Of != 1 || f.Steps[1].Done != 1 {
		t.Errorf("%+v", f)
	}
}

// Nobody has done a step by coming to it: what its page asks is to be done. Only who has signed in has done the step that shows it by
// being there; who was taken along there is asked to scan, and has not done it by pressing on. So on the console, on the wall and in
// the report.
func TestAStepIsDoneByWhatItsPageAsks(t *testing.T) {
	r, _ := room().LeadTo("three", after(3*time.Minute))
	signed := take(t, r, 1).Arrive("guide/two", after(time.Minute)).Finish("two", after(2*time.Minute))
	sees := signed.Arrive("guide/three", after(2*time.Minute))
	byRun := take(t, r, 1).Arrive("standard/sso", after(time.Minute)).Complete("standard", after(2*time.Minute)).Arrive("guide/three", after(4*time.Minute))
	along := take(t, r, 1).Arrive("guide/two", after(time.Minute)).Arrive("guide/three", after(3*time.Minute))
	pressed := func(s Seat) Seat { return s.Finish("three", after(4*time.Minute)) }
	for _, c := range []struct {
		what string
		seat Seat
		want int
	}{
		{"has not seen it yet", signed, 0}, {"sees it", sees, 1}, {"has left it", sees.Arrive("standard/sso", after(4*time.Minute)), 1}, {"has pressed", pressed(sees), 1},
		{"signed in in a run", byRun, 1}, {"has pressed after a run", pressed(byRun), 1}, {"was taken along", along, 0}, {"was taken along and pressed", pressed(along), 0},
		{"was taken along, pressed, and went back to scan", pressed(along).Finish("two", after(5*time.Minute)), 1},
	} {
		seats := []Seat{c.seat}
		b, f := NewBoard(r, seats, Seen{}, course, after(5*time.Minute)), NewFigures(r, seats, course, after(5*time.Minute))
		if b.Done != c.want || b.Steps["three"].Done != c.want || f.Steps[2].Done != c.want || c.want > 0 && len(b.Steps["three"].Passed) > 0 {
			t.Errorf("%s: %d are done, the board has %+v, the report %+v", c.what, b.Done, b.Steps["three"], f.Steps[2])
		}
	}
}
