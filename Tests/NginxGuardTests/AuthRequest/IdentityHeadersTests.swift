import HTTP
import HTTPTypes
import JOSE
import OAuth
import ResourceServerTestSupport
import Testing

@testable import NginxGuard
@testable import ResourceServer

@Suite("Identity headers")
struct IdentityHeadersTests {
    private static func fields(_ entries: [String], _ claims: JSONObject) async throws -> [String: String] {
        let fixture = try GuardFixture()
        let token = try await fixture.validator.validate(fixture.token(claims: claims), at: .now)
        let headers = try #require(IdentityHeaders(entries))
        return Dictionary(uniqueKeysWithValues: headers.fields(of: token).map { ($0.name.rawName, $0.value) })
    }

    @Test("a remembered token has its answer ready, under the same settings only")
    func answers() async throws {
        let fixture = try GuardFixture()
        let text = try fixture.token(claims: ["sub": "a", "client_id": "b"])
        _ = try await fixture.validator.validate(text, at: .now)
        let token = try await fixture.validator.validate(text, at: .now)
        let subject = try #require(IdentityHeaders(["S=sub"]))
        let client = try #require(IdentityHeaders(["S=client_id"]))
        let name = try #require(HTTPField.Name("S"))
        for _ in 0..<2 {
            #expect(subject.answer(about: token) == [.cacheControl: "no-store", name: "a"])
            #expect(client.answer(about: token) == [.cacheControl: "no-store", name: "b"])
        }
    }

    @Test("the standard ones can be read")
    func standard() throws {
        let entries = IdentityHeaders.standardText.split(separator: ",").map(String.init)
        let headers = try #require(IdentityHeaders(entries))
        #expect(
            headers.entries.map(\.name.rawName) == [
                "Auth-Subject", "Auth-Client", "Auth-Scope", "Auth-Issuer", "Auth-Claims",
            ]
        )
        #expect(headers.entries.map(\.content) == [.claim("sub"), .clientID, .scopes, .claim("iss"), .claims])
    }

    @Test(
        "a name that could mean something else, or have more than two spellings, is refused",
        arguments: [
            "Auth", "=sub", "Auth=", "A-B-C=sub", "A_B=sub", "-A=sub", "A-=sub", "A B=sub", "\u{c4}=sub", "Host=sub",
            "authorization=sub", "DPoP=sub", "Content-Length=sub", "A\r\n=sub",
            "auth-refusal=sub",
            String(repeating: "a", count: 65) + "=sub",
        ]
    )
    func refuses(entry: String) {
        #expect(IdentityHeaders([entry]) == nil)
    }

    @Test("a name comes once, whatever its letter case")
    func twice() {
        #expect(IdentityHeaders(["Who=sub", "who=iss"]) == nil)
    }

    @Test("scopes are those of scope and permissions, each once")
    func scopes() async throws {
        let fields = try await Self.fields(["S=scope"], ["scope": "a b", "permissions": ["b", "c d"]])
        #expect(fields == ["S": "a b c%20d"])
    }

    @Test("the client is client_id, or else azp")
    func client() async throws {
        #expect(try await Self.fields(["C=client_id"], ["client_id": "x", "azp": "y"]) == ["C": "x"])
        #expect(try await Self.fields(["C=client_id"], ["azp": "y"]) == ["C": "y"])
        #expect(try await Self.fields(["C=client_id"], [:]) == [:])
    }

    @Test("strings, lists of strings and all else have one form each")
    func values() async throws {
        let claims: JSONObject = [
            "s": "a b%\u{e4}\r\n", "l": ["a", "b c"], "n": 3, "b": true, "o": ["x": ["y z"]], "m": ["a", 1], "e": "",
            "z": nil,
        ]
        let entries = ["S=s", "L=l", "N=n", "B=b", "O=o", "M=m", "E=e", "Z=z", "A=absent"]
        let fields = try await Self.fields(entries, claims)
        #expect(
            fields == [
                "S": "a%20b%25%C3%A4%0D%0A", "L": "a b%20c", "N": "3", "B": "true", "O": #"{"x":["y%20z"]}"#,
                "M": #"["a",1]"#, "E": "",
            ]
        )
    }

    @Test("all claims are JSON in base64url")
    func claims() async throws {
        let text = try #require(try await Self.fields(["A=*"], ["x": "\u{e4}\n"])["A"])
        let claims = try JSONObject(parsing: try #require(Base64URL.decode(text)))
        #expect(claims["x"] == "\u{e4}\n")
        #expect(claims["sub"] == "alice")
    }

    @Test("the list of names is the one that the file for nginx tells")
    func list() throws {
        #expect(try #require(IdentityHeaders(["Who=sub", "X-Tenant=org_id"])).list == "Who,X-Tenant,Auth-Refusal")
    }

    @Test("without a token there are none")
    func none() throws {
        let headers = try #require(IdentityHeaders(["Who=sub"]))
        #expect(headers.fields(of: nil).isEmpty)
    }
}
