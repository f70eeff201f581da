"use strict";
/* The drawn app's scanner. It is offered where the browser can read codes itself, which takes https, and opens this site's
   practice codes only. */
part(() => {
  const scanner = /** @type {HTMLElement|null} */ (document.querySelector("[data-scanner]"));
  const Detector = /** @type {any} */ (window).BarcodeDetector;
  if (!scanner || !Detector || !window.isSecureContext || !navigator.mediaDevices) return;
  const button = /** @type {HTMLButtonElement} */ (scanner.querySelector("button"));
  const video = /** @type {HTMLVideoElement} */ (scanner.querySelector("video"));
  const said = /** @type {HTMLElement} */ (scanner.querySelector("[role=status]"));
  /** @type {MediaStream|null} */
  let stream = null;

  /** @param {string} words the name of the data attribute with them */
  function say(words) {
    if (scanner) said.textContent = scanner.getAttribute("data-" + words);
  }

  function stop() {
    if (stream) stream.getTracks().forEach((track) => track.stop());
    stream = null;
    video.hidden = true;
    button.hidden = false;
  }

  /** The page of a practice code of this site, or "". Codes are drawn in capitals, the host too. @param {string} text what a code carries */
  function practicePage(text) {
    let at;
    try { at = new URL(text); } catch (e) { return ""; }
    const found = /^\/d\/([^/]+)$/i.exec(at.pathname);
    return found && at.host === location.host ? "/d/" + found[1] + "/app" : "";
  }

  async function look() {
    const detector = new Detector({ formats: ["qr_code"] });
    while (stream) {
      let codes = [];
      try { codes = await detector.detect(video); } catch (e) { /* no picture yet */ }
      if (!stream) return;
      if (codes.length) {
        const page = codes.map((/** @type {{rawValue: string}} */ code) => practicePage(code.rawValue)).find(Boolean);
        if (page) {
          stop();
          location.href = page;
          return;
        }
        say("foreign");
      }
      await pause(200);
    }
  }

  button.addEventListener("click", async () => {
    button.disabled = true;
    said.textContent = "";
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
      video.srcObject = stream;
      video.hidden = false;
      button.hidden = true;
      await video.play();
      look();
    } catch (e) {
      stop();
      say("refused");
    }
    button.disabled = false;
  });
  document.addEventListener("visibilitychange", () => { if (document.hidden) stop(); });
  addEventListener("pagehide", stop);
  scanner.hidden = false;
});
