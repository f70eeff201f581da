// Package site makes every public page: typed page structs and templates in, finished bytes out.
//
// Build renders all pages that depend only on language and path, once, and keeps them with their encodings and ETags
// (package asset). Grant, Phone and Failure render the few pages that depend on more, from the same templates.
// A simulated screen is drawn from one state of sandbox's table (frame.go): its links are the table's moves.
package site
