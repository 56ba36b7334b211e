// The page of the scene. It holds access tokens in memory and never sees the refresh token, which is in a
// cookie for the server alone. Text goes in as text (`append`, `textContent`): claims are other people's words.

const $ = (selector, within = document) => within.querySelector(selector);

function make(tag, className, ...children) {
  const made = document.createElement(tag);
  made.className = className;
  made.append(...children);
  return made;
}

const withoutMotion = matchMedia("(prefers-reduced-motion: reduce)");

// While something is under way, its part of the page says so.
const busily = (part, work) => async (event) => {
  part.ariaBusy = "true";
  await work(event);
  part.ariaBusy = "false";
};

// ---- A token is readable by everybody

const bytes = (base64url) =>
  Uint8Array.from(atob(base64url.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
const json = (base64url) => JSON.parse(new TextDecoder().decode(bytes(base64url)));
const base64url = (value) =>
  btoa(String.fromCharCode(...new TextEncoder().encode(JSON.stringify(value))))
    .replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

// What anybody can do to a token: write something else into it, and keep the signature.
function asRoot(token) {
  const [header, payload, signature] = token.split(".");
  return [header, base64url({ ...json(payload), role: "root" }), signature].join(".");
}

// ---- What went over the wire

const cut = (token) => `${token.slice(0, 6)}…${token.slice(-4)}`;
const withoutToken = (text, { access_token }) => (access_token ? text.replace(access_token, cut) : text);

// One request and its line in the log. `sent` says in words what went along.
async function request(server, method, path, sent, options = {}) {
  let [response, text] = [{ ok: false, status: "—", headers: new Headers() }, "no answer"];
  try {
    response = await fetch(server.origin + path, { method, cache: "no-store", ...options });
    text = await response.text();
  } catch {
    // The line says it: the server is gone, or forbids this page to ask.
  }
  const challenge = response.headers.get("WWW-Authenticate");
  const body = text.startsWith("{") ? JSON.parse(text) : {};
  const came = challenge ? `WWW-Authenticate: ${challenge}` : withoutToken(text, body) || "no body";
  const status = make("b", response.ok ? "good" : "bad", response.status);
  const line = make("span", "line", `${method} ${server.name}${path} `, make("i", "", sent));
  $("#requests").prepend(make("li", "", status, line, make("span", "came", came)));
  while ($("#requests").children.length > 60) $("#requests").lastChild.remove();
  return { ok: response.ok, status: response.status, challenge, body };
}

const done = (step) => {
  const item = $(`[data-step=${step}]`);
  if (item.classList.contains("done")) return;
  item.classList.add("done");
  item.append(make("span", "spoken", " Done."));
};

// ---- The authorization server

const auth = { name: "auth", origin: "" };
const cookie = "the cookie, which the browser adds";
let isLoggedIn = false;

const tell = (words) => void ($("#who").textContent = words);

async function login() {
  const answer = await request(auth, "POST", "/login", "name and password", {
    body: new URLSearchParams(new FormData($("#form"))),
  });
  if (answer.status === 403) return tell("That is not the password.");
  if (!answer.ok) return tell("Nobody can be logged in just now.");
  applications[0].keep(answer.body);
  done("login");
  await devices();
}

async function devices() {
  const { ok, status, body } = await request(auth, "POST", "/devices", cookie);
  $("#cookie").textContent = JSON.stringify(document.cookie);
  if (status === 503) return tell("The server cannot say just now who is logged in.");
  isLoggedIn = ok;
  tell(ok ? `${body.user} is logged in on` : "Nobody is logged in.");
  const thisFirst = (body.devices ?? []).sort((one, other) => other.this - one.this);
  $("#devices").replaceChildren(...thisFirst.map(({ label, since, this: isThis }) => {
    const at = new Date(since * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
    return make("li", isThis ? "this" : "", label, make("small", "", isThis ? " this device" : ` since ${at}`));
  }));
}

async function logout(path) {
  await request(auth, "POST", path, cookie);
  await devices();
}

// ---- The applications

class Application {
  constructor({ name, origin }) {
    Object.assign(this, { name, origin, own: null, pane: $("#pane").content.cloneNode(true).firstElementChild });
    const title = `Application ${name.slice(-2)}`;
    this.pane.id = name;
    this.pane.setAttribute("aria-label", title);
    $(".title", this.pane).textContent = title;
    $(".origin", this.pane).textContent = origin;
    $(".ask", this.pane).onclick = busily(this.pane, () => this.ask());
    $(".root", this.pane).onclick = busily(this.pane, () => this.becomeRoot());
    $(".next-door", this.pane).onclick = busily(this.pane, () => this.takeNextDoor());
    $("#applications").append(this.pane);
    this.show(null, "");
  }

  // `until` is counted from now by this browser: its clock need not be the server's.
  keep({ access_token, expires_in }) {
    this.own = { text: access_token, until: performance.now() + expires_in * 1000 };
    this.show(this.own, "Its own token");
  }

  async refresh() {
    const answer = await request(auth, "POST", `/token/${this.name}`, cookie);
    if (answer.ok) this.keep(answer.body);
    return answer.ok;
  }

  // A token that is missing or has expired is fetched, and the question asked once more. Only the challenge
  // tells that; another refusal would only come again.
  async ask() {
    const had = this.own;
    const first = await this.visit(had, "Its own token");
    if (first.ok) return this.letIn(isLoggedIn ? "ask" : "outlived");
    if (had && !first.challenge?.includes("expired")) return;
    if (await this.refresh()) {
      const second = await this.visit(this.own, "Its own token");
      if (second.ok) this.letIn(had ? "expired" : "ask");
    } else if (had && !isLoggedIn) done("over");
  }

  letIn(step) {
    this.wasLetIn = true;
    if (step !== "ask" || applications.every((application) => application.wasLetIn)) done(step);
  }

  async becomeRoot() {
    const forged = { ...this.own, text: asRoot(this.own.text), forged: "role" };
    const answer = await this.visit(forged, "Forged: its role is root");
    if (answer.status === 401) done("root");
  }

  async takeNextDoor() {
    const other = applications.find((application) => application !== this);
    const answer = await other.visit({ ...this.own, forged: "aud" }, `The token of ${this.name}`);
    if (answer.status === 401) done("next-door");
  }

  // Presents a token, whoever's it is, and shows the answer in this pane.
  async visit(token, whose) {
    if (token) this.show(token, whose);
    const headers = token ? { Authorization: `Bearer ${token.text}` } : {};
    const sent = token ? `Bearer ${cut(token.text)} (${whose.toLowerCase()})` : "no token";
    const answer = await request(this, "GET", "/me", sent, { headers });
    const { why } = await fetch(this.origin + "/log", { cache: "no-store" }).then((log) => log.json(), () => ({}));
    this.pane.dataset.answer = answer.ok ? "good" : "bad";
    $(".answer b", this.pane).textContent = answer.status;
    const { name, role } = answer.body;
    $(".said", this.pane).textContent = answer.ok ? `Hello ${name}, your role is ${role}.` : "Refused.";
    $(".log", this.pane).textContent = why && !answer.ok ? `Its own log says: ${why}` : "";
    return answer;
  }

  show(token, whose) {
    this.shown = token;
    for (const button of this.pane.querySelectorAll(".root, .next-door")) button.disabled = !this.own;
    if (!token) return;
    const [header, payload, signature] = token.text.split(".");
    this.pane.classList.toggle("forged", token.forged === "role");
    const part = (text, className) => make("span", className, text);
    $(".token", this.pane).replaceChildren(
      part(header, "header"), ".", part(payload, "payload"), ".", part(signature, "signature"));
    const member = (className, [name, value]) =>
      make("div", name === token.forged ? "wrong" : "", make("dt", className, name), make("dd", "", String(value)));
    const members = (text, className) => Object.entries(json(text)).map((entry) => member(className, entry));
    $(".claims", this.pane).replaceChildren(...members(header, "header"), ...members(payload, "payload"));
    $(".whose", this.pane).textContent = `${whose}.`;
    this.count();
  }

  // How long the token that is shown still lives.
  count() {
    if (!this.shown) return;
    const rest = Math.max(this.shown.until - performance.now(), 0) / 1000;
    const seconds = Math.ceil(rest);
    const part = (withoutMotion.matches ? seconds : rest) / scene.life;
    $(".bar span", this.pane).style.clipPath = `inset(0 ${100 - 100 * part}% 0 0)`;
    $(".left", this.pane).textContent = seconds > 0 ? `It expires in ${seconds} s.` : "It has expired.";
    this.pane.classList.toggle("expired", seconds === 0);
  }
}

// ---- The beginning

function thisDevice() {
  const [, browser] = navigator.userAgent.match(/(Firefox|Edg|Chrome|Safari)\//) ?? [, "Browser"];
  const [system] = navigator.userAgent.match(/Android|iPhone|iPad|Windows|Mac|Linux/) ?? [""];
  return `${browser} ${system}`.trim();
}

const scene = await fetch("/scene").then((answer) => answer.json());
const applications = scene.applications.map((application) => new Application(application));
$("#mode").textContent = scene.keys;
$("#here").textContent = location.origin;
$("#form").elements.device.value = thisDevice();
$("#form").onsubmit = (event) => {
  event.preventDefault();
  busily($("#login"), login)();
};
$("#logout").onclick = busily($("#login"), () => logout("/logout"));
$("#everywhere").onclick = busily($("#login"), () => logout("/logout/everywhere"));
setInterval(() => applications.forEach((application) => application.count()), 200);
await busily($("#login"), devices)(); // a reload stays logged in: the cookie is still there
