# What the charts have in common: a page that can be read on light and on dark, and numbers.

function open_svg(width, height, title) {
    printf "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" ", width, height, width, height
    printf "role=\"img\" aria-label=\"%s\" font-family=\"sans-serif\" font-size=\"13\">\n", escaped(title)
    print "<style>svg { background: #fff } text { fill: #222 } .faint { fill: #666 } .grid { stroke: #ddd } .axis { stroke: #666 }"
    print ".a { fill: #0a7d5a; stroke: #0a7d5a } .b { fill: #b35900; stroke: #b35900 } .c { fill: #888; stroke: #888 } .line { fill: none; stroke-width: 2 }"
    print "@media (prefers-color-scheme: dark) { svg { background: #161b22 } text { fill: #e6e6e6 } .faint { fill: #aaa } .grid { stroke: #333 }"
    print ".axis { stroke: #aaa } .a { fill: #3fc79a; stroke: #3fc79a } .b { fill: #f0a050; stroke: #f0a050 } .c { fill: #888; stroke: #888 } }</style>"
    text(20, 26, title, "font-size=\"15\"")
}

function close_svg() { print "</svg>" }

function text(x, y, words, more) { printf "<text x=\"%.1f\" y=\"%.1f\" %s>%s</text>\n", x, y, more, escaped(words) }

function line(x1, y1, x2, y2, class) {
    printf "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"%s\"/>\n", x1, y1, x2, y2, class
}

function escaped(words) {
    gsub(/&/, "\\&amp;", words)
    gsub(/</, "\\&lt;", words)
    gsub(/"/, "\\&quot;", words)
    return words
}

# 1, 2 or 5 times a power of ten, so that there are about five steps to `most`.
function step(most,    power) {
    power = 1
    while (power * 10 <= most / 5) power *= 10
    while (power > most / 5) power /= 10
    return power * 5 <= most / 5 ? power * 5 : power * 2 <= most / 5 ? power * 2 : power
}

# 1,000 for 1000.
function grouped(number,    words) {
    words = sprintf("%d", number)
    while (match(words, /[0-9][0-9][0-9][0-9]($|,)/)) words = substr(words, 1, RSTART) "," substr(words, RSTART + 1)
    return words
}
