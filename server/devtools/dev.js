"use strict";
/* For writers only (guide serve --dev): a page reloads where it stands after an edit; a fault is told in a bar. */
(() => {
  const edit = Number(/** @type {HTMLScriptElement} */ (document.currentScript).dataset.edit);
  let told = "";
  const source = new EventSource("/_dev/events");
  source.addEventListener("site", (event) => {
    const state = JSON.parse(event.data);
    if (state.edit !== edit) return location.reload();
    const now = JSON.stringify(state.faults);
    if (now !== told) { told = now; tell(state.faults); }
  });
  addEventListener("pagehide", () => source.close());
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  /** @param {{at:string,msg:string,mend:string}[]} faults */
  function tell(faults) {
    document.querySelector(".dev-bar")?.remove();
    if (!faults.length) return;
    const bar = document.createElement("aside"), head = document.createElement("strong"), list = document.createElement("ol");
    bar.className = "dev-bar";
    bar.setAttribute("role", "alert");
    head.textContent = "ยังแสดงฉบับก่อนหน้า เพราะพบข้อผิดพลาด · The last good version stays, for: " + faults.length;
    for (const f of faults.slice(0, 20)) {
      const item = document.createElement("li"), at = document.createElement("code");
      at.textContent = f.at;
      item.append(at, " " + f.msg + (f.mend ? " → " + f.mend : ""));
      list.append(item);
    }
    bar.append(head, list);
    document.body.append(bar);
  }
})();
