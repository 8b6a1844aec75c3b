// Opens a page from disk in chromium, in light and in dark, and prints as JSON what a reader would meet:
// requests that leave the file, console errors, accessibility findings, what the keyboard reaches, the search.
const { readFileSync } = require("node:fs");
const puppeteer = require("puppeteer-core");

const [executablePath, url, folder] = process.argv.slice(2);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");

async function visit(browser, scheme) {
  const page = await browser.newPage();
  const requests = [], errors = [];
  page.on("request", (request) => request.url() === url || requests.push(request.url()));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  page.on("pageerror", (error) => errors.push(String(error)));
  await page.setViewport({ width: 1000, height: 800 });
  await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value: scheme }]);
  await page.goto(url, { waitUntil: "load" });
  const background = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.evaluate(() => document.querySelectorAll("details").forEach((part) => (part.open = true)));
  await page.screenshot({ path: `${folder}/${scheme}.png`, fullPage: true });
  await page.evaluate(axe);
  const violations = await audit(page);
  const { reachable, reached } = await walk(page);
  await page.setViewport({ width: 360, height: 700 });
  violations.push(...(await audit(page)));
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  return { scheme, requests, errors, background, violations, reachable, reached, overflow, search: await search(page) };
}

async function audit(page) {
  const found = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
  return found.violations.map((one) => ({
    id: one.id, impact: one.impact, nodes: one.nodes.map((node) => node.html.slice(0, 200)),
  }));
}

// Every link, summary, field and scrolling region must get the focus by the Tab key, visibly.
async function walk(page) {
  const reachable = await page.evaluate(() => {
    const all = [...document.querySelectorAll("a[href], summary, input, button, select, [tabindex='0']")];
    all.forEach((element, index) => (element.dataset.walk = index));
    scrollTo(0, 0);
    return all.length;
  });
  const reached = new Set();
  for (let step = 0; step < reachable + 2; step += 1) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const element = document.activeElement;
      const outline = getComputedStyle(element).outlineStyle !== "none";
      return outline && element.dataset ? element.dataset.walk : undefined;
    });
    if (at !== undefined) reached.add(at);
  }
  return { reachable, reached: reached.size };
}

async function search(page) {
  const box = await page.$("input[type=search]");
  if (!box) return null;
  const visible = () => page.$$eval("#list tbody tr", (rows) => rows.filter((row) => row.offsetParent).length);
  const all = await visible();
  await box.type("no such words anywhere");
  return { all, none: await visible(), says: await page.$eval("#count", (element) => element.textContent) };
}

(async () => {
  const browser = await puppeteer.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  try {
    const visits = [];
    for (const scheme of ["light", "dark"]) visits.push(await visit(browser, scheme));
    process.stdout.write(JSON.stringify(visits));
  } finally {
    await browser.close();
  }
})();
