# What one does here; `make help` lists it. `make test` is also what .ci/run calls.
STATICCHECK = honnef.co/go/tools/cmd/staticcheck@v0.8.2
GOSEC = github.com/securego/gosec/v2/cmd/gosec@v2.30.0
GOLANGCI = github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
SCREENS ?= $(CURDIR)/screens
BENCH ?= .
MODULES = . e2e bench release

# Packages whose goroutines share state are tested with the race detector; the others hold none. Those of their tests that ask
# one thing after another, or thousands of times, or read the sources only, are left out of that (//go:build !race) and run
# without it, they alone; the first have "|| audit" there, and the audit runs them with it.
PURE = ./cmd/... ./content ./locales ./static ./server/doctor ./server/locale ./server/sandbox ./server/site/... ./server/tutorial
NO_RACE = $(shell grep -l '^//go:build !race' server/*_test.go server/store/*_test.go | xargs grep -ho '^func Test[A-Za-z0-9]*' | cut -c6- | paste -sd'|')
SHARED = $$(go list ./... | grep -vxF "$$(go list $(PURE))")

# The browser's tests that show one language each, where the other differs by its words, or some of their sizes, devices and ways;
# the audit shows all, and those of the same kind as another.
SHOW_SOME = $(shell awk '/^func Test/{sub(/[^A-Za-z0-9].*/, "", $$2); name = $$2} /inOneLanguage.t, | someOf.[0-9]|inEachPlace.t, |n%3 > 0/ || FILENAME ~ /brothers/ && /^func Test/{print name}' e2e/*_test.go | sort -u | paste -sd'|')

# As the program is shipped, and so that what is compiled for one is there for all; the race detector alone needs C.
export CGO_ENABLED = 0

# Tests, and the programs that they start, live too short for what a small heap costs: an eighth of their time.
pure norace browser: export GOGC ?= 400

.PHONY: test pure norace shared browser quick help setup vet check run bench bench-go load audit audit-setup audit-code audit-fuzz audit-headers audit-lan audit-wapiti audit-deploy audit-cluster audit-faults audit-content audit-pages audit-languages audit-engines audit-bare audit-windows audit-release screens release clean

test: setup ## everything: install what is missing, vet, format, all tests, the browser's too; make test ONLY=TestHome
	@$(MAKE) --no-print-directory -j4 --output-sync=target vet shared pure norace; others=$$?; \
	$(MAKE) --no-print-directory browser && exit $$others # one after the other: beside the others the browser's take longer than both do so

browser: # never from the cache, which does not know that it builds the program
	go -C e2e test -vet=off -count=1 -parallel 8 -timeout 40m $(if $(ONLY),-run '$(ONLY)') .

shared:
	CGO_ENABLED=1 go test -vet=off -race -parallel 6 -timeout 20m $(if $(ONLY),-run '$(ONLY)') $(SHARED)

pure:
	go test -vet=off -timeout 20m $(if $(ONLY),-run '$(ONLY)') $(PURE)

norace:
	@go test -vet=off -timeout 20m -run '$(or $(ONLY),^($(NO_RACE))$$)' ./server ./server/store

quick: setup vet ## under a minute: vet, format, the fast units, one journey in the browser
	go test -vet=off $(filter-out ./cmd/...,$(PURE)) ./server/live ./server/workshop # cmd/guide takes as long as all of this
	go -C e2e test -vet=off -count=1 -run '^TestFromTheFirstPageToTheDoorOfTheRealLoginWithARealPhone$$' .

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-15s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## install what the tests need and this machine lacks
	@.ci/setup

vet: ## vet, format, go.mod
	@for m in $(MODULES); do echo "go -C $$m vet ./..."; go -C $$m vet ./... && go -C $$m mod tidy -diff || exit 1; done
	CGO_ENABLED=1 go vet -race ./server ./server/store # as the race detector's tests are built, without the files left out of them
	@bad=$$(gofmt -l .); if [ -n "$$bad" ]; then echo "gofmt would change:" $$bad; exit 1; fi

check: vet ## vet, and the fast linters of .golangci.yml; the first time they are compiled, which takes minutes
	@mkdir -p .tools; [ "$$(cat .tools/golangci 2>/dev/null)" = "$(GOLANGCI)" ] || { GOBIN=$(CURDIR)/.tools go install $(GOLANGCI) && echo "$(GOLANGCI)" >.tools/golangci; }
	@for m in $(MODULES); do (cd $$m && $(CURDIR)/.tools/golangci-lint run --fast-only ./...) || exit 1; done

run: ## the site on port 3000; make run ARGS="--addr :8080"
	go run ./cmd/guide $(ARGS)

bench: setup ## every measurement, some twenty minutes: bench/RESULTS.md; make bench ONLY=pages
	@command -v nginx >/dev/null || .ci/install nginx-light
	@command -v taskset >/dev/null || .ci/install util-linux
	@command -v zbarimg >/dev/null && command -v ZXingReader >/dev/null || .ci/install zbar-tools zxing-cpp-tools
	cd bench && go build -o bench . && ./bench all $(if $(ONLY),--only $(ONLY)); status=$$?; rm -f bench; exit $$status

bench-go: ## the small benchmarks beside the tests; make bench-go BENCH=Page
	go test -run '^$$' -bench '$(BENCH)' -benchmem ./...

load: ## three hundred participants in one room, on a server of their own: prints its figures
	go -C bench run . room

