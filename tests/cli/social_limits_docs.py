"""The table of limits in docs/social.md against that of the source: social_limits_docs.py SOURCE DOCS

Each row must hold the figures of its network and kind, and no others; the kinds of files as well.
"""
import re
import sys

FIGURES = ["text_max", "text_bytes_max", "hashtags_max", "comment_max", "pictures_max", "pictures_advised",
           "videos_max", "media_max", "side_min", "side_max", "side_advised"]
KINDS = {"JPEG_PNG_GIF": "JPEG PNG GIF", "JPEG_PNG": "JPEG PNG", "MEDIA_JPEG": "JPEG", "MP4_MOV": "MP4 MOV",
         "MEDIA_MP4": "MP4", "ALL_VIDEOS": ""}
UNSAID_VIDEO = 1000  # MB, said once below the table


def source_rows(text):
    rows = {}
    table = text[text.index("table[] = {"):text.index("/* clang-format on */")]
    for network, kind, rest in re.findall(r'\.network = "([^"]*)", \.type = "([^"]*)",(.*?)\},\n', table, re.S):
        fields = dict(re.findall(r"\.(\w+) = ([^,}]+)", rest))
        size = {name: int((fields.get(name, "0").split("*")[0]).replace("MB", "1"))
                for name in ("picture_bytes", "video_bytes", "total_bytes")}
        figures = {float(fields[name]) for name in FIGURES if float(fields.get(name, 0))}
        figures |= {float(mb) for name, mb in size.items() if mb and not (name == "video_bytes" and mb == UNSAID_VIDEO)}
        figures |= {float(fields[name]) / 100 for name in ("ratio_min", "ratio_max") if name in fields}
        kinds = {word for name in ("picture_kinds", "video_kinds") for word in KINDS[fields.get(name, "ALL_VIDEOS")].split()}
        rows[network if kind == "post" else f"{network} {kind}"] = (figures, kinds)
    return rows


def docs_rows(text):
    rows = {}
    table = text[text.index("| network, type |"):text.index("\nVideos are MP4")]
    for line in table.strip().split("\n")[2:]:
        name, cells = line.strip("| ").split(" | ", 1)
        figures = {float(number.replace(",", "")) for number in re.findall(r"(?<![\w.])\d[\d,]*(?:\.\d+)?", cells)
                   for number in [number.rstrip(",")]}
        found = (figures, set(re.findall(r"JPEG|PNG|GIF|MP4|MOV|WebM", cells)))
        base = name.replace(", and its reel", "")
        rows[base] = found
        if base != name:
            rows[base + " reel"] = found
    return rows


source, docs = source_rows(open(sys.argv[1]).read()), docs_rows(open(sys.argv[2]).read())
bad = [f"{name}: the source says {source.get(name)}, the page {docs.get(name)}"
       for name in sorted(source.keys() | docs.keys()) if source.get(name) != docs.get(name)]
print("\n".join(bad))
sys.exit(1 if bad or not source else 0)
