import SystemPackage

/// Standard error, a whole line at a time: lines of several threads do not mix.
enum StandardError {
    static func write(_ text: String) {
        // There is nowhere left to report a failure to.
        _ = try? FileDescriptor.standardError.writeAll(Array(text.utf8))
    }

    /// What an operator should know, though it stops nothing; a line each.
    static func warn(_ warnings: [String]) {
        for warning in warnings { write("bearerd: warning: \(warning)\n") }
    }
}
