package e2e

import (
	"strings"
	"testing"
)

// One example of each feature above the floor; the next table holds what stands on it.
func TestTheLinterKnowsEachFeatureAboveTheFloor(t *testing.T) {
	t.Parallel()
	read := func(kind, source string) []string {
		l, err := newLinter()
		if err != nil {
			t.Fatal(err)
		}
		switch kind {
		case "style":
			l.styles("sheet", []byte(source))
		case "script":
			l.script("script", []byte(source))
		default:
			l.markup("page", []byte(source))
		}
		return l.faults
	}
	above := map[string][]string{
		"style": {
			"a{inset:0}", "a{inset-inline:0}", "a{inset-block-start:0}", "a{margin-inline:1px}", "a{padding-inline:1px}", "a{margin-block:1px}", "a{padding-block:1px 2px}", "a{border-inline:1px solid}", "a{border-block-color:red}",
			"a{border-start-start-radius:1px}", "a{aspect-ratio:1}", "a{display:flex;gap:1px}", "a{display:inline-flex;column-gap:1px}", "a{display:flex;row-gap:1px}", "a{overflow:clip}", "a{overflow-x:clip}", "a{overflow-clip-margin:1px}",
			"a{height:100dvh}", "a{height:100svh}", "a{width:50lvw}", "a{width:1cqw}", "a{width:1rlh}", "a{height:2lh}", "a{width:1cap}", "a{width:1rex}", "a{height:calc(100dvh - 1px)}", "a{height:min(1px,100dvh)}",
			"a{color:color-mix(in srgb,red,blue)}", "a{color:oklch(50% 0 0)}", "a{color:lab(50% 0 0)}", "a{color:hwb(0 0% 0%)}", "a{color:color(display-p3 1 0 0)}", "a{color:light-dark(red,blue)}", "a{color:rgb(from red r g b)}",
			"a{background:linear-gradient(in oklch,red,blue)}", "a{background:image-set('a.png' 1x)}", "a{border:1px solid color-mix(in srgb,red,blue)}", "a{box-shadow:0 0 1px color-mix(in srgb,red,blue)}",
			"a{scrollbar-gutter:stable}", "a{scrollbar-width:thin}", "a{scrollbar-color:red blue}", "a{contain-intrinsic-size:1px}", "a{container-type:inline-size}", "a{container:a/size}",
			"a{translate:1px}", "a{rotate:1deg}", "a{scale:2}", "a{backdrop-filter:blur(1px)}", "a{appearance:none}", "a{user-select:none}", "a{mask-image:none}", "a{mask:none}", "a{print-color-adjust:exact}", "a{hyphens:auto}",
			"a{text-decoration-thickness:1px}", "a{text-decoration:underline 2px}", "a{line-clamp:2}", "a{font-size-adjust:1}", "a{initial-letter:2}", "a{word-break:auto-phrase}", "a{white-space-collapse:collapse}",
			"a{float:inline-start}", "a{clear:inline-end}", "a{width:fit-content}", "a{width:stretch}", "a{max-width:fit-content}", "a{display:grid;grid-template-columns:subgrid}", "a{clip-path:path('M0 0')}", "a{resize:block}",
			"a{width:round(1px,2px)}", "a{width:calc(sin(1)*1px)}", "a{transition-timing-function:linear(0,1)}", "a{animation-timeline:scroll()}", "a{view-transition-name:b}", "a{anchor-name:--a}", "a{position-anchor:--a}", "a{field-sizing:content}",
			"a{interpolate-size:allow-keywords}", "a{transition-behavior:allow-discrete}", "a{offset-path:none}", "a{zoom:1}", "a{content:'a'/'b'}", "a{display:inline flex}",
			":is(a,b){color:red}", ":where(a,b){color:red}", "a:not(.b,.c){color:red}", "a:fullscreen{color:red}", "a:modal{color:red}", "a:popover-open{color:red}", "a:user-invalid{color:red}", "a:dir(rtl){color:red}", "a:autofill{color:red}",
			"a:nth-child(1 of b){color:red}", "a:nth-last-child(2n of .b){color:red}", "a::marker{color:red}", "a::file-selector-button{color:red}", "a::highlight(b){color:red}", "a,b:has(c){color:red}", "a,b:focus-visible{color:red}", "a[b='c' s]{color:red}",
			"a:is(b) c,d{color:red}", "a{b{color:red}}", "a{&:hover{color:red}}", "a{@media print{color:red}}", "a{color:red;&.b{color:blue}}",
			"@media (width>=1px){a{color:red}}", "@media (1px<width<2px){a{color:red}}", "@media not (hover){a{color:red}}", "@media (hover) or (width:1px){a{color:red}}", "@media (min-width:1px) and (not (hover)){a{color:red}}",
			"@layer a;", "@layer a{b{color:red}}", "@container (width>1px){a{color:red}}", "@property --a{syntax:'*';inherits:false}", "@scope (a){b{color:red}}", "@starting-style{a{color:red}}",
			"@supports not selector(:has(a)){b{color:red}}", "@supports not (gap:1px){a{inset:0}}", "@supports (display:grid){a{inset:0}}", "@supports (color:red) and (display:grid){a{width:1dvh}}", "@counter-style a{symbols:'b'}", "@page a{margin:0}", "@page{@top-left{content:'a'}}", "@import 'a' layer(b);", "@import url(a) supports(display:grid);", "@view-transition{navigation:auto}", "@font-face{size-adjust:90%}",
			"@media print{a{inset:0}}", "@supports (display:grid) or (inset:0){a{color:red}}b{inset:0}", "a{colour:red}",
			"a{margin-inline:auto!important}", "A{INSET:0}", "a{WIDTH:1DVH}", "a{--b:1;inset:var(--b)}",
		},
		"script": {
			"a ??= b", "a ||= b", "a &&= b", "x = 10n", "class A { b = 1 }", "class A { #b = 1 }", "class A { static b = 1 }", "class A { static { a() } }", "class A { #b() {} }", "class A { has(o) { return #b in o } #b }", "await a", "import('a')", "import a from 'b'", "export {}",
			"x = /(?<=a)b/", "x = /(?<!a)b/", "x = /a/d", "x = /[a--b]/v", "new RegExp('(?<=a)b')", `new RegExp("a", "d")`,
			"a.replaceAll('b','c')", "a.at(-1)", "'a'.at(0)", "Object.hasOwn(a,'b')", "Object.groupBy(a,b)", "a.findLast(b)", "a.findLastIndex(b)", "a.toSorted()", "a.toReversed()", "a.with(0,b)", "structuredClone(a)", "reportError(a)", "a.isWellFormed()",
			"Promise.any([a])", "Promise.withResolvers()", "Promise.try(a)", "new WeakRef(a)", "new FinalizationRegistry(a)", "new AggregateError([])", "Array.fromAsync(a)", "Iterator.from(a)", "new Set(a).union(b)", "a.isSubsetOf(b)",
			"AbortSignal.timeout(1)", "AbortSignal.any([a])", "a.throwIfAborted()", "crypto.randomUUID()", "a.replaceChildren(b)", "a.checkVisibility()", "a.requestSubmit()", "a.showModal()", "a.showPopover()", "a.togglePopover()", "a.inert = true", "e.submitter",
			"new FormData(a, b)", "new BroadcastChannel('a')", "navigator.locks.request('a', b)", "navigator.userAgentData", "navigator.wakeLock.request('screen')", "navigator.canShare()", "navigator.setAppBadge(1)", "navigator.connection.type", "requestIdleCallback(a)",
			"scheduler.postTask(a)", "new EventTarget()", "a.getAnimations()", "new CSSStyleSheet()", "document.adoptedStyleSheets = []", "a.attachInternals()", "document.startViewTransition(a)", "a.computedStyleMap()", "CSS.registerProperty({})", "new CompressionStream('gzip')",
			"navigation.navigate('a')", "new URLPattern()", "URL.canParse('a')", "URL.parse('a')", "new MediaStreamTrackProcessor({})", "new BarcodeDetector2(); window.showOpenFilePicker()", "new OffscreenCanvas(1,1)", "createImageBitmap(a)",
			"matchMedia('print').addEventListener('change',b)", "const m = matchMedia('print'); m.addEventListener('change', b)", "let dark = window.matchMedia('(a)'), b = 1;\ndark.onchange = b; dark.addEventListener('change', b)", "speechSynthesis.addEventListener('a', b)", "const s = speechSynthesis; s.addEventListener('a', b)",
			"a.addEventListener('b', c, { signal })", "a.addEventListener('b', c, { once: true, signal: d })",
			"new Intl.RelativeTimeFormat('th')", "new Intl.ListFormat('th')", "new Intl.DisplayNames('th', {})", "new Intl.Segmenter('th')", "new Intl.DateTimeFormat('th', { dateStyle: 'long' })", "a.toLocaleString('th', { timeStyle: 'short' })", "a.toLocaleDateString('th', {dateStyle:'medium'})",
			"a.formatRange(b, c)", "new Intl.NumberFormat('th', { style: 'unit', unit: 'second' })", "new Intl.NumberFormat('th', { notation: 'compact' })", "Intl.supportedValuesOf('unit')", "new Intl.DateTimeFormat('th', { dayPeriod: 'short' })", "new Intl.DateTimeFormat('th', { fractionalSecondDigits: 3 })", "new Intl.DurationFormat('th')",
			"a.querySelector('b:has(c)')", "a.closest(':is(b,c)')", "a.matches(':where(b)')", "a.matches(':focus-visible')", "a.querySelectorAll(`b:not(c,d)`)", "a.querySelector(':modal')", "a.matches(':fullscreen')", "a.matches(':popover-open')",
			"new IntersectionObserver(a, { trackVisibility: true, delay: 100 })", "a.requestFullscreen()", "document.fullscreenElement", "new Worker('a', { type: 'module' })", "a.type = 'module'",
			"a.scrollTo({ top: 0 })", "window.scrollBy({ top: 1, behavior: 'smooth' })", "a.getHTML()", "a.setHTMLUnsafe(b)", "a.moveBefore(b,c)", "performance.measureUserAgentSpecificMemory()", "performance.now2 || performance.eventCounts", "new ReportingObserver(a)",
			"Array.prototype.at.call(a, 0)", "a['replaceAll']('b','c')", "const { randomUUID } = crypto", "a?.replaceAll('b','c')", "globalThis.structuredClone(a)", "window.structuredClone(a)", "self.BroadcastChannel",
		},
		"markup": {
			"<div inert>", `<script type="module">`, `<script type=importmap>`, `<details name="a">`, "<search>", `<button popovertarget="a">`, "<div popover>", "<selectedcontent>", `<button commandfor=a command=close>`, `<template shadowrootmode=open>`,
			`<input enterkeyhint=go>`, `<div hidden="until-found">`, `<link rel="modulepreload" href="a">`, `<img fetchpriority=high>`, `<script blocking=render>`, `<link blocking=render>`, `<fencedframe>`, `<img loading=lazy>`,
		},
	}
	fine := map[string][]string{
		"style": {
			"a{width:clamp(1px,2vw,3px)}", "a{width:min(1px,2px)}", "a{width:max(1px,2px)}", "a{display:grid;gap:1px}", "a{display:contents}", "a{place-items:center}", "a{inline-size:1px}", "a{margin-inline-start:1px}", "a{padding-block-end:1px}",
			"a:focus-within{color:red}", "a:any-link{color:red}", "a:focus-visible{color:red}", "a:not(.b):not(.c){color:red}", "@supports (inset:0){a{inset:0}}", "@supports (display:grid) and (inset:0){a{inset:0}}", "@supports selector(:focus-visible){a{outline:0}}", "@supports not (inset:0){a{top:0}}", "@media (min-width:1px) and (max-width:2px){a{color:red}}",
			"@media not all and (hover){a{color:red}}", "@media (prefers-reduced-motion:reduce){a{color:red}}", "@media (forced-colors:active){a{color:red}}", "a{height:100vh;height:100dvh}", "a{color:red;color:color-mix(in srgb,red,blue)}", "a{-webkit-user-select:none;user-select:none}",
			"a{color:rgb(1 2 3/50%)}", "a{background:conic-gradient(red,blue)}", "a{position:sticky}", "a{content:'>= (width>=1px)'}", "@media print{a{color:red}}", "@page{margin:1cm}",
		},
		"script": {
			"a?.b ?? c", "a.flatMap(b)", "Object.fromEntries(a)", "Promise.allSettled([a])", "[...a.matchAll(/b/g)]", "queueMicrotask(a)", "globalThis.a", "a.toggleAttribute('b')", "a.closest('b:not(.c)')", "new ResizeObserver(a)", "new IntersectionObserver(a, { rootMargin: '1px' })",
			"a.addEventListener('b', c, { once: true, passive: true })", "try { a() } catch { b() }", "x = /(?<name>a)/s", "new Intl.PluralRules('th')", "new Intl.DateTimeFormat('th', { day: 'numeric', month: 'long', year: 'numeric' })", "1_000", "async function x() { for await (const a of b) c(); }", "new FormData(a)",
			"m.addListener(a)", "a.scrollIntoView({ block: 'center' })", "navigator.clipboard.writeText(a)", "if (a.requestFullscreen) a.requestFullscreen()", "x = 'structuredClone is new'", "// replaceAll(\na()",
		},
		"markup": {`<input type="text" autocomplete="off">`, "<details><summary>", `<img alt="" width=1 height=1>`, `<script defer src="a">`, `<a rel=noopener target=_blank>`, "<template>", "<meter>", "<progress>"},
	}
	for kind, sources := range above {
		for _, source := range sources {
			if len(read(kind, source)) == 0 {
				t.Errorf("%s not found: %s", kind, source)
			}
		}
	}
	for kind, sources := range fine {
		for _, source := range sources {
			if got := read(kind, source); len(got) > 0 {
				t.Errorf("%s blamed: %s: %s", kind, source, strings.Join(got, "; "))
			}
		}
	}
}
