import HTTP
import HTTPTypes
import JOSE

@testable import token_issuer

/// The issuer of the page's tests.
let pageIdentity = IssuerIdentity(issuer: "http://127.0.0.1:8080/", audiences: ["https://api.example.com"])

extension Request {
    /// What the page asks `path` for; with other values, what somebody else does.
    static func page(
        _ path: String,
        _ body: String,
        origin: [String] = ["http://127.0.0.1:8080"],
        host: String? = "127.0.0.1",
        contentType: String = "application/json"
    ) -> Request {
        var fields: HTTPFields = [.contentType: contentType]
        for value in origin { fields.append(HTTPField(name: .origin, value: value)) }
        let variables = host.map { ["HTTP_HOST": $0] } ?? [:]
        return Request(
            method: .post,
            target: path,
            headerFields: fields,
            metaVariables: variables,
            body: Array(body.utf8)
        )
    }
}

/// Everything that an issuer with the page answers.
func withPage<Result>(_ body: (Router, KeyStore) async throws -> Result) async throws -> Result {
    try await withTemporaryState { directory in
        let keys = KeyStore(directory)
        var router = Router()
        try DevelopmentPage(identity: pageIdentity, keys: keys, algorithm: .es256).add(to: &router)
        return try await body(router, keys)
    }
}
