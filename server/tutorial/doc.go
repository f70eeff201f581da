// Package tutorial turns the Markdown of the guide into validated pages that never change again.
//
// A language's folder holds
//
//	guide/*.md                                     the steps, in the order that their front matter gives
//	stuck/*.md                                     the rescue cards
//	scenarios/*.md                                 the practice runs: their states, presses and words (see run.go)
//	quiz/*.md                                      the questions of the knowledge check
//	screens/*.md                                   the simulated screens of the computer: what is drawn, and what can be pressed
//	phones/*.md                                    the phone beside a code, and the real phone's page
//	summary.md prepare.md help.md privacy.md about.md
//
// Every file begins with front matter, YAML between two lines of ---, and has exactly these keys:
//
//	steps      id order title summary short say coach minutes state action hints trainer [name picture rescue help practice]
//	cards      id order title summary icon [short]
//	scenarios  id order title summary minutes [group level from hints guided draws trainer]
//	questions  id order title step
//	pages      id title summary
//
// and, outside the source language, "source": the Hash of the file it was translated from. The id is the file's name.
//
// Screens have id and title, and in the source language address and look (checked may stand too); phones id and title. Their
// bodies, and the file site.toml beside the languages, have formats of their own: see [Screen], [Phone] and [Facts].
//
// The body of the others is CommonMark without HTML and pictures. A quotation ("> ") becomes a note; a paragraph that is nothing but
// a web address in angle brackets or backticks becomes an address to copy; links into the site are written without a
// language (/help#code). Level-2 headings name their anchor: "## Title {#anchor}". In Thai each paragraph is one source
// line, because a line break inside it would show as a space.
//
// A question's title asks, and its step is the page that teaches the answer, written as a link is (/help#code). Its body
// is a task list of 3 or 4 choices, each with its explanation in an indented paragraph below it:
//
//   - [ ] the password boxes
//
//     This page needs no password.
//
//   - [x] the icon of the app
//
//     It stands further down.
//
// [Load] reports every fault of every file at once.
package tutorial
