import FoundationEssentials
import HTTP
import HTTPTypes
import JOSE
import Logging
import ResourceServer
import Testing

@testable import OAuth
@testable import bearerd

@Suite struct AuditLineTests {
    private static let time = Date(timeIntervalSince1970: 1_700_000_000.25)

    private func identity(_ text: String = "x", isVerified: Bool) -> TokenIdentity {
        let value = JSONValue.string(text)
        let claims: JSONObject = ["iss": value, "sub": value, "client_id": value, "jti": value]
        return TokenIdentity(claims, keyID: text, isVerified: isVerified)
    }

    private func line(
        _ decision: AccessDecision,
        _ request: Request = Request(target: "/a?secret=x"),
        route: String? = nil
    ) throws -> JSONObject {
        var response = Response(status: .ok)
        response.route = route
        let text = String(decoding: AuditLine.bytes(decision, request, response, at: Self.time), as: UTF8.self)
        #expect(text.last == "\n")
        #expect(text.utf8.dropLast().allSatisfy { (0x20...0x7E).contains($0) })
        #expect(!text.contains("secret"))
        return try JSONObject(parsing: Array(text.utf8.dropLast()))
    }

    @Test func itSaysWhatWasDecidedAboutWhatAndWhom() throws {
        let variables = [
            "REQUEST_ID": "0123", "REMOTE_ADDR": "192.0.2.7", "HTTP_HOST": "api.example.com",
            "BEARERD_POLICY": "/_bearerd/all=read:a",
        ]
        let request = Request(target: "/a?secret=x", metaVariables: variables)
        let refusal = Refusal(.insufficientScope("read:a"), of: identity(isVerified: true))
        #expect(
            try line(.refused(refusal), request) == [
                "time": "2023-11-14T22:13:20.250Z", "verdict": "refused", "code": "insufficient_scope",
                "request_id": "0123", "remote_addr": "192.0.2.7", "host": "api.example.com", "method": "GET",
                "path": "/a", "policy": "all=read:a", "verified": true, "iss": "x", "sub": "x", "client_id": "x",
                "jti": "x", "kid": "x",
            ]
        )
        let observed = try line(.observed(refusal.observed, nil), request)
        #expect(observed["verdict"] == "observed")
        #expect(observed["code"] == "insufficient_scope")
        let optional = try line(.allowed(nil), route: "/a")
        #expect(
            optional == [
                "time": "2023-11-14T22:13:20.250Z", "verdict": "allowed", "method": "GET", "path": "/a", "route": "/a",
            ]
        )
        #expect(try line(.misconfigured)["verdict"] == "misconfigured")
    }

    @Test func whatNobodyVouchedForHasOtherNames() throws {
        let found = try line(.refused(Refusal(.invalidSignature, of: identity(isVerified: false))))
        #expect(found["verified"] == false)
        for name in ["iss", "sub", "client_id", "jti", "kid"] {
            #expect(found[name] == nil, "\(name)")
            #expect(found["claimed_\(name)"] == "x", "\(name)")
        }
    }

    @Test(arguments: [
        "a\"},\n{\"verdict\":\"allowed", "\u{202E}\u{0}\u{7f}\u{1F600}", String(repeating: "\u{1F600}", count: 10_000),
    ])
    func whateverSomebodyWroteStaysInItsPlaceAndIsBounded(text: String) throws {
        let request = Request(
            target: "/" + text,
            metaVariables: ["REQUEST_ID": text, "REMOTE_ADDR": text, "HTTP_HOST": text]
        )
        let decision = AccessDecision.refused(Refusal(.invalidSignature, of: identity(text, isVerified: false)))
        let found = try line(decision, request)
        #expect(found["verdict"] == "refused")
        #expect(AuditLine.bytes(decision, request, Response(status: .ok), at: Self.time).count < 65_536)
        #expect(found["claimed_sub"]?.stringValue?.unicodeScalars.count ?? 0 <= AuditLine.longestClaim)
    }

    @Test func missingLinesAreTold() throws {
        var missing = MissingLines()
        missing.count(.info, at: Self.time - 10)
        missing.count(.info, at: Self.time - 5)
        let text = AuditLine.text(missing, at: Self.time)
        #expect(
            try JSONObject(parsing: Array(text.utf8.dropLast())) == [
                "time": "2023-11-14T22:13:20.250Z", "verdict": "missing", "lines": 2,
                "from": "2023-11-14T22:13:10.250Z", "to": "2023-11-14T22:13:15.250Z",
            ]
        )
    }
}
