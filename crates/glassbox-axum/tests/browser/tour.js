// Drives the page by its own buttons, and reports what was to be seen after each step. What it should have
// been is in the tests.

const $ = (selector) => document.querySelector(selector);

async function until(holds) {
  const deadline = performance.now() + 120_000;
  while (!holds()) {
    if (performance.now() > deadline) throw new Error(`waited in vain: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const idle = () => until(() => !$("[aria-busy=true]"));

async function press(selector) {
  $(selector).click();
  await idle();
}

// The lines that were added to the page's log of requests, in their order, without what is random.
let known = 0;
function wire() {
  const lines = [...$("#requests").children].slice(0, $("#requests").children.length - known).reverse();
  known += lines.length;
  return lines.map((line) => {
    const [status, request, came] = [...line.children].map((part) => part.textContent);
    const [method, path] = request.split(" ");
    return `${status} ${method} ${path} ${came.replace(/"access_token":"[^"]*"/, '"access_token":…')}`;
  });
}

function answer(pane) {
  const said = $(`${pane} .answer`).textContent.trim().replaceAll(/\s+/g, " ");
  return `${$(pane).dataset.answer}: ${said}`;
}

function who() {
  const devices = [...$("#devices").children].map((device) => device.textContent.replace(/since.*/, "since…"));
  return [$("#who").textContent, ...devices];
}

function claim(pane, name) {
  const claims = [...$(`${pane} .claims`).children].map((claim) => claim.children);
  return claims.find(([term]) => term.textContent === name)?.[1].textContent;
}

const steps = [];
const note = (step, ...seen) => steps.push([step, seen.flat()]);

async function login(password, device) {
  const { elements } = $("#form");
  [elements.password.value, elements.device.value] = [password, device];
  $("#form").requestSubmit(); // as the enter key does
  await idle();
}

const later = (seconds) => fetch(`/clock/${seconds}`, { method: "POST" });

const tours = {
  async story() {
    await press("#app-01 .ask");
    note("no token", wire(), answer("#app-01"));
    await login("byron", "laptop");
    note("a wrong password", wire(), who());
    await login("lovelace", "laptop");
    note("login", wire(), who());
    note("what a script sees of the cookie", JSON.stringify(document.cookie), $("#cookie").textContent);
    await press("#app-01 .ask");
    note("application 01", wire(), answer("#app-01"));
    await press("#app-02 .ask");
    note("application 02, without a password", wire(), answer("#app-02"));
    await press("#app-01 .root");
    note("become root", wire(), answer("#app-01"), claim("#app-01", "role"));
    await press("#app-01 .next-door");
    note("next door", wire(), answer("#app-02"), claim("#app-02", "aud"));
    await later(5);
    await press("#app-01 .ask");
    note("expired, and refreshed", wire(), answer("#app-01"));
    await later(5);
    const both = ["app-01", "app-02"].map((name) => fetch(`/token/${name}`, { method: "POST" }));
    note("two refreshes at once", (await Promise.all(both)).map(({ status }) => `${status}`));
    await press("#app-02 .ask");
    await press("#logout");
    note("logout", wire().slice(-2), who());
    await press("#app-02 .ask");
    note("the access token lives on", wire(), answer("#app-02"));
    await later(5);
    await press("#app-02 .ask");
    note("and then no more", wire(), answer("#app-02"));
    const done = [...document.querySelectorAll("[data-step]")].map((step) => step.textContent.endsWith("Done."));
    note("things tried", `${done.filter(Boolean).length} of ${done.length}`);
  },

  async login(device) {
    wire();
    await login("lovelace", device);
    note("login", wire(), who());
  },

  async ask() {
    note("the page", wire(), who());
    await press("#app-01 .ask");
    note("application 01", wire(), answer("#app-01"));
  },

  async everywhere() {
    wire();
    await press("#everywhere");
    note("log out everywhere", wire(), who());
  },

  async window(device) {
    await login("lovelace", device);
    for (const pane of ["#app-01", "#app-02"]) {
      await press(`${pane} .ask`);
      await press(`${pane} .root`);
    }
    const { scrollWidth, scrollHeight } = document.documentElement;
    note("inside", `${innerWidth}`, `${innerHeight}`);
    note("content", `${scrollWidth}`, `${scrollHeight}`);
    const nameless = [...document.querySelectorAll("button, input")].filter(
      (control) => !(control.labels?.[0] ?? control).textContent.trim());
    note("controls without a name", nameless.map((control) => control.outerHTML));
  },

  async picture() {
    await login("lovelace", "Laptop");
    await press("#app-01 .ask");
    await press("#app-02 .ask");
    await press("#app-01 .root");
    await press("#app-01 .ask");
    await press("#app-01 .next-door");
  },
};

const [tour, argument] = location.hash.slice(1).split("=");
try {
  await until(() => $("#login").ariaBusy === "false");
  await tours[tour](decodeURIComponent(argument));
} catch (error) {
  note("error", String(error.stack));
}
await fetch("/said", {
  method: "POST",
  headers: { "Content-Type": "application/json" },
  body: JSON.stringify({ tour, steps }),
});
