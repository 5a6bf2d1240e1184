# A bar for each row of a name, a value and, if not `a`, a class of svg.awk; `title` is that of the whole.
#
# usage: awk -F '\t' -v title=WORDS -f svg.awk -f bars.awk ROWS > CHART

{ name[NR] = $1; value[NR] = $2; class[NR] = $3 == "" ? "a" : $3; if ($2 > most) most = $2 }

END {
    open_svg(760, 55 + NR * 28, title)
    for (i = 1; i <= NR; i++) {
        y = 14 + i * 28
        long = most > 0 ? value[i] / most * 370 : 0
        text(300, y + 14, name[i], "text-anchor=\"end\"")
        printf "<rect x=\"310\" y=\"%d\" width=\"%.1f\" height=\"19\" class=\"%s\"/>\n", y, long, class[i]
        text(316 + long, y + 14, value[i])
    }
    close_svg()
}
