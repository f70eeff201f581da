package locale

// Fault is something wrong with a message file. The errors of Load, LoadLayers and Check are made of them.
type Fault struct {
	File string
	Line int    // from 1
	ID   string // of the message; empty for a fault of the whole file
	Msg  string
	Mend string // what to do; empty where Msg says it
}

func (f *Fault) Error() string {
	s := f.File + ": "
	if f.ID != "" {
		s += f.ID + ": "
	}
	s += f.Msg
	if f.Mend != "" {
		s += "; " + f.Mend
	}
	return s
}
