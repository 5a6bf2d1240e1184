import Fetching
import JOSE
import JWKS
import OAuth
import TestSupport
import Testing
import URI

@testable import bearerd

/// How one issuer is found and fetched, as `ISSUERS_FILE` says.
@Suite struct IssuerWayTests {
    private static let defaults = IssuersFile.Defaults(
        algorithms: [.rs256],
        clockSkew: .seconds(30),
        requiresATJWT: false
    )

    private func read(_ members: String, issuer: String = "https://a.example/") throws(IssuersFile.Fault) -> IssuersFile
    {
        let text = #"[{"issuer":"\#(issuer)","audiences":["a"],\#(members)}]"#
        return try IssuersFile(Array(text.utf8), defaults: Self.defaults)
    }

    /// How the one issuer is fetched, beside this that holds for all.
    private func options(
        _ members: String,
        issuer: String = "https://a.example/",
        _ standard: FetchOptions = FetchOptions()
    ) throws -> FetchOptions {
        let entry = try #require(try read(members, issuer: issuer).ways.first)
        return entry.way.options(for: entry.policy, standard) ?? standard
    }

    private func fault(_ members: String, issuer: String = "https://a.example/") -> String? {
        do throws(IssuersFile.Fault) {
            _ = try read(members, issuer: issuer)
            return nil
        } catch {
            return "\(error.place): \(error.expected)"
        }
    }

    private func origin(_ text: String) throws -> HTTPOrigin { try #require(HTTPOrigin(text)) }

    @Test func oneKindOfMetadataMayBeNamed() throws {
        for kind in RetrievalRules.Metadata.allCases {
            let policy = try #require(try read(#""metadata":"\#(kind.rawValue)""#).policies.first)
            #expect(policy.retrieval.metadata == kind)
        }
        #expect(fault(#""metadata":"saml""#) == "[0].metadata: oidc or oauth")
        #expect(
            fault(#""metadata":"oidc","jwks_uri":"https://a.example/k""#)
                == "[0].metadata: nothing, as another member says where the keys are"
        )
    }

    @Test func theIssuersOwnOriginIsConnectedToElsewhere() throws {
        let options = try options(#""connect_to":"10.0.0.1:8443""#, issuer: "https://A.example:444/tenant")
        #expect(options.connectTo == [try origin("https://a.example:444"): try #require(HostAndPort("10.0.0.1:8443"))])
        #expect(
            try self.options(#""connect_to":"10.0.0.1:8443","jwks_uri":"https://keys.example/k""#).connectTo.count == 1
        )
        for text in ["10.0.0.1", "https://10.0.0.1:1", "10.0.0.1:0", "a:1/", ""] {
            #expect(fault(#""connect_to":"\#(text)""#) == "[0].connect_to: HOST:PORT")
        }
    }

    @Test func whatIsHTTPOfThisMachineIsNotConnectedToElsewhere() {
        let expected = "[0].connect_to: a loopback host and a port, as the issuer is http of a loopback host"
        #expect(fault(#""connect_to":"10.0.0.1:80""#, issuer: "http://127.0.0.1:8080/") == expected)
        #expect(fault(#""connect_to":"127.0.0.2:80""#, issuer: "http://127.0.0.1:8080/") == nil)
        #expect(fault(#""connect_to":"10.0.0.1:80""#, issuer: "https://localhost/") == nil)
        #expect(fault(#""connect_to":"10.0.0.1:80","allow_http":["a.internal"]"#, issuer: "http://a.internal/") == nil)
    }

    @Test func httpIsForHostsThatAreNamedAndAlwaysAWarning() throws {
        let file = try read(#""allow_http":["A.internal","10.0.0.1"]"#, issuer: "http://a.internal:8080/")
        #expect(file.policies.first?.retrieval.httpHosts == ["a.internal", "10.0.0.1"])
        #expect(file.warnings.count == 1)
        #expect(
            file.warnings.first?.hasPrefix("what is fetched for http://a.internal:8080/ may come in the clear") == true
        )
        #expect(try options(#""allow_http":["b.internal"]"#).httpHosts == ["b.internal"])
        #expect(fault(#""jwks_uri":"http://b.internal/k","allow_http":["b.internal"]"#) == nil)
        #expect(fault(#""jwks_uri":"http://c.internal/k","allow_http":["b.internal"]"#)?.contains("jwks_uri") == true)
        #expect(fault(#""allow_http":["b.internal"]"#, issuer: "http://a.internal/")?.contains("issuer") == true)
        for hosts in ["[]", #""a.internal""#, #"["a.internal:80"]"#, #"["http://a"]"#, #"["*"]"#, #"[""]"#, "true"] {
            #expect(fault(#""allow_http":\#(hosts)"#) == "[0].allow_http: a list of hosts without ports")
        }
    }

    @Test func headersAreForTheOriginsThatTheOperatorHasNamed() throws {
        try TemporaryFile.with("X-Key: s3cret\n") { path in
            let members = #""headers_file":"\#(path)""#
            #expect(try options(members).headers.keys.map(\.description) == ["https://a.example"])
            let both = try options(#"\#(members),"jwks_uri":"https://keys.example:8443/k""#).headers
            #expect(both.keys.map(\.description).sorted() == ["https://a.example", "https://keys.example:8443"])
            let file = try read(members)
            #expect(file.files.map(\.path) == [path])
            #expect(!"\(file)".contains("s3cret"))
        }
        try TemporaryFile.with("X-Key s3cret\n") { path in
            let fault = fault(#""headers_file":"\#(path)""#)
            #expect(fault?.hasPrefix("[0].headers_file: a file of at most 32 lines Name: value") == true)
            #expect(fault?.contains("s3cret") == false)
        }
    }

    @Test func authoritiesOfOneIssuerReplaceThoseOfAll() throws {
        let standard = FetchOptions(certificateAuthorities: "/all.pem")
        #expect(try options(#""metadata":"oidc""#, standard).certificateAuthorities == "/all.pem")
        try TemporaryFile.with("-----BEGIN CERTIFICATE-----\n") { path in
            let members = #""tls_ca_file":"\#(path)""#
            let (options, file) = (try options(members, standard), try read(members))
            #expect(options.certificateAuthorities == path)
            #expect(file.files.map(\.path) == [path])
        }
        try TemporaryFile.with("none") { path in
            #expect(
                fault(#""tls_ca_file":"\#(path)""#)
                    == "[0].tls_ca_file: a file with a line -----BEGIN CERTIFICATE-----"
            )
        }
        #expect(fault(#""tls_ca_file":"/nowhere.pem""#)?.hasPrefix("[0].tls_ca_file: a readable file") == true)
    }
}
