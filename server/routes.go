package server

import (
	"github.com/gofiber/fiber/v2"
)

// routes is every address of the site. GET answers HEAD too.
func (s *Server) routes(app *fiber.App) {
	app.Use(s.measure)
	// Whoever watches over processes asks each by its address, under whatever name.
	app.Get("/healthz", s.healthz)
	app.Get("/readyz", s.readyz)
	app.Use(s.hosts.RequireOwn(s.arrivals.NoteForeign), s.hosts.RequireOwnPage, s.chooseLanguage, s.mendCode)
	if s.opt.Dev != nil {
		s.devTools().Routes(app)
	}

	// Around the pages
	app.Get("/", s.root)
	app.Get("/go", s.goLive)

	// The computer
	app.Post("/:lang/practice/:scenario/grant", s.inLang(s.makeGrant))
	app.Get("/:lang/practice/:run/draw", s.inLang(s.draw))
	app.Get("/:lang/g/:grant", s.inLang(s.grantPage))
	app.Post("/:lang/g/:grant/more", s.inLang(s.moreTime))
	app.Post("/:lang/g/:grant/answer", s.inLang(s.answerHere))
	app.Get("/sandbox/events", s.grantEvents)
	app.Post("/:lang/quiz", s.inLang(s.markQuiz))
	app.Get("/progress", s.keepProgress)
	app.Post("/progress/clear", s.clearProgress)

	// The phone
	app.Get("/d", s.openPhone)
	app.Get("/d/app", s.typeCode)
	app.Post("/d", s.typedCode)
	app.Get("/d/:code", s.phonePage)
	app.Get("/d/:code/app", s.phoneApp)
	app.Post("/d/:code/scan", s.scan)
	app.Post("/d/:code/approve", s.approve)
	app.Post("/d/:code/deny", s.deny)

	// The workshop: the trainer
	app.Get("/:lang/workshop", s.inLang(s.kit))
	app.Get("/:lang/workshop/machine", s.inLang(s.machine))
	app.Post("/workshop", s.openRoom)
	app.Get("/workshop/:room/hello", s.hello)
	app.Get("/workshop/:room/now", s.goAlong)
	app.Get("/:lang/workshop/:room/trainer", s.inLang(s.console))
	app.Get("/:lang/workshop/:room/screen", s.inLang(s.wall))
	app.Get("/:lang/workshop/:room/report", s.inLang(s.report))
	app.Get("/:lang/workshop/:room/report.csv", s.inLang(s.reportCSV))
	app.Get("/workshop/:room/key/:key", s.ticketPage)
	app.Post("/workshop/:room/redeem", s.redeem)

	// The participant
	app.Get("/j", s.typeRoom)
	app.Post("/j", s.typedRoom)
	app.Get("/j/:code", s.roomPage)
	app.Post("/workshop/:room/join", s.joinRoom)
	app.Post("/workshop/:room/ready", s.ready)
	app.Post("/workshop/:room/call", s.call)
	app.Post("/workshop/:room/uncall", s.uncall)
	app.Post("/workshop/:room/progress", s.progress)
	app.Post("/workshop/:room/outcome", s.reportOutcome)
	app.Post("/workshop/:room/reply", s.reply)

	// Both
	app.Get("/workshop/:room/events", s.roomEvents)
	app.Post("/workshop/:room/:what", s.roomAction)

	// The same for programs, after RFC 8628
	app.Post("/sandbox/device_authorization", s.deviceAuthorization)
	app.Post("/sandbox/token", s.token)

	// Every finished page and asset, unless web.CommonPages has answered; last, since it looks at any path
	app.Use(s.page)
}
