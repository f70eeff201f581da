"use strict";
/* Read-aloud, only where the browser has a voice for the page's language. */
part(() => {
  const reader = /** @type {HTMLButtonElement|null} */ (document.querySelector(".read-aloud"));
  if (!reader || !("speechSynthesis" in window)) return;
  const voice = () => speechSynthesis.getVoices().find((v) => v.lang.toLowerCase().startsWith(document.documentElement.lang));
  const show = () => { reader.hidden = !voice(); };
  show();
  speechSynthesis.onvoiceschanged = show; // no event target in Safari before 16
  reader.addEventListener("click", () => {
    if (speechSynthesis.speaking) { speechSynthesis.cancel(); reader.setAttribute("aria-pressed", "false"); return; }
    const parts = [...document.querySelectorAll(".say h1, .say .prose")].map((e) => /** @type {HTMLElement} */ (e).innerText);
    const speech = new SpeechSynthesisUtterance(parts.join("\n"));
    speech.lang = document.documentElement.lang;
    speech.voice = voice() || null;
    speech.rate = 0.9;
    speech.onend = () => reader.setAttribute("aria-pressed", "false");
    reader.setAttribute("aria-pressed", "true");
    speechSynthesis.speak(speech);
  });
  addEventListener("pagehide", () => speechSynthesis.cancel());
});
