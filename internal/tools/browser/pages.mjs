// Opens the pages that tidegate writes in a real browser: they work from a file,
// by keyboard, without scripts, and axe finds nothing to object to.
import { execFileSync } from "node:child_process";
import { appendFileSync, cpSync, existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const root = new URL("../../..", import.meta.url).pathname;
const resolve = createRequire(import.meta.url).resolve;
const axe = readFileSync(resolve("axe-core/axe.min.js"), "utf8");
const mermaid = readFileSync(join(resolve("mermaid"), "../mermaid.min.js"), "utf8");
const executablePath = [process.env.CHROME, "/usr/bin/chromium", "/usr/bin/google-chrome", "/usr/bin/chromium-browser"].find((path) => path && existsSync(path));
assert(executablePath, "no browser: install chromium, or name one in CHROME");

const dir = mkdtempSync(join(tmpdir(), "tidegate-"));
const page = (name, ...args) => {
  const file = join(dir, name);
  writeFileSync(file, execFileSync("go", ["run", "./cmd/tidegate", ...args], { cwd: root, maxBuffer: 1 << 28 }));
  return "file://" + file;
};
const read = (url) => readFileSync(new URL(url), "utf8");
const packet = page("packet.html", "access", "review", "--dir", "teams", "--as-of", "2026-10-05", "-o", "html");

// The example with a change that gains access, in a name that means something to
// every reader of pictures.
const changed = join(dir, "teams");
cpSync(join(root, "teams"), changed, { recursive: true });
const git = (...args) => execFileSync("git", ["-C", changed, "-c", "user.name=a", "-c", "user.email=a@example.com", ...args]);
git("init", "-q");
git("add", ".");
git("commit", "-qm", "before");
const purpose = `"]--> <img src=x onerror=alert(1)> #35; \`md\` ; click a`;
appendFileSync(join(changed, "access.hcl"), `
grant "more" {
  to    = [role.backoffice]
  allow = ["oms:order.export"]
  valid = "2026-10-01/2027-03-31"
}
flow "odd" {
  from    = [system.oms]
  to      = team.manila_backoffice
  carries = [data_class.customer]
  purpose = ${JSON.stringify(purpose)}
}
`);
const diff = page("diff.html", "access", "diff", "HEAD", "--dir", changed, "--as-of", "2026-10-05", "-o", "html");
const pictures = [
  page("coverage.svg", "coverage", "teams", "--as-of", "2026-10-05", "-o", "svg"),
  page("access.svg", "access", "graph", "--dir", changed, "--as-of", "2026-10-05"),
  page("flows.svg", "flows", "graph", "--dir", changed, "--as-of", "2026-10-05"),
];

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

  await tab.emulateMedia({ media: "screen" });

  await tab.goto(diff);
  assert.match(await tab.locator("main").innerText(), /6 people of team.manila_backoffice .* gain oms:order.export/);
  await accessible(tab, "the difference, " + colorScheme);

  // Pictures have a name, nothing in them runs, and texts do not leave the page.
  for (const picture of pictures) {
    await tab.goto(picture);
    assert(await tab.evaluate(() => document.querySelector("[role=img] > title").textContent.length > 0), picture);
    assert.equal(await tab.evaluate(() => document.querySelectorAll("script, foreignObject, image, img").length), 0);
    const outside = await tab.evaluate(() => {
      const page = document.documentElement.getBoundingClientRect();
      return [...document.querySelectorAll("text")].filter((t) => { const b = t.getBoundingClientRect(); return b.right > page.right + 1 || b.left < page.left - 1 || b.bottom > page.bottom + 1; }).map((t) => t.textContent);
    });
    assert.deepEqual(outside, [], picture);
  }
  assert.deepEqual(errors, []);
  await context.close();
}

// Mermaid draws what is meant for it, and takes names for names.
const chart = await (await browser.newContext({ offline: true })).newPage();
await chart.addScriptTag({ content: mermaid });
const nodes = (text) => text.match(/^  n\d+[[({]/gm).length;
for (const [name, ...args] of [["access", "access", "graph"], ["flows", "flows", "graph"]]) {
  const text = read(page(name + ".mmd", ...args, "--dir", changed, "--as-of", "2026-10-05", "-o", "mermaid"));
  const drawn = await chart.evaluate(async (text) => {
    globalThis.mermaid.initialize({ startOnLoad: false, securityLevel: "strict", maxEdges: 5000 });
    const { svg } = await globalThis.mermaid.render("chart", text);
    document.body.innerHTML = svg;
    return { nodes: document.querySelectorAll("g.node").length, text: document.body.innerText, odd: [...document.body.querySelectorAll("img, script, a")].map((e) => e.outerHTML) };
  }, text);
  assert.equal(drawn.nodes, nodes(text) + (/^  foot\[/m.test(text) ? 1 : 0), name);
  assert.deepEqual(drawn.odd, []);
  if (name === "flows") assert(drawn.text.includes(purpose), drawn.text);
}

// Without scripts it is a plain table.
const plain = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
await plain.goto(packet);
assert((await plain.locator("tbody tr:visible").count()) > 50);
assert.equal(await plain.locator("#tools").isVisible(), false);
await browser.close();
console.log("the pages work in " + executablePath);
