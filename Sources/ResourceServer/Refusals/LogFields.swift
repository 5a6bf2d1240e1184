package import HTTP
package import Logging
package import OAuth

/// The longest value that a client may choose, in Unicode scalars, other than method and path.
private let longestValue = 256

extension Logger.Metadata {
    /// A value that a client may have chosen, cut to a bearable length; nothing for `nil`.
    package mutating func add(_ name: String, _ text: String?) {
        guard let text else { return }
        guard text.utf8.count > longestValue else { return self[name] = .string(text) }
        self[name] = .string(String(String.UnicodeScalarView(text.unicodeScalars.prefix(longestValue))))
    }

    /// Whom a token is about. What it says that nobody has vouched for does not stand where a subject does that was verified.
    package mutating func add(_ identity: TokenIdentity?) {
        guard let identity else { return }
        let prefix = identity.isVerified ? "" : "claimed_"
        add(prefix + "iss", identity.issuer)
        add(prefix + "sub", identity.subject)
        add(prefix + "client_id", identity.clientID)
        add("jti", identity.tokenID)
        add("kid", identity.keyID)
    }
}

extension Request {
    /// What a log line says of a request, without its query.
    package var logFields: Logger.Metadata {
        var fields: Logger.Metadata = ["method": .string(method.rawValue), "path": .string(path)]
        fields.add("request_id", metaVariable("REQUEST_ID"))
        fields.add("remote_addr", metaVariable("REMOTE_ADDR"))
        fields.add("host", metaVariable("HTTP_HOST"))
        if let trace = TraceContext(self) {
            fields["trace_id"] = .string(trace.traceID)
            fields["span_id"] = .string(trace.parentID)
        }
        return fields
    }
}

extension Refusal {
    /// What a log line says happened.
    package var logMessage: Logger.Message {
        isObserved ? "request let through that would be refused" : "request refused"
    }

    /// What a log line says of a refusal.
    package func addFields(to fields: inout Logger.Metadata) {
        // The client's status, also where the web server is told another.
        if !isObserved { fields["status"] = .stringConvertible(status.code) }
        fields["error_code"] = .string(code)
        fields["reason"] = error.detail.map(Logger.MetadataValue.string)
        let scope = error.scope ?? requirement.scopes.joined(separator: " ")
        if !scope.isEmpty { fields["required_scope"] = .string(scope) }
        fields.add(identity)
    }
}
