'use strict';
/* An article's form: a button that needs a time says it while it is chosen. Without this script it says it after the next answer. */
for (const button of document.querySelectorAll("button[data-moment]")) {
  const field = document.getElementById(button.dataset.moment);
  const today = button.closest("[data-today]").dataset.today;
  const say = () => {
    const [day, time] = field.value.split("T");
    if (!time) return;
    const date = new Date(`${day}T00:00Z`).toLocaleDateString("en-GB", { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });
    button.textContent = button.dataset.words + (day === today ? time : `${date}, ${time}`);
  };
  field.addEventListener("input", say);
}
