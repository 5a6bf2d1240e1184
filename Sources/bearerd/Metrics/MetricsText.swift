/// Metrics as Prometheus reads them: its text exposition format, version 0.0.4.
struct MetricsText {
    /// The type of the content.
    static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// What a family of metrics is.
    enum Kind: String {
        case counter
        case gauge
        case histogram
    }

    private(set) var bytes: [UInt8] = []

    /// An empty text, which so many bytes may be added to before it is moved in memory.
    init(room: Int = 0) {
        bytes.reserveCapacity(room)
    }

    /// The labels of a sample, as they are written. Made once, they serve in every family.
    struct Labels: ExpressibleByDictionaryLiteral {
        fileprivate var bytes: [UInt8] = []

        /// Their values may be anybody's text.
        init(dictionaryLiteral labels: (StaticString, String)...) {
            for (name, value) in labels {
                if !bytes.isEmpty { bytes.append(UInt8(ascii: ",")) }
                bytes.append(contentsOf: name.description.utf8)
                bytes.append(contentsOf: "=\"".utf8)
                bytes.append(contentsOf: MetricsText.escaped(value).utf8)
                bytes.append(UInt8(ascii: "\""))
            }
        }
    }

    /// One family of metrics, to which ``sample(_:_:)`` and ``histogram(_:_:)`` add.
    struct Family {
        private let name: [UInt8]
        /// The whole text up to now.
        fileprivate var bytes: [UInt8]

        fileprivate init(_ name: StaticString, in bytes: consuming [UInt8]) {
            self.name = Array(name.description.utf8)
            self.bytes = bytes
        }

        /// Adds the one value of a family without labels.
        mutating func sample(_ value: some BinaryInteger) {
            sample([:], value)
        }

        /// Adds a value, with further labels if there are any.
        mutating func sample(_ labels: Labels, and further: Labels = [:], _ value: some BinaryInteger) {
            append("", labels, and: further)
            append(value)
        }

        /// Adds a histogram of seconds.
        mutating func histogram(_ labels: Labels, _ histogram: DurationHistogram) {
            var count: UInt64 = 0
            for (bound, inBucket) in zip(DurationBuckets.bounds, histogram.buckets) {
                count += inBucket
                append("_bucket", labels, and: ["le": bound.text])
                append(count)
            }
            count += histogram.buckets[DurationBuckets.count - 1]
            append("_bucket", labels, and: ["le": "+Inf"])
            append(count)
            append("_sum", labels)
            append(MetricsText.seconds(nanoseconds: histogram.nanoseconds))
            append("_count", labels)
            append(count)
        }

        /// What stands before a value.
        private mutating func append(_ suffix: String, _ labels: Labels, and further: Labels = [:]) {
            bytes.append(contentsOf: name)
            bytes.append(contentsOf: suffix.utf8)
            if !labels.bytes.isEmpty {
                bytes.append(UInt8(ascii: "{"))
                bytes.append(contentsOf: labels.bytes)
                if !further.bytes.isEmpty {
                    bytes.append(UInt8(ascii: ","))
                    bytes.append(contentsOf: further.bytes)
                }
                bytes.append(UInt8(ascii: "}"))
            }
            bytes.append(UInt8(ascii: " "))
        }

        private mutating func append(_ value: String) {
            bytes.append(contentsOf: value.utf8)
            bytes.append(UInt8(ascii: "\n"))
        }

        /// A thousand issuers have seven numbers each: most have one digit, for which no string is made.
        private mutating func append(_ value: some BinaryInteger) {
            guard let digit = UInt8(exactly: value), digit < 10 else { return append(String(value)) }
            bytes.append(UInt8(ascii: "0") + digit)
            bytes.append(UInt8(ascii: "\n"))
        }
    }

    /// Adds a family: `samples` adds its values. Without any it is left out.
    mutating func add(_ name: StaticString, _ kind: Kind, _ help: StaticString, _ samples: (inout Family) -> Void) {
        let before = bytes.count
        bytes.append(contentsOf: "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n".utf8)
        let start = bytes.count
        var family = Family(name, in: bytes)
        // Now the text is the family's only, and grows where it is.
        bytes = []
        samples(&family)
        bytes = family.bytes
        if bytes.count == start { bytes.removeLast(start - before) }
    }

    /// Exactly, as a decimal fraction.
    fileprivate static func seconds(nanoseconds: UInt64) -> String {
        let (seconds, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        let digits = String(rest)
        return "\(seconds).\(String(repeating: "0", count: 9 - digits.count))\(digits)"
    }

    /// The value of a label: a backslash, a quotation mark and the end of a line would be something else.
    static func escaped(_ value: String) -> String {
        guard value.utf8.contains(where: { $0 == 0x5C || $0 == 0x22 || $0 == 0x0A }) else { return value }
        var escaped = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\\": escaped += #"\\"#
            case "\"": escaped += #"\""#
            case "\n": escaped += #"\n"#
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
