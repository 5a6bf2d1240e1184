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

    private static func make() throws -> String {
        let url = FileManager.default.temporaryDirectory.appending(path: "bearerd-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        return url.path
    }

    private static func remove(_ path: String) {
        try? FileManager.default.removeItem(atPath: path)
    }
}
