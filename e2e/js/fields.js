// What anything can be written into, but for the codes, the trainer's Wi-Fi, a number to release, and the place of the class, in the
// invitation and in the report.
// The console's picture of the wall is a frame that loads no address and runs no script.
() =>
  [...document.querySelectorAll("input,textarea,[contenteditable],[role=textbox],[role=searchbox],object,embed,iframe")]
    .filter(
      (e) =>
        !(e.matches("input") && ["hidden", "radio", "checkbox", "submit", "button"].includes(e.type)) &&
        !e.matches(
          "form[action='/d'] input[name=code][type=text],form[action='/j'] input[name=code][type=text],form[action='/workshop'] input:is([name=wifi],[name=pass])[type=text],form[action$='/wifi'] input:is([name=name],[name=pass])[type=text],form[action$='/place'] input[name=place][type=text],form[action$='/free'] input[name=number][type=text],#fill input[type=text],.mirror iframe[srcdoc=''][sandbox=allow-same-origin]:not([src])",
        ),
    )
    .map((e) => e.outerHTML.slice(0, 160));
