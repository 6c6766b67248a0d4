"""Building sites with the real program, each in folders of its own, and comparing builds."""

import os
import pathlib
import shutil

from tools import clip, run

#: What may be beside the sources of a site, at its top, and is no part of it.
LEFT_OUT = {"target", "public", ".byline", ".git", "node_modules"}


def copy_site(source, target):
    """A site may be changed by its build (lock, store), so we build a copy."""
    shutil.copytree(source, target, symlinks=True, ignore=lambda folder, names:
                    names_left_out(pathlib.Path(folder), names, pathlib.Path(source)))
    return target


def names_left_out(folder, names, source):
    # A section may be called `target` too: only the top is special, and what Cargo marks.
    if folder == source:
        return LEFT_OUT & set(names)
    return {name for name in names if (folder / name / "CACHEDIR.TAG").is_file()}


def build(byline, root, output, base, *, env=None, cwd=None):
    """`byline build`; its messages when it fails, else None."""
    # `cwd` is another folder than the site's, so the site is named by --root.
    where = ["--root", str(root)] if cwd else []
    done = run([byline, *where, "build", "--output", output, "--base-url", base],
               env={**os.environ, **(env or {})}, cwd=cwd or root)
    return None if done.returncode == 0 else f"`byline build` exited with {done.returncode}:\n{done.stderr or done.stdout}"


def tree(root):
    """Every file with its bytes."""
    root = pathlib.Path(root)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def compare(first, second, names):
    """The files in which two trees differ."""
    a, b = tree(first), tree(second)
    faults = []
    for path in sorted(set(a) | set(b)):
        if path not in a or path not in b:
            faults.append(f"{path}: only in the build {names[0] if path in a else names[1]}")
        elif a[path] != b[path]:
            at = next((i for i, (x, y) in enumerate(zip(a[path], b[path])) if x != y), min(len(a[path]), len(b[path])))
            x, y = (clip(t[path][max(0, at - 30):at + 50].decode("utf-8", "replace"), 80) for t in (a, b))
            faults.append(f"{path}: differs at byte {at}: {names[0]} has `{x}`, {names[1]} has `{y}`")
    if not a:
        faults.append("the build is empty")
    return faults


def check_determinism(source, work, byline, base):
    """Another copy, time zone, locale and working directory: the same bytes."""
    work = pathlib.Path(work)
    here = {"TZ": "Asia/Seoul", "LC_ALL": "C", "LANG": "C"}
    there = {"TZ": "America/New_York", "LC_ALL": "ko_KR.UTF-8", "LANG": "ko_KR.UTF-8", "HOME": str(work)}
    one = copy_site(source, work / "one")
    two = copy_site(source, work / "another folder" / "둘")
    for failed in (
            build(byline, one, work / "public-one", base, env=here),
            build(byline, two, work / "public-two", base, env=there, cwd=work)):
        if failed:
            return [failed]
    return compare(work / "public-one", work / "public-two", ("in Seoul with LC_ALL=C", "in New York with LC_ALL=ko_KR.UTF-8"))


def check_rest(root, output, byline, base):
    """A second build with nothing changed: the same bytes, and no file touched."""
    def stamps():
        return {p.relative_to(output).as_posix(): (p.stat().st_mtime_ns, p.read_bytes())
                for p in pathlib.Path(output).rglob("*") if p.is_file()}
    before = stamps()
    failed = build(byline, root, output, base)
    if failed:
        return [failed]
    after = stamps()
    faults = []
    for path in sorted(set(before) | set(after)):
        if path not in after or path not in before:
            faults.append(f"{path}: {'gone' if path in before else 'new'} after a second build")
        elif before[path][1] != after[path][1]:
            faults.append(f"{path}: other bytes after a second build")
        elif before[path][0] != after[path][0]:
            faults.append(f"{path}: written again though nothing changed")
    return faults
