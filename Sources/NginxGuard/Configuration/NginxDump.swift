import Text

/// What `nginx -T` prints: every file of a configuration, each behind a line with its name.
struct NginxDump {
    /// The file that nginx was started with.
    let main: String
    private var files: [ExactText: [UInt8]] = [:]

    /// What each file is called, in order.
    var names: [String] { files.keys.map(\.text).sorted() }

    /// What the file called `name` holds.
    subscript(name: String) -> [UInt8]? { files[ExactText(name)] }

    private static let mark = Array("# configuration file ".utf8)

    /// Takes a dump apart; `nil` for what is none.
    ///
    /// What stands before the first name, such as nginx's own messages, is not looked at.
    init?(_ bytes: [UInt8]) {
        var marks: [(name: String, line: Range<Int>)] = []
        var lineStart = 0
        while lineStart < bytes.count {
            let end = bytes[lineStart...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            if let name = Self.name(bytes[lineStart..<end]) { marks.append((name, lineStart..<end)) }
            lineStart = end + 1
        }
        guard let first = marks.first else { return nil }
        main = first.name
        let ends = marks.dropFirst().map(\.line.lowerBound) + [bytes.count]
        for (mark, end) in zip(marks, ends) where files[ExactText(mark.name)] == nil {
            files[ExactText(mark.name)] = Array(bytes[min(mark.line.upperBound + 1, end)..<end])
        }
    }

    private static func name(_ line: ArraySlice<UInt8>) -> String? {
        guard line.starts(with: mark), line.last == UInt8(ascii: ":") else { return nil }
        return String(decoding: line.dropFirst(mark.count).dropLast(), as: UTF8.self)
    }
}
