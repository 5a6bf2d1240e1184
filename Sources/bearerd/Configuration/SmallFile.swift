import FoundationEssentials
import OAuth

/// Files of the operator's that are read whole.
enum SmallFile {
    /// The content of a file; `nil` if it cannot be read, is no regular file or is longer than `limit` bytes.
    static func read(_ path: String, limit: Int = 1_048_576) -> [UInt8]? {
        // Looked at before it is opened: a pipe would block, a device never end.
        guard let attributes = attributes(path), attributes[.type] as? FileAttributeType == .typeRegular,
            let size = attributes.integer(.size), size <= limit,
            let content = try? Data(contentsOf: URL(filePath: path)), content.count <= limit
        else { return nil }
        return Array(content)
    }

    /// Whether its permissions let everybody read it.
    static func isReadableByEveryone(_ path: String) -> Bool {
        guard let permissions = attributes(path)?.integer(.posixPermissions) else { return false }
        return permissions & 0o004 != 0
    }

    /// Those of the file itself, not of a link to it.
    private static func attributes(_ path: String) -> [FileAttributeKey: Any]? {
        let target = URL(filePath: path).resolvingSymlinksInPath().path
        return try? FileManager.default.attributesOfItem(atPath: target)
    }
}
