import Files
import Text

/// A file of settings, `KEY=value` a line, in a form that shells take as well. This is the only reader of such files.
///
/// Another program may have its own settings there, so a line that is none of ours is a warning; one that is meant to be
/// ours and is not clearly a setting is a mistake, which stops the start.
struct DotEnv {
    /// Its settings, by the names they have in the environment.
    private(set) var values: [String: String] = [:]
    /// The first things that are wrong in it, a sentence each.
    private(set) var mistakes: [String] = []
    /// The first lines that are another program's.
    private(set) var warnings: [String] = []
    private static let mostTold = 16

    /// Why the text behind the equals sign is no value.
    private enum ValueError: String, Error {
        case quotes = "quotes around the whole value or none"
        case continues = "a value that ends on its line"
    }

    /// The file at `path`, which messages call `setting` if it cannot be read.
    init(path: String, setting: String) {
        do throws(FileRefusal) {
            self.init(try SmallFile.content(of: path), name: VisibleText.escaped(path))
        } catch {
            self.init([], name: "")
            let expected = "a readable file of lines KEY=value: \(error.phrase)"
            mistakes = [SettingError(key: setting, value: path, origin: nil, expected: expected).description]
        }
    }

    init(_ content: [UInt8], name: String) {
        let lines = content.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, bytes) in lines.enumerated() {
            let line = Self.trimmed(bytes)
            // systemd takes a semicolon for a comment, too.
            guard let first = line.first, first != UInt8(ascii: "#"), first != UInt8(ascii: ";") else { continue }
            add(line, at: "\(name):\(index + 1)")
        }
    }

    private mutating func add(_ line: ArraySlice<UInt8>, at place: String) {
        guard let equals = line.firstIndex(of: UInt8(ascii: "=")) else { return addUnclear(line, at: place) }
        let name = Self.text(Self.withoutExport(line[..<equals]))
        guard SettingTable.row(named: name) != nil else { return addForeign(name, at: place) }
        do throws(ValueError) {
            let value = try Self.value(line[(equals + 1)...])
            guard values.updateValue(value, forKey: name) == nil else {
                return addMistake(in: line, at: place, expected: "a setting that no line before has")
            }
        } catch {
            addMistake(in: line, at: place, expected: error.rawValue)
        }
    }

    /// A line without an equals sign.
    private mutating func addUnclear(_ line: ArraySlice<UInt8>, at place: String) {
        let words = Self.withoutExport(line).split { Self.isBlank($0) || $0 == UInt8(ascii: ":") }
        let name = Self.text(words.first ?? [])
        let sentence = "\(place) is no line KEY=value"
        guard let row = SettingTable.row(named: name) ?? SettingTable.meant(by: name) else { return warn(sentence) }
        addMistake("\(sentence): did you mean \(row.name)=…?")
    }

    /// A name that is no setting. Its value is not told: it may be the secret of another program.
    private mutating func addForeign(_ name: String, at place: String) {
        let sentence = "\(place): \(QuotedText.quoted(name)) is no setting"
        guard let row = SettingTable.meant(by: name) else { return warn(sentence) }
        addMistake("\(sentence): did you mean \(row.name)?")
    }

    private mutating func addMistake(in line: ArraySlice<UInt8>, at place: String, expected: String) {
        let error = SettingError(key: place, value: Self.text(line), origin: nil, expected: expected)
        addMistake(error.description)
    }

    private mutating func addMistake(_ mistake: String) {
        if mistakes.count < Self.mostTold { mistakes.append(mistake) }
    }

    private mutating func warn(_ warning: String) {
        if warnings.count < Self.mostTold { warnings.append(warning) }
    }

    private static func withoutExport(_ name: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let word = Array("export".utf8)
        let rest = name.dropFirst(word.count)
        guard name.starts(with: word), let next = rest.first, isBlank(next) else { return trimmed(name) }
        return trimmed(rest)
    }

    /// What stands behind the equals sign, without quotes around it and a comment behind it.
    private static func value(_ text: ArraySlice<UInt8>) throws(ValueError) -> String {
        let value = trimmed(text)
        guard let quote = value.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
            return try unquotedValue(text)
        }
        return try quotedValue(value.dropFirst(), quote)
    }

    /// As in a shell, a number sign begins a comment where a blank stands before it, and nowhere else.
    private static func unquotedValue(_ text: ArraySlice<UInt8>) throws(ValueError) -> String {
        let comment = text.indices.dropFirst().first { index in
            text[index] == UInt8(ascii: "#") && isBlank(text[index - 1])
        }
        let value = trimmed(text[..<(comment ?? text.endIndex)])
        // To shells and to systemd the next line would belong to it.
        guard value.last != UInt8(ascii: "\\") else { throw .continues }
        return Self.text(value)
    }

    /// A value behind its first quote.
    private static func quotedValue(_ text: ArraySlice<UInt8>, _ quote: UInt8) throws(ValueError) -> String {
        var content: [UInt8] = []
        var isEscaped = false
        for (index, byte) in zip(text.indices, text) {
            if isEscaped {
                if !"\"\\$`".utf8.contains(byte) { content.append(UInt8(ascii: "\\")) }
                content.append(byte)
                isEscaped = false
            } else if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
                isEscaped = true
            } else if byte == quote {
                guard isComment(text[(index + 1)...]) else { throw .quotes }
                return Self.text(content[...])
            } else {
                content.append(byte)
            }
        }
        throw .quotes
    }

    /// Whether nothing stands here, or a comment with a blank before it.
    private static func isComment(_ rest: ArraySlice<UInt8>) -> Bool {
        guard let first = rest.first else { return true }
        return isBlank(first) && trimmed(rest).first == UInt8(ascii: "#")
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> { bytes.trimming(while: isBlank) }

    /// A carriage return, too: editors of other systems end lines with it.
    private static func isBlank(_ byte: UInt8) -> Bool {
        byte.isBlank || byte == UInt8(ascii: "\r")
    }

    private static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
}
