import FoundationEssentials

package enum TemporaryFile {
    /// Runs `body` with the path of a new file with this content, which is removed afterwards.
    package static func with<Value>(_ content: String, mode: Int = 0o600, _ body: (String) throws -> Value) throws
        -> Value
    {
        try with(Array(content.utf8), mode: mode, body)
    }

    package static func with<Value>(_ content: [UInt8], mode: Int = 0o600, _ body: (String) throws -> Value) throws
        -> Value
    {
        let path = TemporaryDirectory.newPath()
        try Data(content).write(to: URL(filePath: path))
        defer { try? FileManager.default.removeItem(atPath: path) }
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
        return try body(path)
    }
}
