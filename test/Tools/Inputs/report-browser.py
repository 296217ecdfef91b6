#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Use a page of kpkeys-report in headless Chromium as a reader would.

usage: report-browser.py PAGE FOLDER

Looks at it in light and dark, wide and narrow, with and without scripts, sorts,
filters and follows links by mouse and by keyboard. Screenshots go to FOLDER; those
in docs/ are its report-light.png and report-dark.png. Prints a line for each thing
that works; ends at the first that does not.
"""

import os
import sys

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

# The least contrast of any text with what is behind it (WCAG 2.1, 1.4.3).
LEAST_CONTRAST = 4.5
CONTRAST = r"""
const channels = (text) => {
  const canvas = document.createElement("canvas").getContext("2d", {willReadFrequently: true});
  canvas.fillStyle = text;
  canvas.fillRect(0, 0, 1, 1);
  return [...canvas.getImageData(0, 0, 1, 1).data].map((v) => v / 255);
};
const over = ([r, g, b, a], [R, G, B]) =>
  [r, g, b].map((v, i) => v * a + [R, G, B][i] * (1 - a));
const luminance = (rgb) => {
  const [r, g, b] = rgb.map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const cache = new Map();
const parse = (text) => {
  if (!cache.has(text)) cache.set(text, channels(text));
  return cache.get(text);
};
let worst = [99, ""];
for (const e of document.querySelectorAll("body *")) {
  const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
  if (!own || e.closest(".unseen, .skip, script, style") || !e.checkVisibility()) continue;
  const layers = [];
  let opacity = 1;
  for (let p = e; p; p = p.parentElement) {
    const style = getComputedStyle(p);
    layers.unshift(parse(style.backgroundColor));
    opacity *= Number(style.opacity);
  }
  let back = [1, 1, 1];
  for (const layer of layers) back = over(layer, back);
  const ink = parse(getComputedStyle(e).color);
  const front = over([...ink.slice(0, 3), ink[3] * opacity], back);
  const [a, b] = [luminance(front), luminance(back)].sort((x, y) => y - x);
  const ratio = (a + 0.05) / (b + 0.05);
  if (ratio < worst[0]) worst = [ratio, e.outerHTML.slice(0, 120)];
}
return worst;
"""


def start():
    options = Options()
    for flag in [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
        "--force-color-profile=srgb",
    ]:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    service = Service("/usr/bin/chromedriver")
    return webdriver.Chrome(service=service, options=options)


class Reader:
    def __init__(self, driver, page, folder):
        self.driver, self.page, self.folder = driver, page, folder

    def expect(self, is_right, what):
        if not is_right:
            self.shoot("failed")
            sys.exit("FAILED: " + what)
        print("ok: " + what)

    def look(self, scheme, width=1200, height=1000):
        media = [{"name": "prefers-color-scheme", "value": scheme}]
        cdp = self.driver.execute_cdp_cmd
        cdp("Emulation.setEmulatedMedia", {"features": media})
        size = {"width": width, "height": height, "mobile": False}
        cdp("Emulation.setDeviceMetricsOverride", dict(size, deviceScaleFactor=1))

    def load(self):
        self.driver.get("about:blank")
        self.driver.get("file://" + self.page)

    def shoot(self, name):
        self.driver.save_screenshot(os.path.join(self.folder, name + ".png"))

    def one(self, selector):
        return self.driver.find_element(By.CSS_SELECTOR, selector)

    def all(self, selector):
        return self.driver.find_elements(By.CSS_SELECTOR, selector)

    def open_all(self):
        script = "document.querySelectorAll('details').forEach(d => d.open = true)"
        self.driver.execute_script(script)

    # ---- what is asked ---------------------------------------------------

    def colours(self):
        backs = {}
        for scheme in ["light", "dark"]:
            self.look(scheme)
            self.load()
            self.shoot(scheme)
            script = "return getComputedStyle(document.body).backgroundColor"
            backs[scheme] = self.driver.execute_script(script)
            self.open_all()
            self.shoot(scheme + "-open")
            contrast, where = self.driver.execute_script(CONTRAST)
            self.expect(
                contrast >= LEAST_CONTRAST,
                "contrast in %s: %.1f at least" % (scheme, contrast)
                + ("" if contrast >= LEAST_CONTRAST else " at " + where),
            )
        self.expect(backs["light"] != backs["dark"], "light and dark differ")

    def narrow(self):
        self.look("light", 400, 800)
        self.load()
        self.open_all()
        script = "return document.scrollingElement.scrollWidth"
        self.expect(self.driver.execute_script(script) <= 400, "fits a narrow screen")
        self.shoot("narrow")
        self.look("light")

    def column(self, table, number):
        cells = "%s tbody tr > *:nth-child(%d)" % (table, number)
        return [cell.text for cell in self.all(cells)]

    def sorting(self):
        self.load()
        table = "section[aria-labelledby=functions] table"
        heads = [head.text for head in self.all(table + " thead th")]
        number = heads.index("Longest path") + 1
        head = table + " thead th:nth-child(%d)" % number
        before = self.column(table, number)
        self.one(head + " button").click()
        after = [int(text) for text in self.column(table, number)]
        self.expect(after == sorted(map(int, before), reverse=True), "sorts numbers")
        self.expect(
            self.one(head).get_attribute("aria-sort") == "descending", "says its order"
        )
        self.one(head + " button").send_keys(Keys.ENTER)
        after = [int(text) for text in self.column(table, number)]
        self.expect(after == sorted(after), "turns the order round, by keyboard")
        self.one(table + " thead th button").click()
        names = self.column(table, 1)
        self.expect(names == sorted(names, key=str.lower), "sorts names")
        sorted_heads = self.all(table + " th[aria-sort]")
        self.expect(len(sorted_heads) == 1, "is sorted by one column")

    def filtering(self):
        self.load()
        table = "section[aria-labelledby=functions] table"
        rows = table + " tbody tr:not(.gone)"
        names = self.column(table, 1)
        wanted = names[-1]
        self.one("body").send_keys("/")
        box = self.driver.switch_to.active_element
        self.expect(box.get_attribute("id") == "filter", "/ goes to the filter")
        box.send_keys(wanted.upper())
        shown = [row.text for row in self.all(rows)]
        self.expect(
            shown and all(wanted in text for text in shown), "filters, in any case"
        )
        expected = "%d of %d functions" % (len(shown), len(names))
        self.expect(self.one("#found").text == expected, "says how many are left")
        box.send_keys(" no-such-word")
        self.expect(not self.all(rows), "filters by all words")
        box.send_keys(Keys.ESCAPE)
        self.expect(len(self.all(rows)) == len(names), "Escape shows all again")

    def links(self):
        self.load()
        link = self.one("section[aria-labelledby=functions] tbody a")
        name = link.text
        link.send_keys(Keys.ENTER)
        opened = self.all("details[open]")
        self.expect(
            len(opened) == 1 and name in opened[0].text, "a link opens a function"
        )
        focused = self.driver.switch_to.active_element
        self.expect(focused.tag_name == "summary", "and puts the focus there")
        focused.send_keys(Keys.ENTER)
        self.expect(not self.all("details[open]"), "which closes by keyboard")
        ids = {e.get_attribute("id") for e in self.all("[id]")}
        targets = {e.get_attribute("href").split("#")[1] for e in self.all("a")}
        self.expect(targets and targets <= ids, "no link is broken")

    def structure(self):
        self.load()
        self.expect(len(self.all("h1")) == 1, "one heading of the page")
        self.expect(len(self.all("main")) == 1, "one main part")
        tables = self.all("table")
        captions = self.all("table > caption")
        self.expect(len(tables) == len(captions), "each table has a caption")
        bare = self.all("thead th:not([scope]), tbody th:not([scope])")
        self.expect(not bare, "each head says what it heads")
        self.one("body").send_keys(Keys.TAB)
        first = self.driver.switch_to.active_element
        self.expect("skip" in first.get_attribute("class"), "the first tab may skip")

    def alone(self):
        self.load()
        script = "return performance.getEntriesByType('resource').length"
        self.expect(self.driver.execute_script(script) == 0, "asks for no other file")
        errors = [e for e in self.driver.get_log("browser") if "favicon" not in str(e)]
        self.expect(not errors, "no complaint of the browser %s" % (errors or ""))

    def without_scripts(self):
        cdp = self.driver.execute_cdp_cmd
        cdp("Emulation.setScriptExecutionDisabled", {"value": True})
        self.load()
        self.expect(not self.one("#filter").is_displayed(), "no filter without scripts")
        rows = self.all("section[aria-labelledby=functions] tbody tr")
        self.expect(rows and rows[0].is_displayed(), "the tables are there")
        summary = self.one("details summary")
        summary.click()
        self.expect(self.one("details .body").is_displayed(), "functions open")
        cdp("Emulation.setScriptExecutionDisabled", {"value": False})

    def pictures(self):
        self.look("light", 1100, 640)
        self.load()
        self.shoot("report-light")
        self.look("dark", 1100, 640)
        self.load()
        self.open_all()
        script = "document.querySelectorAll('details')[%d].scrollIntoView(true)"
        self.driver.execute_script(script % 1)
        self.shoot("report-dark")
        for name in ["report-light", "report-dark"]:
            size = os.path.getsize(os.path.join(self.folder, name + ".png"))
            self.expect(size > 10000, "there is a picture of the page in " + name)

    def run(self):
        self.colours()
        self.narrow()
        self.structure()
        self.sorting()
        self.filtering()
        self.links()
        self.alone()
        self.without_scripts()
        self.pictures()


def main():
    page, folder = map(os.path.abspath, sys.argv[1:3])
    os.makedirs(folder, exist_ok=True)
    driver = start()
    try:
        Reader(driver, page, folder).run()
    finally:
        driver.quit()


main()
