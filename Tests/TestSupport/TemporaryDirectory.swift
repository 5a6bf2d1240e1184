import FoundationEssentials

package enum TemporaryDirectory {
    /// Runs `body` with the path of a new directory, which is removed afterwards.
    @discardableResult
    package static func with<Value>(_ body: (String) throws -> Value) throws -> Value {
        let path = try make()
        defer { remove(path) }
        return try body(path)
    }

    @discardableResult
    package static func with<Value>(_ body: (String) async throws -> Value) async throws -> Value {
        let path = try make()
        defer { remove(path) }
        return try await body(path)
    }

    /// A path at which nothing is. It is short: that of a Unix socket has 107 bytes.
    package static func newPath() -> String {
        "/tmp/bearerd-test-" + UUID().uuidString.prefix(13)
    }

    private static func make() throws -> String {
        let path = newPath()
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        return path
    }

    private static func remove(_ path: String) {
        try? FileManager.default.removeItem(atPath: path)
    }
}
