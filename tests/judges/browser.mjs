// Pages in a real browser: argument a file with {chromium, origin, urls, shots}, answer {faults: [..], seen}.
// Each page at two widths, light and dark: axe-core, console, overflow, requests to other hosts.
import { createRequire } from "node:module";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const modules = process.env.BYLINE_NODE_MODULES;
const require = createRequire(join(modules, "here.js"));
const { chromium } = require("playwright-core");
const axe = readFileSync(join(modules, "axe-core/axe.min.js"), "utf8");
const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const asked = JSON.parse(readFileSync(process.argv[2], "utf8"));
const profile = mkdtempSync(join(tmpdir(), "byline-chromium-"));
const faults = [];
let seen = 0;

// `--headless` by hand: the library would choose an older mode that this browser no longer has.
const context = await chromium.launchPersistentContext(profile, {
  executablePath: asked.chromium,
  headless: false,
  reducedMotion: "reduce",
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
if (asked.shots) mkdirSync(asked.shots, { recursive: true });

try {
  const page = await context.newPage();
  let place = "";
  const say = (text) => faults.push(`${place}: ${text}`);
  await page.route("**/*", (route) => {
    const url = route.request().url();
    if (url.startsWith(asked.origin + "/") || url.startsWith("data:") || url.startsWith("blob:")) return route.continue();
    say(`asks another host: ${url}`);
    return route.abort();
  });
  page.on("console", (message) => {
    if (message.location().url.endsWith("/favicon.ico")) return; // asked for by the browser, not by the page
    if (["error", "warning"].includes(message.type())) say(`console ${message.type()}: ${message.text()} (${message.location().url})`);
  });
  page.on("pageerror", (error) => say(`script error: ${error.message}`));
  page.on("response", (answer) => {
    if (answer.status() >= 400 && !answer.url().endsWith("/favicon.ico")) say(`${answer.url()} answers ${answer.status()}`);
  });

  for (const width of [390, 1280]) {
    await page.setViewportSize({ width, height: width < 800 ? 844 : 900 });
    for (const scheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
      for (const url of asked.urls) {
        const path = url.slice(asked.origin.length);
        place = `${path} at ${width} ${scheme}`;
        const answer = await page.goto(url, { waitUntil: "load", timeout: 60000 });
        if (!answer || !answer.ok()) continue; // said by the response handler
        await page.evaluate(() => document.fonts.ready.then(() => true));
        const wide = await page.evaluate(() => {
          const root = document.scrollingElement;
          if (root.scrollWidth <= innerWidth) return null;
          const culprit = [...document.body.querySelectorAll("*")].find((e) => e.getBoundingClientRect().right > innerWidth + 1
            && !e.closest("pre, table, [role=region]"));
          return `${root.scrollWidth} > ${innerWidth}${culprit ? ` because of <${culprit.tagName.toLowerCase()} class="${culprit.className}">` : ""}`;
        });
        if (wide) say(`scrolls sideways: ${wide}`);
        if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe);
        const result = await page.evaluate((values) => window.axe.run(document,
          { runOnly: { type: "tag", values }, resultTypes: ["violations"] }), tags);
        for (const violation of result.violations) {
          for (const node of violation.nodes.slice(0, 5)) {
            say(`axe ${violation.id}: ${violation.help}: ${node.target.join(" ")}: ${(node.failureSummary ?? "").split("\n").slice(1, 3).join(" ").trim()}`);
          }
        }
        seen += 1;
        if (asked.shots) {
          const name = (path.replace(/^\/|\/$/g, "").replace(/[^\p{L}\p{N}]+/gu, "-") || "home").slice(0, 80);
          await page.screenshot({ path: join(asked.shots, `${name}-${width}-${scheme}.png`), fullPage: true });
        }
      }
    }
  }
} finally {
  await context.close();
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
}
process.stdout.write(JSON.stringify({ faults: [...new Set(faults)], seen }));
