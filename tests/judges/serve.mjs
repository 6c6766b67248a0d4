// `byline serve` in a real browser: argument a file with {chromium, byline, root, patience, shots},
// answer {faults: [..]}. Files are edited; the page is never touched, but for scrolling and Esc.
import { createRequire } from "node:module";
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const modules = process.env.BYLINE_NODE_MODULES;
const require = createRequire(join(modules, "here.js"));
const { chromium } = require("playwright-core");
const axe = readFileSync(join(modules, "axe-core/axe.min.js"), "utf8");
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

const asked = JSON.parse(readFileSync(process.argv[2], "utf8"));
const faults = [];
if (asked.shots) mkdirSync(asked.shots, { recursive: true });

// --- the site and its server -----------------------------------------------------------------------

const file = (name) => join(asked.root, name);
const read = (name) => readFileSync(file(name), "utf8");
// As editors do it: whole, beside the file, then renamed.
const write = (name, text) => {
  writeFileSync(file(`${name}~`), text);
  renameSync(file(`${name}~`), file(name));
};
const edit = (name, from, to) => {
  const text = read(name);
  if (!text.includes(from)) throw new Error(`\`${from}\` is not in ${name}`);
  write(name, text.replace(from, to));
};

let said = "";
const serve = (port) =>
  new Promise((resolve, reject) => {
    const child = spawn(asked.byline, ["--root", asked.root, "serve", "--port", String(port)], {
      env: { ...process.env, NO_COLOR: "1" },
    });
    let out = "";
    const late = setTimeout(() => reject(new Error(`no server:\n${out}${said}`)), 60000);
    child.on("error", reject);
    child.stderr.on("data", (data) => (said += data));
    child.stdout.on("data", (data) => {
      out += data;
      const found = /serving (http:[^;\s]*)/.exec(out);
      if (!found) return;
      clearTimeout(late);
      resolve({ child, base: found[1].replace(/\/$/, "") });
    });
  });

// --- the browser -----------------------------------------------------------------------------------

const profile = mkdtempSync(join(tmpdir(), "byline-chromium-"));
let { child, base } = await serve(0);
const context = await chromium.launchPersistentContext(profile, {
  executablePath: asked.chromium,
  headless: false,
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});

// In each page: the text of the overlay, or null.
const problems = () =>
  document.querySelector("byline-problems")?.shadowRoot.querySelector("[role=alert] pre").textContent ?? null;

/** Asks something of the page; once more where it was loading itself just then. */
const ask = async (page, so, argument) => {
  for (let tries = 1; ; tries += 1) {
    try {
      return await page.evaluate(so, argument);
    } catch (error) {
      if (tries > 20 || !/context was destroyed|navigation/.test(error.message)) throw error;
      await page.waitForLoadState("load").catch(() => {});
    }
  }
};

/** Waits until a function in the page gives something, or notes what did not happen. */
const until = async (page, what, so, argument) => {
  try {
    await page.waitForFunction(so, argument, { timeout: asked.patience, polling: 20 });
    return true;
  } catch {
    faults.push(`${what} did not show within ${asked.patience} ms`);
    return false;
  }
};
const must = (holds, fault) => holds || faults.push(fault);
const mark = (page) => ask(page, () => void (window.untouched = true));
const isMarked = (page) => ask(page, () => window.untouched === true);
const scrolled = (page) => ask(page, () => Math.round(scrollY));
const shows = (page, what, text) => until(page, what, (wanted) => document.body.innerText.includes(wanted), text);

