import Files
import HTTP
import JOSE
import OAuth

/// How the value of a setting is written, and what is made of it.
struct SettingForm<Value>: Sendable {
    /// Why a text is no value, in a few words beyond ``SettingForm/expected``.
    typealias Reason = SettingReason

    let valueName: String
    let expected: String
    let namesFile: Bool
    /// Takes a password out of a text, be it a value or not.
    var shown: @Sendable (String) -> String = { $0 }
    /// `nil` for a text that is no value.
    let convert: @Sendable (String) throws(Reason) -> Value?

    init(
        _ valueName: String,
        _ expected: String,
        namesFile: Bool = false,
        _ convert: @escaping @Sendable (String) throws(Reason) -> Value?
    ) {
        self.valueName = valueName
        self.expected = expected
        self.namesFile = namesFile
        self.convert = convert
    }
}

extension SettingForm where Value == Duration {
    /// A duration within bounds, both included, which are written as it is.
    static func duration(_ least: String, _ most: String) -> Self {
        Self("duration", "a duration from \(least) to \(most)") { text in
            guard let least = SettingValue.duration(least), let most = SettingValue.duration(most) else { return nil }
            return SettingValue.duration(in: least...most)(text)
        }
    }
}

extension SettingForm where Value == Int {
    /// A whole number of `things` within bounds, both included.
    static func number(_ bounds: ClosedRange<Int>, of things: String? = nil) -> Self {
        let ofThings = things.map { " of \($0)" } ?? ""
        let expected = "a number\(ofThings) from \(bounds.lowerBound) to \(bounds.upperBound)"
        return Self(things == "bytes" ? "bytes" : "count", expected, SettingValue.integer(in: bounds))
    }
}

extension SettingForm where Value == Bool {
    static var boolean: Self { Self("bool", "true or false", SettingValue.boolean) }
}

extension SettingForm where Value: RawRepresentable & CaseIterable & Sendable, Value.RawValue == String {
    /// One of a few words.
    static func word(_ valueName: String, of words: Value.Type) -> Self {
        let words = words.allCases.map(\.rawValue)
        let parts = [words.dropLast().joined(separator: ", "), words.last ?? ""].filter { !$0.isEmpty }
        return Self(valueName, parts.joined(separator: " or ")) { Value(rawValue: $0) }
    }
}

extension SettingForm where Value == [JWSAlgorithm] {
    /// A list of these, by their names.
    static func algorithms(_ known: [JWSAlgorithm]) -> Self {
        let expected = "a list of \(known.map(\.name).joined(separator: ", "))"
        return Self("list", expected, SettingValue.list(of: { name in known.first { $0.name == name } }))
    }
}

extension SettingForm where Value == [ClaimPath] {
    /// A list of paths in a token's claims.
    static var claimPaths: Self {
        Self("list", ClaimPath.expectedList, SettingValue.list(of: { ClaimPath($0) }))
    }
}

extension ClaimPath {
    /// What people are told who wrote something else.
    static let expectedList = #"a list of claims, where a dot goes into an object, \. is a dot and \\ a backslash"#
}

extension SettingForm where Value == CORSNames {
    /// A list of methods or header fields.
    static func corsNames(_ things: String) -> Self {
        Self("list", "a list of \(things), none of them *, of at most \(CORSNames.longest) bytes") { text in
            SettingValue.list(text).flatMap { CORSNames($0) }
        }
    }
}

/// Why a text is no value, in a few words.
struct SettingReason: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// A file that a setting names, and what was in it.
struct SettingFile {
    let path: String
    let content: [UInt8]

    /// The longest file of certificate authorities, in bytes.
    static let longestAuthorities = 4_194_304

    /// Whether there is a PEM certificate in the content of a file.
    static func hasCertificate(_ content: [UInt8]) -> Bool {
        content.contains(Array("-----BEGIN CERTIFICATE-----".utf8))
    }
}

extension SettingForm where Value == SettingFile {
    /// A file of at most `limit` bytes, in which `isRight` finds what belongs there.
    static func file(
        _ expected: String,
        limit: Int,
        isRight: @escaping @Sendable ([UInt8]) throws(Reason) -> Void = { _ in }
    ) -> Self {
        Self("path", expected, namesFile: true) { path throws(Reason) in
            let content: [UInt8]
            do throws(FileRefusal) { content = try SmallFile.content(of: path, limit: limit) } catch {
                throw Reason(error.phrase)
            }
            try isRight(content)
            return SettingFile(path: path, content: content)
        }
    }
}
