import FoundationEssentials
import Logging

/// One line of the log. Whatever a value holds, it stays within its quotes and on its line.
struct LogLine {
    /// The longest value, in Unicode scalars: what a client wrote can be long.
    private static let longestValue = 512

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
        line.add("time", .string(time.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))))
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
            line += Self.quoted(key)
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
        case .string(let text): quoted(text)
        case .stringConvertible(let number as any BinaryInteger): "\(number)"
        case .stringConvertible(let number as Double) where number.isFinite: "\(number)"
        case .stringConvertible(let other): quoted(other.description)
        case .array(let values): "[" + values.map(render).joined(separator: ",") + "]"
        case .dictionary(let values):
            "{"
                + values.sorted { $0.key < $1.key }.map { "\(quoted($0.key)):\(render($0.value))" }.joined(
                    separator: ","
                )
                + "}"
        }
    }

    /// A JSON string (RFC 8259 §7), with everything outside of visible ASCII escaped: a terminal shows what is there.
    static func quoted(_ text: String) -> String {
        if text.utf8.count <= longestValue, text.utf8.allSatisfy(isPlain) { return "\"\(text)\"" }
        var quoted = "\""
        for scalar in text.unicodeScalars.prefix(longestValue) {
            switch scalar.value {
            case 0x22: quoted += "\\\""
            case 0x5C: quoted += "\\\\"
            case 0x20...0x7E: quoted.unicodeScalars.append(scalar)
            default: for unit in UTF16.encode(scalar) ?? .init() { quoted += "\\u" + hexadecimal(unit) }
            }
        }
        return quoted + "\""
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x20...0x7E).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
    }

    private static func hexadecimal(_ unit: UInt16) -> String {
        let digits = String(unit, radix: 16)
        return String(repeating: "0", count: 4 - digits.count) + digits
    }
}
