"""Take a full-page picture of every page in every role, at a desk and on a phone, in both languages.

Serves the demo from a database of its own under shots/ and writes shots/<language>/<size>/<role>-<page>.png.
Arguments narrow it down: roles, pages, sizes or languages, for example `contributor desk zh-hans`.
Without any, ten charts of real size are drawn too, into shots/charts/.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "shots"
PORT = os.environ.get("SHOTS_PORT", "8199")
BASE = f"http://127.0.0.1:{PORT}"
SIZES = {"desk": {"width": 1366, "height": 768}, "phone": {"width": 375, "height": 812}}
LANGUAGES = ["zh-hans", "en"]

POSTED, SETTLED, WITHHELD = "demo-n-101", "demo-discipline-case", "demo-n-105"
FORM = f"/charts/{POSTED}/comment/?about=flow&step=check"
PUBLIC = {
    "portal": "/",
    "portal-found": "/?q=案件",
    "portal-empty": "/?q=没有这样的图",
    "portal-settled": "/?state=settled",
    "portal-large": "/?size=large",
    "chart-open": f"/charts/{POSTED}/",
    "chart-settled": f"/charts/{SETTLED}/",
    "chart-lanes": f"/charts/{SETTLED}/?lanes=position",
    "chart-large": f"/charts/{POSTED}/?size=large",
    "doors": f"/charts/{POSTED}/comment/?step=check",
    "comment": FORM,
    "comment-large": f"{FORM}&size=large",
    "comment-errors": f"typed:{FORM} look",
    "comment-preview": f"typed:{FORM} look 窗口材料清单与网上不一致，办事要跑两趟。",
    "comment-receipt": f"typed:{FORM} hand-in 窗口材料清单与网上不一致，办事要跑两趟。",
    "comment-closed": f"/charts/{SETTLED}/comment/",
    "receipt": "/receipt/",
    "receipt-found": f"found:{FORM} hand-in 窗口材料清单与网上不一致，办事要跑两趟。",
    "handled": "/handled/",
    "handling-report": f"/charts/{SETTLED}/handled/1/",
    "handling-report-open": f"/charts/{POSTED}/handled/1/",
    "open-data": "/open-data/",
    "report": "/report/",
    "sign-in": "/accounts/login/",
    "missing": "/charts/none/",
}
BUSINESS = {
    "home": "/desk/",
    "walk": "/desk/walk/",
    "method": "/desk/method/",
    "powers": "/desk/powers/",
    "power": "/desk/powers/DEMO-N-001/",
    "flowcharts": "/desk/flowcharts/",
    "flowchart": f"/desk/flowcharts/{SETTLED}/",
    "postings": "/desk/postings/",
    "risk-points": "/desk/risk-points/",
    "measures": "/desk/measures/",
    "rules": "/desk/measures/rules/",
    "rule": "first:/desk/measures/rules/",
    "four-lines": "/desk/measures/lines/",
    "measure-gaps": "/desk/measures/coverage/?gap=phase",
    "warnings": "/desk/measures/warnings/",
    "notices": "/desk/measures/notices/",
    "projects": "/desk/projects/",
    "project": "/desk/projects/DEMO-ZD-01/",
    "firms": "/desk/firms/",
    "calendar": "/desk/measures/calendar/",
    "occasions": "/desk/measures/occasions/",
    "spot-checks": "/desk/measures/spot-checks/",
    "spot-check": "/desk/measures/spot-checks/1/",
    "reviews": "/desk/measures/reviews/",
    "review": "/desk/measures/reviews/1/",
    "registers": "/desk/registers/",
    "worksheet": f"/desk/worksheets/{SETTLED}/",
    "catalogue": "/desk/catalogue/",
    "position": "/desk/positions/DEMO/JC-2/",
}
# Which pages a role's pictures show, beside the first page of everybody.
PAGES: dict[str, dict[str, str]] = {
    "-": PUBLIC,
    "contributor": BUSINESS
    | {
        "power-add": "/desk/powers/add/",
        "power-edit": "/desk/powers/DEMO-N-001/edit/",
        "studio": f"/desk/flowcharts/{SETTLED}/edit/",
        "studio-stages": "/desk/flowcharts/demo-zd-01/edit/",
        "project-add": "/desk/projects/add/",
        "firm": "first:/desk/firms/",
        "release": f"/desk/flowcharts/{POSTED}/release/",
        "posting": "first:/desk/postings/",
        "withheld": "/desk/powers/withheld/",
        "stand-ins": "/desk/stand-ins/",
        "contribute": f"link:/desk/worksheets/{SETTLED}/ /contribute/",
        "section-page": "/desk/worksheets/sections/DEMO-JC/",
        "risk-point": "first:/desk/risk-points/",
        "measure": "first:/desk/measures/",
    },
    "section-head": {"home": "/desk/", "release": "/desk/flowcharts/demo-n-104/release/"},
    "moderator": {
        "home": "/desk/",
        "release": "/desk/flowcharts/demo-n-103/release/",
        "posting": "first:/desk/postings/",
        "entry": "first:/desk/postings/ comments/add/",
        "period": "first:/desk/postings/ period/",
    },
    "deputy-head": {"home": "/desk/", "release": "/desk/flowcharts/demo-n-102/release/"},
    "head": {"home": "/desk/", "walk": "/desk/walk/"},
    "committee-member": {
        "home": "/desk/",
        "committee": "/desk/committee/",
        "rounds": "/desk/rounds/",
        "round": "first:/desk/rounds/",
        "spot-check": "/desk/measures/spot-checks/1/",
        "sitting": "first:/desk/committee/",
        "referrals": "/desk/committee/referrals/",
        "leads": "/desk/committee/leads/",
        "lead-add": "/desk/committee/leads/add/",
        "lead-import": "/desk/committee/leads/import/",
        "worksheet": f"/desk/worksheets/{SETTLED}/",
    },
    "committee-chair": {
        "rule-add": "/desk/measures/rules/add/",
        "rule-aim": "first:/desk/measures/rules/ aim/",
        "rule-repeal": "first:/desk/measures/rules/ repeal/",
        "measure": "first:/desk/measures/",
        "measure-set": "/desk/measures/set/?level=1",
        "home": "/desk/",
        "sitting": "first:/desk/committee/",
        "round-close": "/desk/rounds/3/close/",
        "round-compare": "/desk/rounds/1/compare/2/",
        "levels-fallen": "/desk/committee/levels/?show=standing",
        "schemes": "/desk/committee/schemes/",
        "committee": "/desk/committee/",
        "meetings": "/desk/committee/meetings/",
        "meeting": "first:/desk/committee/meetings/",
        "meeting-call": "/desk/committee/meetings/call/DEMO/",
        "verified-levels": "/desk/committee/levels/",
        "lowered-levels": "/desk/committee/lowered/",
        "practice": "/desk/committee/practice/",
        "practice-case": "first:/desk/committee/practice/",
        "coverage": "/desk/coverage/",
        "coverage-duties": "/desk/coverage/?by=duty",
        "coverage-steps": "/desk/coverage/?by=step",
        "oversight": "/desk/oversight/",
        "charge": "link:/desk/oversight/ /oversight/units/",
        "unit": "/desk/units/DEMO/",
        "section": "/desk/units/DEMO-JC/",
        "warnings": "/desk/measures/warnings/",
        "warning": "first:/desk/measures/warnings/",
        "warning-rules": "/desk/measures/warnings/rules/",
        "law-changes": "/desk/measures/warnings/laws/",
        "notices": "/desk/measures/notices/",
        "notice": "first:/desk/measures/notices/",
        "notice-add": "/desk/measures/notices/add/",
        "education": "/desk/measures/education/",
        "education-plan": "first:/desk/measures/education/",
        "education-add": "/desk/measures/education/add/",
        "education-session": "/desk/measures/education/sessions/1/",
        "attendance": "/desk/measures/education/sessions/1/attendance/",
        "pledges": "/desk/measures/pledges/",
    },
    "area-chair": {
        "home": "/desk/",
        "oversight": "/desk/oversight/",
        "send-down": "/desk/oversight/send/DEMO-QU/",
        "mandate": "first:/desk/oversight/",
        "withdraw": "first:/desk/oversight/ withdraw/",
        "charge": "link:/desk/ /oversight/units/",
        "same-power": "/desk/powers/DEMO-N-001/same/",
        "share": "/desk/powers/DEMO-N-001/same/share/",
    },
    "other-chair": {"home": "/desk/", "charge": "link:/desk/oversight/ /oversight/units/"},
    "auditor": {"home": "/desk/", "ledger": "/desk/ledger/", "refused": "/desk/settings/"},
    "security-administrator": {"home": "/desk/", "people": "/desk/people/"},
    "system-administrator": {
        "home": "/desk/",
        "people": "/desk/people/",
        "units": "/desk/units/",
        "unit": "/desk/units/DEMO-JC/edit/",
        "settings": "/desk/settings/",
    },
}


def serve() -> subprocess.Popen[bytes]:
    """Load the demo into a fresh database and serve it."""
    shutil.rmtree(OUT, ignore_errors=True)
    OUT.mkdir()
    env = os.environ | {
        "DJANGO_SETTINGS_MODULE": "riskcontrol.settings.demo",
        "DATABASE_URL": f"sqlite:///{OUT / 'demo.sqlite3'}",
    }
    messages = [sys.executable, "scripts/check_messages.py", "--compile"]
    subprocess.run(messages, cwd=ROOT, check=True)
    for command in (["migrate", "-v0"], ["load_demo"]):
        subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=env,
            check=True,
            stdout=subprocess.DEVNULL,
        )
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "riskcontrol.wsgi", "-b", f"127.0.0.1:{PORT}", "--threads", "4"],
        cwd=ROOT, env=env, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    for _try in range(60):
        try:
            with socket.create_connection(("127.0.0.1", int(PORT)), timeout=2):
                return server
        except OSError:
            time.sleep(0.5)
    sys.exit("The demo did not start.")


def wanted(words: list[str], *names: str) -> bool:
    """Whether the arguments ask for a picture: each argument must name one of its traits."""
    return all(word in names for word in words)


def pictures(words: list[str]) -> Iterator[tuple[str, str, str, str, str]]:
    """Walk language, size, role, page and address of the pictures asked for."""
    for language in LANGUAGES:
        for size in SIZES:
            for role, pages in PAGES.items():
                for name, path in pages.items():
                    if wanted(words, language, size, role, name):
                        yield language, size, role, name, path


def go(page: Page, path: str, language: str) -> None:
    """Open a page; `first:` opens a list and then the first thing in it, or a page below that.

    `link:` follows the first link of a page that holds some words.
    `typed:` writes a comment as far as the button that is named; `found:` looks its receipt up too.
    """
    kind = path.partition(":")[0]
    address, _blank, below = path.removeprefix(f"{kind}:").partition(" ")
    page.goto(f"{BASE}{address}{'&' if '?' in address else '?'}lang={language}")
    if path.startswith("first:"):
        links = page.locator(f'main a[href^="{address}"]')
        hrefs = [link.get_attribute("href") or "" for link in links.all()]
        lasts = ((one, one.rstrip("/").split("/")[-1]) for one in hrefs)
        number = next((one for one, last in lasts if last.isdigit() or len(last) == 12), None)
        if number:
            page.goto(BASE + number.split("?")[0] + below + f"?lang={language}")
    if kind == "link":
        href = page.locator(f'main a[href*="{below}"]').first.get_attribute("href") or ""
        page.goto(f"{BASE}{href.split('?')[0]}?lang={language}")
    if kind in {"typed", "found"}:
        write(page, *below.partition(" ")[::2])
    if kind == "found":
        code = page.locator(".slip-code").inner_text()
        page.goto(f"{BASE}/receipt/?lang={language}")
        page.locator("[name=code]").fill(code)
        page.locator("main form [type=submit]").click()


def write(page: Page, button: str, body: str) -> None:
    """Fill the comment form and press its button; up to the last one where that is asked for."""
    page.locator("[name=body]").fill(body)
    page.wait_for_timeout(3500)  # what comes back faster is taken for a program's
    page.locator("button[value=look]").click()
    if button == "hand-in":
        page.locator("button[value=hand-in]").click()


def shoot(browser: Browser, words: list[str]) -> int:
    """Take the pictures, a signed-in browser a role and size, and give their number."""
    count, signed, page = 0, None, None
    for language, size, role, name, path in pictures(words):
        if signed != (language, size, role) or page is None:
            page = browser.new_page(viewport=SIZES[size], locale="zh-CN")
            if role != "-":
                page.goto(f"{BASE}/accounts/login/")
                page.locator(f'button[value="{role}"]').click()
            signed = (language, size, role)
        go(page, path, language)
        file = OUT / language / size / f"{'public' if role == '-' else role}-{name}.png"
        file.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=file, full_page=True)
        wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        if wide > 0:
            print(f"{file.relative_to(OUT)}: {wide} px wider than the window")
        count += 1
    return count


if __name__ == "__main__":
    server = serve()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"),
                args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
            )
            print(f"{shoot(browser, sys.argv[1:])} pictures under {OUT.name}/")
    finally:
        server.terminate()
    if not sys.argv[1:]:
        subprocess.run([sys.executable, "scripts/shots_charts.py"], cwd=ROOT, check=True)
