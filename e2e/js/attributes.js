// What is heard, shown or copied and stands in no text: names, titles, values, what a script will say.
() =>
  [
    document.title,
    ...[...document.querySelectorAll("*")].flatMap((e) => [...e.attributes].map((a) => a.value).concat(e.value || "")),
    ...[...document.querySelectorAll("template")].map((t) => t.innerHTML),
  ].join("\n");
