"""Uses the page of a report as people do: report_check.py FOLDER_OF_PAGES. Every statement that fails is printed."""

import os
import sys
import time

import chromium

pages = os.path.abspath(sys.argv[1])
failed = []


def check(says, holds):
    print(f"{'ok  ' if holds else 'FAIL'} {says}")
    if not holds:
        failed.append(says)


def open_page(name, address=""):
    browser.open(f"file://{pages}/{name}.html{address}")


def focused():
    return browser.value("document.activeElement.dataset.at || document.activeElement.id || document.activeElement.tagName")


def cell(row, column):
    return browser.value(f"cellAt({row}, {column})?.getAttribute('aria-label') ?? null")


def keyboard():
    open_page("small")
    browser.key("Tab")
    check("the first Tab reaches the link that skips to the content", browser.value("document.activeElement.className") == "skip")
    browser.key("Enter")
    check("the skip link leads to the content", focused() == "main")
    browser.value("cellAt(0, 0).focus()")
    browser.key("ArrowRight")
    browser.key("ArrowDown")
    check("arrow keys move in the matrix", focused() == "1,1")
    check("one cell alone is reached by Tab", browser.value("grid.box.querySelectorAll('[tabindex=\"0\"]').length") == 1)
    browser.key("End")
    check("End goes to the last column", focused() == "1," + str(browser.value("grid.columns.length - 1")))
    browser.key("Home", 2)
    check("Ctrl+Home goes to the first cell", focused() == "0,0")
    browser.key("Enter")
    check("Enter explains a cell", browser.value("document.getElementById('panel').open"))
    check("the explanation has a chain", browser.value("document.querySelectorAll('#panel .chain li').length") >= 3)
    browser.key("Escape")
    check("Escape closes the explanation and gives the focus back", focused() == "0,0" and not browser.value("document.getElementById('panel').open"))
    browser.key("ArrowLeft")
    browser.key("Enter")
    browser.settle()
    check("Enter on a row's heading opens the group", browser.value("location.hash").startswith("#/group/"))
    check("a page's heading gets the focus", focused() == "H2")


def filters():
    open_page("small", "#/matrix?ns=payments&role=submitter")
    check("a link with filters shows what it says", browser.value("grid.columns.every(t => namespaceOf(t) === 'payments')"))
    check("a filtered matrix has only those who may", browser.value("grid.rows.map(groupPath).join()") == "/payments/developers,/platform/sre")
    browser.value("document.querySelector('[name=group]').focus()")
    browser.type("/platform")
    check("typing filters and is in the address", browser.value("grid.rows.length") == 1 and "group=%2Fplatform" in browser.value("location.hash"))
    check("the number of rows is told", "1 group of" in browser.value("document.getElementById('matrix-count').textContent"))
    browser.value("document.querySelector('[type=reset]').click()")
    browser.settle()
    check("Reset shows everything again", browser.value("grid.rows.length === GROUPS"))


def search():
    open_page("large")
    browser.value("document.getElementById('search').focus()")
    browser.type("settlement")
    check("search tells how many it found", "found" in browser.value("document.getElementById('found-count').textContent"))
    browser.key("ArrowDown")
    check("arrow keys move in what was found", focused() == "A")
    browser.key("Enter")
    browser.settle()
    check("Enter opens what was found", "settlement" in browser.value("document.querySelector('#content h2').textContent"))


def colours():
    open_page("small")
    browser.scheme("dark")
    browser.settle()
    check("the system's colours are followed", browser.value("document.documentElement.dataset.theme") == "dark")
    browser.value("(() => { const s = document.getElementById('theme'); s.value = 'light'; s.dispatchEvent(new Event('change')); })()")
    check("and can be overruled", browser.value("document.documentElement.dataset.theme") == "light")
    browser.scheme("light")
    script = """(scheme => {
      document.documentElement.dataset.theme = scheme;
      const light = (text) => { const [r, g, b] = text.match(/[0-9.]+/g).map(Number).map(v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
        return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
      const back = (node) => { for (; node; node = node.parentElement) { const c = getComputedStyle(node).backgroundColor; if (!c.startsWith('rgba(0, 0, 0, 0')) return c; } return 'rgb(255,255,255)'; };
      const poor = new Set();
      for (const node of document.querySelectorAll('body *')) {
        if (!node.checkVisibility() || ![...node.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
        if (node.tagName === 'OPTION') continue;
        const [a, b] = [light(getComputedStyle(node).color), light(back(node))].sort((x, y) => y - x);
        if ((a + 0.05) / (b + 0.05) < 4.5) poor.add(node.tagName + '.' + node.className + ' ' + ((a + 0.05) / (b + 0.05)).toFixed(2));
      }
      return [...poor]; })"""
    for address in ("#/matrix", "#/risks", "#/about", "#/access/argo%2Fmain/%2Fpayments%2Fdevelopers/payments/WorkflowTemplate/nightly-report"):
        open_page("small", address)
        for scheme in ("light", "dark"):
            poor = browser.value(f"{script}('{scheme}')")
            check(f"all text of {address.split('/')[1]} has a contrast of 4.5 in {scheme} colours {poor or ''}", not poor)


