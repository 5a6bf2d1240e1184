import Testing

@testable import bearerd

@Suite struct HTMLTextTests {
    @Test func whatIsPutIntoItIsText() {
        let text = "</td><script>\"'&"
        let html: HTMLText = "<p title=\"\(text)\">\(text)</p>"
        let escaped = "&lt;/td&gt;&lt;script&gt;&quot;&#39;&amp;"
        #expect(html.source == "<p title=\"\(escaped)\">\(escaped)</p>")
    }

    /// Characters that are made of several scalars hide none.
    @Test func noScalarIsOverlooked() {
        let html: HTMLText = "\("<\u{301}&\u{20DD}")"
        #expect(html.source == "&lt;\u{301}&amp;\u{20DD}")
    }

    @Test func whatIsHTMLStaysHTML() {
        let rows: [HTMLText] = ["<li>1</li>", "<li>2</li>"]
        var html: HTMLText = "<ul>\(rows)</ul>\(3)"
        html += "<hr>"
        #expect(html.source == "<ul><li>1</li><li>2</li></ul>3<hr>")
        #expect(HTMLText().source.isEmpty)
    }
}
