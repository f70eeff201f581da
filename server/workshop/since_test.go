package workshop

import (
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
	if along.HasFinished(course) || !did.HasFinished(course) {
		t.Errorf("taken along %v, did it %v", along.HasFinished(course), did.HasFinished(course))
	}
	r, _ = r.LeadTo("three", after(2*time.Minute))
	b := NewBoard(r, []Seat{along, did}, Seen{}, course, after(4*time.Minute))
	if b.Steps["two"] != (StepCount{At: 1, Done: 1, Passed: 1}) {
		t.Errorf("%+v", b.Steps)
	}
	if f := NewFigures(r, []Seat{along, did}, course, after(4*time.Minute)); f.Finished != 1 || f.Result.Of != 1 || f.Steps[1].Done != 1 {
		t.Errorf("%+v", f)
	}
}
