// Feeds opened in a real browser: argument a file with {chromium, origin, feeds: [{name, url, home, title, entries}], shots},
// answer {faults: [..], seen}. Each feed at two widths, light and dark; then its link is clicked.
import { createRequire } from "node:module";
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const require = createRequire(join(process.env.BYLINE_NODE_MODULES, "here.js"));
const { chromium } = require("playwright-core");

const asked = JSON.parse(readFileSync(process.argv[2], "utf8"));
const profile = mkdtempSync(join(tmpdir(), "byline-chromium-"));
const faults = [];
let seen = 0;
let works = true; // a click on a link; what does not work once is not waited for again

const context = await chromium.launchPersistentContext(profile, {
  executablePath: asked.chromium,
  headless: false,
  args: ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
if (asked.shots) mkdirSync(asked.shots, { recursive: true });

// In the page: what somebody who opened the feed sees. An XML document has no body and no innerText.
const look = () => {
  const XHTML = "http://www.w3.org/1999/xhtml";
  const box = (element) => element.getBoundingClientRect();
  const shown = (element) => box(element).width > 0 && box(element).height > 0 && getComputedStyle(element).visibility === "visible";
  const said = (elements) => [...elements].filter(shown).map((element) => element.textContent.trim());
  const channel = document.querySelector("channel") ?? document.documentElement;
  const light = (colour) => {
    const [r, g, b] = colour.match(/[\d.]+/g).slice(0, 3).map((part) => part / 255).map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  // WCAG 2.2, section 1.4.3, on the ground of the whole document.
  const ground = light(getComputedStyle(document.documentElement).backgroundColor);
  const contrast = (element) => {
    const ink = light(getComputedStyle(element).color);
    return (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
  };
  const links = [...document.getElementsByTagNameNS(XHTML, "a")].filter(shown);
  const leaves = [...document.querySelectorAll("*")].filter((element) => shown(element) && !element.children.length && element.textContent.trim());
  return {
    styled: document.styleSheets.length > 0,
    title: said([...channel.children].filter((element) => element.localName === "title")),
    help: said([...document.getElementsByTagNameNS(XHTML, "p")].filter((element) => !element.children.length)),
    links: links.map((element) => ({ href: element.href, x: box(element).x + box(element).width / 2, y: box(element).y + box(element).height / 2 })),
    entries: said([...document.querySelectorAll("item, entry")].flatMap((entry) => [...entry.children].filter((element) => element.localName === "title"))),
    markup: leaves.map((element) => element.textContent).filter((text) => /<(p|div|a|pre|ul) ?[^>]*>/.test(text)).length,
    faint: leaves.filter((element) => contrast(element) < 4.5).map((element) => element.localName),
    wide: document.documentElement.scrollWidth > innerWidth ? document.documentElement.scrollWidth : 0,
  };
};

try {
  const page = await context.newPage();
  let place = "";
  const say = (text) => faults.push(`${place}: ${text}`);
  await page.route("**/*", (route) => {
    const url = route.request().url();
    if (url.startsWith(asked.origin + "/") || url.startsWith("data:")) return route.continue();
    say(`asks another host: ${url}`);
    return route.abort();
  });
  page.on("response", (answer) => {
    if (answer.status() >= 400 && !answer.url().endsWith("/favicon.ico")) say(`${answer.url()} answers ${answer.status()}`);
  });

  for (const feed of asked.feeds) {
    for (const width of [390, 1280]) {
      await page.setViewportSize({ width, height: width < 800 ? 844 : 900 });
      for (const scheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
        place = `${feed.name} at ${width} ${scheme}`;
        const answer = await page.goto(feed.url, { waitUntil: "load", timeout: 60000 });
        const sees = await page.evaluate(look);
        if (answer.headers()["content-type"] !== "application/xml") say(`is served as ${answer.headers()["content-type"]}`);
        if (!sees.styled) say("has no style sheet");
        if (sees.title[0] !== feed.title) say(`its title shows as \`${sees.title}\``);
        if (!sees.help.some((text) => text.length > 20)) say("shows no line of help");
        for (const title of feed.entries) if (!sees.entries.includes(title)) say(`does not show \`${title}\``);
        if (sees.markup) say(`${sees.markup} texts show their tags`);
        if (sees.faint.length) say(`too little contrast in ${[...new Set(sees.faint)]}`);
        if (sees.wide) say(`scrolls sideways: ${sees.wide} > ${width}`);
        seen += 1;
        if (asked.shots) {
          const name = feed.name.replace(/[^\p{L}\p{N}]+/gu, "-");
          await page.screenshot({ path: join(asked.shots, `feed-${name}-${width}-${scheme}.png`) });
        }
        const link = sees.links.find((one) => one.href === feed.home);
        if (!link) {
          say(`no link to ${feed.home} shows`);
          continue;
        }
        if (!works) continue;
        await page.mouse.click(link.x, link.y);
        await page.waitForURL(feed.home, { timeout: 10000 }).catch(() => {
          works = false;
          say(`a click on its link leads to ${page.url()}`);
        });
      }
    }
  }
} finally {
  await context.close();
  rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
}
process.stdout.write(JSON.stringify({ faults: [...new Set(faults)], seen }));
