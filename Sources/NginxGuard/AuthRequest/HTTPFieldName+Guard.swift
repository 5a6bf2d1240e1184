import HTTPTypes

extension HTTPField.Name {
    /// How a refusal gets through the web server: ``PassedRefusal``.
    static let bearerdRefusal = Self(known: "X-Bearerd-Refusal")
    /// Why a request would have been refused that an application is given all the same.
    static let authRefusal = Self(known: "Auth-Refusal")

    /// For how many seconds nginx may keep an answer.
    static let xAccelExpires = Self(known: "X-Accel-Expires")

    private init(known name: StaticString) {
        // A literal of ours that is a token.
        self = Self(name.description) ?? .server
    }
}

extension HTTPFields {
    /// No web server may keep the answer.
    static let notStored: HTTPFields = [.cacheControl: "no-store"]
}
