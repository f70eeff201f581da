// Package workshop is a room: a trainer, a projector and up to five hundred participants.
//
// It is pure: it knows no clock, no network and no store. Every method takes the time, returns a changed copy, and
// leaves its receiver as it was; so a change can be tried again on a newer state (compare-and-set).
//
// A Room is small and changes seldom: what the trainer does. A Seat is one participant's number with their progress;
// each is kept under its own key, because three hundred joins into one value would be a storm. Board and Figures are
// worked out from both when somebody looks.
//
// Nothing here is personal: a participant is a number, and what is kept of a browser's secret is a hash.
package workshop
