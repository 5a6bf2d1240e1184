/// A chart of the last hour, or of the time since the start, as SVG that needs nothing else.
struct LineChart {
    /// Of the drawing's own coordinates, which are stretched to the page.
    private static let (width, height) = (600.0, 120.0)
    /// What the line of time spans at least, and at most.
    private static let spans = Duration.seconds(300)...StatusHistory.interval * (StatusHistory.mostSamples - 1)

    private let title: String
    private let series: StatusSeries
    private let text: (Double) -> String

    /// A chart under this title, in which `text` writes the values.
    init(_ title: String, _ series: StatusSeries, text: @escaping (Double) -> String) {
        self.title = title
        self.series = series
        self.text = text
    }

    private var highest: Double { series.lines.flatMap(\.values).compactMap(\.self).max() ?? 0 }

    private var span: Duration { min(max(series.ages.first ?? .zero, Self.spans.lowerBound), Self.spans.upperBound) }

    /// A figure with a legend, which has the latest values.
    var html: HTMLText {
        guard series.lines.contains(where: { $0.values.contains { $0 != nil } }) else {
            return "<figure><figcaption>\(title)</figcaption><p class=\"quiet\">Nothing yet.</p></figure>\n"
        }
        let lines = series.lines.enumerated().map { polyline($1, number: $0) }
        let legend = series.lines.enumerated().map { entry($1, number: $0) }
        return """
            <figure><figcaption>\(title)</figcaption>
            <div class="plot"><span class="most">\(text(highest))</span>
            <svg viewBox="0 0 600 120" preserveAspectRatio="none" role="img" aria-label="\(title)">\(lines)</svg></div>
            <div class="axis"><span>\(StatusText.time(span.components.seconds)) ago</span><span>now</span></div>
            <ul class="legend">\(legend)</ul></figure>

            """
    }

    private func polyline(_ line: StatusSeries.Line, number: Int) -> HTMLText {
        let points = zip(series.ages, line.values).compactMap { age, value in value.map { point(age, $0) } }
        // One point is a line of no length; its round ends are seen.
        let drawn = points.count == 1 ? points + points : points
        return "<polyline class=\"line\(number)\" points=\"\(drawn.joined(separator: " "))\"/>"
    }

    private func point(_ age: Duration, _ value: Double) -> String {
        let x = Self.width * (1 - min(age / span, 1))
        let y = Self.height * (1 - (highest > 0 ? value / highest : 0))
        return "\(Self.rounded(x)),\(Self.rounded(y))"
    }

    private func entry(_ line: StatusSeries.Line, number: Int) -> HTMLText {
        let latest = line.values.last.flatMap(\.self).map(text) ?? "none"
        return "<li class=\"line\(number)\">\(line.name): <b>\(latest)</b></li>"
    }

    /// With one place.
    private static func rounded(_ value: Double) -> Double { (value * 10).rounded() / 10 }
}
