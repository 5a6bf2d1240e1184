import FoundationEssentials
import OAuth

/// Files of the operator's that are read whole.
enum SmallFile {
    /// The content of a file; `nil` if it cannot be read or is longer than `limit` bytes.
    static func read(_ path: String, limit: Int = 1_048_576) -> [UInt8]? {
        guard let content = try? Data(contentsOf: URL(filePath: path)), content.count <= limit else { return nil }
        return Array(content)
    }

    /// Whether its permissions let everybody read it.
    static func isReadableByEveryone(_ path: String) -> Bool {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        guard let permissions = attributes?.integer(.posixPermissions) else { return false }
        return permissions & 0o004 != 0
    }
}