def structure():
    open_page("small")
    check("the matrix is a grid with all its rows and columns counted", browser.value(
        "grid.box.getAttribute('aria-rowcount') == GROUPS + 2 && grid.box.getAttribute('aria-colcount') == TEMPLATES + 1"))
    check("a cell says what it means", cell(0, 0) is not None and len(cell(0, 0)) > 3)
    for view in ("matrix", "ending", "risks", "unread", "about"):
        open_page("small", f"#/{view}")
        check(f"{view}: one first heading, no level left out", browser.value("""(() => { const levels = [...document.querySelectorAll('h1,h2,h3,h4')]
            .filter(h => h.checkVisibility()).map(h => Number(h.tagName[1])); return levels[0] === 1 && levels.filter(l => l === 1).length === 1
            && levels.every((l, i) => i === 0 || l <= levels[i - 1] + 1); })()"""))
        check(f"{view}: every field has a name", browser.value("""[...document.querySelectorAll('input,select,button,a')].filter(e => e.checkVisibility())
            .every(e => (e.labels && e.labels.length) || e.textContent.trim() || e.getAttribute('aria-label'))"""))
        check(f"{view}: no id twice", browser.value("new Set([...document.querySelectorAll('[id]')].map(e => e.id)).size === document.querySelectorAll('[id]').length"))
    for width in (320, 390, 1280):
        browser.size(width, 800)
        for view in ("matrix", "risks", "about"):
            open_page("small", f"#/{view}")
            check(f"{view} at {width} pixels scrolls in one direction", browser.value("document.documentElement.scrollWidth <= window.innerWidth"))
    browser.size(1280, 800)


def hostile():
    open_page("large", "#/matrix?group=%2Fquality")
    check("a name with markup is text", browser.value("grid.rows.length === 1 && groupPath(grid.rows[0]).includes('</script>')"))
    check("and makes no element", browser.value("document.querySelectorAll('b').length === 0 && document.scripts.length === 2"))
    browser.value("location.hash = groupRoute(grid.rows[0])")
    browser.settle()
    check("its page shows it, and what cannot be seen as an escape", browser.value("document.querySelector('#content h2').textContent.includes('\\\\u202e<!--')"))


def large():
    start = time.monotonic()
    open_page("large")
    browser.settle()
    print(f"     200 x 1,000: {os.path.getsize(f'{pages}/large.html')} bytes, shown after {time.monotonic() - start:.2f} s")
    check("all groups and templates are there", browser.value("GROUPS >= 200 && TEMPLATES === 1000"))
    check("only what is in sight exists", browser.value("document.querySelectorAll('[role=gridcell]').length") < 5000)
    browser.value("cellAt(0, 0).focus()")
    browser.key("End", 2)
    check("Ctrl+End reaches the last cell, which then exists", focused() == browser.value("`${grid.rows.length - 1},${grid.columns.length - 1}`"))
    check("and it is in sight", browser.value("""(() => { const a = document.activeElement.getBoundingClientRect(), b = grid.box.getBoundingClientRect();
        return a.right <= b.right + 1 && a.bottom <= b.bottom + 1 && a.left >= b.left && a.top >= b.top; })()"""))
    slowest = browser.value("""(async () => { let worst = 0; for (let i = 0; i < 40; i += 1) { grid.box.scrollTo(i * 800, i * 140);
        await new Promise(requestAnimationFrame); const start = performance.now(); draw(); worst = Math.max(worst, performance.now() - start);
        await new Promise(requestAnimationFrame); } return worst; })()""")
    print(f"     scrolling: the slowest drawing took {slowest:.0f} ms")
    for view in ("risks", "ending", "unread", "about"):
        open_page("large", f"#/{view}")
        check(f"{view} is shown", browser.value("document.querySelector('#content h2') !== null"))


def paper():
    open_page("large")
    browser.value("window.dispatchEvent(new Event('beforeprint'))")
    check("the printed version has a list for each template and no cells", browser.value(
        "document.querySelectorAll('#paper dt').length >= 1000 && document.querySelectorAll('#paper [role=gridcell]').length === 0"))
    check("it has what ends, risks and what was not read", browser.value(
        "['Grants that end', 'Risks', 'could not be read'].every(t => document.getElementById('paper').textContent.includes(t))"))
    open_page("small")
    check("the browser prints it", len(browser.call("Page.printToPDF")["data"]) > 10_000)


browser = chromium.Browser(chromium.find())
try:
    browser.size(1280, 800)
    browser.scheme("light")
    for part in (keyboard, filters, search, colours, structure, hostile, large, paper):
        part()
    complaints = browser.complaints()
    check(f"nothing was thrown, told to the console, forbidden by the policy or asked of a network {complaints or ''}", not complaints)
finally:
    browser.close()
sys.exit(f"{len(failed)} failed" if failed else 0)
