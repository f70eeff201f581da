package workshop

// Course is what a room goes through. Goal is the step at whose arrival the guided practice is done.
type Course struct {
	Steps  []string
	Runs   []string
	Events []Event // what the trainer can let happen
	Goal   string
}

// Event is something the trainer lets happen to everybody's practice: the state of a run to which all are sent.
type Event string
