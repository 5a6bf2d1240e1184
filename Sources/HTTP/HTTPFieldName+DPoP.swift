package import HTTPTypes

extension HTTPField.Name {
    /// RFC 9449 §4.1.
    package static let dpop = token("DPoP")
    /// RFC 9449 §8.1.
    package static let dpopNonce = token("DPoP-Nonce")

    private static func token(_ name: StaticString) -> HTTPField.Name {
        guard let name = HTTPField.Name(name.description) else { preconditionFailure("\(name) is not a token") }
        return name
    }
}
