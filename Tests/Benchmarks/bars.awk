# A bar for each row of a name, a value, and where they differ from `a` and the value, a class of svg.awk and what stands beside
# the bar; a row of a name only is a heading; `title` is that of the whole.
#
# usage: awk -F '\t' -v title=WORDS -f svg.awk -f bars.awk ROWS > CHART

{ name[NR] = $1; value[NR] = $2; class[NR] = $3 == "" ? "a" : $3; label[NR] = $4 == "" ? $2 : $4; if ($2 > most) most = $2 }

END {
    open_svg(760, 55 + NR * 28, title)
    for (i = 1; i <= NR; i++) {
        y = 14 + i * 28
        if (value[i] == "") { text(20, y + 14, name[i], "font-weight=\"bold\""); continue }
        long = most > 0 ? value[i] / most * 370 : 0
        text(310, y + 14, name[i], "text-anchor=\"end\"")
        printf "<rect x=\"320\" y=\"%d\" width=\"%.1f\" height=\"19\" class=\"%s\"/>\n", y, long, class[i]
        text(326 + long, y + 14, label[i])
    }
    close_svg()
}
