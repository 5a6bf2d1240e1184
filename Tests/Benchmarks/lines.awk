# A line for each series of rows of a series, an x and a y; x stands on a logarithmic scale, y begins at 0.
#
# usage: awk -F '\t' -v title=WORDS -v xtitle=WORDS -v ytitle=WORDS -f svg.awk -f lines.awk ROWS > CHART

{
    if (!($1 in known)) { known[$1] = ++series; title_of[series] = $1 }
    row_series[NR] = known[$1]; x[NR] = $2; y[NR] = $3
    if (NR == 1 || $2 < least) least = $2
    if ($2 > furthest) furthest = $2
    if ($3 > most) most = $3
}

function across(value) { return 70 + (furthest > least ? log(value / least) / log(furthest / least) : 0) * 460 }
function down(value) { return 290 - value / most * 215 }

END {
    open_svg(560, 360, title)
    if (most == 0) most = 1
    for (mark = 0; mark <= most; mark += step(most)) {
        line(70, down(mark), 530, down(mark), "grid")
        text(62, down(mark) + 4, mark, "text-anchor=\"end\" class=\"faint\"")
    }
    line(70, 290, 530, 290, "axis")
    text(300, 334, xtitle, "text-anchor=\"middle\"")
    text(0, 0, ytitle, "text-anchor=\"middle\" transform=\"translate(18 180) rotate(-90)\"")
    for (s = 1; s <= series; s++) {
        class = substr("abc", (s - 1) % 3 + 1, 1)
        points = ""
        for (i = 1; i <= NR; i++) {
            if (row_series[i] != s) continue
            points = points sprintf("%.1f,%.1f ", across(x[i]), down(y[i]))
            printf "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" class=\"%s\"/>\n", across(x[i]), down(y[i]), class
            if (!marked[x[i]]++) text(across(x[i]), 308, grouped(x[i]), "text-anchor=\"middle\" class=\"faint\"")
        }
        printf "<polyline points=\"%s\" class=\"%s line\" style=\"fill:none\"/>\n", points, class
        text(70 + (s - 1) * 230, 52, "● " title_of[s], "class=\"" class "\" stroke=\"none\" style=\"stroke:none\"")
    }
    close_svg()
}
