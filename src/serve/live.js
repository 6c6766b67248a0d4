// The browser's side of `byline serve`: loads what a build changed, and shows its errors.
(() => {
  "use strict";
  const script = document.currentScript;
  const { session, print } = script.dataset;
  let number = Number(script.dataset.number);
  const SCROLL = "byline-scroll";
  const REASON = "byline-reason";

  // --- the page ---------------------------------------------------------------------------------

  const stored = (key) => {
    try {
      return sessionStorage.getItem(key);
    } catch {
      return null; // storage is switched off
    }
  };
  const store = (key, value) => {
    try {
      sessionStorage.setItem(key, value);
    } catch {}
  };

  const reload = (news) => {
    // Whoever answers with another page than the server tells of would be asked for ever.
    const reason = `${location.pathname} ${news.session} ${news.number} ${news.print}`;
    if (stored(REASON) === reason) return;
    store(REASON, reason);
    store(SCROLL, JSON.stringify([location.pathname, scrollX, scrollY]));
    disconnect();
    location.reload();
  };

  // Back to where the reader was. Pictures without a size move the page until they are there.
  const restore = () => {
    const [path, x, y] = JSON.parse(stored(SCROLL) ?? "[]");
    try {
      sessionStorage.removeItem(SCROLL);
    } catch {}
    if (path !== location.pathname) return;
    let moved = false;
    const back = () => moved || scrollTo({ left: x, top: y, behavior: "instant" });
    for (const kind of ["wheel", "touchstart", "keydown", "pointerdown"]) {
      addEventListener(kind, () => (moved = true), { once: true, passive: true });
    }
    back();
    addEventListener("load", back, { once: true });
  };

  // --- style sheets -----------------------------------------------------------------------------

  const leaving = new WeakSet();
  const sheets = (from) =>
    [...from.querySelectorAll('link[rel~="stylesheet" i][href]')].filter((link) => !leaving.has(link));
  const address = (link) => new URL(link.getAttribute("href"), document.baseURI);
  // The site may be open by another name of this machine than its pages use.
  const isOurs = (url) => url.protocol === location.protocol && url.port === location.port;

  // Puts new style sheets beside the old ones, which go when the new ones are there.
  const restyle = async (news) => {
    const answer = await fetch(location.href, { cache: "no-store" });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const named = new Map(sheets(fresh).map((link) => [address(link).pathname, link]));
    for (const old of sheets(document)) {
      const url = address(old);
      if (!isOurs(url)) continue;
      const model = named.get(url.pathname) ?? old;
      const to = address(model);
      // A name without a hash of what is in it is loaded again by another query.
      if (to.search === url.search) to.searchParams.set("live", news.number);
      const link = old.cloneNode();
      link.removeAttribute("integrity");
      if (model.integrity) link.integrity = model.integrity;
      link.href = to.href;
      leaving.add(old);
      link.onload = link.onerror = () => old.remove();
      old.after(link);
    }
  };

  // --- errors -----------------------------------------------------------------------------------

  const LOOK = `
    :host { all: initial; color-scheme: light dark; }
    section {
      position: fixed; inset: auto 0 0 0; z-index: 2147483647; box-sizing: border-box;
      max-height: 80vh; overflow: auto; padding: 1rem 1.25rem 1.25rem;
      background: #fffaf9; color: #1f1512; border-top: 4px solid #b3261e;
      box-shadow: 0 -4px 24px rgb(0 0 0 / 30%);
      font: 15px/1.5 system-ui, sans-serif;
    }
    header { display: flex; gap: 1rem; align-items: baseline; justify-content: space-between; }
    strong { color: #b3261e; }
    button {
      font: inherit; color: inherit; background: none; padding: 0.15rem 0.6rem;
      border: 1px solid currentcolor; border-radius: 4px; cursor: pointer;
    }
    button:focus-visible { outline: 3px solid #0b57d0; outline-offset: 2px; }
    pre {
      margin: 0.75rem 0 0; overflow-x: auto; white-space: pre;
      font: 14px/1.5 ui-monospace, "Noto Sans Mono CJK KR", monospace;
    }
    @media (prefers-color-scheme: dark) {
      section { background: #211a19; color: #f5e9e7; border-top-color: #f2b8b5; }
      strong { color: #f2b8b5; }
      button:focus-visible { outline-color: #a8c7fa; }
    }
    @media print { section { display: none; } }
  `;
  let overlay = null;
  let closed = null;

  const make = (tag, properties, ...children) => {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  };

  const hide = () => {
    overlay?.host.remove();
    overlay = null;
  };

  const close = () => {
    closed = overlay?.text.textContent ?? null;
    hide();
  };

  const show = ({ problems, built }) => {
    if (!problems) {
      closed = null;
      return hide();
    }
    if (problems === closed) return;
    if (!overlay) {
      const host = document.createElement("byline-problems");
      const root = host.attachShadow({ mode: "open" });
      const look = new CSSStyleSheet();
      look.replaceSync(LOOK);
      root.adoptedStyleSheets = [look];
      const text = make("pre", { tabIndex: 0 });
      const button = make("button", { type: "button", title: "Esc", onclick: close }, "Close");
      const title = make("strong", {}, "");
      const section = make("section", {}, make("header", {}, title, button), text);
      section.setAttribute("role", "alert");
      root.append(section);
      overlay = { host, text, title };
      document.documentElement.append(host);
    }
    overlay.title.textContent = `The site has errors${built ? "; this is the last good page" : ""}`;
    overlay.text.textContent = problems;
  };

  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && overlay) close();
  });

  // --- the server -------------------------------------------------------------------------------

  let source = null;

  const hear = ({ data }) => {
    const news = JSON.parse(data);
    if (news.session !== session || news.print !== print || news.assets) reload(news);
    else if (news.styles) restyle(news).catch(() => reload(news));
    number = news.number;
    show(news);
  };

  const connect = () => {
    if (source || document.hidden) return;
    const query = new URLSearchParams({ path: location.pathname, number });
    source = new EventSource(`/.byline/events?${query}`);
    source.onmessage = hear;
    source.onerror = () => {
      // Most browsers try again by themselves; after some errors they do not.
      if (source?.readyState !== EventSource.CLOSED) return;
      disconnect();
      setTimeout(connect, 1000);
    };
  };

  function disconnect() {
    source?.close();
    source = null;
  }

  // A browser keeps few connections to one server: pages that nobody sees give theirs back, and hear
  // what they missed when they are seen again.
  document.addEventListener("visibilitychange", () => (document.hidden ? disconnect() : connect()));
  addEventListener("pagehide", disconnect);
  addEventListener("pageshow", connect);

  restore();
  connect();
})();
