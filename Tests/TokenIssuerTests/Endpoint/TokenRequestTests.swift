import HTTP
import HTTPTypes
import Testing

@testable import token_issuer

@Suite struct TokenRequestTests {
    @Test("a form and a JSON object say the same")
    func formAndJSON() throws {
        let form = Request.tokenRequest(
            form: "grant_type=client_credentials&client_id=a%20b&client_secret=c+d&audience=https%3A%2F%2Fapi&scope=x+y"
        )
        let json = Request.tokenRequest(
            json:
                #"{"grant_type":"client_credentials","client_id":"a b","client_secret":"c d","audience":"https://api","scope":"x y"}"#
        )
        #expect(try TokenRequest(form) == TokenRequest(json))
        #expect(try TokenRequest(form).clientSecret == "c d")
        #expect(try TokenRequest(form).scopes == ["x", "y"])
    }

    @Test("a parameter without a value counts as left out (RFC 6749 §3.2)")
    func emptyParameter() throws {
        let request = try TokenRequest(.tokenRequest(form: "grant_type=client_credentials&scope=&audience"))
        #expect(request.scopes == nil)
        #expect(request.audience == nil)
    }

    @Test("the media type may have parameters and any letter case")
    func mediaType() throws {
        let request = Request(
            method: .post,
            target: "/",
            headerFields: [.contentType: "Application/JSON ; charset=utf-8"],
            body: Array(#"{"grant_type":"x"}"#.utf8)
        )
        #expect(try TokenRequest(request).grantType == "x")
    }

    @Test(
        "what is neither form nor JSON object of strings is an invalid request",
        arguments: [
            Request.tokenRequest(json: "[]"), .tokenRequest(json: #"{"grant_type":1}"#), .tokenRequest(json: ""),
            .tokenRequest(json: #"{"grant_type":"a","grant_type":"a"}"#),
            .tokenRequest(form: "grant_type=a&grant_type=a"), .tokenRequest(form: "grant_type=%zz"),
            .tokenRequest(form: "grant_type=%4"), .tokenRequest(form: "grant_type=%ff"),
            Request(method: .post, target: "/", body: Array("grant_type=client_credentials".utf8)),
        ]
    )
    func invalid(request: Request) {
        let error = #expect(throws: TokenRefusal.self) { try TokenRequest(request) }
        #expect(error?.status == 400)
        #expect(error?.error == "invalid_request")
    }

    @Test("credentials may come by Basic, form-encoded (RFC 6749 §2.3.1)")
    func basicCredentials() throws {
        // a%20b:c%3Ad
        let request = Request.tokenRequest(form: "grant_type=x", authorization: "Basic YSUyMGI6YyUzQWQ=")
        #expect(try TokenRequest(request).clientID == "a b")
        #expect(try TokenRequest(request).clientSecret == "c:d")
    }

    @Test("credentials of another form are refused", arguments: ["Basic", "Basic ?", "Bearer YTpi", "Basic YQ=="])
    func otherCredentials(authorization: String) {
        #expect(throws: TokenRefusal.unauthorized) {
            try TokenRequest(.tokenRequest(form: "grant_type=x", authorization: authorization))
        }
    }
}

extension Request {
    static func tokenRequest(form: String, authorization: String? = nil) -> Request {
        var fields: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
        fields[.authorization] = authorization
        return Request(method: .post, target: "/oauth/token", headerFields: fields, body: Array(form.utf8))
    }

    static func tokenRequest(json: String) -> Request {
        Request(
            method: .post,
            target: "/oauth/token",
            headerFields: [.contentType: "application/json"],
            body: Array(json.utf8)
        )
    }
}
