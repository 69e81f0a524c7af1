// Opens the pages that tidegate writes in a real browser: they work from a file,
// by keyboard, without scripts, and axe finds nothing to object to.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const root = new URL("../../..", import.meta.url).pathname;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const executablePath = [process.env.CHROME, "/usr/bin/chromium", "/usr/bin/google-chrome", "/usr/bin/chromium-browser"].find((path) => path && existsSync(path));
assert(executablePath, "no browser: install chromium, or name one in CHROME");

const dir = mkdtempSync(join(tmpdir(), "tidegate-"));
const page = (name, ...args) => {
  const file = join(dir, name);
  writeFileSync(file, execFileSync("go", ["run", "./cmd/tidegate", ...args], { cwd: root, maxBuffer: 1 << 28 }));
  return "file://" + file;
};
const packet = page("packet.html", "access", "review", "--dir", "teams", "--as-of", "2026-10-05", "-o", "html");
const picture = page("coverage.svg", "coverage", "teams", "--as-of", "2026-10-05", "-o", "svg");

const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const accessible = async (tab, name) => {
  await tab.evaluate(axe);
  const { violations } = await tab.evaluate(() => globalThis.axe.run());
  assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes[0].html}`), [], `axe on ${name}`);
};

for (const colorScheme of ["light", "dark"]) {
  const context = await browser.newContext({ colorScheme, offline: true, acceptDownloads: true });
  const tab = await context.newPage();
  const errors = [];
  tab.on("pageerror", (e) => errors.push(String(e)));
  tab.on("request", (r) => r.url().startsWith("http") && errors.push("asked the network: " + r.url()));
  await tab.goto(packet);
  await accessible(tab, "the packet, " + colorScheme);
  const rows = tab.locator("tbody tr:visible");
  const all = await rows.count();
  assert(all > 50, "the packet has too few rows");

  // The filter, typed from the keyboard alone.
  await tab.keyboard.press("Tab");
  assert.equal(await tab.evaluate(() => document.activeElement.id), "filter");
  await tab.keyboard.type("privileged oms");
  assert((await rows.count()) < all && (await rows.count()) > 0);
  for (const text of await rows.allInnerTexts()) assert(/privileged/i.test(text) && /oms/i.test(text));
  assert.equal(await tab.locator("#count").innerText(), `${await rows.count()} of ${all}`);
  await tab.locator("#filter").fill("");

  // Sorting, by keyboard as well, and back.
  const column = async (n) => tab.locator(`tbody tr:visible > :nth-child(${n})`).allInnerTexts();
  await tab.locator("thead button", { hasText: "Action" }).focus();
  await tab.keyboard.press("Enter");
  assert.equal(await tab.locator("thead th:nth-child(3)").getAttribute("aria-sort"), "ascending");
  const up = await column(3);
  assert.deepEqual(up, [...up].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0)));
  await tab.keyboard.press("Space");
  assert.equal(await tab.locator("thead th:nth-child(3)").getAttribute("aria-sort"), "descending");
  const down = await column(3);
  assert.deepEqual(down, [...down].sort((a, b) => (a < b ? 1 : a > b ? -1 : 0)));

  // Decisions come back as CSV that tidegate reads.
  await tab.locator("#filter").fill("refund.approve");
  for (const select of await tab.locator("tbody tr:visible select").all()) await select.selectOption("keep");
  await tab.locator("#reviewer").fill("person.k04");
  const [download] = await Promise.all([tab.waitForEvent("download"), tab.locator("#save").click()]);
  const decisions = join(dir, "decisions.csv");
  await download.saveAs(decisions);
  assert.equal(readFileSync(decisions, "utf8").trim().split("\r\n").length, 1 + (await rows.count()));
  execFileSync("go", ["run", "./cmd/tidegate", "access", "review", "apply", decisions, "--dir", "teams", "--as-of", "2026-10-05"], { cwd: root });

  // In print there are no tools.
  await tab.emulateMedia({ media: "print" });
  assert.equal(await tab.locator("#tools").isVisible(), false);
  assert.deepEqual(errors, []);

  await tab.goto(picture);
  assert(await tab.evaluate(() => document.documentElement.getAttribute("role") === "img" && document.title.length > 0));
  await context.close();
}

// Without scripts it is a plain table.
const plain = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
await plain.goto(packet);
assert((await plain.locator("tbody tr:visible").count()) > 50);
assert.equal(await plain.locator("#tools").isVisible(), false);
await browser.close();
console.log("the pages work in " + executablePath);