try {
  const page = await context.newPage();
  const scripts = [];
  page.on("pageerror", (error) => scripts.push(`script error: ${error.message}`));
  await page.setViewportSize({ width: 1000, height: 700 });
  await page.goto(`${base}/rain/`, { waitUntil: "load" });
  const other = await context.newPage();
  await other.goto(`${base}/snow/`, { waitUntil: "load" });
  await mark(other);
  await page.bringToFront();

  // An edit of the article.
  await ask(page, () => scrollTo(0, 900));
  edit("content/rain.md", "It rains.", "It pours.");
  if (await shows(page, "an edit of the article", "It pours.")) {
    await until(page, "the place the reader was at after a reload", () => Math.abs(scrollY - 900) < 3);
  }
  must(await isMarked(other), "an edit of one article reloaded another page");

  // Style sheets.
  await mark(page);
  for (const [name, selector, from, to] of [
    ["hashed.css", "h1", "rgb(1, 1, 1)", "rgb(0, 128, 0)"],
    ["plain.css", "p", "rgb(2, 2, 2)", "rgb(0, 0, 128)"],
    ["hashed.css", "h1", "rgb(0, 128, 0)", "rgb(128, 0, 0)"],
  ]) {
    edit(`static/${name}`, from, to);
    const so = ([selector, to]) => getComputedStyle(document.querySelector(selector)).color === to;
    await until(page, `an edit of ${name}`, so, [selector, to]);
    await until(page, `the end of the old ${name}`, () => document.querySelectorAll("link[rel=stylesheet]").length === 2);
  }
  must(await isMarked(page), "an edit of a style sheet reloaded the page");
  must(Math.abs((await scrolled(page)) - 900) < 3, "an edit of a style sheet moved the page");

  // An error.
  edit("templates/page.html", "{{ page.title }}</h1>", "{{ page.title</h1>");
  if (await until(page, "an error", problems)) {
    const text = await ask(page, problems);
    must(text.includes("templates/page.html:9:"), `the overlay does not say where the error is: ${text}`);
    must(said.includes(text), `the overlay has another text than the terminal:\n${text}\n---\n${said}`);
    must((await ask(page, () => document.body.innerText)).includes("It pours."), "the last good page is gone");
    for (const scheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme: scheme });
      if (asked.shots) await page.screenshot({ path: join(asked.shots, `overlay-${scheme}.png`) });
      if (!(await ask(page, () => "axe" in window))) await ask(page, axe);
      const result = await ask(page, (values) => window.axe.run("byline-problems",
        { runOnly: { type: "tag", values }, resultTypes: ["violations"] }), tags);
      for (const { id, help } of result.violations) faults.push(`the overlay, ${scheme}: axe ${id}: ${help}`);
    }
    must(await isMarked(page), "an error reloaded the page");
    const third = await context.newPage();
    await third.goto(`${base}/snow/`, { waitUntil: "load" });
    await until(third, "an error on a page opened later", problems);
    await third.close();
    await page.bringToFront();
    await page.keyboard.press("Escape");
    must((await ask(page, problems)) === null, "Esc does not close the overlay");
    // Another error is news.
    edit("templates/page.html", "{{ page.title</h1>", "{{ pge.title }}</h1>");
    await until(page, "another error", problems);
  }
  write("templates/page.html", read("templates/page.html").replace(/<h1>.*<\/h1>/, "<h1>{{ page.title }}</h1>"));
  await until(page, "the end of an error", () => !document.querySelector("byline-problems"));
  must(await isMarked(page), "mending an error reloaded a page that is as it was");
  edit("templates/page.html", "<main>", "<main><p>Mended.</p>");
  await shows(page, "an edit of a template", "Mended.");

  // Another server at the same address.
  await mark(page);
  const port = new URL(base).port;
  const gone = new Promise((resolve) => child.on("exit", resolve));
  child.kill();
  await gone;
  edit("content/rain.md", "It pours.", "It stopped.");
  ({ child, base } = await serve(port));
  must(new URL(base).port === port, "the port was taken meanwhile");
  if (await shows(page, "an edit while no server ran", "It stopped.")) {
    must(!(await isMarked(page)), "the page was not loaded again");
  }
  faults.push(...scripts);
} finally {
  await context.close();
  child.kill();
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
}
process.stdout.write(JSON.stringify({ faults: [...new Set(faults)] }));