audit: audit-setup audit-code audit-fuzz audit-headers audit-lan audit-wapiti audit-deploy audit-cluster audit-faults audit-content audit-pages audit-languages audit-engines audit-bare audit-windows audit-release ## the heavier outside checkers, with their figures: installs what they need

audit-setup: setup
	@.ci/audit/setup

# Each of them alone installs what it needs, too.
audit-deploy audit-faults audit-pages audit-engines audit-wapiti audit-windows audit-release: audit-setup
audit-cluster audit-code audit-content audit-headers audit-lan audit-languages: setup

audit-deploy: ## deploy/ tried with the real nginx, Caddy, systemd and Compose
	go -C e2e test -tags audit -count=1 -v -run '^TestAuditDeploy' .

audit-cluster: ## three NATS servers and three guides, and kill -9 among them
	go -C e2e test -tags audit -count=1 -v -timeout 20m -run '^TestAuditCluster' .

audit-faults: ## kill -9, bad disks, a NATS that goes away, clocks that jump; streams behind bad proxies and wires; floods
	go test -tags audit -count=1 -v -timeout 20m -run '^TestAuditFloods' ./server
	go -C e2e test -tags audit -count=1 -v -timeout 60m -run '^(TestAudit(Faults|Streams|Floods)|TestEightTabs)' .
	go test -tags audit -count=1 -timeout 30m -run 'Damage|Kill|WithoutEnd' ./server/store # hundreds of flipped bits; memory that comes to a level
	CGO_ENABLED=1 go test -race -tags audit -count=1 -timeout 60m -skip 'Damage|Kill|WithoutEnd' ./server ./server/store

audit-content: ## the nine changes of content/README.md, each walked in a browser; what people get wrong in them, each by itself
	go test -tags audit -count=1 -v -timeout 20m -run '^TestCheckTellsTheSlips' ./cmd/guide
	go -C e2e test -tags audit -count=1 -v -timeout 20m -run '^TestEachOfNineChanges' .

audit-pages: ## every page in every state, width, colour, face and language; the Nu HTML checker; Lighthouse
	go -C e2e test -tags audit -count=1 -v -timeout 60m -run '^(TestAuditPages|TestEveryPageInEveryState|TestEverySlideFits|TestWithoutScriptNoSlide|TestThaiHeadings)' .

audit-languages: ## the browser's tests in both languages, every size and every way, where make test shows some
	go -C e2e test -tags audit -count=1 -v -parallel 4 -timeout 60m -run '^($(SHOW_SOME)|TestNothingThatOneMayPress.*|TestFromTheFirstPageToTheDoorOfTheRealLoginWithARealPhone|TestTheJourneyUnderAName.*)$$' .

audit-windows: ## a double click on Windows, its messages and its windows, under wine
	go test -tags audit -count=1 -v -timeout 20m -run '^TestAuditWindows$$' ./cmd/guide

audit-release: ## make release twice, signed once with test keys; every package installed and run; the workflows linted
	.ci/audit/release

audit-engines: ## the journey and the search for words on Chromium 80, 92, 109 and today's, Firefox ESR and WebKitGTK, with pictures of every kind of page in screens/
	GUIDE_SCREENS='$(SCREENS)' go -C e2e test -tags audit -count=1 -v -timeout 60m -run '^TestAuditEngines' .

audit-bare: ## make test in a minimal Debian with Go and nothing else; make audit-bare ONLY=TestHome
	ONLY="$(ONLY)" .ci/audit/bare

audit-code: ## unused code and mistakes, go.mod, module hashes; the scripts' types
	e2e/node_modules/.bin/tsc -p e2e/tsconfig.json
	for m in $(MODULES); do (cd $$m && go run $(STATICCHECK) -tags audit ./... && go run $(GOLANGCI) run --build-tags audit ./... && ! go mod verify 2>&1 | grep -v -e '^all modules verified' -e '^napguide v0.0.0: ') || exit 1; done # the module of this folder has no hash
	go run $(GOSEC) -quiet -exclude=G104 -exclude-dir=e2e -exclude-dir=bench -exclude-dir=release ./... # G104 is errcheck's, above; only what is shipped

audit-fuzz: ## every fuzz target for 30 s; make audit-fuzz FUZZTIME=5m
	@.ci/audit/fuzz

audit-headers: ## what MDN's HTTP Observatory says, under TLS on localhost
	go -C e2e test -tags audit -count=1 -v -run '^TestAuditHeaders$$' .

audit-lan: ## every browser test under a name on the LAN, on plain http, as in a hospital
	GUIDE_E2E_NAME=training-pc go -C e2e test -count=1 -parallel 4 -timeout 60m .

audit-wapiti: ## wapiti against the running program: nothing of medium or above
	go -C e2e test -tags audit -count=1 -v -timeout 30m -run '^TestAuditWapiti$$' .

screens: setup ## pictures of every page, three sizes, light and dark: screens/index.html; make screens ONLY=th_guide
	GUIDE_SCREENS='$(SCREENS)' go -C e2e test -count=1 -timeout 60m -run '^TestScreens$$/$(ONLY)' .

release: ## everything for a release page, in dist/: archives, .deb, image, site, SCORM package, checksums; the same commit makes the same bytes. make release ONLY=linux/amd64
	go -C release run . $(if $(ONLY),-only $(ONLY))

clean: ## remove what was made here (never guide-data)
	rm -rf guide dist screens .tools e2e/node_modules
	go clean -testcache
