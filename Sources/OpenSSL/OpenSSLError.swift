import COpenSSL

/// What libcrypto refused to do, and the reason it gave.
package struct OpenSSLError: Error, Hashable, CustomStringConvertible {
    package let operation: String
    package let reason: String?

    package var description: String {
        reason.map { "\(operation): \($0)" } ?? operation
    }

    /// Takes the newest reason from the thread's error queue and empties the queue, so that a stale entry never
    /// describes the next failure.
    static func last(_ operation: StaticString) -> OpenSSLError {
        let code = ERR_peek_last_error()
        let reason = unsafe code == 0 ? nil : ERR_reason_error_string(code).map { unsafe String(cString: $0) }
        ERR_clear_error()
        return OpenSSLError(operation: "\(operation)", reason: reason)
    }

    /// Passes a pointer on, or throws where the call that made it returned none.
    static func unwrap<Pointer>(_ pointer: Pointer?, _ operation: StaticString) throws(OpenSSLError) -> Pointer {
        guard let pointer else { throw last(operation) }
        return pointer
    }

    /// Throws unless the call returned 1, which is how libcrypto says success.
    static func check(_ status: CInt, _ operation: StaticString) throws(OpenSSLError) {
        guard status == 1 else { throw last(operation) }
    }
}
