"""Takes the pictures of docs/images: report_screenshots.py FOLDER_OF_PAGES FOLDER_OF_PICTURES."""

import os
import sys

import chromium

pages, pictures = map(os.path.abspath, sys.argv[1:])
os.makedirs(pictures, exist_ok=True)
# Name, page, what is shown, width, height, colours.
SHOTS = [
    ("report-matrix", "small", "#/matrix", 1280, 760, "light"),
    ("report-matrix-dark", "small", "#/matrix", 1280, 760, "dark"),
    ("report-phone", "small", "#/matrix", 390, 844, "light"),
    ("report-access", "small", "#/access/argo%2Fmain/%2Fpayments%2Fdevelopers/payments/WorkflowTemplate/nightly-report", 1280, 760, "light"),
    ("report-risks", "small", "#/risks", 1280, 900, "light"),
    ("report-template", "large", "#/template/payments-0/WorkflowTemplate/settlement-1", 1280, 900, "light"),
    ("report-large", "large", "#/matrix?cells=small", 1600, 1000, "dark"),
]
browser = chromium.Browser(chromium.find())
try:
    for name, page, address, width, height, scheme in SHOTS:
        browser.size(width, height)
        browser.scheme(scheme)
        browser.open(f"file://{pages}/{page}.html{address}")
        path = os.path.join(pictures, f"{name}.png")
        browser.picture(path)
        print(f"{path}: {os.path.getsize(path)} bytes")
    complaints = browser.complaints()
finally:
    browser.close()
if complaints:
    sys.exit("\n".join(complaints))
