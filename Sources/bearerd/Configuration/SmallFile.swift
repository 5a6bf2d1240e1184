import FoundationEssentials

/// Files of the operator's that are read whole.
enum SmallFile {
    /// The content of a file; `nil` if it cannot be read or is longer than `limit` bytes.
    static func read(_ path: String, limit: Int = 1_048_576) -> [UInt8]? {
        guard let content = try? Data(contentsOf: URL(filePath: path)), content.count <= limit else { return nil }
        return Array(content)
    }
}
