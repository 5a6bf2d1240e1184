import Text

/// The target URI of a request, without query and fragment, in the form in which two of them are compared
/// (RFC 9449 §4.3 step 9, RFC 3986 §6.2.2 and §6.2.3).
///
/// An escape of a character that needs none is decoded and other escapes are written in upper case, but no character with
/// a meaning of its own, above all no `%2F`, is ever decoded: the path stays the one that was sent.
public struct TargetURI: Sendable, Hashable {
    /// Scheme, host and port.
    public let origin: HTTPOrigin
    /// Starts with a slash.
    public var path: String { exactPath.text }

    private let exactPath: ExactText

    /// The URI of a request that came with this path.
    ///
    /// `nil` for a path with dot segments, also with escaped ones. RFC 3986 §6.2.2.3 takes `/a/../b` for another spelling
    /// of `/b`, but a server that routes on the path as it was sent, as the one here does, may serve two resources there;
    /// a proof for the one must not be good for the other. Clients resolve dot segments before they send a request, and
    /// in a proof they are resolved here: only a request that still has some is never matched.
    ///
    /// - Parameters:
    ///   - origin: Where clients reach the server.
    ///   - path: The path as it was sent, without a query.
    public init?(origin: HTTPOrigin, path: some StringProtocol) {
        let normalized = Self.normalizeEscapes(Array(path.utf8))
        guard normalized.first == Self.slash, !Self.hasDotSegments(normalized) else { return nil }
        self.origin = origin
        exactPath = ExactText(String(decoding: normalized, as: UTF8.self))
    }

    /// Reads the `htu` of a proof. A query or a fragment is left out; `nil` for what is not an absolute http or https URI.
    public init?(_ htu: String) {
        guard let (scheme, rest) = HTTPOrigin.split(htu) else { return nil }
        let authority = rest.utf8.prefix { !Self.endsAuthority($0) }
        guard let origin = HTTPOrigin(scheme: scheme, authority: Substring(authority)) else { return nil }
        let path = rest.utf8[authority.endIndex...].prefix { $0 != Self.questionMark && $0 != Self.numberSign }
        self.origin = origin
        // RFC 3986 §6.2.3: no path is the path "/".
        let normalized = path.isEmpty ? [Self.slash] : Self.normalizeEscapes(Array(path))
        exactPath = ExactText(String(decoding: Self.removeDotSegments(normalized), as: UTF8.self))
    }

    private static let slash = UInt8(ascii: "/")
    private static let questionMark = UInt8(ascii: "?")
    private static let numberSign = UInt8(ascii: "#")
    private static let percent = UInt8(ascii: "%")

    private static func endsAuthority(_ byte: UInt8) -> Bool {
        byte == slash || byte == questionMark || byte == numberSign
    }

    /// RFC 3986 §6.2.2.1 and §6.2.2.2. A percent sign without two digits stays what it is.
    private static func normalizeEscapes(_ path: [UInt8]) -> [UInt8] {
        guard path.contains(percent) else { return path }
        var normalized: [UInt8] = []
        normalized.reserveCapacity(path.count)
        var index = 0
        while index < path.count {
            guard path[index] == percent, index + 2 < path.count, let high = path[index + 1].hexadecimalValue,
                let low = path[index + 2].hexadecimalValue
            else {
                normalized.append(path[index])
                index += 1
                continue
            }
            let byte = high << 4 | low
            if byte.isUnreserved {
                normalized.append(byte)
            } else {
                normalized += [percent, path[index + 1].uppercasedASCII, path[index + 2].uppercasedASCII]
            }
            index += 3
        }
        return normalized
    }

    /// RFC 3986 §5.2.4 for an absolute path: `..` takes away the segment before it, at the root nothing.
    private static func removeDotSegments(_ path: [UInt8]) -> [UInt8] {
        guard hasDotSegments(path) else { return path }
        var kept: [ArraySlice<UInt8>] = []
        let segments = path.dropFirst().split(separator: slash, omittingEmptySubsequences: false)
        for (index, segment) in segments.enumerated() {
            let isLast = index == segments.count - 1
            switch dots(segment) {
            case 1:
                if isLast { kept.append([]) }
            case 2:
                _ = kept.popLast()
                if isLast { kept.append([]) }
            default:
                kept.append(segment)
            }
        }
        return kept.reduce(into: []) { $0 += [slash] + $1 }
    }

    private static func hasDotSegments(_ path: [UInt8]) -> Bool {
        guard path.contains(UInt8(ascii: ".")) else { return false }
        return path.split(separator: slash).contains { dots($0) != nil }
    }

    /// 1 for `.`, 2 for `..`.
    private static func dots(_ segment: ArraySlice<UInt8>) -> Int? {
        (1...2).contains(segment.count) && segment.allSatisfy { $0 == UInt8(ascii: ".") } ? segment.count : nil
    }
}

extension TargetURI: CustomStringConvertible {
    /// The URI.
    public var description: String { "\(origin)\(path)" }
}
