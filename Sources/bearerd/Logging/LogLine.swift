import FoundationEssentials
import Logging
import Text

/// One line of the log. Whatever a value holds, it stays within its quotes and on its line.
struct LogLine {
    private let format: LogFormat
    private var line = ""

    init(format: LogFormat) {
        self.format = format
    }

    /// The whole line of an event.
    static func text(
        _ format: LogFormat,
        _ time: Date,
        _ level: Logger.Level,
        _ message: String,
        _ fields: Logger.Metadata
    ) -> String {
        var line = LogLine(format: format)
        line.add("time", .string(time.logTime))
        line.add("level", .string(level.rawValue))
        line.add("message", .string(message))
        for (key, value) in fields.sorted(by: { $0.key < $1.key }) { line.add(key, value) }
        return line.text
    }

    /// The line with its end.
    var text: String {
        switch format {
        case .json: "{\(line)}\n"
        case .text: "\(line)\n"
        }
    }

    mutating func add(_ key: String, _ value: Logger.MetadataValue) {
        let rendered = Self.render(value)
        switch format {
        case .json:
            if !line.isEmpty { line += "," }
            line += QuotedText.quoted(key)
            line += ":"
        case .text:
            if !line.isEmpty { line += " " }
            line += key
            line += "="
        }
        line += rendered
    }

    private static func render(_ value: Logger.MetadataValue) -> String {
        switch value {
        case .string(let text): QuotedText.quoted(text)
        case .stringConvertible(let number as any BinaryInteger): "\(number)"
        case .stringConvertible(let number as Double) where number.isFinite: "\(number)"
        case .stringConvertible(let other): QuotedText.quoted(other.description)
        case .array(let values): "[" + values.map(render).joined(separator: ",") + "]"
        case .dictionary(let values):
            "{"
                + values.sorted { $0.key < $1.key }.map { "\(QuotedText.quoted($0.key)):\(render($0.value))" }.joined(
                    separator: ","
                )
                + "}"
        }
    }
}
