import Text

/// The path of a protected resource: segments of unreserved characters (RFC 3986 §2.3), of which only the last may be empty and
/// none is a dot segment. So it has one spelling, wherever it is written.
package struct ResourcePath: Sendable, Hashable {
    /// The longest path, in bytes.
    package static let longest = 512

    /// The path, with a slash in front.
    package let text: String

    /// Reads a path; `nil` for anything else, and for only a slash, which is no more than the origin.
    package init?(_ text: String) {
        guard Self.isPath(text.utf8), text.utf8.count > 1 else { return nil }
        self.text = text
    }

    static func isPath(_ path: some Collection<UInt8>) -> Bool {
        guard path.count <= longest, path.first == UInt8(ascii: "/"),
            path.allSatisfy({ $0.isUnreserved || $0 == UInt8(ascii: "/") })
        else { return false }
        let segments = path.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return segments.dropLast().allSatisfy { !$0.isEmpty }
            && !segments.contains { $0.elementsEqual(".".utf8) || $0.elementsEqual("..".utf8) }
    }
}
