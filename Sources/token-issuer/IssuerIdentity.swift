import JOSE
import URI

/// Who the issuer is and for which APIs it issues tokens. `serve` notes it in the state, for `token` to mint the same.
struct IssuerIdentity: Sendable, Equatable {
    private static let fileName = "issuer.json"

    /// The issuer identifier, exactly as tokens carry it.
    var issuer: String
    /// The identifiers of the APIs; a token request must name one of them.
    var audiences: [String]

    /// The path under which the issuer's endpoints lie, without a slash at its end.
    var pathPrefix: String {
        guard let authority = issuer.firstRange(of: "://")?.upperBound,
            let slash = issuer[authority...].firstIndex(of: "/")
        else { return "" }
        return Self.withoutTrailingSlash(String(issuer[slash...]))
    }

    /// The origin of the issuer's endpoints; `nil` if the issuer is no URL of a web server.
    var origin: HTTPOrigin? {
        HTTPOrigin(String(Self.withoutTrailingSlash(issuer).dropLast(pathPrefix.count)))
    }

    /// The address of an endpoint, such as `/oauth/token`.
    func url(_ path: String) -> String {
        Self.withoutTrailingSlash(issuer) + path
    }

    private static func withoutTrailingSlash(_ text: String) -> String {
        text.hasSuffix("/") ? String(text.dropLast()) : text
    }
}

extension IssuerIdentity {
    /// What `serve` noted last; `nil` before it has run.
    init?(in directory: StateDirectory) throws(IssuerError) {
        guard let object = try directory.read(Self.fileName),
            let issuer = object["issuer"]?.stringValue,
            let audiences = object["audiences"]?.arrayValue
        else { return nil }
        self.init(issuer: issuer, audiences: audiences.compactMap(\.stringValue))
    }

    func save(in directory: StateDirectory) throws(IssuerError) {
        let audiences = JSONValue.array(audiences.map { .string($0) })
        try directory.write(["issuer": .string(issuer), "audiences": audiences], to: Self.fileName)
    }
}
