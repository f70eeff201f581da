/* A learning system made of scorm-again. Its address says how the lesson is shown: ?how=frame&refuse=element&mode=review */
const ask = new URLSearchParams(location.search),
  lesson = ask.get("lesson") || "/pkg/scorm.html",
  kept = JSON.parse(sessionStorage.getItem("attempt") || "{}");
const told = (window.told = []);
const api = new Scorm12API({ logLevel: 5, autocommit: false });
if (kept.cmi) api.loadFromJSON(kept.cmi, "cmi");
if (ask.get("mode")) api.cmi.core.lesson_mode = ask.get("mode");
if (ask.get("entry") !== null) api.cmi.core.entry = ask.get("entry");
const refused = ask.get("refuse"),
  setValue = api.LMSSetValue.bind(api),
  commit = api.LMSCommit.bind(api),
  finish = api.LMSFinish.bind(api);
const keep = () => sessionStorage.setItem("attempt", JSON.stringify(api.renderCMIToJSONObject ? api.renderCMIToJSONObject() : JSON.parse(api.renderCMIToJSONString())));
window.refusing = window.over = false;
const real = {
  LMSInitialize: (p) => (window.over ? "false" : String(api.LMSInitialize(p))),
  LMSGetLastError: () => (window.over ? "301" : String(api.LMSGetLastError())),
  LMSSetValue: (name, value) => {
    if (name === refused) return "false";
    told.push(name + "=" + value);
    return String(setValue(name, value));
  },
  LMSCommit: (p) => {
    if (window.refusing) return "false";
    told.push("commit");
    const done = String(commit(p));
    keep();
    return done;
  },
  LMSFinish: (p) => {
    told.push("finish");
    keep();
    return String(finish(p));
  },
};
const place = ask.get("late") ? null : new Proxy(api, { get: (of, name) => real[name] || (typeof of[name] === "function" ? of[name].bind(of) : of[name]) });
if (!ask.get("none")) window.API = place;
if (ask.get("late")) setTimeout(() => (window.API = new Proxy(api, { get: (of, name) => real[name] || of[name].bind(of) })), 800);
if (ask.get("across")) new CrossFrameLMS(new Proxy(api, { get: (of, name) => real[name] || of[name] }));

/* The statuses in the order in which they were told, each with a commit behind it. */
window.statuses = () =>
  told
    .map((t, i) => (t.startsWith("cmi.core.lesson_status=") && told.indexOf("commit", i) > 0 ? t.split("=")[1] : ""))
    .filter(Boolean)
    .join();
window.valueOf_ = (name) => String(name.split(".").slice(1).reduce((o, k) => o[k], api.cmi));

const frame = document.querySelector("iframe");
var sco = null; // the window that holds the lesson
switch (ask.get("how")) {
  case "popup":
    sco = () => window.popup;
    break;
  case "framed-popup":
    sco = () => window.popup && window.popup.frames[0];
    break;
  default:
    sco = () => frame.contentWindow;
}
window.openPopup = () => {
  window.popup = window.open(ask.get("how") === "popup" ? lesson : "/player?lesson=" + encodeURIComponent(lesson), "lesson", "width=1200,height=700");
  return true;
};
if (frame && !/popup/.test(ask.get("how") || "")) {
  if (ask.get("sandbox") !== null) frame.setAttribute("sandbox", ask.get("sandbox"));
  frame.src = lesson;
} else if (frame) frame.remove();

window.guide = () => {
  try {
    return sco().document.getElementById("guide").contentDocument;
  } catch (e) {
    return null;
  }
};
window.bar = () => {
  try {
    const bar = sco().document.getElementById("told");
    return bar.hidden ? "" : bar.textContent;
  } catch (e) {
    return "no lesson";
  }
};
window.at = (name) => {
  const d = guide();
  return !!d && d.readyState === "complete" && d.location.pathname.replace(/\/$/, "/index.html") === "/pkg/site/" + name;
};
window.press = (sel) => {
  const e = guide().querySelector(sel);
  if (!e) throw new Error("no " + sel);
  e.click();
  return true;
};
window.go = (name) => ((guide().location.href = "/pkg/site/" + name), true);
