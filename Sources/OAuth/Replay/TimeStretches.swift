/// Times by the wall clock, as a few stretches that have them all.
///
/// Times that lie close are in one stretch, with what is between them. As long as nobody sets the clock, there is hardly more
/// than one, which grows.
struct TimeStretches {
    private static let mostStretches = 8
    /// So many seconds between two times, or fewer, are not looked at.
    private static let gap = 60.0

    /// In their order.
    private(set) var stretches: [ClosedRange<NumericDate>] = []

    func contains(_ time: NumericDate) -> Bool {
        guard let last = stretches.last, time <= last.upperBound else { return false }
        return stretches.contains { $0.contains(time) }
    }

    mutating func insert(_ time: NumericDate) {
        if !contains(time) { insert(time...time) }
    }

    mutating func formUnion(_ other: TimeStretches) {
        for stretch in other.stretches { insert(stretch) }
    }

    private mutating func insert(_ stretch: ClosedRange<NumericDate>) {
        let first = stretches.firstIndex { Self.distance($0, stretch) <= Self.gap } ?? stretches.endIndex
        let end = stretches.firstIndex { Self.distance(stretch, $0) > Self.gap } ?? stretches.endIndex
        let merged = stretches[first..<end].reduce(stretch, Self.span)
        stretches.replaceSubrange(first..<end, with: CollectionOfOne(merged))
        if stretches.count > Self.mostStretches { joinClosest() }
    }

    private mutating func joinClosest() {
        func distance(_ index: Int) -> Double { Self.distance(stretches[index], stretches[index + 1]) }
        guard let index = stretches.indices.dropLast().min(by: { distance($0) < distance($1) }) else { return }
        stretches[index] = Self.span(stretches[index], stretches.remove(at: index + 1))
    }

    /// From the end of the one to the start of the other, in seconds.
    private static func distance(_ a: ClosedRange<NumericDate>, _ b: ClosedRange<NumericDate>) -> Double {
        b.lowerBound.secondsSinceEpoch - a.upperBound.secondsSinceEpoch
    }

    private static func span(
        _ a: ClosedRange<NumericDate>,
        _ b: ClosedRange<NumericDate>
    ) -> ClosedRange<NumericDate> {
        min(a.lowerBound, b.lowerBound)...max(a.upperBound, b.upperBound)
    }
}
