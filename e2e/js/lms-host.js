const store = JSON.parse(localStorage.getItem("host") || "{}");
const faults = (window.faults = []),
  calls = (window.calls = []);
let state = "not initialized",
  error = "0";
const text = (n) => (v) => v.length <= n,
  oneOf =
    (...all) =>
    (v) =>
      all.includes(v);
const decimal = (v) => v === "" || (/^\d+(\.\d+)?$/.test(v) && Number(v) <= 100);
const elements = {
  // name: what may be written, or null where it may only be read
  "cmi.core._children": null,
  "cmi.core.student_id": null,
  "cmi.core.student_name": null,
  "cmi.core.credit": null,
  "cmi.core.entry": null,
  "cmi.core.total_time": null,
  "cmi.core.lesson_mode": null,
  "cmi.launch_data": null,
  "cmi.core.lesson_location": text(255),
  "cmi.suspend_data": text(4096),
  "cmi.core.lesson_status": oneOf("passed", "completed", "failed", "incomplete", "browsed"),
  "cmi.core.score.raw": decimal,
  "cmi.core.score.min": decimal,
  "cmi.core.score.max": decimal,
  "cmi.core.exit": oneOf("time-out", "suspend", "logout", ""),
  "cmi.core.session_time": (v) => /^\d{2,4}:[0-5]\d:[0-5]\d(\.\d{1,2})?$/.test(v),
};
const fail = (code, what, result) => {
  error = code;
  faults.push(code + " " + what);
  return result;
};
const save = () => localStorage.setItem("host", JSON.stringify(store));
window.API = {
  LMSInitialize(p) {
    if (p !== "" || state !== "not initialized") return fail("101", "LMSInitialize", "false");
    state = "running";
    error = "0";
    calls.push("initialize");
    return "true";
  },
  LMSFinish(p) {
    if (p !== "" || state !== "running") return fail("301", "LMSFinish", "false");
    state = "finished";
    store.finished = (store.finished || 0) + 1;
    save();
    return "true";
  },
  LMSGetValue(name) {
    if (state !== "running") return fail("301", "get " + name, "");
    if (!(name in elements)) return fail("401", "get " + name, "");
    if (["cmi.core.exit", "cmi.core.session_time"].includes(name)) return fail("404", "get " + name, "");
    error = "0";
    return store[name] || (name === "cmi.core.lesson_status" ? "not attempted" : "");
  },
  LMSSetValue(name, value) {
    if (state !== "running") return fail("301", "set " + name, "false");
    if (!(name in elements)) return fail("401", "set " + name, "false");
    if (!elements[name]) return fail("403", "set " + name, "false");
    if (typeof value !== "string" || !elements[name](value)) return fail("405", "set " + name + " to " + value, "false");
    error = "0";
    store[name] = value;
    return "true";
  },
  LMSCommit(p) {
    if (p !== "" || state !== "running") return fail("301", "LMSCommit", "false");
    save();
    error = "0";
    return "true";
  },
  LMSGetLastError: () => error,
  LMSGetErrorString: (code) => "error " + code,
  LMSGetDiagnostic: (code) => "error " + code,
};
window.kept = (name) => store[name] || "";
window.inner = () => {
  try {
    return frames[0].frames[0].document;
  } catch (e) {
    return null;
  }
};
window.at = (name) => {
  const d = inner();
  return !!d && d.readyState === "complete" && ["/pkg/site/" + name, "/pkg/site/" + name.replace(/index\.html$/, "")].includes(d.location.pathname);
};
window.click = (sel) => {
  const e = inner().querySelector(sel);
  if (!e) throw new Error("no " + sel);
  e.click();
  return true;
};
