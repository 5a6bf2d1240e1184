/// A file of settings, `KEY=value` a line, as a shell and systemd's `EnvironmentFile=` take it.
///
/// Another program may have its own settings there, so a line that is none of ours is a warning; one of ours that is wrong
/// is refused.
struct DotEnv {
    /// Its settings, by the names they have in the environment.
    private(set) var values: [String: String] = [:]
    /// The first lines that are no settings.
    private(set) var warnings: [String] = []
    private static let mostWarnings = 16

    /// The file at `path`.
    ///
    /// - Throws: ``SettingError``, which calls the file `setting`, when it cannot be read, and for the first line that is wrong.
    init(path: String, setting: String) throws(SettingError) {
        let content: [UInt8]
        do { content = try SmallFile.content(of: path) } catch {
            let expected = "a readable file of lines KEY=value: \(error)"
            throw SettingError(key: setting, value: path, origin: nil, expected: expected)
        }
        try self.init(content, name: VisibleText.escaped(path))
    }

    /// - Throws: ``SettingError`` for the first line that is wrong.
    init(_ content: [UInt8], name: String) throws(SettingError) {
        let lines = content.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, bytes) in lines.enumerated() {
            let line = Self.trimmed(bytes)
            guard let first = line.first, first != UInt8(ascii: "#") else { continue }
            try add(line, at: "\(name):\(index + 1)")
        }
    }

    private mutating func add(_ line: ArraySlice<UInt8>, at place: String) throws(SettingError) {
        guard let equals = line.firstIndex(of: UInt8(ascii: "=")) else { return warn("\(place) is no line KEY=value") }
        let name = Self.text(Self.withoutExport(line[..<equals]))
        // Its value is not told: it may be the secret of another program.
        guard let key = SettingKey(rawValue: name) else {
            return warn("\(place): \(LogLine.quoted(name)) is no setting")
        }
        guard let value = Self.unquoted(Self.trimmed(line[(equals + 1)...])) else {
            throw Self.error(place, Self.text(line), "quotes around the whole value or none")
        }
        guard values.updateValue(value, forKey: key.rawValue) == nil else {
            throw Self.error(place, Self.text(line), "a setting that no line before has")
        }
    }

    private mutating func warn(_ warning: String) {
        if warnings.count < Self.mostWarnings { warnings.append(warning) }
    }

    private static func error(_ place: String, _ value: String, _ expected: String) -> SettingError {
        SettingError(key: place, value: value, origin: nil, expected: expected)
    }

    private static func withoutExport(_ name: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let word = Array("export".utf8)
        let rest = name.dropFirst(word.count)
        guard name.starts(with: word), let next = rest.first, isBlank(next) else { return name }
        return trimmed(rest)
    }

    /// The value without the quotes around it; `nil` if they are not around all of it.
    private static func unquoted(_ value: ArraySlice<UInt8>) -> String? {
        guard let quote = value.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
            return text(value)
        }
        guard value.count > 1, value.last == quote else { return nil }
        var content: [UInt8] = []
        var isEscaped = false
        for byte in value.dropFirst().dropLast() {
            if isEscaped {
                if !"\"\\$`".utf8.contains(byte) { content.append(UInt8(ascii: "\\")) }
                content.append(byte)
                isEscaped = false
            } else if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                isEscaped = true
            } else if byte == quote {
                return nil
            } else {
                content.append(byte)
            }
        }
        return isEscaped ? nil : text(content[...])
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var bytes = bytes.drop(while: isBlank)
        while let last = bytes.last, isBlank(last) { bytes.removeLast() }
        return bytes
    }

    /// A carriage return, too: editors of other systems end lines with it.
    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
}
