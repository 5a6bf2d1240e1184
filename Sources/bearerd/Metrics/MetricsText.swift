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

    private(set) var text = ""

    /// One family of metrics, to which ``sample(_:_:)`` and ``histogram(_:_:)`` add.
    struct Family {
        fileprivate let name: StaticString
        fileprivate var text: String

        /// Adds the one value of a family without labels.
        mutating func sample(_ value: some BinaryInteger) {
            append("", [:], "\(value)")
        }

        /// Adds a value. A label's value may be anybody's text.
        mutating func sample(_ labels: KeyValuePairs<StaticString, String>, _ value: some BinaryInteger) {
            append("", labels, "\(value)")
        }

        /// Adds a histogram of seconds.
        mutating func histogram(_ labels: KeyValuePairs<StaticString, String>, _ histogram: DurationHistogram) {
            var count: UInt64 = 0
            for (bound, inBucket) in zip(DurationBuckets.bounds, histogram.buckets) {
                count += inBucket
                append("_bucket", labels, "\(count)", ("le", bound.text))
            }
            count += histogram.buckets[DurationBuckets.count - 1]
            append("_bucket", labels, "\(count)", ("le", "+Inf"))
            append("_sum", labels, MetricsText.seconds(nanoseconds: histogram.nanoseconds))
            append("_count", labels, "\(count)")
        }

        private mutating func append(
            _ suffix: StaticString,
            _ labels: KeyValuePairs<StaticString, String>,
            _ value: String,
            _ last: (StaticString, String)? = nil
        ) {
            text += "\(name)\(suffix)"
            var separator = "{"
            for (label, value) in labels {
                text += "\(separator)\(label)=\"\(MetricsText.escaped(value))\""
                separator = ","
            }
            if let last {
                text += "\(separator)\(last.0)=\"\(last.1)\""
                separator = ","
            }
            text += separator == "," ? "} \(value)\n" : " \(value)\n"
        }
    }

    /// Adds a family: `samples` adds its values. Without any it is left out.
    mutating func add(_ name: StaticString, _ kind: Kind, _ help: StaticString, _ samples: (inout Family) -> Void) {
        var family = Family(name: name, text: "")
        samples(&family)
        guard !family.text.isEmpty else { return }
        text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind.rawValue)\n"
        text += family.text
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
