import Fetching
import Files
import JOSE
import JWKS
import OAuth
import Text
import URI

/// Where an issuer is asked about tokens (RFC 7662), and as whom.
struct IntrospectionEndpoint: Sendable, Hashable {
    /// How many questions are sent at a time where nothing else is said: enough for a thousand tokens a second of an issuer that
    /// takes 50 ms.
    static let mostAtOnce = 64

    let url: String
    let credentials: ClientCredentials
    let mostAtOnce: Int
}

extension IssuerMember {
    static let introspection = IssuerMember("introspection", "revocable", "jwt") {
        reader,
        entry throws(IssuersFile.Fault) in
        let isRevocable = try reader.value("revocable", "true or false", \.boolValue) ?? false
        let isJWT = try reader.value("jwt", "true or false", \.boolValue) ?? true
        guard let object = try reader.value("introspection", "an object", \.objectValue) else {
            guard !isRevocable else { throw reader.fault("revocable", "introspection beside it") }
            guard isJWT else { throw reader.fault("jwt", "introspection beside it") }
            return
        }
        guard isJWT || !isRevocable else {
            throw reader.fault("revocable", "nothing beside jwt, as the issuer is asked about every token of its own")
        }
        guard entry.tenants.isEmpty else {
            throw reader.fault("introspection", "an issuer beside it, not issuer_template")
        }
        let members = MemberReader(object: object, place: "\(reader.place).introspection")
        entry.policy.introspection = try entry.introspectionPolicy(members, isRevocable: isRevocable, isJWT: isJWT)
        entry.introspection = try entry.introspectionEndpoint(members)
    }
}

extension IssuerEntry {
    private static let members = [
        "endpoint", "client_id", "client_secret_file", "opaque", "audience_optional", "max_requests",
    ]

    fileprivate func introspectionPolicy(
        _ reader: MemberReader,
        isRevocable: Bool,
        isJWT: Bool
    ) throws(IssuersFile.Fault) -> IntrospectionPolicy {
        if let unknown = reader.object.names.first(where: { !Self.members.contains($0) }) {
            throw IssuersFile.Fault(
                place: "\(reader.place).\(QuotedText.quoted(unknown))",
                expected: "a member out of \(Self.members.sorted().joined(separator: ", "))"
            )
        }
        let takesOpaque = try reader.value("opaque", "true or false", \.boolValue) ?? true
        guard takesOpaque || isRevocable || !isJWT else {
            throw reader.fault("opaque", "revocable or jwt beside the issuer, as it would be asked about nothing")
        }
        return IntrospectionPolicy(
            takesOpaqueTokens: takesOpaque,
            jwts: isRevocable ? .judgedThenAsked : isJWT ? .judged : .asked,
            isAudienceOptional: try reader.value("audience_optional", "true or false", \.boolValue) ?? false
        )
    }

    fileprivate mutating func introspectionEndpoint(
        _ reader: MemberReader
    ) throws(IssuersFile.Fault) -> IntrospectionEndpoint {
        let hosts = policy.retrieval.httpHosts
        let url = try reader.required("endpoint", MemberReader.urlForm) { value in
            value.stringValue.flatMap { SecureURL($0, allowingHTTPOf: hosts)?.text }
        }
        let clientID = try reader.required("client_id", "the client as which the issuer is asked") { value in
            value.stringValue.flatMap { $0.isEmpty ? nil : $0 }
        }
        let mostAtOnce = try reader.value("max_requests", "a number from 1 to 256") { value in
            value.integerValue.flatMap { (1...256).contains($0) ? Int($0) : nil }
        }
        return IntrospectionEndpoint(
            url: url,
            credentials: ClientCredentials(clientID: clientID, secret: try secret(reader)),
            mostAtOnce: mostAtOnce ?? IntrospectionEndpoint.mostAtOnce
        )
    }

    private mutating func secret(_ reader: MemberReader) throws(IssuersFile.Fault) -> String {
        let expected = "a readable file of at most 4096 bytes"
        guard let file = try reader.file("client_secret_file", expected, limit: 4_096) else {
            throw reader.fault("client_secret_file", "the absolute path of \(expected)")
        }
        // Editors and `echo` end a line; a secret does not mean that.
        let content = file.content.last == UInt8(ascii: "\n") ? file.content.dropLast() : file.content[...]
        guard !content.isEmpty, let secret = String(validating: content, as: UTF8.self),
            !secret.utf8.contains(where: { $0 == 0 })
        else { throw IssuersFile.Fault(place: file.place, expected: "a secret in UTF-8, on one line") }
        files.append((file.place, file.path))
        if SmallFile.isReadableByEveryone(file.path) {
            warnings.append("the secret in \(file.path) can be read by every user of this machine")
        }
        if SmallFile.isWritableByOthers(file.path) {
            warnings.append("the secret in \(file.path) can be changed by others than its owner (chmod go-w)")
        }
        return secret
    }
}
