import Foundation

/// An HTTP response as it came over the wire.
struct HTTPAnswer: Sendable {
    let status: Int
    let fields: [(name: String, value: String)]
    let body: [UInt8]

    init(_ bytes: [UInt8]) throws {
        guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { throw Malformed(bytes: bytes) }
        let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
        let words = lines[0].split(separator: " ")
        guard words.count >= 2, words[0] == "HTTP/1.1", let status = Int(words[1]) else {
            throw Malformed(bytes: bytes)
        }
        self.status = status
        self.fields = try lines.dropFirst().map { line in
            guard let colon = line.firstIndex(of: ":") else { throw Malformed(bytes: bytes) }
            let value = line[line.index(after: colon)...]
            return (line[..<colon].lowercased(), value.trimmingCharacters(in: .whitespaces))
        }
        self.body = Array(bytes[end.upperBound...])
    }

    struct Malformed: Error {
        let bytes: [UInt8]
    }

    func values(of name: String) -> [String] {
        fields.filter { $0.name == name.lowercased() }.map(\.value)
    }

    var text: String { String(decoding: body, as: UTF8.self) }

    /// The members of a JSON object whose values are strings.
    var members: [String: String] {
        (try? JSONDecoder().decode([String: String].self, from: Data(body))) ?? [:]
    }

    /// The challenges for `scheme` with their parameters.
    func challenges(_ scheme: String) -> [[String: String]] {
        values(of: "WWW-Authenticate").compactMap { Self.parameters(of: $0, scheme: scheme) }
    }

    /// RFC 9110 §11.6.1, as far as parameters are quoted strings without escapes.
    private static func parameters(of challenge: String, scheme: String) -> [String: String]? {
        guard challenge.hasPrefix(scheme + " ") else { return nil }
        var parameters: [String: String] = [:]
        var rest = challenge.dropFirst(scheme.count + 1)
        while !rest.isEmpty {
            guard let match = rest.prefixMatch(of: /([a-z_]+)="([^"\\]*)"(?:, )?/) else { return nil }
            guard parameters.updateValue(String(match.2), forKey: String(match.1)) == nil else { return nil }
            rest = rest[match.range.upperBound...]
        }
        return parameters
    }
}
