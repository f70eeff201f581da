// Shows, one set after another, what a page holds back at first: explanations, hints, details, the views of the on-screen
// phone. It returns the pieces' names, or nothing when all have been shown.
(n) => {
  document.querySelectorAll(".answer.show,.hints.show").forEach((e) => e.classList.remove("show"));
  const answers = [...document.querySelectorAll(".answer,.hints")],
    views = [...document.querySelectorAll(".pv:not(.home)")].map((e) => e.id.slice(6));
  const details = [...document.querySelectorAll("details")],
    phone = document.querySelector(".phone"),
    names = [];
  details.forEach((e) => {
    e.open = true;
    names.push("details " + e.className);
  });
  const a = answers[n];
  if (a) {
    a.classList.add("show");
    names.push(a.className + "#" + a.id);
  }
  if (phone && views[n]) {
    phone.dataset.view = views[n];
    names.push(phone.className + views[n] + phone.querySelectorAll(".pv").length);
  }
  return n === 0 || a || views[n] ? names : [];
};
