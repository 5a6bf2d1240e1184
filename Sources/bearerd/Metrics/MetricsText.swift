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

    /// The labels of a sample, as they are written. Made once, they serve in every family.
    struct Labels: ExpressibleByDictionaryLiteral {
        fileprivate let text: String

        /// Their values may be anybody's text.
        init(dictionaryLiteral labels: (StaticString, String)...) {
            text = labels.map { "\($0)=\"\(MetricsText.escaped($1))\"" }.joined(separator: ",")
        }
    }

    /// One family of metrics, to which ``sample(_:_:)`` and ``histogram(_:_:)`` add.
    struct Family {
        fileprivate let name: String
        fileprivate var bytes: [UInt8] = []

        fileprivate init(_ name: StaticString) {
            self.name = name.description
        }

        /// Adds the one value of a family without labels.
        mutating func sample(_ value: some BinaryInteger) {
            append("", [:], String(value))
        }

        /// Adds a value, with further labels if there are any.
        mutating func sample(_ labels: Labels, and further: Labels = [:], _ value: some BinaryInteger) {
            append("", labels, and: further, String(value))
        }

        /// Adds a histogram of seconds.
        mutating func histogram(_ labels: Labels, _ histogram: DurationHistogram) {
            var count: UInt64 = 0
            for (bound, inBucket) in zip(DurationBuckets.bounds, histogram.buckets) {
                count += inBucket
                append("_bucket", labels, and: ["le": bound.text], String(count))
            }
            count += histogram.buckets[DurationBuckets.count - 1]
            append("_bucket", labels, and: ["le": "+Inf"], String(count))
            append("_sum", labels, MetricsText.seconds(nanoseconds: histogram.nanoseconds))
            append("_count", labels, String(count))
        }

        private mutating func append(_ suffix: String, _ labels: Labels, and further: Labels = [:], _ value: String) {
            bytes.append(contentsOf: name.utf8)
            bytes.append(contentsOf: suffix.utf8)
            if !labels.text.isEmpty {
                bytes.append(UInt8(ascii: "{"))
                bytes.append(contentsOf: labels.text.utf8)
                if !further.text.isEmpty {
                    bytes.append(UInt8(ascii: ","))
                    bytes.append(contentsOf: further.text.utf8)
                }
                bytes.append(UInt8(ascii: "}"))
            }
            bytes.append(UInt8(ascii: " "))
            bytes.append(contentsOf: value.utf8)
            bytes.append(UInt8(ascii: "\n"))
        }
    }

    /// Adds a family: `samples` adds its values. Without any it is left out.
    mutating func add(_ name: StaticString, _ kind: Kind, _ help: StaticString, _ samples: (inout Family) -> Void) {
        var family = Family(name)
        samples(&family)
        guard !family.bytes.isEmpty else { return }
        bytes.append(contentsOf: "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n".utf8)
        bytes += family.bytes
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
