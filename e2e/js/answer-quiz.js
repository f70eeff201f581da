// Answers the quiz of a page until its result shows; the first questions, as many as are named, wrongly.
(page, wrong) => {
  for (let n = 0; n < 60 && page.getElementById("result").hidden; n++) {
    const question = [...page.querySelectorAll(".question")].find((q) => !q.hidden);
    question.querySelector(n < wrong ? "li:not([data-right]) input" : "[data-right] input").click();
    const main = page.querySelector("form.quiz [type=submit]");
    main.click();
    main.click();
  }
  return true;
}
